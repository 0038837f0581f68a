/** What the headers of an answer tell of the quota (API document, section 6). */
import type { UpstreamResponse } from './layer.ts';

/** What Cloudflare says is left, as far as an answer tells. */
export interface QuotaNews {
  limit?: number;
  windowMs?: number;
  remaining?: number;
  /** Milliseconds from now to the end of the window. */
  resetMs?: number;
}

/** The window of Cloudflare's API limit in seconds. No block outlasts it. */
export const quotaWindowSeconds = 300;

const mostLimit = 1_000_000;
const longestWindowSeconds = 3_600;

type Headers = UpstreamResponse['headers'];

/**
 * Reads `Ratelimit: "default";r=<remaining>;t=<seconds>` and `Ratelimit-Policy: "<name>";q=<quota>;w=<window>`, or the
 * older `x-ratelimit-limit`, `-remaining` and `-reset` (an RFC 1123 date). A value that makes no sense is left out.
 */
export function quotaNewsOf(headers: Headers, now: number): QuotaNews {
  const news: QuotaNews = {};
  const state = memberOf(text(headers['ratelimit']));
  const policy = memberOf(text(headers['ratelimit-policy']));
  const limit = within(parameter(policy, 'q') ?? text(headers['x-ratelimit-limit']), 1, mostLimit);
  const windowSeconds = within(parameter(policy, 'w'), 1, longestWindowSeconds);
  const remaining = within(parameter(state, 'r') ?? text(headers['x-ratelimit-remaining']), 0, mostLimit);
  const resetSeconds = within(parameter(state, 't'), 0, longestWindowSeconds) ?? secondsUntil(headers['x-ratelimit-reset'], now);

  if (limit !== undefined) news.limit = limit;
  if (windowSeconds !== undefined) news.windowMs = windowSeconds * 1000;
  if (remaining !== undefined) news.remaining = remaining;
  if (resetSeconds !== undefined && resetSeconds >= 0 && resetSeconds <= longestWindowSeconds) news.resetMs = resetSeconds * 1000;
  return news;
}

/**
 * Whole seconds to wait after a 429, 1 to 300: from `retry-after` (seconds or an HTTP date), then from the reset of
 * `Ratelimit`, then from `x-ratelimit-reset`. Without a usable value: 300, the longest that a block lasts.
 */
export function retryAfterOf(headers: Headers, now: number): number {
  const seconds =
    secondsUntil(headers['retry-after'], now) ??
    within(parameter(memberOf(text(headers['ratelimit'])), 't'), 0, Infinity) ??
    secondsUntil(headers['x-ratelimit-reset'], now) ??
    quotaWindowSeconds;
  return Math.min(Math.max(Math.ceil(seconds), 1), quotaWindowSeconds);
}

/** Seconds from now: a header has them as a number or as a date. Negative for a date in the past. */
function secondsUntil(header: string | string[] | undefined, now: number): number | undefined {
  const value = text(header).trim();
  if (/^-?\d+(\.\d+)?$/.test(value)) return Number(value);
  const date = /[a-z]{3}/i.test(value) ? Date.parse(value) : NaN;
  return Number.isNaN(date) ? undefined : (date - now) / 1000;
}

/** The member of a list that is about the token; other names are other limits. A list of one is about it, whatever its name. */
function memberOf(header: string): string {
  if (!header.includes(',')) return header;
  const members = header.split(',');
  return members.find((member) => /^\s*"default"/.test(member)) ?? members[0] ?? '';
}

type Parameter = 'q' | 'r' | 't' | 'w';

const valueOf = (name: Parameter) => new RegExp(`;\\s*${name}=(\\d+(?:\\.\\d+)?)(?=[;,\\s]|$)`);
const patterns: Readonly<Record<Parameter, RegExp>> = { q: valueOf('q'), r: valueOf('r'), t: valueOf('t'), w: valueOf('w') };

function parameter(header: string, name: Parameter): string | undefined {
  return patterns[name].exec(header)?.[1];
}

function within(value: string | undefined, least: number, most: number): number | undefined {
  if (value === undefined || !/^\d+(\.\d+)?$/.test(value)) return undefined;
  const number = Number(value);
  return number >= least && number <= most ? number : undefined;
}

function text(header: string | string[] | undefined): string {
  return (Array.isArray(header) ? header[0] : header) ?? '';
}
