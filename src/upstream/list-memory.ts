/** What former answers told about lists, so that the next plan starts with knowledge instead of a look. */
import { LRUCache } from 'lru-cache';

/** The extent of a list as an answer told it. */
export interface ListExtent {
  /** Rows of the whole list. */
  readonly total: number;
  /** Rows that the upstream puts on one page, whatever was asked for. */
  readonly pageSize: number;
}

/** A list's extent goes out of date as people are added: a wrong guess costs calls, never an answer. */
const extentTtlMs = 60_000;
const mostLists = 10_000;

/** One for a gateway. Keys carry account and parent, so what one tenant's list taught is never used for another's. */
export class ListMemory {
  readonly #extents: LRUCache<string, ListExtent>;
  readonly #refused: LRUCache<string, true>;
  readonly #mostPerPage: LRUCache<string, number>;

  constructor(now: () => number) {
    const options = { max: mostLists, ttl: extentTtlMs, ttlResolution: 0, perf: { now } };
    this.#extents = new LRUCache(options);
    this.#refused = new LRUCache(options);
    this.#mostPerPage = new LRUCache(options);
  }

  extentOf(list: string): ListExtent | undefined {
    return this.#extents.get(list);
  }

  learn(list: string, extent: ListExtent): void {
    this.#extents.set(list, extent);
  }

  /** Whether the upstream lately refused the page size that we ask for on this kind of list. */
  refusesPageSize(kind: string): boolean {
    return this.#refused.has(kind);
  }

  learnRefusal(kind: string): void {
    this.#refused.set(kind, true);
  }

  /** The most rows that the upstream lately gave on a page of this kind of list when more were asked for. */
  mostPerPage(kind: string): number | undefined {
    return this.#mostPerPage.get(kind);
  }

  learnMostPerPage(kind: string, rows: number): void {
    this.#mostPerPage.set(kind, rows);
  }
}
