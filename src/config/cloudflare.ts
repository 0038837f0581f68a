/** Where calls go, as whom, and how many of them Cloudflare allows. */
import { faultOfAddress, type Variables } from './variables.ts';

/** Where calls go and as whom. */
export interface CloudflareConfig {
  baseUrl: string;
  /** Undefined if every caller says his own. */
  accountId: string | undefined;
  /** Undefined if every caller brings his own. */
  token: string | undefined;
}

const cloudflareApi = 'https://api.cloudflare.com/client/v4';

/** Whether a text has the form of an account id. */
export function isAccountId(text: string): boolean {
  return /^[\da-f]{32}$/.test(text);
}

/** Undefined: no account is configured, the gateway runs on the emulator. */
export function readCloudflare({ text, refuse }: Variables, broughtByCallers: boolean): CloudflareConfig | undefined {
  const token = text('CLOUDFLARE_API_TOKEN');
  const accountId = text('CLOUDFLARE_ACCOUNT_ID');
  const baseUrl = text('CLOUDFLARE_BASE_URL');

  if (token === undefined && !broughtByCallers) {
    // An account id alone is common where wrangler is used; a base URL alone can only be a mistake.
    if (baseUrl !== undefined) refuse('CLOUDFLARE_API_TOKEN must be set when CLOUDFLARE_BASE_URL is.');
    return undefined;
  }
  if (token !== undefined && broughtByCallers) {
    refuse('CLOUDFLARE_API_TOKEN must not be set with AUTH_MODE=passthrough: calls are made with the token of the caller.');
  }
  if (token !== undefined && !/^[\x21-\x7e]+$/.test(token)) {
    refuse('CLOUDFLARE_API_TOKEN must be visible ASCII characters without spaces.');
  }
  if (accountId === undefined && !broughtByCallers) refuse('CLOUDFLARE_ACCOUNT_ID must be set when CLOUDFLARE_API_TOKEN is.');
  // Not repeated: a token that was put here by mistake is a secret.
  if (accountId !== undefined && !isAccountId(accountId)) refuse('CLOUDFLARE_ACCOUNT_ID must be 32 hexadecimal digits in lower case.');

  const fault = baseUrl === undefined ? undefined : faultOfAddress(baseUrl, 'the token would travel in clear');
  // The value is not repeated: it may hold credentials.
  if (fault !== undefined) refuse(`CLOUDFLARE_BASE_URL must be ${fault}.`);
  return { token, accountId, baseUrl: baseUrl ?? cloudflareApi };
}

/** Cloudflare's quota for a token, until its answers tell it. */
export function readQuota({ text, refuse }: Variables): { limit: number; windowSeconds: number } {
  const given = text('UPSTREAM_QUOTA') ?? '1200/300';
  const [, limit, windowSeconds] = /^(\d{1,7})\/(\d{1,4})$/.exec(given) ?? [];
  const quota = { limit: Number(limit ?? 0), windowSeconds: Number(windowSeconds ?? 0) };
  if (quota.limit === 0 || quota.windowSeconds === 0 || quota.windowSeconds > 3_600) {
    refuse(`UPSTREAM_QUOTA must be calls/seconds, for example 1200/300, with at most 3600 seconds (got "${given}").`);
  }
  return quota;
}
