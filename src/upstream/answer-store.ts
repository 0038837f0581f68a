/** Where answers are kept for a while: the interface that any store can have, and the one in memory. */
import { LRUCache } from 'lru-cache';
import type { Awaitable } from './awaitable.ts';
import { keepMost } from './counted-map.ts';

/** An answer as it was understood. It holds no secret: operations marked `secret` are not kept. */
export interface StoredAnswer {
  /** Null for an object that does not exist. */
  readonly value: unknown;
  /** When it was asked for, in milliseconds since 1970: it is not newer than that. */
  readonly storedAt: number;
  readonly bytes: number;
}

/**
 * Keeps answers by scope (token and account), path and query. A store that processes share may answer later than at once,
 * may forget at any time and may fail: then nothing is kept. It must not answer with what another scope put in, nor replace
 * an answer by an older one. That reads from before a write are not kept is seen to by each gateway for its own writes.
 */
export interface AnswerStore {
  get: (scope: string, path: string, query: string) => Awaitable<StoredAnswer | undefined>;
  set: (scope: string, path: string, query: string, answer: StoredAnswer) => Awaitable<void>;
  /** Drops the answers of a path with any query. */
  drop: (scope: string, path: string) => Awaitable<void>;
  /** Drops the answers of all paths that begin so. */
  dropBelow: (scope: string, beginning: string) => Awaitable<void>;
}

export interface MemoryBounds {
  maxEntries: number;
  maxBytes: number;
}

/** Bytes that an entry takes beside its answer, roughly: keys, maps, bookkeeping. */
const overheadBytes = 512;
/** Different queries kept for one path. */
const mostQueries = 64;

interface PathAnswers {
  readonly scope: string;
  readonly byQuery: Map<string, StoredAnswer>;
}

/** The least recently used paths make room when either bound is reached. */
export class MemoryStore implements AnswerStore {
  readonly #paths: LRUCache<string, PathAnswers>;
  readonly #maxEntries: number;

  constructor({ maxEntries, maxBytes }: MemoryBounds) {
    this.#maxEntries = maxEntries;
    this.#paths = new LRUCache({ maxSize: maxBytes, sizeCalculation: sizeOf });
  }

  /** Bytes in use, by the sizes that answers had on the wire. */
  get bytes(): number {
    return this.#paths.calculatedSize;
  }

  /** Paths in use. */
  get entries(): number {
    return this.#paths.size;
  }

  get(scope: string, path: string, query: string): StoredAnswer | undefined {
    const found = this.#paths.get(keyOf(scope, path));
    // The key says it already; a mistake in it must still not show one tenant's data to another.
    return found?.scope === scope ? found.byQuery.get(query) : undefined;
  }

  set(scope: string, path: string, query: string, answer: StoredAnswer): void {
    const key = keyOf(scope, path);
    const byQuery = this.#paths.peek(key)?.byQuery ?? new Map<string, StoredAnswer>();
    if ((byQuery.get(query)?.storedAt ?? 0) > answer.storedAt) return;
    byQuery.delete(query);
    if (byQuery.size >= mostQueries) byQuery.delete(byQuery.keys().next().value ?? '');
    byQuery.set(query, answer);
    // Put anew, because the size has changed.
    this.#paths.set(key, { scope, byQuery });
    keepMost(this.#paths, this.#maxEntries);
  }

  drop(scope: string, path: string): void {
    this.#paths.delete(keyOf(scope, path));
  }

  dropBelow(scope: string, beginning: string): void {
    const key = keyOf(scope, beginning);
    for (const one of this.#paths.keys()) if (one.startsWith(key)) this.#paths.delete(one);
  }
}

function keyOf(scope: string, path: string): string {
  return `${scope} ${path}`;
}

function sizeOf({ byQuery }: PathAnswers, key: string): number {
  let size = key.length;
  for (const [query, { bytes }] of byQuery) size += bytes + query.length + overheadBytes;
  return size;
}
