/**
 * How many requests the process works on at a time. The others stand in line for their turn, in order and not for long: whoever has waited
 * for so long is told to come back later, before all of them take longer than anybody waits for.
 *
 * Few are started in one turn of the event loop, as many as take about a millisecond. If each were started as it is read, those that the
 * cache answers would be done before the next one is read, nobody would ever seem to wait, and all would: in the kernel, where nobody counts
 * for how long. And libuv takes one new connection in a turn: where turns are long, probes stand in line for seconds.
 *
 * Where some stand in line, connections whose request is over are not read but put there themselves. What a client sends meanwhile stays in
 * the kernel, where it costs a few hundred bytes; read, it would be a request of many objects, which the garbage collector moves about in
 * memory until its turn comes (measured with 10,000 connections: half of all that the process does). When it is their turn they are read. It
 * is not known before whether anything came, so their time in line is the longest that a client can have waited.
 *
 * Where the wait is too long for too many, the last who came is the first: whoever is answered then is answered soon, while in order all would
 * wait for as long as they may. Who came first is refused after the same time as ever, and comes back as one of the last.
 *
 * And few are refused at a time. Clients that ask again at once when they are refused would otherwise keep the process busy with that.
 */
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { LoadLimits } from '../config/limits.ts';
import { Pace } from './pace.ts';

/** A connection, as far as it stands in line. */
export interface HeldConnection {
  pause: () => void;
  resume: () => void;
}

/** A request that waits, or a connection that is not read. */
interface InLine {
  readonly since: number;
  /** Does what it waits for; false if there is nothing to be done any more. */
  readonly call: () => boolean;
  /** Tells it that it is too late; false if nobody is there to be told. */
  readonly refuse: () => boolean;
  /** Undefined for a request. */
  readonly connection?: HeldConnection;
}

/** More do not stand in line: each of them holds a connection and its buffers. */
const mostInLine = 20_000;
/** How often those who have waited for too long are looked for, in milliseconds, and how many are told each time: 1,200 a second. */
const sweepMs = 25;
const mostRefusedInASweep = 30;
/** While so many stand in line, connections whose request is over go there as well. */
const crowd = 64;
/** The part of the time that one may wait after which, in order, all would soon be late. Before it nobody is passed over. */
const nearlyLate = 0.8;
/** So few are not too many, even if the process stood still for longer than they may wait: it is as quick to answer them. */
const few = 100;

export class Admission {
  readonly #limits: LoadLimits;
  readonly #isLate: () => boolean;
  readonly #now: () => number;
  readonly #pace: Pace;
  #underWay = 0;
  #line: InLine[] = [];
  /** Those who get no turn, and are yet to be told so. */
  #late: InLine[] = [];
  /** Connections whose turn it is, or who are too late: what they have sent is read in this turn of the event loop, if they have. */
  readonly #called = new Set<HeldConnection>();
  readonly #calledLate = new Set<HeldConnection>();
  #holdsNone = false;
  #sweep: ReturnType<typeof setInterval> | undefined;
  /** Of the turn of the event loop, if something happened in it. */
  #turnEnd: ReturnType<typeof setImmediate> | undefined;
  #started = 0;

  /** `isLate`: the event loop is behind by more than the limit. Then nobody new gets a turn, unless few wait. */
  constructor(limits: LoadLimits, isLate: () => boolean, now: () => number) {
    this.#limits = limits;
    this.#isLate = isLate;
    this.#now = now;
    this.#pace = new Pace(now);
  }

  /** Requests that are worked on. */
  get underWay(): number {
    return this.#underWay;
  }

  /**
   * Calls `go` when it is the turn of this request of a connection, or `refuse`. What it returns is called when the request is over, or
   * given up.
   */
  enter(connection: HeldConnection, go: () => void, refuse: () => void): () => void {
    const isCalled = this.#called.delete(connection);
    const isAlone = this.#line.length === 0 && this.#hasRoom();
    if (isCalled || isAlone) {
      // It was counted when it was called.
      if (!isCalled) this.#started += 1;
      this.#start(go);
      return () => {
        this.#leave();
      };
    }
    if (this.#calledLate.delete(connection) || this.#line.length + this.#late.length >= mostInLine) {
      refuse();
      return () => undefined;
    }
    const getsNoTurn = this.#limits.queueMs === 0 || (this.#line.length >= few && this.#isLate());
    return this.#wait(getsNoTurn ? this.#late : this.#line, go, refuse);
  }

  /** The last request of the connection is over, and it stays open: while many stand in line, it goes there before it is read again. */
  stay(connection: HeldConnection): void {
    if (this.#holdsNone || this.#line.length < crowd) return;
    connection.pause();
    const read = (calls: Set<HeldConnection>) => {
      calls.add(connection);
      connection.resume();
      return true;
    };
    this.#line.push({
      since: this.#now(),
      connection,
      call: () => read(this.#called),
      refuse: () => read(this.#calledLate),
    });
    this.#expectTurnEnd();
    this.#expectSweep();
  }

  /**
   * Reads all connections from now on, because the process ends and closes those that seem to be idle. Resolves when what clients had
   * sent is known: in the turn of the event loop after the next one.
   */
  async holdNone(): Promise<void> {
    this.#holdsNone = true;
    for (const { connection } of [...this.#line, ...this.#late]) connection?.resume();
    const isRequest = ({ connection }: InLine) => connection === undefined;
    this.#line = this.#line.filter(isRequest);
    this.#late = this.#late.filter(isRequest);
    await nextTurn();
    await nextTurn();
  }

  #hasRoom(): boolean {
    // Where nobody may wait, nobody may wait for the next turn either.
    const isTurnFull = this.#started >= this.#pace.inATurn && this.#limits.queueMs > 0;
    return !isTurnFull && this.#underWay + this.#called.size < this.#limits.atOnce;
  }

  #start(go: () => void): void {
    this.#expectTurnEnd();
    this.#underWay += 1;
    this.#pace.start();
    go();
  }

  #wait(line: InLine[], go: () => void, refuse: () => void): () => void {
    this.#expectTurnEnd();
    let state: 'waits' | 'goes' | 'is gone' = 'waits';
    line.push({
      since: this.#now(),
      call: () => {
        if (state === 'is gone') return false;
        state = 'goes';
        this.#start(go);
        return true;
      },
      refuse: () => {
        if (state === 'is gone') return false;
        refuse();
        return true;
      },
    });
    this.#expectSweep();
    return () => {
      if (state === 'goes') this.#leave();
      state = 'is gone';
    };
  }

  #leave(): void {
    this.#underWay -= 1;
    if (this.#line.length > 0) this.#expectTurnEnd();
  }

  #expectTurnEnd(): void {
    this.#turnEnd ??= setImmediate(() => {
      this.#turnEnd = undefined;
      this.#endTurn();
    });
  }

  #expectSweep(): void {
    if (this.#sweep !== undefined) return;
    this.#pace.beginSweeps();
    this.#sweep = setInterval(() => {
      this.#pace.endSweep();
      this.#sweepLate();
    }, sweepMs);
  }

  /** Calls those whose turn it is now that everything there was to read has been read. */
  #endTurn(): void {
    this.#started = 0;
    this.#pace.endTurn(this.#line.length > 0);
    // Who was called and has sent nothing did not wait.
    this.#called.clear();
    this.#calledLate.clear();
    while (this.#line.length > 0 && this.#hasRoom()) {
      const next = this.#isTooMuch() ? this.#line.pop() : this.#line.shift();
      if (next?.call() === true) this.#started += 1;
    }
    if (this.#called.size > 0 || (this.#line.length > 0 && this.#underWay < this.#limits.atOnce)) this.#expectTurnEnd();
  }

  /**
   * Whether those in line have waited for so long that, in order, all would soon be late. Where they are fewer than are started in that time
   * they need not be, even if the first of them was nearly late once: after a moment in which the process stood still, say.
   */
  #isTooMuch(): boolean {
    const [first] = this.#line;
    const mostMs = this.#limits.queueMs * nearlyLate;
    const count = this.#line.length;
    return first !== undefined && count > few && this.#now() - first.since > mostMs && count > this.#pace.startedIn(mostMs);
  }

  #sweepLate(): void {
    const since = this.#now() - this.#limits.queueMs;
    const spared = this.#underWay < this.#limits.atOnce ? few : 0;
    while (this.#line.length > spared && (this.#line[0]?.since ?? Infinity) <= since) {
      const late = this.#line.shift();
      if (late !== undefined) this.#late.push(late);
    }
    let told = 0;
    while (this.#late.length > 0 && told < mostRefusedInASweep) {
      if (this.#late.shift()?.refuse() === true) told += 1;
    }
    if (this.#calledLate.size > 0) this.#expectTurnEnd();
    if (this.#line.length + this.#late.length > 0) return;
    clearInterval(this.#sweep);
    this.#sweep = undefined;
  }
}
