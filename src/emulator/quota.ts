/** Cloudflare's API limit: a fixed window for all calls of a token, and a block once it is exceeded (API document, section 6). */

export interface QuotaRules {
  limit: number;
  windowSeconds: number;
}

export const defaultQuotaRules: QuotaRules = { limit: 1200, windowSeconds: 300 };

export interface QuotaVerdict {
  allowed: boolean;
  headers: Record<string, string>;
}

/** Counts calls by token. Over the limit, the token is blocked for a whole window from then on. */
export class Quota {
  rules: QuotaRules;
  readonly #now: () => number;
  readonly #windows = new Map<string, { used: number; endsAt: number; blocked: boolean }>();

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
    const reset = Math.ceil((window.endsAt - now) / 1000);
    return {
      allowed: !window.blocked,
      headers: {
        Ratelimit: `"default";r=${Math.max(0, limit - window.used)};t=${reset}`,
        'Ratelimit-Policy': `"default";q=${limit};w=${windowSeconds}`,
        ...(window.blocked && { 'Retry-After': String(reset) }),
      },
    };
  }

  /** Every token starts a new window at its next call. */
  reset(): void {
    this.#windows.clear();
  }
}
