/** Clients that ask the everyday mix of questions, some of which go away before they are answered. */
import { setTimeout as pause } from 'node:timers/promises';
import { type Kind, mix, type Question } from './questions.ts';
import { randomFrom } from './random.ts';
import { WireClient, type WireAnswer } from './wire-client.ts';

/** What came of the operations of a run. */
export interface Tally {
  operations: number;
  byKind: Record<Kind, number>;
  /** Answers with the error that an operation of RealtimeKit which fails leads to; right only while it is made to fail. */
  upstreamErrors: number;
  /** Answers of HTTP status 500 or more, and errors that tell of a fault of the gateway. */
  ownFaults: number;
  /** Anything else that is not right, and answers that never came. */
  wrong: number;
  firstBad: string | undefined;
}

type Questions = Readonly<Record<Kind, readonly Question[]>>;

/** The longest that a client who goes away waits before it does, in milliseconds. */
const mostPatienceMs = 20;

/** Over when so many seconds have gone by from now. */
export function afterSeconds(seconds: number): () => boolean {
  const endsAt = performance.now() + seconds * 1_000;
  return () => performance.now() >= endsAt;
}

export function emptyTally(): Tally {
  const byKind = { 'single read': 0, list: 0, edges: 0, mutation: 0, refused: 0, abort: 0 };
  return { operations: 0, byKind, upstreamErrors: 0, ownFaults: 0, wrong: 0, firstBad: undefined };
}

export interface Load {
  clients: number;
  /** Whether enough was asked; looked at before each operation. */
  isOver: () => boolean;
  /** The rate that they keep to together; without it each asks again at once. */
  perSecond?: number;
  /** Where they note what came of it. */
  tally: Tally;
}

/** Clients that ask, each one operation after the other, until it is over. */
export async function everyday(url: URL, questions: Questions, { clients, isOver, perSecond, tally }: Load): Promise<void> {
  const startsAt = performance.now();
  let turn = 0;
  const live = async (_: unknown, index: number) => {
    const random = randomFrom(index);
    const client = new WireClient(url);
    while (!isOver()) {
      if (perSecond !== undefined) {
        const waitMs = startsAt + (turn++ * 1_000) / perSecond - performance.now();
        if (waitMs > 0) await pause(waitMs);
      }
      await askOnce(client, questions, random, tally);
    }
    client.leave();
  };
  await Promise.all(Array.from({ length: clients }, live));
}

async function askOnce(client: WireClient, questions: Questions, random: () => number, tally: Tally): Promise<void> {
  const kind = kindAt(random() * 100);
  const ofKind = questions[kind];
  const question = ofKind[Math.floor(random() * ofKind.length)];
  if (question === undefined) throw new Error(`there is no question of the kind "${kind}"`);
  tally.operations += 1;
  tally.byKind[kind] += 1;
  const asked = client.asked(question.request);
  if (kind !== 'abort') {
    judge(question, await asked, tally);
    return;
  }
  await pause(random() * mostPatienceMs);
  client.leave();
  await asked;
}

function judge(question: Question, answer: WireAnswer | undefined, tally: Tally): void {
  if (answer !== undefined && question.isRight(answer)) return;
  if (answer === undefined) tally.wrong += 1;
  else if (answer.status >= 500 || answer.body.includes('INTERNAL_SERVER_ERROR')) tally.ownFaults += 1;
  else if (answer.body.includes('"code":"UPSTREAM_')) {
    tally.upstreamErrors += 1;
    return;
  } else tally.wrong += 1;
  tally.firstBad ??= answer === undefined ? 'no answer' : `${answer.status} ${answer.body.slice(0, 500)}`;
}

function kindAt(percent: number): Kind {
  let below = 0;
  for (const [kind, share] of Object.entries(mix) as [Kind, number][]) {
    below += share;
    if (percent < below) return kind;
  }
  throw new Error('the shares of the mix are less than a hundred');
}
