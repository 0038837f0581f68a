/** Many at once: as few calls as there can be, no more at a time than there may be, and each with an answer of its own. */
import { describe, expect, it, vi } from 'vitest';
import { seedId } from '../src/emulator/seed/ids.ts';
import { documentOf } from './mutations/documents.ts';
import { ada, algebra, grace, standUp } from './mutations/seeds.ts';
import { type StackOptions, startStack } from './support/stack.ts';

const preset = 'webinar_viewer';
const people = (length: number, presetOf: (index: number) => string = () => preset) =>
  Array.from({ length }, (_, index) => ({ customParticipantId: `user-${index}-new`, presetName: presetOf(index), name: `Emmy ${index}` }));

interface Result {
  customParticipantId: string;
  participant: { id: string; name: string } | null;
  token?: { value: string } | null;
  failure: { code: string; message: string; isOutcomeUnknown: boolean; retryAfter: number | null } | null;
}

const results = 'results { customParticipantId participant { id name } failure { code message isOutcomeUnknown retryAfter } }';

async function startAdding(options: StackOptions = {}) {
  const stack = await startStack(options);
  /** The most calls under way at the same time. */
  let most = 0;
  const truly = stack.emulator.answer.bind(stack.emulator);
  vi.spyOn(stack.emulator, 'answer').mockImplementation((incoming) => {
    most = Math.max(most, stack.emulator.calls.filter(({ status, aborted }) => status === undefined && !aborted).length);
    return truly(incoming);
  });
  const add = async (participants: object[], { meeting = standUp, selection = results, name = undefined as string | undefined } = {}) => {
    const input = { ...meeting, participants, clientMutationId: name };
    const document = documentOf('addMeetingParticipants', `{ addedCount ${selection} }`);
    const { data, errors, extensions } = await stack.query(document, { input }, { headers: { 'x-gateway-trace': '1' } });
    const payload = (data?.['addMeetingParticipants'] ?? { results: [] }) as { addedCount: number; results: Result[] };
    return { ...payload, errors, extensions, failures: payload.results.flatMap(({ failure }) => failure ?? []) };
  };
  return { ...stack, add, most: () => most };
}

describe('500 participants', () => {
  it('cost one call each, 16 at a time; each has its result in the order asked for', async () => {
    const { add, emulator, most } = await startAdding();
    let release = (): void => undefined;
    emulator.faults.add({ operation: 'add_participant', until: new Promise((resolve) => (release = resolve)) });
    const isWrong = (index: number) => index % 100 === 7;
    const asked = people(500, (index) => (isWrong(index) ? 'no such preset' : preset));
    const adding = add(asked);
    await vi.waitFor(() => {
      expect(emulator.calls).toHaveLength(16);
    }, 10_000);
    release();
    const { addedCount, results: given, errors, extensions } = await adding;
    expect(errors).toEqual([]);
    expect(addedCount).toBe(495);
    expect(given.map(({ customParticipantId }) => customParticipantId)).toEqual(
      asked.map(({ customParticipantId }) => customParticipantId),
    );
    for (const [index, { participant, failure }] of given.entries()) {
      if (!isWrong(index)) expect({ name: participant?.name, failure }).toEqual({ name: `Emmy ${index}`, failure: null });
      else
        expect({ participant, failure }).toMatchObject({
          participant: null,
          failure: { code: 'BAD_USER_INPUT', isOutcomeUnknown: false, retryAfter: null },
        });
    }
    expect(emulator.calls).toHaveLength(500);
    expect(most()).toBe(16);
    expect(extensions.cost.upstreamCalls).toBe(500);
    expect(extensions.trace?.map(({ why }) => why).toSorted()).toEqual(asked.map((_, index) => `adding ${index + 1} of 500`).toSorted());
  });

  it('are what one operation may add, beside what it may call otherwise', async () => {
    const { query, emulator } = await startStack({ config: { upstreamCallLimit: 50 } });
    const input = (first: number) => ({
      ...standUp,
      participants: people(500).map((one) => ({ ...one, customParticipantId: `${first} ${one.customParticipantId}` })),
    });
    const field = (alias: string) => `${alias}: addMeetingParticipants(input: $${alias}) { addedCount results { failure { code } } }`;
    const type = 'AddMeetingParticipantsInput!';
    const { data } = await query(`mutation ($a: ${type}, $b: ${type}) { ${field('a')} ${field('b')} }`, { a: input(1), b: input(2) });
    expect(data).toMatchObject({ a: { addedCount: 500 }, b: { addedCount: 50 } });
    expect(new Set((data?.['b'] as { results: Result[] }).results.map(({ failure }) => failure?.code))).toEqual(
      new Set([undefined, 'COST_LIMIT_EXCEEDED']),
    );
    expect(emulator.calls).toHaveLength(550);
  });

  it('are given their tokens by the same calls', async () => {
    const { add, emulator } = await startAdding();
    const { results: given } = await add(people(30), { selection: 'results { token { value } }' });
    expect(new Set(given.map(({ token }) => token?.value)).size).toBe(30);
    expect(emulator.calls).toHaveLength(30);
  });

  it('asked for again under their name are not added again, and are given new tokens', async () => {
    const { add, emulator } = await startAdding();
    const named = { name: 'one' };
    const first = await add(people(150), named);
    expect((await add(people(150), named)).results).toEqual(first.results);
    expect(emulator.calls).toHaveLength(150);
    const again = await add(people(150), { ...named, selection: 'results { token { value } }' });
    expect(again.errors).toEqual([]);
    expect(again.results.filter(({ token }) => token != null)).toHaveLength(150);
    expect(emulator.calls.filter(({ operation }) => operation === 'add_participant')).toHaveLength(150);
  });
});

describe('some of many', () => {
  it('do not fit the quota that is known: they are not sent, and a twentieth is left to other writes', async () => {
    const rules = { limit: 20, windowSeconds: 300 };
    const { add, emulator, query } = await startAdding({ emulator: { quota: rules }, config: { quota: rules } });
    const { addedCount, failures, errors } = await add(people(50));
    expect(errors).toEqual([]);
    expect(addedCount).toBe(19);
    expect(failures).toHaveLength(31);
    const kicking = await query(documentOf('kickAllParticipants', '{ __typename }'), { input: standUp });
    expect(kicking.data).toEqual({ kickAllParticipants: { __typename: 'KickAllParticipantsPayload' } });
    for (const failure of failures) {
      expect(failure).toMatchObject({ code: 'RATE_LIMITED', isOutcomeUnknown: false });
      expect(failure.retryAfter).toBeGreaterThan(0);
    }
    expect(emulator.calls).toHaveLength(20);
  });

  it('meet the end of the quota: no more are sent than were under way', async () => {
    const { add, emulator } = await startAdding({ config: { quota: { limit: 1000, windowSeconds: 300 } } });
    let left = 20;
    emulator.faults.add({
      change: (answer) => ((left -= 1) >= 0 ? { ...answer, headers: {} } : { status: 429, headers: { 'retry-after': '17' }, body: {} }),
    });
    const { addedCount, failures } = await add(people(100));
    expect(addedCount).toBe(20);
    expect(failures).toHaveLength(80);
    expect(failures.map(({ code, retryAfter }) => `${code} ${retryAfter ?? ''}`)).toEqual(failures.map(() => 'RATE_LIMITED 17'));
    expect(emulator.calls.length).toBeLessThanOrEqual(20 + 16);
  });

  it('have an outcome that nobody knows, and say so each', async () => {
    const { add, emulator } = await startAdding();
    emulator.faults.add({ operation: 'add_participant', times: 3, connection: 'cut' });
    const { addedCount, failures, errors } = await add(people(40));
    expect(errors).toEqual([]);
    expect(addedCount).toBe(37);
    expect(failures.map(({ code, isOutcomeUnknown }) => [code, isOutcomeUnknown])).toEqual(failures.map(() => ['UPSTREAM_ERROR', true]));
    expect(failures).toHaveLength(3);
    expect(emulator.calls).toHaveLength(40);
  });

  it('are in no meeting, each', async () => {
    const { add } = await startAdding();
    const { failures, addedCount } = await add(people(3), { meeting: { ...standUp, meetingId: seedId('b', 999) } });
    expect(addedCount).toBe(0);
    expect(failures.map(({ code }) => code)).toEqual(['NOT_FOUND', 'NOT_FOUND', 'NOT_FOUND']);
  });

  it.each([
    ['are dropped if their client leaves', undefined, 16],
    ['are sent all the same if somebody may come back for them by a clientMutationId', 'one', 40],
  ] as const)('%s', async (_what, clientMutationId, sent) => {
    const { query, emulator, left } = await startAdding();
    let release = (): void => undefined;
    emulator.faults.add({ operation: 'add_participant', until: new Promise((resolve) => (release = resolve)) });
    const client = new AbortController();
    const input = { ...standUp, participants: people(40), clientMutationId };
    const adding = query(documentOf('addMeetingParticipants', '{ addedCount }'), { input }, { signal: client.signal });
    await vi.waitFor(() => {
      expect(emulator.calls).toHaveLength(16);
    });
    client.abort();
    await expect(adding).rejects.toThrow();
    await vi.waitFor(() => {
      expect(left()).toBe(1);
    });
    release();
    await vi.waitFor(() => {
      expect(emulator.calls.filter(({ status }) => status === 201)).toHaveLength(sent);
    });
    // Whatever was to be sent behind them has been sent before this is answered.
    await query(documentOf('kickAllParticipants', '{ __typename }'), { input: standUp });
    expect(emulator.calls).toHaveLength(sent + 1);
    if (clientMutationId !== undefined) {
      expect((await query(documentOf('addMeetingParticipants', '{ addedCount }'), { input })).data).toEqual({
        addMeetingParticipants: { addedCount: 40 },
      });
      expect(emulator.calls).toHaveLength(sent + 1);
    }
  });

  it.each([
    ['3,000, none of which is looked at', people(3_000, () => ''), 'input.participants must hold 1 to 500 (this one holds 3000)'],
    ['a custom id twice', [...people(3), ...people(1)], 'input.participants[3].customParticipantId must not be in the list twice'],
    ['501', people(501), 'input.participants must hold 1 to 500 (this one holds 501)'],
  ])('are a fault: %s', async (_what, asked, message) => {
    const { add, calls } = await startAdding();
    const { errors } = await add(asked);
    expect(errors).toMatchObject([{ message: `${message}.`, extensions: { code: 'BAD_USER_INPUT' } }]);
    expect(calls()).toEqual([]);
  });
});

const literal = (input: object) => JSON.stringify(input).replace(/"(\w+)":/g, '$1:');

describe.each([
  ['kickParticipants', 'KickPartcipants', 'kickedCount'],
  ['muteParticipants', 'MuteParticipants', 'mutedCount'],
] as const)('%s side by side', (mutation, operation, count) => {
  const payload = `${mutation.charAt(0).toUpperCase()}${mutation.slice(1)}Payload`;
  const selection = `{ __typename ... on ${payload} { ${count} participants { id } } ... on Refused { message } }`;
  const field = (alias: string, input: object | string) =>
    `${alias}: ${mutation}(input: ${typeof input === 'string' ? input : literal(input)}) ${selection}`;
  const of = (participantId: string) => ({ ...standUp, participantIds: [participantId] });
  const did = (...ids: string[]) => ({ __typename: payload, [count]: ids.length, participants: ids.map((id) => ({ id })) });
  const missed = { __typename: 'ParticipantsNotInSession' };
  const nobody = seedId('c', 99, 1);

  async function ask(
    document: string,
    variables: Record<string, unknown> = {},
    prepare?: (stack: Awaited<ReturnType<typeof startStack>>) => void,
  ) {
    const stack = await startStack();
    const bodies = vi.spyOn(stack.emulator, 'answer');
    prepare?.(stack);
    const { data, errors } = await stack.query(document, variables);
    return {
      data,
      errors,
      operations: stack.emulator.calls.map((call) => call.operation),
      bodies: bodies.mock.calls.map(([{ body }]) => body),
    };
  }

  it('are one call, as aliases, in fragments and by variables, and each shows its own', async () => {
    const document = `
      mutation ($b: ID!, $c: ${payload.replace('Payload', 'Input')}!, $no: Boolean!) {
        ${field('a', of(ada.participantId.toUpperCase()))}
        ... on Mutation { ...More skipped: ${mutation}(input: $c) @include(if: $no) { __typename } }
        ${field('c', '$c')}
      }
      fragment More on Mutation { ${field('b', '{ appId: "APP", meetingId: "MEETING", participantIds: [$b] }').replace('APP', standUp.appId).replace('MEETING', standUp.meetingId)} }`;
    const done = await ask(document, { b: grace, c: of(nobody), no: false });
    expect(done.errors).toEqual([]);
    expect(done.data).toMatchObject({ a: did(ada.participantId), b: did(grace), c: missed });
    expect(done.operations).toEqual([operation]);
    expect(done.bodies).toEqual([{ participant_ids: [ada.participantId, grace, nobody] }]);
  });

  it('are one call with custom ids too, which several may have found', async () => {
    const byCustomId = { ...standUp, customParticipantIds: ['user-1-2'] };
    const { data, operations } = await ask(`mutation { ${field('a', of(ada.participantId))} ${field('b', byCustomId)} }`);
    expect(data).toEqual({ a: did(ada.participantId), b: did(grace) });
    expect(operations).toEqual([operation]);
  });

  it.each([
    [
      'another mutation stands between',
      (a: string, b: string) => `${a} muteAllParticipants(input: ${literal(standUp)}) { __typename } ${b}`,
      'MuteAllParticipants',
    ],
    [
      'one of another meeting stands between',
      (a: string, b: string) => `${a} ${field('x', { ...algebra, participantIds: [nobody] })} ${b}`,
      operation,
    ],
    [
      'one that breaks a rule stands between',
      (a: string, b: string) => `${a} ${field('x', { ...standUp, participantIds: [] })} ${b}`,
      undefined,
    ],
  ] as const)('are two calls if %s', async (_what, between, other) => {
    const { data, operations } = await ask(`mutation { ${between(field('a', of(ada.participantId)), field('b', of(grace)))} }`);
    expect(data).toMatchObject({ a: did(ada.participantId), b: did(grace) });
    const look = other === operation ? ['GetActiveSession', 'get_meeting'] : [];
    expect(operations).toEqual([operation, ...(other === undefined ? [] : [other, ...look]), operation]);
  });

  it('are a call each with a clientMutationId', async () => {
    const named = (alias: string, id: string) => field(alias, { ...of(id), clientMutationId: alias });
    const { data, operations } = await ask(`mutation { ${named('a', ada.participantId)} ${named('b', grace)} ${field('c', of(nobody))} }`);
    expect(data).toMatchObject({ a: did(ada.participantId), b: did(grace), c: missed });
    expect(operations.filter((one) => one === operation)).toHaveLength(3);
  });

  it('are done by themselves if none of all was found', async () => {
    const { data, operations } = await ask(`mutation { ${field('a', of(nobody))} ${field('b', of(seedId('c', 98, 1)))} }`);
    expect(data).toMatchObject({ a: missed, b: missed });
    expect(operations.filter((one) => one === operation)).toHaveLength(3);
  });

  it('are all UNKNOWN if their call was cut off, and it is not sent again', async () => {
    const document = `mutation { ${field('a', of(ada.participantId))} ${field('b', of(grace))} }`;
    const done = await ask(document, {}, ({ emulator }) => {
      emulator.faults.add({ operation, connection: 'cut' });
    });
    expect(done.data).toEqual({ a: null, b: null });
    expect(done.errors).toMatchObject(['a', 'b'].map((alias) => ({ path: [alias], extensions: { outcome: 'UNKNOWN' } })));
    expect(done.operations).toEqual([operation]);
  });
});
