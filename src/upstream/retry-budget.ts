/** How many calls may be tried again, so that a failing upstream is not loaded with more than it already fails to bear. */
import { countedMap } from './counted-map.ts';

const share = 0.2;
const windowMs = 10_000;
/** A lone caller gets its tries although a fifth of one call is none. */
const always = 2;
const mostScopes = 10_000;

interface Window {
  endsAt: number;
  calls: number;
  retries: number;
}

/** By scope (token and account): in each 10 seconds, retries stay within a fifth of the calls, or two if that is more. */
export class RetryBudget {
  readonly #windows = countedMap<Window>(mostScopes);
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** A call is made that is no retry. */
  earn(scope: string): void {
    this.#windowOf(scope).calls += 1;
  }

  /** Whether one more retry fits; if so, it is counted. */
  spend(scope: string): boolean {
    const window = this.#windowOf(scope);
    if (window.retries + 1 > Math.max(always, window.calls * share)) return false;
    window.retries += 1;
    return true;
  }

  #windowOf(scope: string): Window {
    const now = this.#now();
    const found = this.#windows.get(scope);
    if (found !== undefined && now < found.endsAt) return found;
    const window = { endsAt: now + windowMs, calls: 0, retries: 0 };
    this.#windows.set(scope, window);
    return window;
  }
}
