/** What one GraphQL operation cost in REST calls, and, if asked for, each of them. */
import type { StoredAnswer } from './answer-store.ts';
import type { Path } from './path.ts';

/** One REST call that an operation made, shared or was spared. */
export interface TraceEntry {
  /** Its id in RealtimeKit's OpenAPI document. */
  operation: string;
  method: string;
  /** The path with names in place of ids. */
  path: string;
  why: string;
  /** Null if there was no answer. */
  status: number | null;
  ms: number;
  bytes: number;
  /** `upstream`: made for this operation. `shared`: made for another one at the same time. `cache`, `stale`: not made. */
  source: 'upstream' | 'shared' | 'cache' | 'stale';
}

/** A read that the cache answered: where it looked, the path of the read first, and what it found. */
export interface CacheHit {
  readonly path: Path;
  readonly others: readonly Path[];
  readonly search: string;
  readonly stored: StoredAnswer;
}

/** Carried by one operation from its first field to its answer. */
export class Bill {
  /** REST calls sent for this operation, every try counted. */
  upstreamCalls = 0;
  /** Reads that a call under way for another operation answered. */
  sharedCalls = 0;
  /** Reads that the cache answered. */
  cacheHits = 0;
  /** Those of them that it answered at once. */
  readonly hits: CacheHit[] = [];
  /** Objects that came out of list pages, each of them a point read not made. */
  collapsedReads = 0;
  /** Reads answered with what was known before, because RealtimeKit could not be asked. */
  stale = 0;
  /** Whether the answer depends on what no read shows, and may be another in a moment: then it is none for the next operation. */
  toldTheMoment = false;
  /** Whether a secret was read for the operation: then nobody may keep its answer. */
  toldSecrets = false;
  /** Most calls that the operation may make. */
  limit: number;
  #extensions: Map<string, number> | undefined;
  /** Undefined if nobody asked for it. */
  readonly trace: TraceEntry[] | undefined;

  constructor(limit: number, traced: boolean) {
    this.limit = limit;
    this.trace = traced ? [] : undefined;
  }

  /** Calls that the operation may still make. */
  get left(): number {
    return this.limit - this.upstreamCalls;
  }

  /** Lets the operation make as many calls more, since it asks for what takes as many: up to this many in all for one purpose. */
  extend(purpose: 'adding' | 'tokens' | 'looking', calls: number, most: number): void {
    const extensions = (this.#extensions ??= new Map<string, number>());
    const before = extensions.get(purpose) ?? 0;
    const extension = Math.min(calls, most - before);
    extensions.set(purpose, before + extension);
    this.limit += extension;
  }

  /** Enters a call into the trace, if there is one. Ids stay out of it. */
  note(
    call: { operation: string; method: string; path: Path },
    facts: Pick<TraceEntry, 'why' | 'status' | 'bytes' | 'source'> & { ms?: number },
  ) {
    const { operation, method, path } = call;
    this.trace?.push({ operation, method, path: path.template, ...facts, ms: Math.round(facts.ms ?? 0) });
  }

  /** Enters a read that the cache answered at once. */
  take(hit: CacheHit): void {
    this.cacheHits += 1;
    this.hits.push(hit);
  }

  /** Whether the cache answered at once all that the operation read, and nothing of its answer is a secret or of the moment. */
  get isOfCacheAlone(): boolean {
    const others = this.upstreamCalls + this.sharedCalls + this.collapsedReads + this.stale;
    return this.cacheHits > 0 && this.hits.length === this.cacheHits && others === 0 && !this.toldSecrets && !this.toldTheMoment;
  }

  /** As `extensions.cost` shows it. */
  toJSON(): Record<'upstreamCalls' | 'cacheHits' | 'sharedCalls' | 'collapsedReads' | 'stale', number> {
    const { upstreamCalls, cacheHits, sharedCalls, collapsedReads, stale } = this;
    return { upstreamCalls, cacheHits, sharedCalls, collapsedReads, stale };
  }
}
