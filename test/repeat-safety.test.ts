/** The same change asked for again under its name is not done again, whoever asks; what was not done can be. */
import { graphql } from 'graphql';
import { describe, expect, it } from 'vitest';
import { Emulator, emulatorAccountId, emulatorToken } from '../src/emulator/emulator.ts';
import type { Fault } from '../src/emulator/faults.ts';
import { schema } from '../src/schema.ts';
import { fullAccess } from '../src/upstream/access.ts';
import { MemoryStore } from '../src/upstream/answer-store.ts';
import { Bill } from '../src/upstream/bill.ts';
import { createRestClients } from '../src/upstream/client.ts';
import { createCredential } from '../src/upstream/credential.ts';
import { KeyIndex } from '../src/upstream/key-index.ts';
import type { Send } from '../src/upstream/layer.ts';
import { ListMemory } from '../src/upstream/list-memory.ts';
import { Outcomes } from '../src/upstream/outcomes.ts';
import { PassingMap } from '../src/upstream/passing-map.ts';
import { targetOf } from '../src/upstream/path.ts';
import { Turns } from '../src/upstream/turns.ts';
import { documentOf, wholeDocumentOf } from './mutations/documents.ts';
import { successesOfSessions } from './mutations/live-successes.ts';
import { ada, algebra, standUp } from './mutations/seeds.ts';
import { successesOfObjects } from './mutations/successes.ts';
import { hastyClock, type Stack, startStack } from './support/stack.ts';

const person = { customParticipantId: 'user-new', presetName: 'webinar_viewer', name: 'Emmy' };
const add = documentOf('addMeetingParticipant', '{ participant { id name } }');
const once = { input: { ...standUp, ...person, clientMutationId: 'one' } };

const writesOf = ({ emulator }: Pick<Stack, 'emulator'>) =>
  emulator.calls.filter(({ method }) => method !== 'GET').map(({ operation }) => operation);

/** What of payloads stands still: tokens are made anew, and what goes on moves on when somebody reads it. */
const still = {
  recording: 'id invokedAt',
  livestream: 'id',
  session: 'id',
  results: 'customParticipantId participant { id name }',
  app: 'id name',
};

function withoutToken(payload: unknown): unknown {
  const { token, ...rest } = payload as Record<string, unknown>;
  return rest;
}

describe('a mutation asked for again under its name', () => {
  const cases = [...successesOfObjects, ...successesOfSessions];

  it.each(cases)('is done once: $mutation', async ({ mutation, input, edges }) => {
    const stack = await startStack();
    const document = wholeDocumentOf(mutation, { ...edges, ...still });
    const ask = () => stack.query(document, { input: { ...input, clientMutationId: 'one' } });
    const first = await ask();
    expect(first.errors).toEqual([]);
    const written = writesOf(stack);
    const again = await ask();
    expect(again.errors).toEqual([]);
    expect(withoutToken(again.data?.[mutation])).toEqual(withoutToken(first.data?.[mutation]));
    expect(writesOf(stack).slice(written.length)).toEqual('token' in (first.data?.[mutation] as object) ? ['regenerate_token'] : []);
  });

  it.each(cases)('at the same time is done once: $mutation', async ({ mutation, input, edges }) => {
    const stack = await startStack();
    const document = wholeDocumentOf(mutation, { ...edges, ...still, token: 'expiresAt' });
    const asked = [1, 2, 3].map(() => stack.query(document, { input: { ...input, clientMutationId: 'one' } }));
    const [first, ...others] = await Promise.all(asked);
    expect(first?.errors).toEqual([]);
    for (const { data, errors } of others) expect({ data, errors }).toEqual({ data: first?.data, errors: [] });
    const isOnce = mutation !== 'addMeetingParticipants';
    expect(writesOf(stack)).toHaveLength(isOnce ? 1 : 2);
  });

  it('in one operation is done once', async () => {
    const stack = await startStack();
    const field = '(input: $input) { participant { id } }';
    const { data } = await stack.query(
      `mutation ($input: AddMeetingParticipantInput!) { a: addMeetingParticipant${field} b: addMeetingParticipant${field} }`,
      once,
    );
    expect(data?.['a']).toEqual(data?.['b']);
    expect(writesOf(stack)).toEqual(['add_participant']);
  });

  it.each([
    ['addMeetingParticipant', { ...standUp, ...person }, 'add_participant'],
    ['joinMeeting', { ...standUp, ...person }, 'add_participant'],
    ['updateMeetingParticipant', { ...ada, name: 'Countess' }, 'edit_participant'],
    ['refreshMeetingParticipantToken', ada, 'regenerate_token'],
  ])('makes a token anew only for who selects it: %s', async (mutation, input, operation) => {
    const stack = await startStack();
    const ask = (selection: string) => stack.query(documentOf(mutation, selection), { input: { ...input, clientMutationId: 'one' } });
    await ask('{ token { value } }');
    await ask('{ participant { id } }');
    expect(writesOf(stack)).toEqual([operation]);
    const { data } = await ask('{ token { value } participant { id } }');
    expect((data?.[mutation] as { token: unknown }).token).toEqual({ value: expect.stringMatching(/^ey/) as string });
    expect(writesOf(stack)).toEqual([operation, 'regenerate_token']);
  });
});

describe('a name that was used', () => {
  it('for another input is a CONFLICT, without a call', async () => {
    const stack = await startStack();
    await stack.query(add, once);
    for (const change of [{ name: 'Ada' }, { picture: null }, { meetingId: algebra.meetingId }]) {
      const { errors, data } = await stack.query(add, { input: { ...once.input, ...change } });
      expect(data).toEqual({ addMeetingParticipant: null });
      expect(errors).toMatchObject([
        {
          message: 'clientMutationId was used with another input in the last 10 minutes.',
          extensions: { code: 'CONFLICT', retryable: false },
        },
      ]);
      expect(errors[0]?.extensions).not.toHaveProperty('outcome');
    }
    expect(stack.calls()).toHaveLength(1);
  });

  it('means the same whatever the order of the fields, as variables and as literals', async () => {
    const stack = await startStack();
    await stack.query(add, once);
    await stack.query(add, { input: Object.fromEntries(Object.entries(once.input).reverse()) });
    const literal = Object.entries(once.input).map(([name, value]) => `${name}: ${JSON.stringify(value)}`);
    await stack.query(`mutation { addMeetingParticipant(input: { ${literal.join(', ')} }) { participant { id } } }`);
    expect(stack.calls()).toHaveLength(1);
  });

  it('means another input in another spelling of a UUID: your own ids and titles are texts', async () => {
    const stack = await startStack();
    const title = 'ABCDEFAB-1111-4111-8111-ABCDEFABCDEF';
    const create = (given: string) =>
      stack.query(documentOf('createMeeting', '{ meeting { title } }'), {
        input: { appId: standUp.appId, title: given, clientMutationId: 'one' },
      });
    expect((await create(title)).data).toEqual({ createMeeting: { meeting: { title } } });
    expect((await create(title.toLowerCase())).errors).toMatchObject([{ extensions: { code: 'CONFLICT' } }]);
    expect(writesOf(stack)).toEqual(['create_meeting']);
  });

  it('is free for another mutation', async () => {
    const stack = await startStack();
    await stack.query(add, once);
    const { errors } = await stack.query(documentOf('joinMeeting', '{ wasAdded }'), {
      input: { ...once.input, customParticipantId: 'user-newer' },
    });
    expect(errors).toEqual([]);
    expect(writesOf(stack)).toEqual(['add_participant', 'add_participant']);
  });

  it('is free for another token, and another account', async () => {
    const emulator = new Emulator({ accounts: { [emulatorToken]: emulatorAccountId, other: emulatorAccountId, far: 'f'.repeat(32) } });
    const bodies: unknown[] = [];
    const send: Send = (request) => {
      const { method, credential, body } = request;
      const url = new URL(`http://emulator/client/v4/accounts/${credential.accountId}/realtime/kit${targetOf(request)}`);
      const answer = emulator.answer({ method, url, authorization: `Bearer ${credential.token}`, body });
      bodies.push(body);
      return Promise.resolve({ status: answer.status, headers: {}, body: answer.body as Record<string, unknown>, bytes: 1 });
    };
    const rules = {
      timeoutMs: 1000,
      quota: { limit: 100, windowSeconds: 300 },
      cache: { ttlMs: 1000, staleIfErrorMs: 0 },
      singleFlight: true,
    };
    const { clientFor } = createRestClients(send, new MemoryStore({ maxEntries: 10, maxBytes: 10_000 }), rules, hastyClock);
    const gateway = {
      ...{ listMemory: new ListMemory(Date.now), demand: undefined, pagesUnderWay: new PassingMap(), collapseWindowMs: 0 },
      ...{ keyIndex: new KeyIndex(), outcomes: new Outcomes(Date.now), turns: new Turns() },
    };
    for (const [accountId, token] of [
      [emulatorAccountId, emulatorToken],
      [emulatorAccountId, 'other'],
      ['f'.repeat(32), 'far'],
      [emulatorAccountId, emulatorToken],
    ] as const) {
      const credential = await createCredential(accountId, token);
      const rest = clientFor({
        credential,
        ...{ signal: new AbortController().signal, bill: new Bill(10, false), fresh: false },
      });
      expect(
        await graphql({
          schema,
          source: add,
          variableValues: once,
          contextValue: { caller: { name: 'one', id: 'one', credential, access: fullAccess }, rest, gateway, made: new Map() },
        }),
      ).not.toHaveProperty('errors');
    }
    expect(bodies).toHaveLength(3);
  });

  it('is free again after 10 minutes, and not before', async () => {
    let now = Date.now();
    const stack = await startStack({ dependencies: { clock: { ...hastyClock, now: () => now } } });
    const ids = [];
    for (const minutes of [0, 9.99, 0.02]) {
      now += minutes * 60_000;
      const { data } = await stack.query(add, once);
      ids.push((data?.['addMeetingParticipant'] as { participant: { id: string } }).participant.id);
    }
    expect(writesOf(stack)).toEqual(['add_participant', 'add_participant']);
    expect(ids[0]).toBe(ids[1]);
    expect(ids[2]).not.toBe(ids[1]);
  });
});

const nothingDone: readonly (readonly [string, Fault, string])[] = [
  ['a 400', { status: 400, effect: false }, 'BAD_USER_INPUT'],
  ['a 404', { status: 404, effect: false }, 'NOT_FOUND'],
  ['a 409', { status: 409, effect: false }, 'CONFLICT'],
  ['a 403', { status: 403, effect: false }, 'UPSTREAM_AUTH_FAILED'],
];

describe('what did nothing', () => {
  it.each(nothingDone)('can be tried again under its name: %s', async (_what, fault, code) => {
    const stack = await startStack();
    stack.emulator.faults.add({ ...fault, times: 1 });
    const { errors } = await stack.query(add, once);
    expect(errors).toMatchObject([{ extensions: { code } }]);
    expect(errors[0]?.extensions).not.toHaveProperty('outcome');
    expect(await stack.query(add, once)).toMatchObject({ errors: [], data: { addMeetingParticipant: { participant: { name: 'Emmy' } } } });
    expect(writesOf(stack)).toEqual(['add_participant', 'add_participant']);
  });

  it('has come out as a refusal, which is told again whatever has changed meanwhile', async () => {
    const stack = await startStack();
    const start = (clientMutationId: string) =>
      stack.query(documentOf('startLivestream', '{ __typename }'), { input: { ...standUp, clientMutationId } });
    expect((await start('one')).data).toEqual({ startLivestream: { __typename: 'LivestreamAlreadyRunning' } });
    await stack.rest('POST', `/${standUp.appId}/meetings/${standUp.meetingId}/active-livestream/stop`);
    expect((await start('one')).data).toEqual({ startLivestream: { __typename: 'LivestreamAlreadyRunning' } });
    expect(writesOf(stack)).toEqual(['start-livestreaming']);
    expect((await start('two')).data).toEqual({ startLivestream: { __typename: 'StartLivestreamPayload' } });
  });

  it('can be tried again under its name: an input that breaks a rule', async () => {
    const stack = await startStack();
    const invalid = { input: { ...once.input, picture: 'emmy.png' } };
    expect((await stack.query(add, invalid)).errors).toHaveLength(1);
    expect(await stack.query(add, once)).toMatchObject({ errors: [] });
    expect(writesOf(stack)).toEqual(['add_participant']);
  });
});
