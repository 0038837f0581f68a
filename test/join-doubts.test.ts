/** Joins while nobody knows whether the person is there: one participant is made all the same, and nobody is told what is not so. */
import { describe, expect, it, vi } from 'vitest';
import type { Answer } from '../src/emulator/answer.ts';
import { Turns } from '../src/upstream/turns.ts';
import { documentOf } from './mutations/documents.ts';
import { standUp } from './mutations/seeds.ts';
import { add, edit, emmy, list, refresh, startJoining } from './support/joining.ts';
import { hastyClock } from './support/stack.ts';

describe('of whom nobody knows whether they were added', () => {
  it.each(['cut', 'refuse', 'truncate'] as const)('one look tells (%s): they were', async (connection) => {
    const { join, emulator, enrolled } = await startJoining();
    emulator.faults.add({ operation: add, times: 1, connection });
    const joined = await join(emmy, { token: 'token' });
    expect(joined).toMatchObject({ wasAdded: true, participant: { name: 'Emmy' }, operations: [list, add, list, refresh] });
    expect(await enrolled('user-new')).toHaveLength(1);
  });

  it('a look that shows nobody leaves the doubt: nothing is sent again for a minute', async () => {
    let now = Date.now();
    const { send, join, emulator, enrolled } = await startJoining({ dependencies: { clock: { ...hastyClock, now: () => now } } });
    emulator.faults.add({ operation: add, times: 1, connection: 'cut', effect: false });
    const first = await send(emmy);
    expect(first.operations).toEqual([list, add, list]);
    expect(first.errors).toMatchObject([{ extensions: { code: 'UPSTREAM_ERROR', outcome: 'UNKNOWN', retryable: true, retryAfter: 60 } }]);
    now += 58_500;
    const again = await send(emmy);
    expect(again.operations.filter((operation) => operation === add)).toEqual([]);
    expect(again.errors).toMatchObject([{ extensions: { outcome: 'UNKNOWN', retryable: true, retryAfter: 2 } }]);
    expect(again.errors[0]?.message).toMatch(/ It is not done again for 2 s\.$/);
    now += 2_000;
    expect(await join(emmy)).toMatchObject({ wasAdded: true });
    expect(await enrolled('user-new')).toHaveLength(1);
  });

  it('the doubt ends for who asks under a clientMutationId too', async () => {
    let now = Date.now();
    const { send, join, emulator, enrolled } = await startJoining({ dependencies: { clock: { ...hastyClock, now: () => now } } });
    const named = { ...emmy, clientMutationId: 'one' };
    emulator.faults.add({ operation: add, times: 1, status: 503, effect: false });
    expect((await send(named)).errors).toMatchObject([{ extensions: { outcome: 'UNKNOWN', retryable: true, retryAfter: 60 } }]);
    expect((await send(named)).errors).toMatchObject([{ extensions: { outcome: 'UNKNOWN', retryable: true } }]);
    now += 61_000;
    expect(await join(named)).toMatchObject({ wasAdded: true });
    expect(await enrolled('user-new')).toHaveLength(1);
  });

  it.each(['addMeetingParticipant', 'addMeetingParticipants'])('%s leaves the doubt to who joins', async (mutation) => {
    let now = Date.now();
    const { send, query, emulator, enrolled, path, rest } = await startJoining({
      dependencies: { clock: { ...hastyClock, now: () => now } },
    });
    emulator.faults.add({ operation: add, times: 1, connection: 'cut', effect: false });
    const many = mutation.endsWith('s');
    const { data } = await query(documentOf(mutation, many ? '{ addedCount }' : '{ participant { id } }'), {
      input: { ...standUp, ...(many ? { participants: [emmy] } : emmy) },
    });
    expect(data).toEqual({ [mutation]: many ? { addedCount: 0 } : null });
    const joining = await send(emmy);
    expect(joining.operations).toEqual([list]);
    expect(joining.errors).toMatchObject([{ extensions: { outcome: 'UNKNOWN', retryable: true, retryAfter: 60 } }]);
    // The write arrives after all.
    expect(await rest('POST', path, { custom_participant_id: 'user-new', preset_name: 'webinar_viewer', name: 'Emmy' })).toBe(201);
    now += 30_000;
    expect((await send(emmy)).errors).toEqual([]);
    expect(await enrolled('user-new')).toHaveLength(1);
  });

  it('a list that cannot be read changes nothing of what is known', async () => {
    const { send, emulator } = await startJoining();
    emulator.faults.add({ operation: add, times: 1, connection: 'cut', effect: false });
    await send(emmy);
    emulator.faults.add({ operation: list, status: 403 });
    expect((await send(emmy)).errors).toMatchObject([{ extensions: { code: 'UPSTREAM_ERROR', outcome: 'UNKNOWN' } }]);
  });

  it('a look that fails changes nothing of what is known', async () => {
    const { send, emulator } = await startJoining();
    emulator.faults.add({ operation: add, times: 1, connection: 'cut' }, { operation: list, times: 1 }, { operation: list, status: 403 });
    const { errors, operations } = await send(emmy);
    expect(operations).toEqual([list, add, list]);
    expect(errors).toMatchObject([{ extensions: { code: 'UPSTREAM_ERROR', outcome: 'UNKNOWN' } }]);
  });
});

describe('who is added and joins at the same time', () => {
  it.each(['addMeetingParticipant', 'addMeetingParticipants'])('by %s is one participant', async (mutation) => {
    const { query, join, emulator, enrolled } = await startJoining();
    let release = (): void => undefined;
    emulator.faults.add({ operation: add, times: 1, until: new Promise((resolve) => (release = resolve)) });
    const many = mutation.endsWith('s');
    const adding = query(documentOf(mutation, '{ __typename }'), {
      input: { ...standUp, ...(many ? { participants: [emmy] } : emmy) },
    });
    await vi.waitFor(() => {
      expect(emulator.calls).toHaveLength(1);
    });
    const take = vi.spyOn(Turns.prototype, 'take');
    const joining = join(emmy);
    await vi.waitFor(() => {
      expect(take).toHaveBeenCalled();
    });
    release();
    expect((await adding).errors).toEqual([]);
    expect(await joining).toMatchObject({ wasAdded: false });
    expect(await enrolled('user-new')).toHaveLength(1);
  });
});

describe('who was added under another name than was asked for', () => {
  it('has joined, even if the change of the name fails', async () => {
    const { join, emulator, enrolled } = await startJoining();
    const inCapitals = (answer: Answer): Answer => {
      const body = answer.body as { data: object };
      return { ...answer, body: { ...body, data: { ...body.data, name: 'EMMY' } } };
    };
    emulator.faults.add({ operation: add, change: inCapitals }, { operation: edit, times: 1, status: 429, effect: false });
    const { participant, token, ...joined } = await join(emmy, { token: 'token' });
    expect(joined).toEqual({ wasAdded: true, operations: [list, add, edit] });
    expect(participant.name).toBe('EMMY');
    expect(token?.value).toMatch(/^ey/);
    expect(await enrolled('user-new')).toHaveLength(1);
  });
});
