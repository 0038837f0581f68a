/** How many different objects of a list were asked for lately, by whichever operations: what a look at all of it is worth. */
import { LRUCache } from 'lru-cache';

const mostLists = 5_000;
/** More of them change no decision. */
const mostIds = 32;

interface Interest {
  since: number;
  current: Set<string>;
  previous: Set<string>;
}

/** One for a gateway. Counts in windows as long as what is read stays fresh; list names carry the scope. */
export class Demand {
  readonly #lists = new LRUCache<string, Interest>({ max: mostLists });
  readonly #windowMs: number;
  readonly #now: () => number;

  constructor(windowMs: number, now: () => number) {
    this.#windowMs = windowMs;
    this.#now = now;
  }

  /** Someone asked for these objects. */
  note(list: string, ids: readonly string[]): void {
    const { current } = this.#interestIn(list);
    for (const id of ids) {
      if (current.size >= mostIds) return;
      current.add(id);
    }
  }

  /** How many objects other than these were asked for in this window or the one before, whichever had more. */
  besides(list: string, ids: ReadonlySet<string>): number {
    const { current, previous } = this.#interestIn(list);
    return Math.max(current.difference(ids).size, previous.difference(ids).size);
  }

  #interestIn(list: string): Interest {
    const now = this.#now();
    const found = this.#lists.get(list);
    if (found !== undefined && now - found.since < this.#windowMs) return found;
    const isNext = found !== undefined && now - found.since < 2 * this.#windowMs;
    const interest = { since: now, current: new Set<string>(), previous: isNext ? found.current : new Set<string>() };
    this.#lists.set(list, interest);
    return interest;
  }
}
