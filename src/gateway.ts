/** The gateway as a fetch-style server: configuration in, `(request) => response` out. Runs wherever Yoga runs. */
import { useCSRFPrevention } from '@graphql-yoga/plugin-csrf-prevention';
import { useDisableIntrospection } from '@graphql-yoga/plugin-disable-introspection';
import { createYoga, useExecutionCancellation, useReadinessCheck } from 'graphql-yoga';
import type { CloudflareConfig, Config } from './config.ts';
import type { Context, GatewayState } from './context.ts';
import { maskError } from './errors.ts';
import { traceHeader, useBill } from './plugins/bill.ts';
import { type GraphiQLPage, graphiqlOptions, useWayToGraphiQL } from './plugins/graphiql.ts';
import { useLoopbackHost } from './plugins/loopback-host.ts';
import { useValueFreeErrors } from './plugins/value-free-errors.ts';
import { schema } from './schema.ts';
import { type AnswerStore, MemoryStore } from './upstream/answer-store.ts';
import { Bill } from './upstream/bill.ts';
import { createRestClientFactory } from './upstream/client.ts';
import { type Clock, systemClock } from './upstream/clock.ts';
import { createCredential } from './upstream/credential.ts';
import { Demand } from './upstream/demand.ts';
import { KeyIndex } from './upstream/key-index.ts';
import { ListMemory } from './upstream/list-memory.ts';
import { Outcomes } from './upstream/outcomes.ts';
import { createTransport } from './upstream/transport.ts';
import { Turns } from './upstream/turns.ts';

/** What only the process decides, or a test. */
export interface GatewayDependencies {
  cloudflare: CloudflareConfig;
  /** The page for browsers; undefined switches it off. */
  graphiql?: GraphiQLPage | undefined;
  /** Whether `GET /ready` answers 200. */
  isReady?: () => boolean;
  clock?: Clock;
  /** Where answers are kept; in memory by default. */
  store?: AnswerStore;
  /** Whether identical reads under way at the same time are one call. */
  singleFlight?: boolean;
}

/** Headers of which one must be on a request that a foreign web page could make a browser send. */
const csrfHeaders = ['x-graphql-yoga-csrf', 'apollo-require-preflight', 'graphql-require-preflight'];

const graphqlEndpoint = '/graphql';

/** One gateway with its own connections to RealtimeKit. `close` ends them. */
export async function createGateway(config: Omit<Config, 'cloudflare' | 'graphiql'>, dependencies: GatewayDependencies) {
  const { cloudflare, graphiql, isReady = () => true, clock = systemClock, singleFlight = true } = dependencies;
  const { cacheTtlMs, staleIfErrorMs, cacheMaxEntries, cacheMaxBytes, introspection } = config;

  const credential = await createCredential(cloudflare.accountId, cloudflare.token);
  const transport = createTransport({ baseUrl: cloudflare.baseUrl, maxBodyBytes: config.upstreamMaxBodyBytes });
  const store = dependencies.store ?? new MemoryStore({ maxEntries: cacheMaxEntries, maxBytes: cacheMaxBytes });
  const rules = { timeoutMs: config.upstreamTimeoutMs, quota: config.quota, cache: { ttlMs: cacheTtlMs, staleIfErrorMs }, singleFlight };
  const restClientFor = createRestClientFactory(transport.send, store, rules, clock);
  const gateway: GatewayState = {
    listMemory: new ListMemory(clock.now),
    demand: cacheTtlMs > 0 ? new Demand(cacheTtlMs, clock.now) : undefined,
    pagesUnderWay: new Map(),
    collapseWindowMs: config.collapseWindowMs,
    keyIndex: new KeyIndex(),
    outcomes: new Outcomes(clock.now),
    turns: new Turns(),
  };

  const contextOf = ({ headers, signal }: Request): Context => {
    const traced = introspection && headers.get(traceHeader) === '1';
    const fresh = /(^|[,\s])no-cache($|[,\s=])/i.test(headers.get('cache-control') ?? '');
    return { rest: restClientFor({ credential, signal, bill: new Bill(config.upstreamCallLimit, traced), fresh }), gateway };
  };

  const yoga = createYoga({
    schema,
    context: ({ request }): Context => contextOf(request),
    plugins: [
      ...(config.loopbackOnly ? [useLoopbackHost()] : []),
      useReadinessCheck({ endpoint: '/ready', check: isReady }),
      ...(graphiql ? [useWayToGraphiQL(graphqlEndpoint)] : []),
      useCSRFPrevention({ requestHeaders: csrfHeaders }),
      useDisableIntrospection({ isDisabled: () => !introspection }),
      useValueFreeErrors(),
      useExecutionCancellation(),
      useBill(),
    ],
    graphqlEndpoint,
    healthCheckEndpoint: '/health',
    ...graphiqlOptions(graphiql),
    // isDev is decided here: Yoga would guess from NODE_ENV and put stacks into answers.
    maskedErrors: { maskError, isDev: false },
    cors: false,
    multipart: false,
    batching: false,
    landingPage: false,
    logging: config.logLevel,
  });

  return { yoga, close: transport.close };
}

export type Gateway = Awaited<ReturnType<typeof createGateway>>;
