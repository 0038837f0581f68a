/** Every environment variable, its default and its bounds. The only place that knows their names. */

/** Where calls go and as whom. */
export interface CloudflareConfig {
  baseUrl: string;
  accountId: string;
  token: string;
}

export interface Config {
  host: string;
  port: number;
  /** Only requests whose Host is a loopback address are answered: see plugins/loopback-host.ts. */
  loopbackOnly: boolean;
  /** Undefined: no account is configured, the gateway runs on the emulator. */
  cloudflare: CloudflareConfig | undefined;
  /** Total time for one REST call, tries and body included. */
  upstreamTimeoutMs: number;
  /** Longest body of a REST answer. */
  upstreamMaxBodyBytes: number;
  cacheTtlMs: number;
  staleIfErrorMs: number;
  cacheMaxEntries: number;
  cacheMaxBytes: number;
  /** How long point reads of one list wait for those of other operations; 0 is not at all. */
  collapseWindowMs: number;
  /** Cloudflare's quota for the token, until its answers tell it. */
  quota: { limit: number; windowSeconds: number };
  /** REST calls that one GraphQL operation may make. */
  upstreamCallLimit: number;
  /** Whether clients may read the schema and ask for traces. */
  introspection: boolean;
  /** How long operations under way may go on after SIGTERM. */
  drainTimeoutMs: number;
  graphiql: boolean;
  logLevel: LogLevel;
}

export type LogLevel = (typeof logLevels)[number];

const logLevels = ['debug', 'info', 'warn', 'error'] as const;
const cloudflareApi = 'https://api.cloudflare.com/client/v4';

/** The environment breaks rules; `message` has one line for each variable that does. Values of secrets are not in it. */
export class ConfigError extends Error {
  constructor(faults: readonly string[]) {
    super(`The environment is not usable:\n${faults.map((fault) => `  - ${fault}`).join('\n')}`);
    this.name = 'ConfigError';
  }
}

/**
 * The configuration that an environment asks for. An empty variable counts as unset.
 *
 * @throws ConfigError that names every variable at fault
 */
export function readConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const faults: string[] = [];
  const text = (name: string) => (env[name] === '' ? undefined : env[name]);

  const integer = (name: string, fallback: number, least: number, most: number) => {
    const value = text(name);
    if (value === undefined) return fallback;
    const number = Number(value);
    if (/^\d+$/.test(value) && number >= least && number <= most) return number;
    faults.push(`${name} must be a whole number from ${least} to ${most} (got "${value}").`);
    return fallback;
  };

  const oneOf = <T extends string>(name: string, choices: readonly T[], fallback: T) => {
    const value = text(name);
    const choice = choices.find((candidate) => candidate === value);
    if (value !== undefined && choice === undefined) faults.push(`${name} must be one of ${choices.join(', ')} (got "${value}").`);
    return choice ?? fallback;
  };

  const host = text('HOST') ?? '127.0.0.1';
  const config: Config = {
    host,
    port: integer('PORT', 4000, 0, 65_535),
    loopbackOnly: false,
    cloudflare: readCloudflare(text, faults),
    upstreamTimeoutMs: integer('UPSTREAM_TIMEOUT_MS', 10_000, 1, 300_000),
    upstreamMaxBodyBytes: integer('UPSTREAM_MAX_BODY_BYTES', 8 * 1024 * 1024, 1024, 1024 * 1024 * 1024),
    cacheTtlMs: integer('CACHE_TTL', 5, 0, 3_600) * 1000,
    staleIfErrorMs: integer('CACHE_STALE_IF_ERROR', 60, 0, 86_400) * 1000,
    cacheMaxEntries: integer('CACHE_MAX_ENTRIES', 50_000, 1, 10_000_000),
    cacheMaxBytes: integer('CACHE_MAX_BYTES', 64 * 1024 * 1024, 1024, 16 * 1024 * 1024 * 1024),
    collapseWindowMs: integer('COLLAPSE_WINDOW_MS', 2, 0, 100),
    quota: readQuota(text('UPSTREAM_QUOTA') ?? '1200/300', faults),
    upstreamCallLimit: integer('LIMIT_UPSTREAM_CALLS', 100, 1, 10_000),
    introspection: oneOf('INTROSPECTION', ['true', 'false'], 'true') === 'true',
    drainTimeoutMs: integer('DRAIN_TIMEOUT_MS', 8_000, 0, 300_000),
    graphiql: oneOf('GRAPHIQL', ['true', 'false'], 'true') === 'true',
    logLevel: oneOf('LOG_LEVEL', logLevels, 'info'),
  };

  oneOf('AUTH_MODE', ['anonymous'], 'anonymous');
  const allowAnonymous = oneOf('ALLOW_ANONYMOUS', ['true', 'false'], 'false') === 'true';
  if (config.cloudflare !== undefined && !isLoopback(host) && !allowAnonymous) {
    faults.push(
      `HOST "${host}" is not a loopback address: anybody who reaches it could use your CLOUDFLARE_API_TOKEN through the gateway. ` +
        'Set ALLOW_ANONYMOUS=true only if something in front of the gateway decides who may ask.',
    );
  }

  config.loopbackOnly = isLoopback(host) && !allowAnonymous;
  if (faults.length > 0) throw new ConfigError(faults);
  return config;
}

function readCloudflare(text: (name: string) => string | undefined, faults: string[]): CloudflareConfig | undefined {
  const token = text('CLOUDFLARE_API_TOKEN');
  const accountId = text('CLOUDFLARE_ACCOUNT_ID');
  const baseUrl = text('CLOUDFLARE_BASE_URL');

  if (token === undefined) {
    // An account id alone is common where wrangler is used; a base URL alone can only be a mistake.
    if (baseUrl !== undefined) faults.push('CLOUDFLARE_API_TOKEN must be set when CLOUDFLARE_BASE_URL is.');
    return undefined;
  }
  if (!/^[\x21-\x7e]+$/.test(token)) faults.push('CLOUDFLARE_API_TOKEN must be visible ASCII characters without spaces.');
  if (accountId === undefined) faults.push('CLOUDFLARE_ACCOUNT_ID must be set when CLOUDFLARE_API_TOKEN is.');
  // Not repeated: a token that was put here by mistake is a secret.
  else if (!/^[\da-f]{32}$/.test(accountId)) faults.push(`CLOUDFLARE_ACCOUNT_ID must be 32 hexadecimal digits in lower case.`);

  if (baseUrl !== undefined) {
    const fault = faultOfBaseUrl(baseUrl);
    // The value is not repeated: it may hold credentials.
    if (fault !== undefined) faults.push(`CLOUDFLARE_BASE_URL must be ${fault}.`);
  }
  return { token, accountId: accountId ?? '', baseUrl: baseUrl ?? cloudflareApi };
}

function readQuota(text: string, faults: string[]): Config['quota'] {
  const [, limit, windowSeconds] = /^(\d{1,7})\/(\d{1,4})$/.exec(text) ?? [];
  const quota = { limit: Number(limit ?? 0), windowSeconds: Number(windowSeconds ?? 0) };
  if (quota.limit > 0 && quota.windowSeconds > 0 && quota.windowSeconds <= 3_600) return quota;
  faults.push(`UPSTREAM_QUOTA must be calls/seconds, for example 1200/300, with at most 3600 seconds (got "${text}").`);
  return quota;
}

function faultOfBaseUrl(baseUrl: string): string | undefined {
  if (!URL.canParse(baseUrl)) return 'an absolute URL';
  const { protocol, hostname, username, password, search, hash } = new URL(baseUrl);
  if (username !== '' || password !== '' || search !== '' || hash !== '') return 'a URL without credentials, query or fragment';
  if (protocol === 'https:' || (protocol === 'http:' && isLoopback(hostname))) return undefined;
  return 'https, or http to a loopback address: the token would travel in clear';
}

/** Whether an address or host name can be reached from this machine only. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || host === '[::1]' || /^127(\.\d{1,3}){3}$/.test(host);
}
