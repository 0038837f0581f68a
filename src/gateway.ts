/** The gateway as a fetch-style server: configuration in, `(request) => response` out. Runs wherever Yoga runs. */
import { useCSRFPrevention } from '@graphql-yoga/plugin-csrf-prevention';
import { createYoga, useExecutionCancellation, useReadinessCheck } from 'graphql-yoga';
import type { CloudflareConfig, LogLevel } from './config.ts';
import type { Context } from './context.ts';
import { maskError } from './errors.ts';
import { type GraphiQLPage, graphiqlOptions } from './plugins/graphiql.ts';
import { schema } from './schema.ts';
import { createRestClientFactory } from './upstream/client.ts';
import { type Clock, systemClock } from './upstream/clock.ts';
import { ListMemory } from './upstream/list-memory.ts';
import { createTransport } from './upstream/transport.ts';

export interface GatewayOptions {
  cloudflare: CloudflareConfig;
  upstreamTimeoutMs: number;
  upstreamMaxBodyBytes: number;
  logLevel: LogLevel;
  /** The page for browsers; undefined switches it off. */
  graphiql?: GraphiQLPage | undefined;
  /** Whether `GET /ready` answers 200. */
  isReady?: () => boolean;
  clock?: Clock;
}

/** Headers of which one must be on a request that a foreign web page could make a browser send. */
const csrfHeaders = ['x-graphql-yoga-csrf', 'apollo-require-preflight', 'graphql-require-preflight'];

/** One gateway with its own connections to RealtimeKit. `close` ends them. */
export function createGateway(options: GatewayOptions) {
  const { cloudflare, clock = systemClock, isReady = () => true } = options;
  const { baseUrl, accountId, token } = cloudflare;
  const credential = { accountId, token };
  const transport = createTransport({ baseUrl, maxBodyBytes: options.upstreamMaxBodyBytes });
  const restClientFor = createRestClientFactory(transport.send, options.upstreamTimeoutMs, clock);
  const listMemory = new ListMemory(clock.now);

  const yoga = createYoga({
    schema,
    context: ({ request }): Context => ({ rest: restClientFor(credential, request.signal), accountId, listMemory }),
    plugins: [
      useReadinessCheck({ endpoint: '/ready', check: isReady }),
      useCSRFPrevention({ requestHeaders: csrfHeaders }),
      useExecutionCancellation(),
    ],
    graphqlEndpoint: '/graphql',
    healthCheckEndpoint: '/health',
    ...graphiqlOptions(options.graphiql),
    // isDev is decided here: Yoga would guess from NODE_ENV and put stacks into answers.
    maskedErrors: { maskError, isDev: false },
    cors: false,
    multipart: false,
    batching: false,
    landingPage: false,
    logging: options.logLevel,
  });

  return { yoga, close: transport.close };
}

export type Gateway = ReturnType<typeof createGateway>;
