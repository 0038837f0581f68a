/**
 * How many requests the process works on at a time. The others wait for their turn, in order and not for long: whoever has waited for
 * so long is told to come back later, before all of them take longer than anybody waits for.
 */
import type { LoadLimits } from '../config/limits.ts';

interface Waiting {
  readonly since: number;
  go: () => void;
  refuse: () => void;
  isGone: boolean;
}

/** More do not wait: each of them holds a connection and its buffers. */
const mostWaiting = 10_000;
/** How often those who wait are looked at, in milliseconds. */
const sweepMs = 25;

export class Admission {
  readonly #limits: LoadLimits;
  readonly #isLate: () => boolean;
  readonly #now: () => number;
  #underWay = 0;
  #waiting: Waiting[] = [];
  #sweep: ReturnType<typeof setInterval> | undefined;

  /** `isLate`: the event loop is behind by more than the limit. Then nobody new is taken, nor made to wait. */
  constructor(limits: LoadLimits, isLate: () => boolean, now: () => number) {
    this.#limits = limits;
    this.#isLate = isLate;
    this.#now = now;
  }

  /** Requests that are worked on. */
  get underWay(): number {
    return this.#underWay;
  }

  /** Calls `go` when it is this request's turn, or `refuse`. What it returns is called when the request is over, or given up. */
  enter(go: () => void, refuse: () => void): () => void {
    if (this.#isLate()) {
      refuse();
      return () => undefined;
    }
    if (this.#underWay < this.#limits.atOnce) {
      this.#underWay += 1;
      go();
      return () => {
        this.#leave();
      };
    }
    if (this.#limits.queueMs === 0 || this.#waiting.length >= mostWaiting) {
      refuse();
      return () => undefined;
    }
    return this.#wait(go, refuse);
  }

  #wait(go: () => void, refuse: () => void): () => void {
    let isUnderWay = false;
    const turn: Waiting = {
      since: this.#now(),
      isGone: false,
      refuse,
      go: () => {
        isUnderWay = true;
        go();
      },
    };
    this.#waiting.push(turn);
    this.#sweep ??= setInterval(() => {
      this.#refuseLate();
    }, sweepMs);
    return () => {
      if (isUnderWay) this.#leave();
      else turn.isGone = true;
    };
  }

  #leave(): void {
    this.#underWay -= 1;
    let next = this.#waiting.shift();
    while (next?.isGone === true) next = this.#waiting.shift();
    if (next === undefined) return;
    this.#underWay += 1;
    next.go();
  }

  #refuseLate(): void {
    const since = this.#now() - this.#limits.queueMs;
    const inTime = this.#waiting.findIndex((turn) => turn.since > since);
    const late = this.#waiting.splice(0, inTime < 0 ? this.#waiting.length : inTime);
    for (const { isGone, refuse } of late) if (!isGone) refuse();
    if (this.#waiting.length > 0) return;
    clearInterval(this.#sweep);
    this.#sweep = undefined;
  }
}
