/** Keeps what was read for a short while, and for a longer one in case RealtimeKit cannot be asked. */
import { GatewayError } from '../errors.ts';
import type { AnswerStore, StoredAnswer } from './answer-store.ts';
import { allOf, andThen, type Awaitable } from './awaitable.ts';
import type { Clock } from './clock.ts';
import { scopeOf } from './credential.ts';
import type { Epochs } from './epochs.ts';
import type { CacheHit } from './bill.ts';
import type { Answer, ReadLayer, ReadRequest } from './layer.ts';
import { type Path, queryOf } from './path.ts';

export interface CacheRules {
  /** How long an answer is as good as new, in milliseconds; 0 switches the cache off. */
  ttlMs: number;
  /** How long after that it may still stand in for one that cannot be had. */
  staleIfErrorMs: number;
}

/** That something does not exist is believed no longer than this: it may be about to be made. */
const absentTtlMs = 1_000;

/** What the cache needs to know of a read. */
export type CachedRead = Pick<ReadRequest<unknown>, 'operation' | 'method' | 'path' | 'query' | 'credential' | 'bill' | 'fresh'>;

/** Where the answer of a read may be kept. */
type Place = Pick<CacheHit, 'path' | 'others' | 'search'>;

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

  /** Outside of single flight: answers while what it has is fresh, and falls back on what it has if the read fails. */
  readonly answering: ReadLayer = (next) => {
    if (this.#rules.ttlMs === 0) return next;
    return async (request) => {
      if (request.keeps !== 'answer') return next(request);
      const fresh = await this.peek(request);
      if (fresh !== undefined) return answerOf(fresh);
      try {
        return await next(request);
      } catch (error) {
        const stale = await this.salvage(request, error);
        if (stale === undefined) throw error;
        return answerOf(stale);
      }
    };
  };

  /** Inside of single flight, so that an answer is kept whoever still waits for it. */
  readonly keeping: ReadLayer = (next) => {
    if (this.#rules.ttlMs === 0) return next;
    return async (request) => {
      const epoch = this.#epochs.of(scopeOf(request.credential));
      const sentAt = this.#now();
      const answer = await next(request);
      // What was read while the gateway wrote something may be from before.
      if (this.#epochs.of(scopeOf(request.credential)) === epoch) await this.#keep(request, answer, sentAt);
      return answer;
    };
  };

  /** The answer of a read if it is fresh; it goes on the bill. The newest of what is kept for it and at other paths counts. */
  peek(read: CachedRead, others: readonly Path[] = []): Awaitable<StoredAnswer | undefined> {
    if (this.#rules.ttlMs === 0 || read.fresh) return undefined;
    const { credential, path, query } = read;
    const place = { path, others, search: queryOf(query) };
    const newest = this.#newest(scopeOf(credential), place);
    return andThen(newest, (stored) => {
      if (!this.#isFresh(stored)) return undefined;
      if (newest instanceof Promise) read.bill.cacheHits += 1;
      else read.bill.take({ ...place, stored });
      read.bill.note(read, { why: 'read before', status: stored.value === null ? 404 : 200, bytes: stored.bytes, source: 'cache' });
      return stored;
    });
  }

  /** Whether the cache would answer all these reads with the very same. It looks at once: a store that answers later says no. */
  stillAnswers(scope: string, hits: readonly CacheHit[]): boolean {
    return hits.every((hit) => this.#isFresh(hit.stored) && this.#newest(scope, hit) === hit.stored);
  }

  #isFresh(stored: StoredAnswer | undefined): stored is StoredAnswer {
    return stored !== undefined && this.#ageOf(stored) < this.#ttlOf(stored);
  }

  /** What an answer that cannot be had was before, if that is not too long ago; it goes on the bill. */
  async salvage(read: CachedRead, error: unknown, others: readonly Path[] = []): Promise<StoredAnswer | undefined> {
    const { ttlMs, staleIfErrorMs } = this.#rules;
    if (ttlMs === 0 || read.fresh || !isPassing(error)) return undefined;
    const { credential, path, query } = read;
    const stored = await this.#newest(scopeOf(credential), { path, others, search: queryOf(query) });
    if (stored === undefined || stored.value === null || this.#ageOf(stored) >= ttlMs + staleIfErrorMs) return undefined;
    read.bill.stale += 1;
    read.bill.note(read, { why: 'RealtimeKit cannot be asked', status: 200, bytes: stored.bytes, source: 'stale' });
    return stored;
  }

  /** The gateway changed something: the answers of these paths are no longer true, nor of all below one that ends in a slash. */
  async drop(scope: string, paths: readonly string[]): Promise<void> {
    this.#epochs.advance(scope);
    await Promise.all(
      paths.map(async (path) => {
        await attempt(() => (path.endsWith('/') ? this.#store.dropBelow(scope, path) : this.#store.drop(scope, path)));
      }),
    );
  }

  async #keep<T>(request: ReadRequest<T>, { value, bytes }: Answer<T>, sentAt: number): Promise<void> {
    const { credential, path, query, keeps, alsoAnswers } = request;
    const scope = scopeOf(credential);
    const pending: Promise<unknown>[] = [];
    const set = (target: string, search: string, answer: unknown, size: number) => {
      const kept = attempt(() => this.#store.set(scope, target, search, { value: answer, storedAt: sentAt, bytes: size }));
      if (kept instanceof Promise) pending.push(kept);
    };

    if (keeps === 'answer') set(path.value, queryOf(query), value, bytes);
    if (keeps !== 'nothing' && alsoAnswers !== undefined && value !== null) {
      const others = alsoAnswers(value);
      const share = Math.ceil(bytes / Math.max(1, others.length));
      for (const [other, answer] of others) set(other.value, '', answer, share);
    }
    await Promise.all(pending);
  }

  #newest(scope: string, { path, others, search }: Place): Awaitable<StoredAnswer | undefined> {
    const first = this.#get(scope, path, search);
    if (others.length === 0) return first;
    return andThen(allOf([first, ...others.map((other) => this.#get(scope, other, search))]), newestOf);
  }

  #get(scope: string, path: Path, search: string): Awaitable<StoredAnswer | undefined> {
    return attempt(() => this.#store.get(scope, path.value, search));
  }

  #ageOf({ storedAt }: StoredAnswer): number {
    return this.#now() - storedAt;
  }

  #ttlOf({ value }: StoredAnswer): number {
    return value === null ? Math.min(absentTtlMs, this.#rules.ttlMs) : this.#rules.ttlMs;
  }
}

/** A store that fails is a store that has nothing: no read and no write may fail for it. */
function attempt<T>(ask: () => Awaitable<T>): Awaitable<T | undefined> {
  try {
    const answer = ask();
    return answer instanceof Promise ? answer.catch(() => undefined) : answer;
  } catch {
    return undefined;
  }
}

function newestOf(stored: readonly (StoredAnswer | undefined)[]): StoredAnswer | undefined {
  return stored.filter((one) => one !== undefined).sort((one, other) => other.storedAt - one.storedAt)[0];
}

/** An answer that may be had later: for now, an old one is better than none. */
function isPassing(error: unknown): boolean {
  return error instanceof GatewayError && error.extensions['retryable'] === true;
}

/** A path and query belong to one operation, so what is kept there has that operation's type. */
function answerOf<T>({ value, bytes }: StoredAnswer): Answer<T> {
  return { value: value as T | null, bytes };
}
