/** What former answers told about lists, so that the next plan starts with knowledge instead of a look. */
import type { LRUCache } from 'lru-cache';
import { countedMap } from './counted-map.ts';

/** The extent of a list as an answer told it. */
export interface ListExtent {
  /** Rows of the whole list. */
  readonly total: number;
  /** Rows that the upstream puts on one page, whatever was asked for. */
  readonly pageSize: number;
}

/** What is known of the sizes of the pages of one kind of list. */
export interface PageSizes {
  /** The most rows on a page that the upstream lately gave when more were asked for; undefined if it never gave less. */
  readonly mostPerPage: () => number | undefined;
  readonly learnMostPerPage: (rows: number) => void;
  /** Whether the upstream lately took this size: if it refuses a page of it, it refuses something else. */
  readonly accepts: (rows: number) => boolean;
  readonly learnAccepted: (rows: number) => void;
}

/** A list's extent goes out of date as people are added: a wrong guess costs calls, never an answer. */
const extentTtlMs = 60_000;
const mostLists = 10_000;

/** One for a gateway. Keys carry account and parent, so what one tenant's list taught is never used for another's. */
export class ListMemory {
  readonly #extents: LRUCache<string, ListExtent>;
  readonly #refused: LRUCache<string, true>;
  readonly #mostPerPage: LRUCache<string, number>;
  readonly #accepted: LRUCache<string, number>;

  constructor(now: () => number) {
    const options = { ttl: extentTtlMs, ttlResolution: 0, perf: { now } };
    this.#extents = countedMap(mostLists, options);
    this.#refused = countedMap(mostLists, options);
    this.#mostPerPage = countedMap(mostLists, options);
    this.#accepted = countedMap(mostLists, options);
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

  /** What is known of the pages of a kind of list. */
  pageSizesOf(kind: string): PageSizes {
    return {
      mostPerPage: () => this.#mostPerPage.get(kind),
      learnMostPerPage: (rows) => {
        this.#mostPerPage.set(kind, rows);
      },
      accepts: (rows) => rows <= (this.#accepted.get(kind) ?? 0),
      learnAccepted: (rows) => {
        // A smaller size says nothing new of a larger one, so it must not make that last longer.
        if (rows >= (this.#accepted.get(kind) ?? 0)) this.#accepted.set(kind, rows);
      },
    };
  }
}
