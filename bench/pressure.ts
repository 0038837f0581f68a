/** Clients that ask as fast as they are answered, each on a connection of its own. */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import type { Question } from './questions.ts';
import { WireClient, type WireAnswer } from './wire-client.ts';

/** What a client does who was refused with 503: comes back when he was told to, or asks again at once. */
export type Manners = 'obeys' | 'hammers';

/** What clients are like. */
export interface Temper {
  manners: Manners;
  /** After so many milliseconds without an answer, in the mean, they go away, and ask the next question on a new connection. */
  patienceMs?: number;
}

export interface PressureOptions extends Temper {
  connections: number;
  seconds: number;
  /** Called when the time that counts begins, and when it ends. */
  onWindow: () => void;
}

/** What came of it in the time that counts. */
export interface Pressure {
  /** Milliseconds that each right answer took from the request that got it, ascending. */
  latencies: number[];
  /** Milliseconds that each refusal took, ascending. */
  refusedAfter: number[];
  /** How often a client had no patience any more. */
  gaveUp: number;
  /** How many of them waited for an answer or a refusal when the time was over, and the longest for which one of them had, in milliseconds. */
  waiting: number;
  longestWaitMs: number;
  errors: number;
  firstError: string | undefined;
  /** How long the time that counts was. */
  seconds: number;
  /** The longest for which the clients themselves stood still, in milliseconds: what they had to wait for then is not the gateway's. */
  stoodStillMs: number;
}

/** Until then code is compiled and queues fill. Those who give up have done so by then, if they want to. */
const warmUpMs = 2_000;
/** Connections are opened so many at a time, each after the others are there: how long that takes is no part of the latencies. */
const openedAtOnce = 100;
/** How often it is looked for those who have no patience any more, in milliseconds: a timer for each request would be measured too. */
const patienceSweepMs = 100;
/** From half of the mean patience to one and a half times as much: if they all went at once, the clients would measure themselves. */
const leastPatience = 0.5;
const patienceSpread = 100;
/** After it the gateway has noticed that the clients are gone. */
const partingMs = 2_000;

/** Asks these questions in turn. */
export async function pressure(url: URL, questions: readonly Question[], options: PressureOptions): Promise<Pressure> {
  const { connections, seconds, manners, patienceMs = Infinity, onWindow } = options;
  const outcome: Pressure = {
    latencies: [],
    refusedAfter: [],
    gaveUp: 0,
    waiting: 0,
    longestWaitMs: 0,
    errors: 0,
    firstError: undefined,
    seconds: 0,
    stoodStillMs: 0,
  };
  const clients: WireClient[] = [];
  /** Those who wait for an answer: since when, and until when they will. */
  const waiting = new Map<WireClient, { since: number; until: number }>();
  let counts = false;
  let ends = false;
  let turn = 0;

  const askNext = (client: WireClient) => {
    if (ends) return;
    const question = questions[turn++ % questions.length];
    if (question === undefined) throw new Error('there is nothing to ask');
    const startedAt = performance.now();
    const until = startedAt + patienceMs * (leastPatience + (turn % patienceSpread) / patienceSpread);
    waiting.set(client, { since: startedAt, until });
    client.ask(question.request, (answer) => {
      // Who gave up is called back too, and not counted twice.
      const isAwaited = waiting.delete(client);
      if (ends) return;
      const waitMs = isAwaited ? note(question, answer, performance.now() - startedAt) : 0;
      // Not from within: a connection that fails at once would fill the stack.
      if (waitMs === 0) setImmediate(askNext, client);
      else setTimeout(askNext, waitMs, client);
    });
  };

  /** Counts it, and tells how long this client is to wait. */
  const note = (question: Question, answer: WireAnswer | undefined, ms: number): number => {
    if (answer?.status === 503) {
      if (counts) outcome.refusedAfter.push(ms);
      return manners === 'obeys' ? (answer.retryAfter ?? 0) * 1_000 : 0;
    }
    if (answer !== undefined && question.isRight(answer)) {
      if (counts) outcome.latencies.push(ms);
      return 0;
    }
    outcome.errors += 1;
    outcome.firstError ??= answer === undefined ? 'no answer' : `${answer.status} ${answer.body.slice(0, 300)}`;
    return 1_000;
  };

  /** Who has waited for too long leaves. */
  const losePatience = () => {
    const now = performance.now();
    for (const [client, { until }] of waiting) {
      if (now < until) continue;
      waiting.delete(client);
      if (counts) outcome.gaveUp += 1;
      client.leave();
    }
  };

  while (clients.length < connections) {
    const opened = Array.from({ length: Math.min(openedAtOnce, connections - clients.length) }, () => new WireClient(url));
    await Promise.all(opened.map((client) => client.open()));
    clients.push(...opened);
  }
  for (const client of clients) askNext(client);
  const patience = setInterval(losePatience, patienceSweepMs);
  await pause(warmUpMs + (patienceMs === Infinity ? 0 : patienceMs * (leastPatience + 1)));
  onWindow();
  const delay = monitorEventLoopDelay({ resolution: 10 });
  delay.enable();
  const beginsAt = performance.now();
  counts = true;
  await pause(seconds * 1_000);
  counts = false;
  outcome.stoodStillMs = delay.max / 1e6;
  delay.disable();
  const endsAt = performance.now();
  outcome.seconds = (endsAt - beginsAt) / 1_000;
  outcome.waiting = waiting.size;
  for (const { since } of waiting.values()) outcome.longestWaitMs = Math.max(outcome.longestWaitMs, endsAt - since);
  onWindow();
  ends = true;
  clearInterval(patience);
  for (const client of clients) client.leave();
  await pause(partingMs);
  for (const ascending of [outcome.latencies, outcome.refusedAfter]) ascending.sort((a, b) => a - b);
  return outcome;
}
