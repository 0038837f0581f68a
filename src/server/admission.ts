/**
 * How many requests the process works on at a time. The others stand in line for their turn, in order and not for long: whoever has waited
 * for too long is told to come back later as soon as that can be told, unless nobody else waits by then.
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
 * wait for as long as they may. Who came first is refused, and comes back as one of the last.
 *
 * And few are refused at a time, in order: with thousands of them it takes seconds. Clients that ask again at once when they are refused would
 * otherwise keep the process busy with that.
 *
 * A connection whose turn it is may send some requests in one go, where hundreds wait. What was not looked at for long has to be fetched into
 * the processor's caches, and to stop and start reading costs as well: more than a tenth of what is answered then (`bench/README.md`).
 */
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { LoadLimits } from '../config/limits.ts';
import { type HeldConnection, type InLine, Late, type Place } from './late.ts';
import { Pace } from './pace.ts';

/** More do not stand in line: each of them holds a connection and its buffers. */
const mostInLine = 20_000;
/** How often those who have waited for too long are looked for, in milliseconds, and some of them told. */
const sweepMs = 25;
/** The part of the time that one may wait after which, in order, all would soon be late. Before it nobody is passed over. */
const nearlyLate = 0.8;
/** How long it may take to send several requests in one go, in milliseconds: enough for a client on the same network to send the next. */
const oneGoMs = 200;
/** While so many stand in line, connections whose request is over go there as well. */
const crowd = 64;
/** So few are not too many, even if the process stood still for longer than they may wait: it is as quick to answer them. */
const few = 100;

export class Admission {
  readonly #limits: LoadLimits;
  readonly #isLate: () => boolean;
  readonly #now: () => number;
  /** For how long those in line are called in order, in milliseconds. */
  readonly #inOrderMs: number;
  readonly #pace: Pace;
  #underWay = 0;
  #line: InLine[] = [];
  /** Requests of connections that have turns left, and of which there are too many for this turn of the event loop. */
  #next: InLine[] = [];
  /** Those who get no turn, as long as others stand in line. */
  readonly #late = new Late();
  /** Connections whose turn it is: what they have sent is read in this turn of the event loop, if they have. */
  readonly #called = new Set<HeldConnection>();
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
    this.#inOrderMs = limits.queueMs * nearlyLate;
    this.#pace = new Pace(now);
  }

  /** Requests that are worked on. */
  get underWay(): number {
    return this.#underWay;
  }

  /** Whether all places are taken, so that others have to wait for one. */
  get isFull(): boolean {
    return !this.#hasPlaces;
  }

  /**
   * Calls `go` when it is the turn of this request of a connection, or `refuse`. What it returns is called when the request is over, or
   * given up.
   */
  enter(connection: HeldConnection, go: () => void, refuse: () => void): () => void {
    const isCalled = this.#called.delete(connection);
    const hasTurn = !isCalled && this.#hasTurn(connection);
    if (hasTurn) connection.turnsLeft -= 1;
    const mayStart = (hasTurn || this.#line.length === 0) && this.#next.length === 0 && this.#hasRoom();
    if (isCalled || mayStart) {
      // It was counted when it was called.
      if (!isCalled) this.#started += 1;
      this.#start(go);
      return () => {
        this.#leave();
      };
    }
    if (this.#late.takes(connection) || this.#waiting >= mostInLine) {
      refuse();
      return () => undefined;
    }
    if (hasTurn) return this.#wait(this.#next, go, refuse);
    const getsNoTurn = this.#limits.queueMs === 0 || (this.#line.length >= few && this.#isLate());
    return this.#wait(getsNoTurn ? this.#late : this.#line, go, refuse);
  }

  /** The last request of the connection is over, and it stays open: while many stand in line, it goes there before it is read again. */
  stay(connection: HeldConnection): void {
    if (this.#holdsNone || this.#line.length < crowd || this.#hasTurn(connection)) return;
    const place = (connection.place ??= this.#placeOf(connection));
    if (place.isTaken) return;
    connection.pause();
    place.isTaken = true;
    place.since = this.#now();
    this.#line.push(place);
    this.#expectTurnEnd();
    this.#expectSweep();
  }

  #placeOf(connection: HeldConnection): Place {
    const place: Place = {
      since: this.#now(),
      isTaken: false,
      connection,
      call: () => {
        place.isTaken = false;
        connection.turnsLeft = this.#pace.inOneGo(this.#waiting, this.#inOrderMs) - 1;
        connection.turnsUntil = this.#now() + oneGoMs;
        this.#called.add(connection);
        connection.resume();
        return true;
      },
      refuse: () => {
        place.isTaken = false;
        connection.resume();
        return true;
      },
    };
    return place;
  }

  /**
   * Reads all connections from now on, because the process ends and closes those that seem to be idle. Resolves when what clients had
   * sent is known: in the turn of the event loop after the next one.
   */
  async holdNone(): Promise<void> {
    this.#holdsNone = true;
    for (const { connection } of this.#line) connection?.resume();
    for (const connection of this.#late.forgetConnections()) connection.resume();
    this.#line = this.#line.filter(({ connection }) => connection === undefined);
    await nextTurn();
    await nextTurn();
  }

  #hasRoom(): boolean {
    // Where nobody may wait, nobody may wait for the next turn either.
    const isTurnFull = this.#started >= this.#pace.inATurn && this.#limits.queueMs > 0;
    return !isTurnFull && this.#hasPlaces;
  }

  get #hasPlaces(): boolean {
    return this.#underWay + this.#called.size < this.#limits.atOnce;
  }

  #start(go: () => void): void {
    this.#expectTurnEnd();
    this.#underWay += 1;
    this.#pace.start();
    go();
  }

  #wait(line: Pick<InLine[], 'push'> | Late, go: () => void, refuse: () => void): () => void {
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
    if (this.#waiting > 0) this.#expectTurnEnd();
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
    this.#pace.endTurn(this.#line.length + this.#next.length > 0);
    // Who was called and has sent nothing did not wait, and has no turn to keep.
    for (const connection of this.#called) connection.turnsLeft = 0;
    this.#called.clear();
    this.#giveUpLate();
    this.#callAll(() => this.#next.shift());
    this.#callAll(() => (this.#isTooMuch() ? this.#line.pop() : this.#line.shift()));
    // Who was late because the process stood still need not be refused when it goes on.
    if (this.#limits.queueMs > 0) this.#callAll(() => this.#late.shift());
    const someAreRead = this.#late.endTurn() || this.#called.size > 0;
    if (someAreRead || (this.#line.length + this.#next.length > 0 && this.#underWay < this.#limits.atOnce)) this.#expectTurnEnd();
  }

  /** Calls one after the other as long as there is room, and there is one. */
  #callAll(next: () => InLine | undefined): void {
    while (this.#hasRoom()) {
      const one = next();
      if (one === undefined) return;
      if (one.call()) this.#started += 1;
    }
  }

  #hasTurn({ turnsLeft, turnsUntil }: HeldConnection): boolean {
    return turnsLeft > 0 && this.#now() < turnsUntil;
  }

  get #waiting(): number {
    return this.#line.length + this.#next.length + this.#late.length;
  }

  /**
   * Whether those in line have waited for so long that, in order, all would soon be late. Where they are fewer than are started in that time
   * they need not be, even if the first of them was nearly late once: after a moment in which the process stood still, say.
   */
  #isTooMuch(): boolean {
    const [first] = this.#line;
    const count = this.#line.length;
    if (first === undefined) return false;
    const waitedMs = this.#now() - first.since;
    return count > few && waitedMs > this.#inOrderMs && count > this.#pace.startedIn(this.#inOrderMs);
  }

  /** Whether more wait than can be answered in time, because of what the process has to compute and not because all places are taken. */
  #isSwamped(): boolean {
    const isBusy = this.#limits.queueMs > 0 && this.#hasPlaces;
    return isBusy && this.#waiting > this.#pace.startedIn(this.#inOrderMs);
  }

  #sweepLate(): void {
    this.#giveUpLate();
    if (this.#late.sweep(this.#isSwamped())) this.#expectTurnEnd();
    if (this.#waiting > 0) return;
    clearInterval(this.#sweep);
    this.#sweep = undefined;
  }

  /** Makes those late who have waited for as long as one may, but a few if they have their turn soon. */
  #giveUpLate(): void {
    const since = this.#now() - this.#limits.queueMs;
    this.#giveUp(this.#line, since, this.#hasPlaces ? few : 0);
    this.#giveUp(this.#next, since, 0);
  }

  #giveUp(line: InLine[], since: number, spared: number): void {
    while (line.length > spared && (line[0]?.since ?? Infinity) <= since) {
      const late = line.shift();
      if (late !== undefined) this.#late.push(late);
    }
  }
}
