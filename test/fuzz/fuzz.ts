/** What must hold whatever is asked and whatever the upstream answers; and a run that looks for what breaks it. */
import { once } from 'node:events';
import { connect } from 'node:net';
import fc from 'fast-check';
import { errorCodes } from '../../src/errors.ts';
import { type Incoming, send } from '../support/send.ts';
import { hastyClock, launchStack, type Stack } from '../support/stack.ts';
import { type Mode, modes } from './modes.ts';
import type { FuzzedRequest } from './requests.ts';
import { faults } from './spoilt-answers.ts';

/** How often each status and each code came. */
export interface Tally {
  cases: number;
  byStatus: Record<string, number>;
  byCode: Record<string, number>;
}

// 408, 417 and 431 are Node's, before the gateway hears of a request.
const statuses = new Set([200, 304, 400, 401, 403, 404, 405, 406, 408, 413, 415, 417, 422, 429, 431, 503]);
const codes = new Set<unknown>([
  ...Object.keys(errorCodes).filter((code) => code !== 'INTERNAL_SERVER_ERROR'),
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'OPERATION_RESOLUTION_FAILURE',
  'BAD_REQUEST',
  'PERSISTED_QUERY_ONLY',
  'PERSISTED_QUERY_NOT_FOUND',
  'PERSISTED_QUERY_ID_REQUIRED',
]);

export const fuzzModes = Object.keys(modes) as (keyof typeof modes)[];

/** Time enough for an answer that nobody holds back, and little lost on one that never comes. */
const upstreamTimeoutMs = 100;
const boundless = { limit: 9_999_999, windowSeconds: 300 };
/** Past every window, pause and time of life that a case may have begun. */
const betweenCasesMs = 3_600_000;

/**
 * Looks for so long. The same seed makes the same cases.
 *
 * @throws Error with the smallest case found that breaks a rule, and the seed
 */
export async function fuzz({ seconds, seed, mode: name }: { seconds: number; seed: number; mode: keyof typeof modes }): Promise<Tally> {
  let later = 0;
  const faulty: unknown[] = [];
  const note = (thrown: unknown) => faulty.push(thrown);
  const log = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: note };
  const mode = await modes[name](seed);
  const { callers, accounts, trustedDocuments, requests, shown } = mode;
  const stack = await launchStack({
    emulator: { quota: boundless, ...(accounts && { accounts }) },
    config: { upstreamTimeoutMs, quota: boundless, callers },
    dependencies: { clock: { ...hastyClock, now: () => Date.now() + later }, log, trustedDocuments },
  });
  const tally: Tally = { cases: 0, byStatus: {}, byCode: {} };
  process.on('unhandledRejection', note);
  try {
    // Most of what is refused for who asks is refused before anything of it is read.
    const whoever = fc.oneof(fc.constant(shown[0]), fc.constantFrom(...shown));
    const property = fc.asyncProperty(requests, faults, whoever, async (request, upstream, who) => {
      faulty.length = 0;
      later += betweenCasesMs;
      stack.emulator.faults.add(...upstream);
      try {
        const answer = await answerTo(stack, request, who);
        if (answer !== undefined) assertWellBehaved(answer, mode, tally);
      } finally {
        stack.emulator.faults.clear();
      }
      tally.cases += 1;
      if (faulty.length > 0) throw new Error(`the log has a fault: ${JSON.stringify(faulty[0], errorsWhole)}`);
      await assertAlive(stack, mode);
    });
    await fc.assert(property, {
      seed,
      numRuns: Number.MAX_SAFE_INTEGER,
      interruptAfterTimeLimit: seconds * 1_000,
      markInterruptAsFailure: false,
    });
  } finally {
    process.off('unhandledRejection', note);
    await stack.close();
    mode.close?.();
  }
  return tally;
}

/** Undefined if there is none, which only bytes that are no HTTP can bring about. */
async function answerTo({ url }: Stack, fuzzed: FuzzedRequest, who: Mode['shown'][number]): Promise<Incoming | undefined> {
  if (fuzzed.kind === 'http') {
    return send(url, { ...fuzzed.request, headers: { ...who, ...fuzzed.request.headers } });
  }
  const socket = connect(Number(new URL(url).port), '127.0.0.1').on('error', () => undefined);
  socket.end(fuzzed.bytes).resume();
  await once(socket, 'close');
  return undefined;
}

function assertWellBehaved({ status, headers, text }: Incoming, { shown }: Mode, tally: Tally): void {
  tally.byStatus[status] = (tally.byStatus[status] ?? 0) + 1;
  if (!statuses.has(status)) throw new Error(`status ${status}: ${text}`);
  const tokens = shown.map(({ authorization = '' }) => authorization.slice('Bearer '.length));
  if (/\\n {4}at |\n {4}at |INTERNAL_SERVER_ERROR|emulator-token/.test(text) || tokens.some((token) => text.includes(token)))
    throw new Error(`tells of the inside: ${text}`);
  if (!String(headers['content-type']).includes('json') || text === '') return;
  const { errors = [] } = JSON.parse(text) as { errors?: { extensions?: { code?: unknown } }[] };
  if (errors.length === 0) tally.byCode['OK'] = (tally.byCode['OK'] ?? 0) + 1;
  for (const { extensions } of errors) {
    const code = String(extensions?.code);
    tally.byCode[code] = (tally.byCode[code] ?? 0) + 1;
    if (!codes.has(code)) throw new Error(`an error without a documented code: ${text}`);
  }
}

async function assertAlive({ query }: Stack, { shown: [headers], trifle }: Mode): Promise<void> {
  const { status, data } = await query('', undefined, { headers, body: JSON.stringify(trifle) });
  if (status !== 200 || data?.['__typename'] !== 'Query') throw new Error(`the next request got status ${status}`);
}

function errorsWhole(_key: string, value: unknown): unknown {
  return value instanceof Error ? value.stack : value;
}
