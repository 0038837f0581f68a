/** How fast the process is: learned while others wait, because only then does it do all it can. */

/** So few requests are started in a turn of the event loop at least, and so many at most. */
const fewestInATurn = 4;
const mostInATurn = 16;
/** One more is started after a turn shorter than this, and one less after one that was longer than that, in milliseconds. */
const shortTurnMs = 0.8;
const longTurnMs = 1.2;
/** The weight of the newest sweep in the rate, which is so that of the last fifth of a second. */
const weightOfSweep = 0.125;

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
