/** How fast the process is: learned while others wait, because only then does it do all it can. */

/** So few requests are started in a turn of the event loop at least, and so many at most. */
const fewestInATurn = 4;
const mostInATurn = 16;
/** One more is started after a turn shorter than this, and one less after one that was longer than that, in milliseconds. */
const shortTurnMs = 0.8;
const longTurnMs = 1.2;
/** The weight of the newest sweep in the rate, which is so that of the last fifth of a second. */
const weightOfSweep = 0.125;

/** Where so many wait, connections may send several requests in one go: so many, and in a part of the time that one may wait for all of them. */
const crowdForSeveral = 256;
const mostInOneGo = 4;
const waitForSeveral = 0.5;

export class Pace {
  readonly #now: () => number;
  #inATurn = fewestInATurn;
  /** When the turn began, if somebody waited then. */
  #turnBegan: number | undefined;
  #startedSinceSweep = 0;
  #sweptAt = 0;
  #rate = 0;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** How many requests take about a millisecond together. */
  get inATurn(): number {
    return this.#inATurn;
  }

  /** How many requests are started in so many milliseconds; 0 until that is known. */
  startedIn(ms: number): number {
    return this.#rate * ms;
  }

  /**
   * How many requests a connection sends in one go, if so many wait and may do so for so many milliseconds: as many as let all others have their
   * turn soon. Where not even one each would be answered in time, nobody is better off with one.
   */
  inOneGo(waiting: number, ms: number): number {
    if (waiting < crowdForSeveral || this.#rate === 0) return 1;
    if (waiting > this.startedIn(ms)) return mostInOneGo;
    const soon = Math.floor(this.startedIn(ms * waitForSeveral) / waiting);
    return Math.max(1, Math.min(soon, mostInOneGo));
  }

  /** A request is started. */
  start(): void {
    this.#startedSinceSweep += 1;
  }

  /** A turn of the event loop ends. */
  endTurn(someWait: boolean): void {
    const now = this.#now();
    const tookMs = this.#turnBegan === undefined ? undefined : now - this.#turnBegan;
    this.#turnBegan = someWait ? now : undefined;
    if (tookMs === undefined) return;
    if (tookMs < shortTurnMs) this.#inATurn = Math.min(this.#inATurn + 1, mostInATurn);
    else if (tookMs > longTurnMs) this.#inATurn = Math.max(this.#inATurn - 1, fewestInATurn);
  }

  /** Sweeps begin again: what was learned before is of another time. */
  beginSweeps(): void {
    this.#rate = 0;
    this.#startedSinceSweep = 0;
    this.#sweptAt = this.#now();
  }

  endSweep(): void {
    const now = this.#now();
    const rate = this.#startedSinceSweep / Math.max(now - this.#sweptAt, 1);
    this.#rate = this.#rate === 0 ? rate : this.#rate + (rate - this.#rate) * weightOfSweep;
    this.#startedSinceSweep = 0;
    this.#sweptAt = now;
  }
}
