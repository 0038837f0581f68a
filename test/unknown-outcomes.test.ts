/** Writes that may have been done are not done again, those that were not are, and who leaves takes no write along. */
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { emulatorAccountId, emulatorToken } from '../src/emulator/emulator.ts';
import type { Fault } from '../src/emulator/faults.ts';
import { startEmulator } from '../src/emulator/server.ts';
import { documentOf } from './mutations/documents.ts';
import { ada, standUp } from './mutations/seeds.ts';
import { hastyClock, type Stack, startStack } from './support/stack.ts';

const person = { customParticipantId: 'user-new', presetName: 'webinar_viewer', name: 'Emmy' };
const add = documentOf('addMeetingParticipant', '{ participant { id name } }');
const once = { input: { ...standUp, ...person, clientMutationId: 'one' } };

const writesOf = ({ emulator }: Pick<Stack, 'emulator'>) =>
  emulator.calls.filter(({ method }) => method !== 'GET').map(({ operation }) => operation);

const unknown: readonly (readonly [string, Fault, string])[] = [
  ['no answer', { connection: 'hang' }, 'UPSTREAM_TIMEOUT'],
  ['an answer that comes too late', { latencyMs: 1000 }, 'UPSTREAM_TIMEOUT'],
  ['a connection lost before the answer', { connection: 'refuse' }, 'UPSTREAM_ERROR'],
  ['an answer cut off', { connection: 'cut' }, 'UPSTREAM_ERROR'],
  ['half an answer', { connection: 'truncate' }, 'UPSTREAM_INVALID_RESPONSE'],
  ['an answer that is none', { body: 'thanks' }, 'UPSTREAM_INVALID_RESPONSE'],
  ['an answer without an id', { body: { success: true, data: {} } }, 'UPSTREAM_INVALID_RESPONSE'],
  ['a 200 that is no success', { body: { success: false, error: { code: 200, message: 'no' } } }, 'UPSTREAM_ERROR'],
  ['a redirect', { status: 302, body: {} }, 'UPSTREAM_ERROR'],
  ['a 408', { status: 408 }, 'UPSTREAM_TIMEOUT'],
  ...[500, 502, 503, 504].map((status) => [`a ${status}`, { status }, 'UPSTREAM_ERROR'] as const),
];

describe('what may have been done', () => {
  const cases = [
    ['addMeetingParticipant', { ...standUp, ...person }],
    ['updateMeetingParticipant', { ...ada, name: 'Countess' }],
    ['replaceMeetingParticipant', { ...ada, ...person }],
    ['refreshMeetingParticipantToken', ada],
  ] as const;

  it.each(unknown.flatMap(([what, fault, code]) => cases.map(([mutation, input]) => ({ what, fault, code, mutation, input }))))(
    'is UNKNOWN, sent once, and remembered: $mutation, $what',
    async ({ fault, code, mutation, input }) => {
      const stack = await startStack({
        config: { upstreamTimeoutMs: fault.connection === 'hang' || fault.latencyMs !== undefined ? 300 : 5000 },
      });
      stack.emulator.faults.add({ ...fault, times: 1 });
      const document = documentOf(mutation, '{ participant { id } }');
      const ask = (named: object) => stack.query(document, { input: { ...input, ...named } });
      const { errors } = await ask({ clientMutationId: 'one' });
      expect(errors).toMatchObject([{ path: [mutation], extensions: { code, outcome: 'UNKNOWN', retryable: false } }]);
      expect(errors[0]?.message).toMatch(/ Whether it was done is not known: look before you ask for it again\.$/);
      expect((await ask({ clientMutationId: 'one' })).errors).toEqual(errors);
      expect(writesOf(stack)).toHaveLength(1);
      // Who asks without the name wants it done, whatever was before.
      expect((await ask({})).errors).toEqual([]);
      expect(writesOf(stack)).toHaveLength(2);
    },
  );
});

describe('a webhook that was made', () => {
  it.each([{}, 7, [{}], [['meeting.started']]])('is in the payload, without its events, if its answer lists them as %j', async (events) => {
    const { query, emulator } = await startStack();
    emulator.faults.add({
      operation: 'addWebhook',
      change: (answer) => ({ ...answer, body: { success: true, data: { ...(answer.body as { data: object }).data, events } } }),
    });
    const input = { appId: standUp.appId, name: 'Lessons', url: 'https://example.com/', events: ['MEETING_STARTED'] };
    const { data, errors } = await query(documentOf('createWebhook', '{ webhook { id eventNames } }'), { input });
    expect(data).toEqual({ createWebhook: { webhook: { id: expect.any(String) as string, eventNames: null } } });
    expect(errors).toMatchObject([{ path: ['createWebhook', 'webhook', 'eventNames'], extensions: { code: 'UPSTREAM_INVALID_RESPONSE' } }]);
  });
});

describe('a write without a connection', () => {
  async function startUnreachable() {
    const { baseUrl, close } = await startEmulator();
    await close();
    let here: Awaited<ReturnType<typeof startEmulator>> | undefined;
    const open = async () => {
      here ??= await startEmulator({ port: Number(new URL(baseUrl).port) });
    };
    const wait = vi.fn(() => Promise.resolve());
    const cloudflare = { baseUrl, accountId: emulatorAccountId, token: emulatorToken };
    const { query } = await startStack({ dependencies: { cloudflare, clock: { ...hastyClock, wait } } });
    onTestFinished(() => here?.close());
    return { query, open, wait, writes: () => (here === undefined ? [] : writesOf(here)) };
  }

  it('is sent as soon as there is one', async () => {
    const { query, open, wait, writes } = await startUnreachable();
    wait.mockImplementationOnce(open);
    const { data, errors, extensions } = await query(add, once);
    expect(errors).toEqual([]);
    expect(data).toMatchObject({ addMeetingParticipant: { participant: { name: 'Emmy' } } });
    expect(writes()).toEqual(['add_participant']);
    expect(extensions.cost.upstreamCalls).toBe(2);
  });

  it('was not done if there is none, and can be tried again under its name', async () => {
    const { query, open, writes } = await startUnreachable();
    const { errors, extensions } = await query(add, once);
    expect(errors).toMatchObject([{ extensions: { code: 'UPSTREAM_ERROR', retryable: true } }]);
    expect(errors[0]?.extensions).not.toHaveProperty('outcome');
    expect(extensions.cost.upstreamCalls).toBe(3);
    await open();
    expect(await query(add, once)).toMatchObject({ errors: [] });
    expect(writes()).toEqual(['add_participant']);
  });
});

/** Time for what is on its way to arrive. */
const pause = () => new Promise((resolve) => setTimeout(resolve, 50));

describe('a client that leaves', () => {
  /** Asks, and leaves as soon as a call of this operation has arrived; calls are held back until `release`. */
  async function leaveDuring(operation: string, document: string) {
    const stack = await startStack();
    let release = (): void => undefined;
    stack.emulator.faults.add({ operation, until: new Promise((resolve) => (release = resolve)) });
    const client = new AbortController();
    const leaving = stack.query(document, once, { signal: client.signal });
    await vi.waitFor(() => {
      expect(stack.emulator.calls.map((call) => call.operation)).toContain(operation);
    });
    const staying = stack.query(document, once);
    // It has to arrive before the other one leaves.
    await pause();
    client.abort();
    await expect(leaving).rejects.toThrow();
    await pause();
    release();
    return { stack, staying };
  }

  it('during a write lets it be done, and whoever asks for it under its name sees it', async () => {
    const logged = vi.spyOn(console, 'error').mockImplementation(() => undefined);
    onTestFinished(() => {
      logged.mockRestore();
    });
    const { stack, staying } = await leaveDuring('add_participant', add);
    const seen = await staying;
    expect(seen).toMatchObject({ errors: [], data: { addMeetingParticipant: { participant: { name: 'Emmy' } } } });
    expect((await stack.query(add, once)).data).toEqual(seen.data);
    expect(writesOf(stack)).toEqual(['add_participant']);
    expect(stack.emulator.calls.map(({ aborted }) => aborted)).toEqual([false]);
    // That somebody leaves is no fault.
    expect(logged.mock.calls).toEqual([]);
  });

  it('before a write leaves it to whoever asks for it under its name at the same time', async () => {
    const { stack, staying } = await leaveDuring(
      'get_meeting_participants',
      documentOf('joinMeeting', '{ participant { name } wasAdded }'),
    );
    expect(await staying).toMatchObject({ errors: [], data: { joinMeeting: { participant: { name: 'Emmy' }, wasAdded: true } } });
    expect(writesOf(stack)).toEqual(['add_participant']);
  });

  it('before a write has nothing written', async () => {
    const stack = await startStack();
    let release = (): void => undefined;
    stack.emulator.faults.add({ operation: 'get_meeting_participants', until: new Promise((resolve) => (release = resolve)) });
    const client = new AbortController();
    const leaving = stack.query(documentOf('joinMeeting', '{ wasAdded }'), once, { signal: client.signal });
    await vi.waitFor(() => {
      expect(stack.calls()).toHaveLength(1);
    });
    client.abort();
    await expect(leaving).rejects.toThrow();
    await vi.waitFor(() => {
      expect(stack.emulator.calls.map(({ aborted }) => aborted)).toEqual([true]);
    });
    release();
    await pause();
    expect(writesOf(stack)).toEqual([]);
    expect(await stack.query(documentOf('joinMeeting', '{ wasAdded }'), once)).toMatchObject({
      errors: [],
      data: { joinMeeting: { wasAdded: true } },
    });
  });
});
