/** Every environment variable, its default and its bounds. Only this file and those in `config/` know their names. */
import { type CallersConfig, readCallers, readLoopbackOnly } from './config/callers.ts';
import { type CloudflareConfig, readCloudflare, readQuota } from './config/cloudflare.ts';
import {
  type CallerLimits,
  type DocumentLimits,
  type LoadLimits,
  readCallerLimits,
  readDocumentLimits,
  readLoadLimits,
} from './config/limits.ts';
import { readTracing, type TracingConfig } from './config/tracing.ts';
import { type Variables, variablesOf } from './config/variables.ts';

export interface Config {
  host: string;
  port: number;
  callers: CallersConfig;
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
  documentLimits: DocumentLimits;
  callerLimits: CallerLimits;
  loadLimits: LoadLimits;
  /** The file with the only documents that are answered; undefined answers all. */
  trustedDocuments: string | undefined;
  /** The web pages that may ask from a browser, as `https://app.example.com`. */
  corsOrigins: readonly string[];
  /** Whether clients may read the schema and ask for traces. */
  introspection: boolean;
  graphiql: boolean;
  /** The port for `/metrics` alone; undefined serves it beside `/graphql`. */
  metricsPort: number | undefined;
  /** Undefined: nothing is traced. */
  tracing: TracingConfig | undefined;
  /** How long `/ready` says no before nothing new is taken, after SIGTERM. */
  drainDelayMs: number;
  /** How long operations under way may go on after that. */
  drainTimeoutMs: number;
  logLevel: LogLevel;
}

export type LogLevel = (typeof logLevels)[number];

const logLevels = ['debug', 'info', 'warn', 'error'] as const;

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
  const variables = variablesOf(env, faults);
  const { text, integer, flag, oneOf } = variables;

  // The one variable of Node's own that counts here: who runs it in production shows nobody its inside unless he says so.
  const isProduction = text('NODE_ENV') === 'production';
  const host = text('HOST') ?? '127.0.0.1';
  const callers = readCallers(variables);
  const cloudflare = readCloudflare(variables, callers.mode === 'passthrough');
  const config: Config = {
    host,
    port: integer('PORT', 4000, 0, 65_535),
    callers,
    loopbackOnly: readLoopbackOnly(variables, host, callers.mode, cloudflare !== undefined),
    cloudflare,
    upstreamTimeoutMs: integer('UPSTREAM_TIMEOUT_MS', 10_000, 1, 300_000),
    upstreamMaxBodyBytes: integer('UPSTREAM_MAX_BODY_BYTES', 8 * 1024 * 1024, 1024, 1024 * 1024 * 1024),
    cacheTtlMs: integer('CACHE_TTL', 5, 0, 3_600) * 1000,
    staleIfErrorMs: integer('CACHE_STALE_IF_ERROR', 60, 0, 86_400) * 1000,
    cacheMaxEntries: integer('CACHE_MAX_ENTRIES', 50_000, 1, 10_000_000),
    cacheMaxBytes: integer('CACHE_MAX_BYTES', 64 * 1024 * 1024, 1024, 16 * 1024 * 1024 * 1024),
    collapseWindowMs: integer('COLLAPSE_WINDOW_MS', 2, 0, 100),
    quota: readQuota(variables),
    upstreamCallLimit: integer('LIMIT_UPSTREAM_CALLS', 100, 1, 10_000),
    documentLimits: readDocumentLimits(variables),
    callerLimits: readCallerLimits(variables),
    loadLimits: readLoadLimits(variables),
    trustedDocuments: text('TRUSTED_DOCUMENTS'),
    corsOrigins: readOrigins(variables),
    introspection: flag('INTROSPECTION', !isProduction),
    graphiql: flag('GRAPHIQL', !isProduction),
    metricsPort: text('METRICS_PORT') === undefined ? undefined : integer('METRICS_PORT', 0, 0, 65_535),
    tracing: readTracing(variables),
    drainDelayMs: integer('DRAIN_DELAY_MS', 1_000, 0, 300_000),
    drainTimeoutMs: integer('DRAIN_TIMEOUT_MS', 8_000, 0, 300_000),
    logLevel: oneOf('LOG_LEVEL', logLevels, 'info'),
  };
  if (faults.length > 0) throw new ConfigError(faults);
  return config;
}

function readOrigins({ text, refuse }: Variables): readonly string[] {
  const origins = (text('CORS_ORIGINS') ?? '').split(/[\s,]+/).filter((origin) => origin !== '');
  const isOrigin = (origin: string) => URL.canParse(origin) && new URL(origin).origin === origin;
  // Not `*`: whoever reaches the gateway with a browser would then ask in the name of its user's network.
  if (!origins.every(isOrigin)) refuse('CORS_ORIGINS must be origins like https://app.example.com, with commas between them.');
  return origins;
}
