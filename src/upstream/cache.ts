/** Keeps what was read for a short while, and for a longer one in case RealtimeKit cannot be asked. */
import { GatewayError } from '../errors.ts';
import type { AnswerStore, StoredAnswer } from './answer-store.ts';
import type { Clock } from './clock.ts';
import { scopeOf } from './credential.ts';
import type { Epochs } from './epochs.ts';
import type { Answer, ReadLayer, ReadRequest } from './layer.ts';
import { queryOf } from './path.ts';

export interface CacheRules {
  /** How long an answer is as good as new, in milliseconds; 0 switches the cache off. */
  ttlMs: number;
  /** How long after that it may still stand in for one that cannot be had. */
  staleIfErrorMs: number;
}

/** That something does not exist is believed no longer than this: it may be about to be made. */
const absentTtlMs = 1_000;

/** What the cache needs to know of a read. */
export type CachedRead = Pick<ReadRequest<unknown>, 'operation' | 'path' | 'query' | 'credential' | 'bill' | 'fresh'>;

/** The cache of one gateway. Everything in it is under the scope (token and account) of the read that put it there. */
export class Cache {
  readonly #store: AnswerStore;
  readonly #rules: CacheRules;
  readonly #epochs: Epochs;
  readonly #now: () => number;

  constructor(store: AnswerStore, rules: CacheRules, epochs: Epochs, clock: Clock) {
    this.#store = store;
    this.#rules = rules;
    this.#epochs = epochs;
    this.#now = clock.now;
  }

  /** Answers while what it has is fresh, keeps what is read, and falls back on what it has if the read fails. */
  readonly layer: ReadLayer = (next) => {
    if (this.#rules.ttlMs === 0) return next;
    return async (request) => {
      const fresh = await this.peek(request);
      if (fresh !== undefined) return secondHand(fresh);
      const epoch = this.#epochs.of(scopeOf(request.credential));
      try {
        const answer = await next(request);
        if (answer.isFirstHand) await this.#keep(request, answer, epoch);
        return answer;
      } catch (error) {
        const stale = await this.salvage(request, error);
        if (stale === undefined) throw error;
        return secondHand(stale);
      }
    };
  };

  /** The answer of a read if it is fresh; it goes on the bill. */
  async peek(read: CachedRead): Promise<StoredAnswer | undefined> {
    if (this.#rules.ttlMs === 0 || read.fresh) return undefined;
    const stored = await this.#get(read);
    if (stored === undefined || this.#ageOf(stored) >= this.#ttlOf(stored)) return undefined;
    read.bill.cacheHits += 1;
    trace(read, stored, 'cache');
    return stored;
  }

  /** What an answer that cannot be had was before, if that is not too long ago; it goes on the bill. */
  async salvage(read: CachedRead, error: unknown): Promise<StoredAnswer | undefined> {
    const { ttlMs, staleIfErrorMs } = this.#rules;
    if (ttlMs === 0 || read.fresh || !isPassing(error)) return undefined;
    const stored = await this.#get(read);
    if (stored === undefined || stored.value === null || this.#ageOf(stored) >= ttlMs + staleIfErrorMs) return undefined;
    read.bill.stale += 1;
    trace(read, stored, 'stale');
    return stored;
  }

  /** The gateway changed something: the answers of these paths are no longer true. */
  async drop(scope: string, paths: readonly string[]): Promise<void> {
    this.#epochs.advance(scope);
    for (const path of paths) await this.#store.drop(scope, path);
  }

  /** Keeps an answer and what else it tells, unless something was written since the epoch in which it was read. */
  async #keep<T>({ credential, path, query, alsoAnswers }: ReadRequest<T>, { value, bytes }: Answer<T>, epoch: number): Promise<void> {
    const scope = scopeOf(credential);
    if (this.#epochs.of(scope) !== epoch) return;
    const storedAt = this.#now();
    await this.#store.set(scope, path.value, queryOf(query), { value, storedAt, bytes });
    if (alsoAnswers === undefined || value === null) return;
    const others = alsoAnswers(value);
    const share = Math.ceil(bytes / Math.max(1, others.length));
    for (const [other, answer] of others) await this.#store.set(scope, other.value, '', { value: answer, storedAt, bytes: share });
  }

  #get({ credential, path, query }: CachedRead) {
    return this.#store.get(scopeOf(credential), path.value, queryOf(query));
  }

  #ageOf({ storedAt }: StoredAnswer): number {
    return this.#now() - storedAt;
  }

  #ttlOf({ value }: StoredAnswer): number {
    return value === null ? Math.min(absentTtlMs, this.#rules.ttlMs) : this.#rules.ttlMs;
  }
}

/** An answer that may be had later: for now, an old one is better than none. */
function isPassing(error: unknown): boolean {
  return error instanceof GatewayError && error.extensions['retryable'] === true;
}

/** A path and query belong to one operation, so what is kept there has that operation's type. */
function secondHand<T>({ value, bytes }: StoredAnswer): Answer<T> {
  return { value: value as T | null, bytes, isFirstHand: false };
}

function trace({ bill, operation, path }: CachedRead, { bytes, value }: StoredAnswer, source: 'cache' | 'stale'): void {
  const why = source === 'cache' ? 'read before' : 'RealtimeKit cannot be asked';
  bill.trace?.push({ operation, method: 'GET', path: path.template, why, status: value === null ? 404 : 200, ms: 0, bytes, source });
}
