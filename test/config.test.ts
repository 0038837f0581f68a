/** The environment: its defaults, its bounds, and one message for all that is wrong. */
import { describe, expect, it } from 'vitest';
import { ConfigError, readConfig } from '../src/config.ts';

const account = { CLOUDFLARE_API_TOKEN: 'token-1', CLOUDFLARE_ACCOUNT_ID: '0123456789abcdef0123456789abcdef' };

function faultsOf(env: Record<string, string>): string {
  try {
    readConfig(env);
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
  return '';
}

describe('an environment', () => {
  it('that is empty runs on the emulator, on loopback', () => {
    expect(readConfig({})).toEqual({
      host: '127.0.0.1',
      port: 4000,
      loopbackOnly: true,
      cloudflare: undefined,
      upstreamTimeoutMs: 10_000,
      upstreamMaxBodyBytes: 8_388_608,
      cacheTtlMs: 5_000,
      staleIfErrorMs: 60_000,
      cacheMaxEntries: 50_000,
      cacheMaxBytes: 67_108_864,
      collapseWindowMs: 2,
      quota: { limit: 1200, windowSeconds: 300 },
      upstreamCallLimit: 100,
      introspection: true,
      drainTimeoutMs: 8_000,
      graphiql: true,
      logLevel: 'info',
    });
  });

  it('with empty variables is as one without them', () => {
    expect(readConfig({ HOST: '', PORT: '', CLOUDFLARE_API_TOKEN: '', LOG_LEVEL: '' })).toEqual(readConfig({}));
  });

  it('with a token and an account calls Cloudflare', () => {
    expect(readConfig(account).cloudflare).toEqual({
      baseUrl: 'https://api.cloudflare.com/client/v4',
      accountId: account.CLOUDFLARE_ACCOUNT_ID,
      token: 'token-1',
    });
  });

  it('with an account id alone still runs on the emulator', () => {
    expect(readConfig({ CLOUDFLARE_ACCOUNT_ID: account.CLOUDFLARE_ACCOUNT_ID }).cloudflare).toBeUndefined();
  });

  it('that is wrong in many ways is refused with every variable named at once', () => {
    const message = faultsOf({
      PORT: '70000',
      UPSTREAM_TIMEOUT_MS: '0',
      UPSTREAM_MAX_BODY_BYTES: '1e9',
      DRAIN_TIMEOUT_MS: '-1',
      CACHE_TTL: '1.5',
      UPSTREAM_QUOTA: '1200',
      LIMIT_UPSTREAM_CALLS: '0',
      GRAPHIQL: 'yes',
      LOG_LEVEL: 'loud',
      AUTH_MODE: 'nobody',
      ALLOW_ANONYMOUS: '1',
      CLOUDFLARE_API_TOKEN: 'with space',
      CLOUDFLARE_ACCOUNT_ID: 'short',
      CLOUDFLARE_BASE_URL: 'http://api.example.com',
      HOST: '0.0.0.0',
    });
    expect(message.split('\n')).toEqual([
      'The environment is not usable:',
      '  - PORT must be a whole number from 0 to 65535 (got "70000").',
      '  - CLOUDFLARE_API_TOKEN must be visible ASCII characters without spaces.',
      '  - CLOUDFLARE_ACCOUNT_ID must be 32 hexadecimal digits in lower case.',
      '  - CLOUDFLARE_BASE_URL must be https, or http to a loopback address: the token would travel in clear.',
      '  - UPSTREAM_TIMEOUT_MS must be a whole number from 1 to 300000 (got "0").',
      '  - UPSTREAM_MAX_BODY_BYTES must be a whole number from 1024 to 1073741824 (got "1e9").',
      '  - CACHE_TTL must be a whole number from 0 to 3600 (got "1.5").',
      '  - UPSTREAM_QUOTA must be calls/seconds, for example 1200/300, with at most 3600 seconds (got "1200").',
      '  - LIMIT_UPSTREAM_CALLS must be a whole number from 1 to 10000 (got "0").',
      '  - DRAIN_TIMEOUT_MS must be a whole number from 0 to 300000 (got "-1").',
      '  - GRAPHIQL must be one of true, false (got "yes").',
      '  - LOG_LEVEL must be one of debug, info, warn, error (got "loud").',
      '  - AUTH_MODE must be one of anonymous (got "nobody").',
      '  - ALLOW_ANONYMOUS must be one of true, false (got "1").',
      expect.stringMatching(/^ {2}- HOST "0\.0\.0\.0" is not a loopback address: /),
    ]);
  });

  it('never repeats a secret in its faults', () => {
    const message = faultsOf({ CLOUDFLARE_API_TOKEN: 'se cret', CLOUDFLARE_BASE_URL: 'https://user:pa55@example.com' });
    expect(message).toContain('CLOUDFLARE_API_TOKEN');
    expect(message).toContain('CLOUDFLARE_BASE_URL');
    expect(message).not.toMatch(/se cret|pa55/);
  });

  it.each([
    ['CLOUDFLARE_BASE_URL without a token', { CLOUDFLARE_BASE_URL: 'http://127.0.0.1:4010/client/v4' }, 'CLOUDFLARE_API_TOKEN must be set'],
    ['a token without an account', { CLOUDFLARE_API_TOKEN: 't' }, 'CLOUDFLARE_ACCOUNT_ID must be set'],
    ['a base URL that is none', { ...account, CLOUDFLARE_BASE_URL: 'api.cloudflare.com' }, 'an absolute URL'],
    ['a base URL with a query', { ...account, CLOUDFLARE_BASE_URL: 'https://example.com/?a=1' }, 'without credentials, query or fragment'],
    ['a base URL of another protocol', { ...account, CLOUDFLARE_BASE_URL: 'ftp://example.com' }, 'https, or http to a loopback address'],
  ])('with %s is refused', (_title, env, fault) => {
    expect(faultsOf(env)).toContain(fault);
  });

  it.each(['127.0.0.1', '127.1.2.3', 'localhost', '::1'])('with a token may listen on %s', (host) => {
    expect(readConfig({ ...account, HOST: host }).host).toBe(host);
  });

  it.each(['0.0.0.0', '::', '192.0.2.7', 'gateway.example', '127.example.com'])(
    'with a token may listen on %s only if it says so',
    (host) => {
      expect(faultsOf({ ...account, HOST: host })).toContain('ALLOW_ANONYMOUS=true');
      expect(readConfig({ ...account, HOST: host, ALLOW_ANONYMOUS: 'true' }).host).toBe(host);
      expect(readConfig({ HOST: host }).host).toBe(host);
    },
  );

  it('may call a loopback address in clear', () => {
    const baseUrl = 'http://127.0.0.1:4010/client/v4';
    expect(readConfig({ ...account, CLOUDFLARE_BASE_URL: baseUrl }).cloudflare?.baseUrl).toBe(baseUrl);
  });
});
