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
  /** After so many milliseconds without an answer they go away, and ask the next question on a new connection. */
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
  errors: number;
  firstError: string | undefined;
  /** How long the time that counts was. */
  seconds: number;
  /** The longest for which the clients themselves stood still, in milliseconds: what they had to wait for then is not the gateway's. */
  stoodStillMs: number;
}

/** Until then code is compiled and queues fill. */
const warmUpSeconds = 2;
/** Connections are opened so many at a time, each after the others are there: how long that takes is no part of the latencies. */
const openedAtOnce = 100;
/** How often it is looked for those who have no patience any more, in milliseconds: a timer for each request would be measured too. */
const patienceSweepMs = 100;
/** After it the gateway has noticed that the clients are gone. */
const partingMs = 2_000;

/** Asks these questions in turn. */
export async function pressure(url: URL, questions: readonly Question[], options: PressureOptions): Promise<Pressure> {
  const { connections, seconds, manners, patienceMs = Infinity, onWindow } = options;
  const outcome: Pressure = { latencies: [], refusedAfter: [], gaveUp: 0, errors: 0, firstError: undefined, seconds: 0, stoodStillMs: 0 };
  const clients: WireClient[] = [];
  /** Those who wait for an answer, and since when: the one who asked first is the first. */
  const waiting = new Map<WireClient, number>();
  let counts = false;
  let ends = false;
  let turn = 0;

  const askNext = (client: WireClient) => {
    if (ends) return;
    const question = questions[turn++ % questions.length];
    if (question === undefined) throw new Error('there is nothing to ask');
    const startedAt = performance.now();
    waiting.set(client, startedAt);
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
    for (const [client, since] of waiting) {
      if (now - since < patienceMs) return;
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
  await pause(warmUpSeconds * 1_000);
  onWindow();
  const delay = monitorEventLoopDelay({ resolution: 10 });
  delay.enable();
  const beginsAt = performance.now();
  counts = true;
  await pause(seconds * 1_000);
  counts = false;
  outcome.stoodStillMs = delay.max / 1e6;
  delay.disable();
  outcome.seconds = (performance.now() - beginsAt) / 1_000;
  onWindow();
  ends = true;
  clearInterval(patience);
  for (const client of clients) client.leave();
  await pause(partingMs);
  for (const ascending of [outcome.latencies, outcome.refusedAfter]) ascending.sort((a, b) => a - b);
  return outcome;
}
