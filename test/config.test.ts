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
      callers: { mode: 'anonymous' },
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
      documentLimits: { bodyBytes: 262_144, tokens: 2_000, depth: 12, aliases: 50, directives: 50, nodes: 10_000 },
      callerLimits: { rate: 2_000, atOnce: 500 },
      loadLimits: { atOnce: 1_000, queueMs: 500, lagMs: 1_000 },
      trustedDocuments: undefined,
      corsOrigins: [],
      introspection: true,
      graphiql: true,
      metricsPort: undefined,
      tracing: undefined,
      drainDelayMs: 1_000,
      drainTimeoutMs: 8_000,
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
      CORS_ORIGINS: 'app.example.com',
      OTEL_TRACES_SAMPLER_ARG: '2',
    });
    expect(message.split('\n')).toEqual([
      'The environment is not usable:',
      '  - AUTH_MODE must be one of anonymous, api-key, jwt, passthrough (got "nobody").',
      '  - CLOUDFLARE_API_TOKEN must be visible ASCII characters without spaces.',
      '  - CLOUDFLARE_ACCOUNT_ID must be 32 hexadecimal digits in lower case.',
      '  - CLOUDFLARE_BASE_URL must be https, or http to a loopback address: the token would travel in clear.',
      '  - PORT must be a whole number from 0 to 65535 (got "70000").',
      '  - ALLOW_ANONYMOUS must be one of true, false (got "1").',
      expect.stringMatching(/^ {2}- HOST "0\.0\.0\.0" is not a loopback address: /),
      '  - UPSTREAM_TIMEOUT_MS must be a whole number from 1 to 300000 (got "0").',
      '  - UPSTREAM_MAX_BODY_BYTES must be a whole number from 1024 to 1073741824 (got "1e9").',
      '  - CACHE_TTL must be a whole number from 0 to 3600 (got "1.5").',
      '  - UPSTREAM_QUOTA must be calls/seconds, for example 1200/300, with at most 3600 seconds (got "1200").',
      '  - LIMIT_UPSTREAM_CALLS must be a whole number from 1 to 10000 (got "0").',
      '  - CORS_ORIGINS must be origins like https://app.example.com, with commas between them.',
      '  - GRAPHIQL must be one of true, false (got "yes").',
      '  - OTEL_TRACES_SAMPLER_ARG must be a number from 0 to 1.',
      '  - DRAIN_TIMEOUT_MS must be a whole number from 0 to 300000 (got "-1").',
      '  - LOG_LEVEL must be one of debug, info, warn, error (got "loud").',
    ]);
  });

  it('in production shows nobody the schema or GraphiQL, unless it says so', () => {
    expect(readConfig({ NODE_ENV: 'production' })).toMatchObject({ introspection: false, graphiql: false });
    expect(readConfig({ NODE_ENV: 'production', INTROSPECTION: 'true', GRAPHIQL: 'true' })).toMatchObject({
      introspection: true,
      graphiql: true,
    });
  });

  const key = 'k'.repeat(24);

  it('knows keys with a name, apps and leave to read only, on lines or with spaces between them', () => {
    const { callers } = readConfig({ AUTH_MODE: 'api-key', GATEWAY_API_KEYS: `web:${key}\n  ops:${key}2;apps=a-1,a-2;read-only\n` });
    expect(callers).toEqual({
      mode: 'api-key',
      keys: [
        { name: 'web', key, apps: undefined, readOnly: false },
        { name: 'ops', key: `${key}2`, apps: ['a-1', 'a-2'], readOnly: true },
      ],
    });
  });

  it.each([
    ['no key', {}, 'GATEWAY_API_KEYS must be set'],
    ['a short key', { GATEWAY_API_KEYS: 'web:short-secret' }, 'key 1 ("web"): the key must have at least 24 characters'],
    ['a key without a name', { GATEWAY_API_KEYS: key }, 'must begin with a name'],
    ['a setting that is none', { GATEWAY_API_KEYS: `web:${key};readonly` }, ';apps=… and ;read-only only'],
    ['an app id that is none', { GATEWAY_API_KEYS: `web:${key};apps=a/b` }, 'apps= must be app ids'],
    ['no app id', { GATEWAY_API_KEYS: `web:${key};apps=` }, 'apps= must be app ids'],
    ['two keys of one name', { GATEWAY_API_KEYS: `web:${key} web:${key}2` }, 'a name of its own'],
    ['one key twice', { GATEWAY_API_KEYS: `web:${key} ops:${key}` }, 'must be there once'],
    ['keys that nobody is asked for', { AUTH_MODE: 'anonymous', GATEWAY_API_KEYS: `web:${key}` }, 'has no effect'],
    ['JWT rules that are not there', { AUTH_MODE: 'jwt' }, 'JWKS_URL must be set'],
    ['keys of an issuer in clear', { AUTH_MODE: 'jwt', JWKS_URL: 'http://issuer.example/jwks' }, 'JWKS_URL must be https'],
    ['a token beside those of callers', { ...account, AUTH_MODE: 'passthrough' }, 'CLOUDFLARE_API_TOKEN must not be set'],
    ['any origin', { CORS_ORIGINS: '*' }, 'CORS_ORIGINS must be origins'],
  ])('with %s is refused, and no key is shown', (_title, env, fault) => {
    const message = faultsOf({ AUTH_MODE: 'api-key', ...env });
    expect(message).toContain(fault);
    expect(message).not.toMatch(/short-secret|kkk/);
  });

  it('may leave token and account to the callers', () => {
    expect(readConfig({ AUTH_MODE: 'passthrough', HOST: '0.0.0.0' })).toMatchObject({
      cloudflare: { accountId: undefined, token: undefined },
      loopbackOnly: false,
    });
  });

  it('traces if it says where to, and is not switched off', () => {
    const endpoint = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:4318' };
    expect(readConfig(endpoint).tracing).toEqual({ sampler: 'parentbased_always_on', ratio: 1 });
    expect(readConfig({ ...endpoint, OTEL_SDK_DISABLED: 'true' }).tracing).toBeUndefined();
    expect(readConfig({ ...endpoint, OTEL_TRACES_EXPORTER: 'none' }).tracing).toBeUndefined();
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
