/** How many different objects of a list were asked for lately, by whichever operations: what a look at all of it is worth. */
import { countedMap } from './counted-map.ts';

const mostLists = 5_000;
/** More of them change no decision. */
const mostIds = 32;

interface Interest {
  since: number;
  current: Set<number>;
  previous: Set<number>;
}

/** One for a gateway. Counts reads that the cache did not answer, in windows as long as what is read stays fresh. */
export class Demand {
  readonly #lists = countedMap<Interest>(mostLists);
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
      current.add(hashOf(id));
    }
  }

  /** How many objects other than these were asked for in this window or the one before, whichever had more. */
  besides(list: string, ids: readonly string[]): number {
    const { current, previous } = this.#interestIn(list);
    const own = new Set(ids.map(hashOf));
    return Math.max(current.difference(own).size, previous.difference(own).size);
  }

  /** The list is read for those who asked: what was asked for so far is paid for. */
  forget(list: string): void {
    this.#lists.delete(list);
  }

  #interestIn(list: string): Interest {
    const now = this.#now();
    const found = this.#lists.get(list);
    if (found !== undefined && now - found.since < this.#windowMs) return found;
    const isNext = found !== undefined && now - found.since < 2 * this.#windowMs;
    const interest = { since: now, current: new Set<number>(), previous: isNext ? found.current : new Set<number>() };
    this.#lists.set(list, interest);
    return interest;
  }
}

/** FNV-1a, 32 bits. The ids themselves are not kept: a short text cut from a query holds the whole query in memory. */
function hashOf(id: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < id.length; index += 1) hash = Math.imul(hash ^ id.charCodeAt(index), 0x01000193);
  return hash;
}
