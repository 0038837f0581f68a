/** When to come back after a 429: from whichever header tells, within bounds. */
import type { UpstreamResponse } from './layer.ts';

/** The window of Cloudflare's API limit in seconds (API document, section 6). No block outlasts it. */
export const quotaWindowSeconds = 300;

/**
 * Whole seconds to wait, 1 to 300. Reads `retry-after` (seconds or an HTTP date), then the reset of `Ratelimit`
 * (`"default";r=0;t=30`), then of the older `x-ratelimit-reset` (an RFC 1123 date). Without a usable value: 300.
 */
export function retryAfterOf(headers: UpstreamResponse['headers'], now: number): number {
  const seconds =
    secondsOrDate(headers['retry-after'], now) ??
    secondsOrDate(/;\s*t=([^;,\s]+)/.exec(text(headers['ratelimit']))?.[1], now) ??
    secondsOrDate(headers['x-ratelimit-reset'], now) ??
    quotaWindowSeconds;
  return Math.min(Math.max(Math.ceil(seconds), 1), quotaWindowSeconds);
}

function secondsOrDate(header: string | string[] | undefined, now: number): number | undefined {
  const value = text(header).trim();
  if (/^-?\d+(\.\d+)?$/.test(value)) return Number(value);
  const date = /[a-z]{3}/i.test(value) ? Date.parse(value) : NaN;
  return Number.isNaN(date) ? undefined : (date - now) / 1000;
}

function text(header: string | string[] | undefined): string {
  return (Array.isArray(header) ? header[0] : header) ?? '';
}
