/** The quota governor: mirrors what Cloudflare counts for a token, and refuses what would be blocked. */
import type { Clock } from './clock.ts';
import { countedMap } from './counted-map.ts';
import type { Credential } from './credential.ts';
import type { Guard } from './guards.ts';
import { Refusal, type UpstreamRequest, type UpstreamResponse } from './layer.ts';
import { quotaNewsOf, retryAfterOf } from './quota-headers.ts';

export interface QuotaRules {
  /** Calls in one window, until an answer tells another number. */
  limit: number;
  windowSeconds: number;
}

/** What is left for a credential. */
export interface QuotaState {
  limit: number;
  remaining: number;
  /** Milliseconds since 1970. */
  resetAt: number;
  windowMs: number;
  /** When this was true, in milliseconds since 1970. */
  now: number;
}

/** Recording routes have a quota of their own (API document, section 6). */
const recordingRules: QuotaRules = { limit: 1_000, windowSeconds: 50 };
const isRecordingRoute = /^\/\{appId\}\/recordings(\/|$)/;

/** The part of a quota that only writes may use, and the part of it that is not for many at once: somebody may have to be kicked. */
const keptForWrites = 0.1;
const keptForSingleWrites = 0.05;
const mostWindows = 10_000;

interface Window {
  limit: number;
  windowMs: number;
  resetAt: number;
  /** The fewest calls left that an answer of this window told: every call that is answered is counted in it. */
  told: number;
  /** Calls sent and not answered, which may be counted in it or not. What is left is `told` less these. */
  underWay: number;
  /** Whether an answer has told of this window, or it is our guess. */
  isKnown: boolean;
  /** After a 429, nothing is sent before this. */
  closedUntil: number;
}

/** What is left for a token, or for recordings with it. */
export interface QuotaLevel {
  /** The credential's hash. */
  readonly hash: string;
  readonly kind: 'all' | 'recordings';
  readonly limit: number;
  readonly remaining: number;
}

/** One for a gateway. Windows are kept by token, because the quota is. */
export class QuotaGovernor {
  readonly #rules: QuotaRules;
  readonly #now: () => number;
  readonly #windows = countedMap<Window>(mostWindows);

  constructor(rules: QuotaRules, clock: Clock) {
    this.#rules = rules;
    this.#now = clock.now;
  }

  /** What is left of the quota for all routes but recordings. */
  stateOf({ hash }: Credential): QuotaState {
    const now = this.#now();
    const { limit, windowMs, told, underWay, resetAt } = this.#windows.get(hash) ?? newWindow(this.#rules, now);
    if (now >= resetAt) return { limit, remaining: limit, resetAt: now + windowMs, windowMs, now };
    return { limit, remaining: Math.max(0, told - underWay), resetAt, windowMs, now };
  }

  /** What is left for these most recently used tokens, one window each. */
  levels(most: number): QuotaLevel[] {
    const now = this.#now();
    return Array.from(this.#windows.entries())
      .slice(0, most)
      .map(([key, { limit, told, underWay, resetAt }]) => {
        const [hash = '', recordings] = key.split(' ');
        const remaining = now >= resetAt ? limit : Math.max(0, told - underWay);
        return { hash, kind: recordings === undefined ? 'all' : 'recordings', limit, remaining };
      });
  }

  /** Counts every call, learns from every answer, and throws `RATE_LIMITED` for what does not fit. */
  readonly guard: Guard = (request) => {
    const isRecording = isRecordingRoute.test(request.path.template);
    const { hash } = request.credential;
    const window = this.#windowOf(isRecording ? `${hash} recordings` : hash, isRecording ? recordingRules : this.#rules);
    this.#admit(window, request);
    const sentAt = this.#now();
    window.underWay += 1;
    return (end) => {
      window.underWay -= 1;
      // The headers tell of the token's quota, not of the one that recordings have beside it.
      if (end instanceof Error) window.told -= end instanceof Refusal ? 0 : 1;
      else if (end.status === 429) this.#close(window, end);
      else if (isRecording || !this.#learn(window, end, sentAt)) window.told -= 1;
    };
  };

  #admit(window: Window, { operation, method, credential, isOneOfMany = false }: UpstreamRequest): void {
    const { limit, told, underWay, resetAt } = window;
    // A block of the token stops recordings too, though they have a quota of their own.
    const closedUntil = Math.max(window.closedUntil, this.#windows.get(credential.hash)?.closedUntil ?? 0);
    const kept = Math.floor(limit * (method === 'GET' ? keptForWrites : isOneOfMany ? keptForSingleWrites : 0));
    const opensAt = closedUntil > this.#now() ? closedUntil : told - underWay <= kept ? resetAt : undefined;
    if (opensAt === undefined) return;
    const retryAfter = Math.max(1, Math.ceil((opensAt - this.#now()) / 1000));
    throw new Refusal('RATE_LIMITED', `${operation}: the quota of ${limit} REST calls is used up; it is whole again in ${retryAfter} s.`, {
      upstream: { operation },
      retryAfter,
    });
  }

  #close(window: Window, { headers }: UpstreamResponse): void {
    const now = this.#now();
    window.closedUntil = now + retryAfterOf(headers, now) * 1000;
    // The block ends with a window that nothing was spent of.
    Object.assign(window, { told: 0, resetAt: window.closedUntil, isKnown: false });
  }

  /** Whether the answer told how much is left. */
  #learn(window: Window, { headers }: UpstreamResponse, sentAt: number): boolean {
    const now = this.#now();
    // From before the block, which is what counts.
    if (now < window.closedUntil) return true;
    const { limit, windowMs, remaining, resetMs } = quotaNewsOf(headers, now);
    if (windowMs !== undefined) window.windowMs = windowMs;
    if (limit !== undefined) window.limit = limit;
    if (remaining === undefined || resetMs === undefined) return false;

    // Answers overtake each other: within a window, the lower count and the earlier end are the later truth.
    // An answer is counted between sending and receiving, and both may lie far apart: half a window tells windows apart.
    const resetAt = now + resetMs;
    const half = window.windowMs / 2;
    if (window.isKnown && resetAt < window.resetAt - half) return true;
    const isSameWindow = window.isKnown && sentAt + resetMs <= window.resetAt + half;
    const told = Math.min(remaining, window.limit);
    window.told = isSameWindow ? Math.min(window.told, told) : told;
    window.resetAt = isSameWindow ? Math.min(window.resetAt, resetAt) : resetAt;
    window.isKnown = true;
    return true;
  }

  #windowOf(key: string, rules: QuotaRules): Window {
    const now = this.#now();
    let window = this.#windows.get(key);
    if (window === undefined) {
      window = newWindow(rules, now);
      this.#windows.set(key, window);
    }
    if (now >= window.resetAt) Object.assign(window, { told: window.limit, resetAt: now + window.windowMs, isKnown: false });
    return window;
  }
}

function newWindow({ limit, windowSeconds }: QuotaRules, now: number): Window {
  const windowMs = windowSeconds * 1000;
  return { limit, windowMs, resetAt: now + windowMs, told: limit, underWay: 0, isKnown: false, closedUntil: 0 };
}
