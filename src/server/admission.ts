/**
 * How many requests the process works on at a time. The others wait for their turn, in order and not for long: whoever has waited for
 * so long is told to come back later, before all of them take longer than anybody waits for.
 *
 * Few are started in one turn of the event loop. If each were started as it is read, those that the cache answers would be done before
 * the next one is read, nobody would ever seem to wait, and all would: in the kernel, where nobody counts for how long.
 *
 * Where even the wait is too long for many, the last who came is the first: whoever is answered then is answered soon, and dies young in
 * memory, while in order all would wait for as long as they may, and a part of the time would go into moving those who wait about in
 * memory (measured: a third). Who came first is refused after the same time as ever, and comes back as one of the last.
 *
 * And few are refused at a time. Clients that ask again at once when they are refused would otherwise keep the process busy with that.
 *
 * Where some wait already, the next requests of those who have been answered are not even read: see `held-connections.ts`. They are as those
 * who wait: read in order, or the last first where it is too much, and refused when they are read too late.
 */
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { LoadLimits } from '../config/limits.ts';
import { type Connection, HeldConnections } from './held-connections.ts';

interface Waiting {
  readonly since: number;
  go: () => void;
  refuse: () => void;
  isGone: boolean;
}

/** More do not wait: each of them holds a connection and its buffers. */
const mostWaiting = 20_000;
/** How often those who have waited for too long are looked for, in milliseconds, and how many are told each time: 1,200 a second. */
const sweepMs = 25;
const mostRefusedInASweep = 30;
/**
 * So many are started before the next ones are read: about a millisecond of work. Not more, because libuv takes one new connection in a
 * turn: where turns are long, probes stand in line for seconds. Not fewer, because what they do together costs less
 * (`upstream/end-of-turn.ts`). How many that is, turns tell in which others had to wait: one more after a short one, one less after a long one.
 */
const fewestStartedInATurn = 4;
const mostStartedInATurn = 16;
const shortTurnMs = 0.8;
const longTurnMs = 1.2;

/** While so many requests wait, no more are read of connections that had an answer; when there are fewer, so many in a turn. */
const crowd = 64;
const mostWokenInATurn = 16;

/** The part of the time that one may wait after which, in order, all would soon be late. Before it nobody is passed over. */
const nearlyLate = 0.8;
/** The weight of the last sweep in the rate at which requests are started: so it is that of the last fifth of a second. */
const weightOfSweep = 0.125;
/** So few are not too many, even if the process stood still for longer than they may wait: it is as quick to answer them. */
const few = 100;

export class Admission {
  readonly #limits: LoadLimits;
  readonly #isLate: () => boolean;
  readonly #now: () => number;
  #mostStarted: number;
  #underWay = 0;
  #waiting: Waiting[] = [];
  /** Those who get no turn, and are yet to be told so. */
  #late: Waiting[] = [];
  readonly #held = new HeldConnections();
  #holdsNone = false;
  #sweep: ReturnType<typeof setInterval> | undefined;
  /** Of the turn of the event loop, if something happened in it. */
  #turnEnd: ReturnType<typeof setImmediate> | undefined;
  #started = 0;
  #startedSinceSweep = 0;
  #sweptAt = 0;
  /** Requests started in a millisecond; 0 until that is known. */
  #startRate = 0;
  /** When the turn began, if somebody waited then. */
  #turnBegan: number | undefined;

  /** `isLate`: the event loop is behind by more than the limit. Then nobody new gets a turn, unless few wait. */
  constructor(limits: LoadLimits, isLate: () => boolean, now: () => number) {
    this.#limits = limits;
    this.#isLate = isLate;
    this.#now = now;
    // Where nobody may wait, nobody may wait for the next turn either.
    this.#mostStarted = limits.queueMs === 0 ? Infinity : fewestStartedInATurn;
  }

  /** Requests that are worked on. */
  get underWay(): number {
    return this.#underWay;
  }

  /**
   * Calls `go` when it is the turn of this request of a connection, or `refuse`. What it returns is called when the request is over, or
   * given up.
   */
  enter(connection: Connection, go: () => void, refuse: () => void): () => void {
    if (this.#held.takeLate(connection)) {
      refuse();
      return () => undefined;
    }
    const isLate = this.#waiting.length >= few && this.#isLate();
    if (!isLate && this.#waiting.length === 0 && this.#hasRoom()) {
      this.#start(go);
      return () => {
        this.#leave();
      };
    }
    if (this.#waiting.length + this.#late.length >= mostWaiting) {
      refuse();
      return () => undefined;
    }
    return this.#wait(isLate || this.#limits.queueMs === 0 ? this.#late : this.#waiting, go, refuse);
  }

  /** A request of the connection is over, and it stays open: while many wait, its next one is not read before their turn has come. */
  stay(connection: Connection): void {
    if (this.#holdsNone || (this.#held.size === 0 && this.#waiting.length < crowd)) return;
    this.#held.hold(connection, this.#now());
    this.#expectTurnEnd();
    this.#expectSweep();
  }

  /**
   * Reads all connections from now on, because the process ends and closes those that seem to be idle. Resolves when what clients had
   * sent is known: in the turn of the event loop after the next one.
   */
  async holdNone(): Promise<void> {
    this.#holdsNone = true;
    while (this.#held.size > 0) this.#held.wake('first');
    await nextTurn();
    await nextTurn();
  }

  #hasRoom(): boolean {
    return this.#underWay < this.#limits.atOnce && this.#started < this.#mostStarted;
  }

  #start(go: () => void): void {
    this.#expectTurnEnd();
    this.#underWay += 1;
    this.#started += 1;
    this.#startedSinceSweep += 1;
    go();
  }

  #wait(queue: Waiting[], go: () => void, refuse: () => void): () => void {
    this.#expectTurnEnd();
    let isUnderWay = false;
    const waiting: Waiting = {
      since: this.#now(),
      isGone: false,
      refuse,
      go: () => {
        isUnderWay = true;
        go();
      },
    };
    queue.push(waiting);
    this.#expectSweep();
    return () => {
      if (isUnderWay) this.#leave();
      else waiting.isGone = true;
    };
  }

  #leave(): void {
    this.#underWay -= 1;
    if (this.#waiting.length + this.#held.size > 0) this.#expectTurnEnd();
  }

  #expectSweep(): void {
    if (this.#sweep !== undefined) return;
    this.#startRate = 0;
    this.#startedSinceSweep = 0;
    this.#sweptAt = this.#now();
    this.#sweep = setInterval(() => {
      this.#learnFromSweep();
      this.#sweepLate();
    }, sweepMs);
  }

  #learnFromSweep(): void {
    const now = this.#now();
    const rate = this.#startedSinceSweep / Math.max(now - this.#sweptAt, 1);
    this.#startRate = this.#startRate === 0 ? rate : this.#startRate + (rate - this.#startRate) * weightOfSweep;
    this.#startedSinceSweep = 0;
    this.#sweptAt = now;
  }

  #expectTurnEnd(): void {
    if (this.#turnEnd !== undefined) return;
    this.#turnEnd = setImmediate(() => {
      this.#endTurn();
    });
  }

  /** Starts those whose turn it is now that everything there was to read has been read. */
  #endTurn(): void {
    this.#turnEnd = undefined;
    this.#started = 0;
    this.#learnFromTurn();
    while (this.#waiting.length > 0 && this.#hasRoom()) {
      const next = this.#isTooMuch(this.#waiting.length, this.#waiting[0]?.since) ? this.#waiting.pop() : this.#waiting.shift();
      if (next?.isGone === false) this.#start(next.go);
    }
    if (this.#underWay >= this.#limits.atOnce) return;
    if (this.#waiting.length < crowd) this.#wakeSome();
    if (this.#waiting.length + this.#held.size > 0) this.#expectTurnEnd();
  }

  #learnFromTurn(): void {
    const now = this.#now();
    const tookMs = this.#turnBegan === undefined ? undefined : now - this.#turnBegan;
    this.#turnBegan = this.#waiting.length > 0 ? now : undefined;
    if (tookMs === undefined) return;
    if (tookMs < shortTurnMs) this.#mostStarted = Math.min(this.#mostStarted + 1, mostStartedInATurn);
    else if (tookMs > longTurnMs) this.#mostStarted = Math.max(this.#mostStarted - 1, fewestStartedInATurn);
  }

  #wakeSome(): void {
    for (let woken = 0; woken < mostWokenInATurn && this.#mayWake(); woken += 1)
      this.#held.wake(this.#isTooMuch(this.#held.size, this.#held.oldest) ? 'last' : 'first');
  }

  /** Those of many who are late are only refused, but where there is nothing else to do. */
  #mayWake(): boolean {
    if (this.#held.size <= few) return this.#held.size > 0;
    return this.#now() - (this.#held.newest ?? 0) < this.#limits.queueMs || this.#waiting.length + this.#underWay === 0;
  }

  /**
   * Whether so many, of whom the first came then, have waited for so long that, in order, all would soon be late. Where they are fewer than
   * are started in that time, they need not be, even if the first of them was late once: after a moment in which the process stood still, say.
   */
  #isTooMuch(count: number, since = Infinity): boolean {
    const mostMs = this.#limits.queueMs * nearlyLate;
    return count > few && this.#now() - since > mostMs && count > this.#startRate * mostMs;
  }

  #sweepLate(): void {
    const since = this.#now() - this.#limits.queueMs;
    const spared = this.#underWay < this.#limits.atOnce ? few : 0;
    while (this.#waiting.length > spared && (this.#waiting[0]?.since ?? Infinity) <= since) {
      const late = this.#waiting.shift();
      if (late?.isGone === false) this.#late.push(late);
    }
    let told = 0;
    while (this.#late.length > 0 && told < mostRefusedInASweep) {
      const late = this.#late.shift();
      if (late?.isGone !== false) continue;
      told += 1;
      late.refuse();
    }
    this.#held.forgetLate();
    this.#held.wakeLate(since, mostRefusedInASweep - told);
    if (this.#waiting.length + this.#late.length + this.#held.size > 0 || this.#held.hasLate) return;
    clearInterval(this.#sweep);
    this.#sweep = undefined;
  }
}
