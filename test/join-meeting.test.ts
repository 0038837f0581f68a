/** Joining: whoever they are and however many ask, one participant who is as was asked for, and a token for who selects it. */
import { describe, expect, it, vi } from 'vitest';
import type { EmulatorOptions } from '../src/emulator/emulator.ts';
import { algebra } from './mutations/seeds.ts';
import { add, edit, emmy, list, one, refresh, startJoining } from './support/joining.ts';

/** The second participant of the stand-up as the seed has her: without a picture. */
const grace = { customParticipantId: 'user-1-2', presetName: 'group_call_participant', name: 'Grace Hopper' };
const customPicture: Readonly<Record<string, string>> = { 'user-1-1': 'https://example.com/avatars/1-1.png' };
const ada = { customParticipantId: 'user-1-1', presetName: 'group_call_host', name: 'Ada Lovelace' };

describe('who joins', () => {
  it.each([
    { who: 'is absent', fields: emmy, wasAdded: true, calls: [list, add], withToken: [list, add] },
    ...[
      { who: 'is there and the same', fields: grace },
      { who: 'has a picture, which stays if none is given', fields: ada },
      { who: 'has no picture, and is to have none', fields: { ...grace, picture: null } },
    ].map((same) => ({ ...same, wasAdded: false, calls: [list], withToken: [list, refresh] })),
    ...[
      { who: 'has another name', fields: { ...ada, name: 'Countess' } },
      { who: 'has another preset', fields: { ...ada, presetName: 'webinar_viewer' } },
      { who: 'has another picture', fields: { ...ada, picture: 'https://example.com/a.png' } },
      { who: 'is to lose the picture', fields: { ...ada, picture: null } },
    ].map((other) => ({ ...other, wasAdded: false, calls: [list, edit], withToken: [list, edit] })),
  ])('$who', async ({ fields, wasAdded, calls, withToken }) => {
    for (const [token, operations] of [
      ['', calls],
      ['token', withToken],
    ] as const) {
      const { join, enrolled } = await startJoining();
      const joined = await join(fields, { token });
      const { customParticipantId, ...shown } = { picture: customPicture[fields.customParticipantId] ?? null, ...fields };
      expect(joined).toMatchObject({ participant: shown, wasAdded, operations });
      expect(await enrolled(customParticipantId)).toMatchObject([
        { id: joined.participant.id, name: shown.name, preset_name: shown.presetName },
      ]);
    }
  });

  it.each(['a/b', '..', ' ', 'a\nb', 'ключ', '%2e', '"', '🎈', 'x'.repeat(1000)])(
    'may have any custom id: %j',
    async (customParticipantId) => {
      const { join, enrolled } = await startJoining();
      const first = await join({ ...emmy, customParticipantId });
      const second = await join({ ...emmy, customParticipantId });
      expect([first.wasAdded, second.wasAdded]).toEqual([true, false]);
      expect(await enrolled(customParticipantId)).toHaveLength(1);
    },
  );

  it('is found on the last page of a long list once, and then by id', async () => {
    const { join } = await startJoining();
    const last = { customParticipantId: 'user-2-119', presetName: 'group_call_participant', name: 'no matter' };
    const options = { meeting: algebra };
    expect((await join(last, options)).operations).toEqual([list, list, edit]);
    expect((await join(last, options)).operations).toEqual([one]);
    expect((await join(last, { ...options, token: 'token' })).operations).toEqual([one, refresh]);
    expect((await join({ ...last, name: 'Emmy' }, options)).operations).toEqual([one, edit]);
  });

  it('is known by id after being added; who was deleted behind the gateway is added again', async () => {
    const { join, rest, path, enrolled } = await startJoining();
    const { participant } = await join(emmy);
    expect(await join(emmy)).toEqual({ participant, wasAdded: false, operations: [one] });
    expect(await rest('DELETE', `${path}/${participant.id}`)).toBe(200);
    const again = await join(emmy);
    expect(again).toMatchObject({ wasAdded: true, operations: [one, list, add] });
    expect(again.participant.id).not.toBe(participant.id);
    expect(await enrolled('user-new')).toHaveLength(1);
  });

  it('was given to somebody else behind the gateway, and is added', async () => {
    const { join, rest, path } = await startJoining();
    const { participant } = await join(emmy);
    const body = { custom_participant_id: 'user-newer', preset_name: 'webinar_viewer', name: 'Lise' };
    expect(await rest('PUT', `${path}/${participant.id}`, body)).toBe(200);
    expect(await join(emmy)).toMatchObject({ wasAdded: true, operations: [one, list, add] });
  });
});

describe('100 who join at the same time', () => {
  const hundred = Array.from({ length: 100 }, (_, index) => index);

  it('with the same input are one participant, and two calls', async () => {
    const { join, enrolled, emulator } = await startJoining();
    // Until all have come.
    emulator.faults.add({ operation: list, latencyMs: 1500 });
    const joined = await Promise.all(hundred.map(() => join(emmy, { token: 'token' })));
    expect(new Set(joined.map(({ participant, token }) => `${participant.id} ${token?.value ?? ''}`)).size).toBe(1);
    expect(await enrolled('user-new')).toHaveLength(1);
    expect(emulator.calls.map(({ operation }) => operation)).toEqual([list, add]);
  });

  it('with other names are one participant, changed in turn', async () => {
    const { join, enrolled, emulator } = await startJoining();
    const joined = await Promise.all(hundred.map((index) => join({ ...emmy, name: `Emmy ${index}` })));
    expect(joined.map(({ participant: { name } }) => name)).toEqual(hundred.map((index) => `Emmy ${index}`));
    expect(new Set(joined.map(({ participant: { id } }) => id)).size).toBe(1);
    expect(joined.filter(({ wasAdded }) => wasAdded)).toHaveLength(1);
    expect(await enrolled('user-new')).toHaveLength(1);
    expect(emulator.calls.map(({ operation }) => operation)).toEqual([list, add, ...Array.from({ length: 99 }, () => [one, edit]).flat()]);
  });

  it('some with a token and some without are one participant', async () => {
    const { join, emulator } = await startJoining();
    emulator.faults.add({ operation: list, latencyMs: 1500 });
    const joined = await Promise.all(hundred.map((index) => join(emmy, { token: index % 2 === 0 ? '' : 'token' })));
    expect(new Set(joined.map(({ participant: { id } }) => id)).size).toBe(1);
    expect(joined.filter(({ token }) => token !== undefined)).toHaveLength(50);
    expect(emulator.calls.map(({ operation }) => operation)).toEqual([list, add, refresh]);
  });
});

describe.each(['many', 'refuse', 'same'] as const)('where a custom id that is there makes RealtimeKit: %s', (customIds) => {
  const emulator: EmulatorOptions = { customIds };

  it('one participant is made of any number of joins', async () => {
    const { join, enrolled } = await startJoining({ emulator });
    for (const fields of [emmy, emmy, { ...emmy, name: 'Lise' }]) await join(fields);
    expect(await enrolled('user-new')).toMatchObject([{ name: 'Lise' }]);
  });

  it('who was added by another process after the look is as was asked for', async () => {
    const stack = await startJoining({ emulator });
    let release = (): void => undefined;
    stack.emulator.faults.add({ operation: list, times: 1, until: new Promise((resolve) => (release = resolve)) });
    const joining = stack.join(emmy, { token: 'token' });
    await vi.waitFor(() => {
      expect(stack.calls()).toHaveLength(1);
    });
    expect(await stack.rest('POST', stack.path, { custom_participant_id: 'user-new', preset_name: 'group_call_host', name: 'Lise' })).toBe(
      201,
    );
    release();
    const joined = await joining;
    const there = await stack.enrolled('user-new');
    expect(there.find(({ id }) => id === joined.participant.id)).toMatchObject({ name: 'Emmy', preset_name: 'webinar_viewer' });
    expect(joined).toMatchObject({
      participant: { name: 'Emmy', presetName: 'webinar_viewer' },
      token: { value: expect.any(String) as string },
    });
    expect(there).toHaveLength(customIds === 'many' ? 2 : 1);
    if (customIds === 'many') expect(joined).toMatchObject({ wasAdded: true, operations: [list, add] });
    if (customIds === 'refuse') expect(joined).toMatchObject({ wasAdded: false, operations: [list, add, list, edit] });
    if (customIds === 'same') expect(joined.operations).toEqual([list, add, edit]);
  });
});

describe('the token', () => {
  it('tells when it stops working, by itself, or nothing', async () => {
    const { join, emulator } = await startJoining();
    const { token } = await join(emmy, { token: 'token' });
    const { exp } = JSON.parse(Buffer.from(token?.value.split('.')[1] ?? '', 'base64url').toString()) as { exp: number };
    expect(token?.expiresAt).toBe(new Date(exp * 1000).toISOString());
    const claims = [
      '',
      'no token',
      'a.b.c',
      `a.${btoa('{"exp":"soon"}')}.c`,
      `a.${btoa('null')}.c`,
      `a.${btoa('{"exp":1e300}')}.c`,
      `a.${btoa('{"exp":null}')}.c`,
    ];
    for (const value of claims) {
      emulator.faults.clear();
      emulator.faults.add({ operation: refresh, body: { success: true, data: { token: value } } });
      expect((await join(emmy, { token: 'token' })).token).toEqual({ value, expiresAt: null });
    }
  });

  it('is nowhere but where it is selected', async () => {
    const { send } = await startJoining();
    for (const fields of [emmy, { ...emmy, name: 'Lise' }, emmy]) {
      expect(JSON.stringify(await send(fields))).not.toMatch(/ey[\w-]{10}/);
      const { data, ...others } = await send({ ...fields, name: 'Ida' }, { token: 'token' });
      expect(JSON.stringify(data)).toMatch(/ey[\w-]{10}/);
      expect(JSON.stringify([others, [...others.headers]])).not.toMatch(/ey[\w-]{10}/);
    }
  });

  it('is made for a reason that the trace tells', async () => {
    const { send } = await startJoining();
    const whys = async (fields: object) =>
      (await send(fields, { token: 'token' })).extensions.trace?.map(({ operation, why }) => `${operation}: ${why}`).slice(-1);
    expect(await whys(emmy)).toEqual([`${add}: nobody has the custom id`]);
    expect(await whys({ ...emmy, name: 'Lise' })).toEqual([`${edit}: what is asked for differs`]);
    expect(await whys({ ...emmy, name: 'Lise' })).toEqual([`${refresh}: a new join token`]);
  });
});

it('a name is needed: without one, joining was seen to fail', async () => {
  const { send } = await startJoining();
  for (const name of [undefined, null, '']) {
    const { errors, operations } = await send({ ...emmy, name });
    expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
    expect(operations).toEqual([]);
  }
});
