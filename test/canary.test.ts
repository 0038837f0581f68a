/** A secret is in the field that shows it to who selected it, and nowhere else: neither in logs, traces and errors, nor in what is kept. */
import { inspect } from 'node:util';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import type { Answer } from '../src/emulator/answer.ts';
import type { Fault } from '../src/emulator/faults.ts';
import { createLog, logObserver } from '../src/server/log.ts';
import { createMetrics } from '../src/server/metrics.ts';
import { MemoryStore, type StoredAnswer } from '../src/upstream/answer-store.ts';
import { Outcomes } from '../src/upstream/outcomes.ts';
import { documentOf } from './mutations/documents.ts';
import { canary, readsOf, secretCases as cases, singing, storageConfig } from './mutations/secrets.ts';
import { appId, standUp } from './mutations/seeds.ts';
import { type GraphQLAnswer, startStack } from './support/stack.ts';

/** Everything that is printed from now on, by whomever. */
function listen(): () => string {
  const heard: unknown[] = [];
  const hear = (...said: unknown[]) => {
    heard.push(...said);
    return true;
  };
  for (const name of ['debug', 'error', 'info', 'log', 'trace', 'warn'] as const) vi.spyOn(console, name).mockImplementation(hear);
  for (const stream of [process.stdout, process.stderr]) vi.spyOn(stream, 'write').mockImplementation(hear);
  onTestFinished(() => {
    vi.restoreAllMocks();
  });
  return () => heard.map(textOf).join('\n');
}

function textOf(value: unknown): string {
  return typeof value === 'string'
    ? value
    : inspect(value, { depth: Infinity, maxArrayLength: null, maxStringLength: null, showHidden: true });
}

/** A gateway that tells all it can, and what it prints and keeps. */
async function start() {
  const printed = listen();
  const answers: unknown[] = [];
  const store = new (class extends MemoryStore {
    override set(scope: string, path: string, search: string, answer: StoredAnswer): void {
      // As it is now, and as it will have become.
      answers.push(path, search, structuredClone(answer), answer);
      super.set(scope, path, search, answer);
    }
  })({ maxEntries: 10_000, maxBytes: 10_000_000 });
  const once = vi.spyOn(Outcomes.prototype, 'once');
  const log = createLog('debug', process.stdout);
  const metrics = createMetrics();
  const stack = await startStack({
    config: { logLevel: 'debug', upstreamTimeoutMs: 1_500 },
    dependencies: { store, log, observers: [logObserver(log), metrics.observer] },
  });
  const ask = (query: string, variables?: Record<string, unknown>) =>
    stack.query(query, variables, { headers: { 'x-gateway-trace': '1' } });
  /** What is kept under the names of mutations. */
  const remembered = async () => {
    const kept = once.mock.calls.map(([key, fingerprint], index) => {
      const outcomes = once.mock.contexts[index] as Outcomes;
      return outcomes
        .once<unknown>(key, fingerprint, () => Promise.resolve('nothing'), { withoutSecrets: (answer) => answer, isOutcome: () => false })
        .catch((error: unknown) => error);
    });
    return [...once.mock.calls.map(([key, fingerprint]) => `${key} ${fingerprint}`), ...(await Promise.all(kept))];
  };
  const kept = async () => [...answers, ...(await remembered()), await metrics.read()].map(textOf).join('\n');
  return { ...stack, ask, printed, kept };
}

/** Where the canary stands in data, as `joinMeeting.token.value`. */
function placesIn(data: unknown, path = ''): string[] {
  if (typeof data === 'string') return data.includes(canary) ? [path.slice(1)] : [];
  if (typeof data !== 'object' || data === null) return [];
  return Object.entries(data).flatMap(([name, inner]) => placesIn(inner, Array.isArray(data) ? path : `${path}.${name}`));
}

const linesIn = (text: string) => text.split('\n').filter((line) => line.includes(canary));

/** Fails if it is anywhere but in the data of the answers. */
async function expectSilence({ printed, kept }: Awaited<ReturnType<typeof start>>, answers: readonly GraphQLAnswer[]) {
  const around = answers.map(({ errors, extensions, headers }) => textOf([errors, extensions, [...headers]]));
  expect(linesIn(around.join('\n'))).toEqual([]);
  expect(linesIn(printed())).toEqual([]);
  expect(linesIn(await kept())).toEqual([]);
}

describe('a secret that RealtimeKit sends, or is sent', () => {
  it.each(cases)('by $mutation is shown to who selected it, and kept for nobody', async ({ mutation, input, secrets, plain, places }) => {
    const stack = await start();
    stack.emulator.faults.add(singing);
    const answers: GraphQLAnswer[] = [];
    for (const [clientMutationId, selection, shows] of [
      ['one', plain, false],
      ['one', secrets, true],
      ['one', plain, false],
    ] as const) {
      const answer = await stack.ask(documentOf(mutation, selection), { input: { ...input, clientMutationId } });
      expect(answer.errors).toEqual([]);
      expect(placesIn(answer.data)).toEqual(shows ? places.map((place) => `${mutation}.${place}`) : []);
      answers.push(answer);
    }
    stack.emulator.reset();
    stack.emulator.faults.add(singing);
    const first = await stack.ask(documentOf(mutation, secrets), { input: { ...input, clientMutationId: 'two' } });
    expect(placesIn(first.data)).toEqual(places.map((place) => `${mutation}.${place}`));
    await expectSilence(stack, [...answers, first]);
  });

  it('is in reads afterwards where it is selected, and nowhere else', async () => {
    const stack = await start();
    stack.emulator.faults.add(singing);
    const answers: GraphQLAnswer[] = [];
    for (const { mutation, input, secrets } of cases) answers.push(await stack.ask(documentOf(mutation, secrets), { input }));
    for (const shows of [false, true, false]) {
      const answer = await stack.ask(readsOf(shows));
      expect(answer.errors).toEqual([]);
      expect(placesIn(answer.data).length > 0).toBe(shows);
      answers.push(answer);
    }
    await expectSilence(stack, answers);
    // The trap works: there is something printed and kept that could have held it.
    expect(stack.printed()).not.toBe('');
    expect(await stack.kept()).toContain('Ada Lovelace');
  });
});

const failures: readonly (readonly [string, (quoted: string) => Answer | undefined, Fault])[] = [
  ...[400, 409, 422, 500].map(
    (status) =>
      [
        `is answered ${status}, with what was sent`,
        (message: string) => ({ status, body: { success: false, error: { code: status, message } } }),
        {},
      ] as const,
  ),
  [
    "is answered 400 by Cloudflare's edge, with what was sent",
    (message) => ({ status: 400, body: { success: false, errors: [{ code: 1000, message }] } }),
    {},
  ],
  ['is answered 200, and is no success', (message) => ({ status: 200, body: { success: false, error: { code: 200, message } } }), {}],
  ['is answered with something else', (message) => ({ status: 200, body: { success: true, data: [message], token: message } }), {}],
  ['is cut off', () => undefined, { ...singing, connection: 'cut' }],
  ['is truncated', () => undefined, { ...singing, connection: 'truncate' }],
  ['is not answered', () => undefined, { connection: 'hang' }],
];

describe('a secret in the input of a write', () => {
  const sending = cases.filter(({ input }) => JSON.stringify(input).includes(canary));

  describe.each(sending)('by $mutation', ({ mutation, input, secrets }) => {
    it.each(failures)('that %s is in no error, trace or log, and is not kept', async (_what, answerTo, fault) => {
      const stack = await start();
      const truly = stack.emulator.answer.bind(stack.emulator);
      vi.spyOn(stack.emulator, 'answer').mockImplementation((incoming) => {
        const quoted = `BAD_REQUEST: ${JSON.stringify(incoming.body)}`;
        return (incoming.method === 'GET' ? undefined : answerTo(quoted)) ?? truly(incoming);
      });
      stack.emulator.faults.add(fault);
      const answers = await Promise.all(
        ['one', 'one', undefined].map((clientMutationId) =>
          stack.ask(documentOf(mutation, secrets), { input: { ...input, clientMutationId } }),
        ),
      );
      for (const { errors, data } of answers) {
        // A conflict of a start is a refusal, which is data.
        expect(data?.[mutation]).toEqual(errors.length === 1 ? null : {});
        expect(placesIn(data)).toEqual([]);
      }
      await expectSilence(stack, answers);
    });
  });

  it.each(['createMeeting', 'startRecording'])('by %s, with line breaks and quotes, is in no error', async (mutation) => {
    const stack = await start();
    vi.spyOn(stack.emulator, 'answer').mockImplementation(({ body }) => {
      return { status: 400, body: { success: false, error: { code: 400, message: `BAD_REQUEST: ${JSON.stringify(body)}` } } };
    });
    const privateKey = `-----BEGIN PRIVATE KEY-----\n${canary}"\n-----END PRIVATE KEY-----\n`;
    const storage = { ...storageConfig, accessKey: 'acme', secret: 'acme', password: 'acme', privateKey };
    const input =
      mutation === 'startRecording' ? { ...standUp, storageConfig: storage } : { appId, recordingConfig: { storageConfig: storage } };
    const answer = await stack.ask(documentOf(mutation, '{ __typename }'), { input });
    expect(answer.errors).toHaveLength(1);
    await expectSilence(stack, [answer]);
  });
});

const fields = ['accessKey', 'secret', 'region', 'host', 'port', 'username', 'authMethod', 'password', 'privateKey', 'type', 'bucket'];

describe('a secret in an input that does not fit its type', () => {
  const withStorage = (given: unknown) => ({ ...standUp, storageConfig: given });

  it('is in no answer, as a variable', async () => {
    const stack = await start();
    const wrong = [{ of: canary }, [canary, canary], { of: { inner: canary } }];
    const inputs = [
      ...[canary, [canary], withStorage(canary), withStorage([storageConfig, storageConfig])],
      ...fields.flatMap((field) => wrong.map((value) => withStorage({ ...storageConfig, [field]: value }))),
      ...['port', 'type', 'authMethod'].map((field) => withStorage({ ...storageConfig, [field]: canary })),
      ...[{ pord: 22 }, { type: null }, { type: undefined }].map((given) => withStorage({ ...storageConfig, ...given })),
      { ...withStorage(storageConfig), maxSeconds: canary },
    ];
    const answers: GraphQLAnswer[] = [];
    for (const input of inputs) {
      const answer = await stack.ask(documentOf('startRecording', '{ __typename }'), { input });
      expect(answer.errors.map(({ extensions }) => extensions['code'])).toEqual(answer.errors.map(() => 'BAD_USER_INPUT'));
      expect(answer.errors.length).toBeGreaterThan(0);
      answers.push(answer);
    }
    expect(stack.calls()).toEqual([]);
    await expectSilence(stack, answers);
  });

  const place = `appId: "${standUp.appId}", meetingId: "${standUp.meetingId}"`;
  const starting = (given: string) => `mutation { startRecording(input: { ${place}, ${given} }) { __typename } }`;

  it('is in no answer, as a literal', async () => {
    const stack = await start();
    const wrong = [`{ a: "${canary}" }`, `["${canary}", "${canary}"]`, `{ a: { b: ["${canary}"] } }`];
    const literals = [
      ...fields.flatMap((field) => wrong.map((value) => `storageConfig: { type: AWS, bucket: "b", ${field}: ${value} }`)),
      ...['port', 'type', 'authMethod'].map((field) => `storageConfig: { bucket: "b", ${field}: "${canary}" }`),
      ...[`storageConfig: "${canary}"`, `storageConfig: { type: AWS, secret: "${canary}", secrets: 1 }`],
      ...[`maxSeconds: "${canary}"`, `maxSeconds: "${canary}" storageConfig: { secret: "${canary}" }`],
    ];
    const answers: GraphQLAnswer[] = [];
    for (const literal of literals) {
      const answer = await stack.ask(starting(literal));
      expect(answer.errors.length).toBeGreaterThan(0);
      expect(answer.data).toBeUndefined();
      answers.push(answer);
    }
    expect(stack.calls()).toEqual([]);
    await expectSilence(stack, answers);
  });

  const broken = [`secret "${canary}"`, `secret: "${canary}`, `secret: "x" "${canary}"`, `secret: """${canary}`, `secret: '${canary}'`];

  it.each(broken)('is in no answer to what is no document: %s', async (literal) => {
    const stack = await start();
    const answer = await stack.ask(starting(`storageConfig: { ${literal} }`));
    expect(answer.errors).toHaveLength(1);
    await expectSilence(stack, [answer]);
  });
});
