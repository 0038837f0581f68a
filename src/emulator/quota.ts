/** Cloudflare's API limit: a fixed window for all calls of a token, and a block once it is exceeded (API document, section 6). */
import { type Answer, edgeError } from './answer.ts';

/**
 * How it tells (API document, sections 5 and 6): `edge` with the headers of today; `legacy` with the older ones in their
 * place; `null` with no `Retry-After` and the body `null`; `origin` as the proxy behind the edge refuses, without a body;
 * `bare` with a page of HTML and no header that says when to come back.
 */
export const quotaStyles = ['edge', 'legacy', 'null', 'origin', 'bare'] as const;

export interface QuotaRules {
  limit: number;
  windowSeconds: number;
  style: (typeof quotaStyles)[number];
}

export const defaultQuotaRules: QuotaRules = { limit: 1200, windowSeconds: 300, style: 'edge' };

export interface QuotaVerdict {
  /** What a call over the limit is answered with. */
  refusal: Answer | undefined;
  /** Of every other answer. */
  headers: Record<string, string>;
}

interface Window {
  used: number;
  endsAt: number;
  blocked: boolean;
}

/** Counts calls by token. Over the limit, the token is blocked for a whole window from then on. */
export class Quota {
  rules: QuotaRules;
  readonly #now: () => number;
  readonly #windows = new Map<string, Window>();

  constructor(rules: QuotaRules, now: () => number) {
    this.rules = rules;
    this.#now = now;
  }

  /** Counts one call and tells whether it may pass and which headers its answer has. */
  spend(token: string): QuotaVerdict {
    const { limit, windowSeconds } = this.rules;
    const now = this.#now();
    let window = this.#windows.get(token);
    if (window === undefined || now >= window.endsAt) {
      window = { used: 0, endsAt: now + windowSeconds * 1000, blocked: false };
      this.#windows.set(token, window);
    }
    window.used += 1;
    if (window.used > limit && !window.blocked) {
      window.blocked = true;
      window.endsAt = now + windowSeconds * 1000;
    }
    const headers = this.#headersOf(window);
    return { refusal: window.blocked ? this.#refusal(window, headers) : undefined, headers };
  }

  /** When the token's window or block ends, in milliseconds since 1970; undefined if it has made no call. */
  endOf(token: string): number | undefined {
    return this.#windows.get(token)?.endsAt;
  }

  /** Every token starts a new window at its next call. */
  reset(): void {
    this.#windows.clear();
  }

  #headersOf({ used, endsAt }: Window): Record<string, string> {
    const { limit, windowSeconds, style } = this.rules;
    const remaining = Math.max(0, limit - used);
    if (style === 'legacy') {
      return {
        'x-ratelimit-limit': String(limit),
        'x-ratelimit-remaining': String(remaining),
        'x-ratelimit-reset': new Date(Math.ceil(endsAt / 1000) * 1000).toUTCString(),
      };
    }
    return {
      Ratelimit: `"default";r=${remaining};t=${this.#secondsTo(endsAt)}`,
      'Ratelimit-Policy': `"default";q=${limit};w=${windowSeconds}`,
    };
  }

  #refusal({ endsAt }: Window, headers: Record<string, string>): Answer {
    const error = edgeError(429, 971, 'Please wait and consider throttling your request speed');
    const retryAfter = String(this.#secondsTo(endsAt));
    switch (this.rules.style) {
      case 'edge':
      case 'legacy':
        return { ...error, headers: { ...headers, 'Retry-After': retryAfter } };
      case 'null':
        return { status: 429, headers, body: 'null' };
      case 'origin':
        return { status: 429, headers: { 'retry-after': retryAfter, 'x-envoy-ratelimited': 'true' }, body: null };
      case 'bare':
        return { status: 429, headers: { 'content-type': 'text/html; charset=UTF-8' }, body: '<html><h1>Too Many Requests</h1></html>' };
    }
  }

  #secondsTo(endsAt: number): number {
    return Math.ceil((endsAt - this.#now()) / 1000);
  }
}
