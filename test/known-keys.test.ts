/** Who was found by a custom id once is read by id from then on, as long as that is true: for one list alone, and never out of date. */
import { describe, expect, it } from 'vitest';
import { seedId } from '../src/emulator/seed/ids.ts';
import { edit, emmy, list as listing, one, startJoining } from './support/joining.ts';
import { app, large, list, middle, small, startWithoutCache } from './support/seeded.ts';

const inSmall = (number: number) => seedId('c', number, 1);
const ask = (meeting: string, ...customIds: readonly string[]) =>
  `{ meeting(appId: "${app}", meetingId: "${meeting}") { ${customIds
    .map((customId, index) => `p${index}: participantByCustomId(customParticipantId: "${customId}") { id name }`)
    .join(' ')} } }`;
const page = (meeting: string) => `${list(meeting)}?page_no=1&per_page=100`;
const point = (number: number) => `${list(small)}/${inSmall(number)}`;

/** A gateway without a cache that was asked for somebody in the small meeting. */
async function startKnowing() {
  const stack = await startWithoutCache();
  const { query, emulator } = stack;
  const look = async (meeting: string, ...customIds: readonly string[]) => {
    emulator.calls.length = 0;
    const { data, errors } = await query(ask(meeting, ...customIds));
    const calls = stack.calls().filter((call) => call.includes('/participants'));
    return { found: Object.values((data?.['meeting'] ?? {}) as Record<string, object>), errors, calls };
  };
  expect((await look(small, 'user-1-1')).calls).toEqual([page(small)]);
  return { ...stack, look };
}

const ada = { id: inSmall(1), name: 'Ada Lovelace' };
const grace = { id: inSmall(2), name: 'Grace Hopper' };

describe('who is known by a custom id', () => {
  it('is read by id, beside who is not', async () => {
    const { look } = await startKnowing();
    expect(await look(small, 'user-1-1')).toEqual({ found: [ada], errors: [], calls: [point(1)] });
    expect(await look(small, 'user-1-1', 'nobody')).toEqual({ found: [ada, null], errors: [], calls: [point(1), page(small)] });
  });

  it('is not known in another meeting', async () => {
    const { look } = await startKnowing();
    expect(await look(middle, 'user-1-1')).toEqual({ found: [null], errors: [], calls: [page(middle), page(middle).replace('1&', '2&')] });
  });

  it('is looked for again if RealtimeKit does not have them any more, and not by id again', async () => {
    const { look, rest } = await startKnowing();
    await rest('DELETE', `/${app}/meetings/${small}/participants/${inSmall(1)}`);
    expect(await look(small, 'user-1-1')).toEqual({ found: [null], errors: [], calls: [point(1), page(small)] });
    expect(await look(small, 'user-1-1')).toEqual({ found: [null], errors: [], calls: [page(small)] });
  });

  it('is looked for again if somebody else has the custom id by now, and not by the old id again', async () => {
    const { look, rest } = await startKnowing();
    const rename = (number: number, customId: string, name: string) =>
      rest('PUT', `/${app}/meetings/${small}/participants/${inSmall(number)}`, {
        custom_participant_id: customId,
        preset_name: 'group_call_host',
        name,
      });
    await rename(1, 'somebody', 'Ada Lovelace');
    await rename(2, 'user-1-1', 'Grace Hopper');
    expect(await look(small, 'user-1-1')).toEqual({ found: [grace], errors: [], calls: [point(1), page(small)] });
    expect(await look(small, 'user-1-1')).toEqual({ found: [grace], errors: [], calls: [point(2)] });
  });

  it('has an error of their own if they cannot be read', async () => {
    const { look, emulator } = await startKnowing();
    emulator.faults.add({ path: inSmall(1), status: 403 });
    const { found, errors, calls } = await look(small, 'user-1-1', 'nobody');
    expect(found).toEqual([null, null]);
    expect(errors).toMatchObject([{ path: ['meeting', 'p0'], extensions: { code: 'UPSTREAM_AUTH_FAILED' } }]);
    expect(calls).toEqual([point(1), page(small)]);
  });
});

describe('who joins', () => {
  it('twice in one mutation is read anew each time: what was read before the first is no longer true', async () => {
    const { query, emulator, join, enrolled } = await startJoining();
    await join(emmy);
    const before = emulator.calls.length;
    const field = (alias: string, name: string) =>
      `${alias}: joinMeeting(input: { appId: "${app}", meetingId: "${small}", customParticipantId: "${emmy.customParticipantId}",
        presetName: "${emmy.presetName}", name: "${name}" }) { participant { name } wasAdded }`;
    const { data } = await query(`mutation { ${field('a', 'Lise')} ${field('b', emmy.name)} ${field('c', emmy.name)} }`);
    const as = (name: string) => ({ participant: { name }, wasAdded: false });
    expect(data).toEqual({ a: as('Lise'), b: as(emmy.name), c: as(emmy.name) });
    expect(emulator.calls.slice(before).map(({ operation }) => operation)).toEqual([one, edit, one, edit, one]);
    expect(await enrolled(emmy.customParticipantId)).toMatchObject([{ name: emmy.name }]);
  });

  it('is an error if the list cannot be read, and nobody is added', async () => {
    const { send, emulator, enrolled } = await startJoining();
    emulator.faults.add({ operation: listing, status: 403 });
    const { data, errors, operations } = await send(emmy);
    expect(data).toEqual({ joinMeeting: null });
    expect(errors).toMatchObject([{ extensions: { code: 'UPSTREAM_AUTH_FAILED' } }]);
    expect(operations).toEqual([listing]);
    emulator.faults.clear();
    expect(await enrolled(emmy.customParticipantId)).toEqual([]);
  });

  it('is looked for although the cache has the list: who is new may have been added since', async () => {
    const { query, rest, join, path } = await startJoining();
    await query(`{ meetingParticipants(appId: "${app}", meetingId: "${small}", first: 100) { totalCount } }`);
    await query(ask(small, 'nobody'));
    expect(
      await rest('POST', path, { custom_participant_id: emmy.customParticipantId, preset_name: emmy.presetName, name: emmy.name }),
    ).toBe(201);
    expect(await join(emmy)).toMatchObject({ wasAdded: false, operations: [listing] });
  });
});

describe('a look through a list', () => {
  it('stands on the bill of the one who made it', async () => {
    const { query } = await startWithoutCache();
    const { extensions } = await query(ask(large, 'user-3-101'));
    // The meeting, and five pages.
    expect(extensions.cost).toMatchObject({ upstreamCalls: 6, sharedCalls: 0 });
  });
});
