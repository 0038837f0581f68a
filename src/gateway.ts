/** The gateway as a fetch-style server: configuration in, `(request) => response` out. Runs wherever Yoga runs. */
import { useCSRFPrevention } from '@graphql-yoga/plugin-csrf-prevention';
import { createServerAdapter } from '@whatwg-node/server';
import { GraphQLError } from 'graphql';
import { useExecutionCancellation, useReadinessCheck, YogaServer } from 'graphql-yoga';
import { createIdentify } from './callers/identify.ts';
import type { CloudflareConfig } from './config/cloudflare.ts';
import type { Config } from './config.ts';
import type { Context, GatewayState } from './context.ts';
import { DocumentStore } from './documents/document-store.ts';
import { CallerTraffic } from './callers/traffic.ts';
import { type Compile, CompiledOperations } from './documents/compiled-operations.ts';
import { LiftedStrings } from './documents/lifted-strings.ts';
import type { TrustedDocuments } from './documents/manifest.ts';
import { maskErrorFor } from './errors.ts';
import { type Log, type Observer, type RequestHeaders, silentLog } from './observers.ts';
import { useAcceptable } from './plugins/acceptable.ts';
import { traceHeader, useBill } from './plugins/bill.ts';
import { useBrowserSafety } from './plugins/browser-safety.ts';
import { useCallers } from './plugins/callers.ts';
import { useConditionalGet } from './plugins/conditional-get.ts';
import { useCompiledOperations } from './plugins/compiled-operations.ts';
import { corsFor } from './plugins/cors.ts';
import { useDocuments } from './plugins/documents.ts';
import { type GraphiQLPage, graphiqlOptions, useWayToGraphiQL } from './plugins/graphiql.ts';
import { useLoopbackHost } from './plugins/loopback-host.ts';
import { useOrderedErrors } from './plugins/ordered-errors.ts';
import { useRequestBody } from './plugins/request-body.ts';
import { useTrustedDocuments } from './plugins/trusted-documents.ts';
import { type Asking, beginVisit, tellTo, useVisit, type Visited } from './plugins/visit.ts';
import { schema } from './schema.ts';
import { type AnswerStore, MemoryStore } from './upstream/answer-store.ts';
import { Bill } from './upstream/bill.ts';
import { createRestClients } from './upstream/client.ts';
import { type Clock, systemClock } from './upstream/clock.ts';
import { Demand } from './upstream/demand.ts';
import { KeyIndex } from './upstream/key-index.ts';
import { ListMemory } from './upstream/list-memory.ts';
import { Outcomes } from './upstream/outcomes.ts';
import { PassingMap } from './upstream/passing-map.ts';
import { createTransport } from './upstream/transport.ts';
import { Turns } from './upstream/turns.ts';

/** What only the process decides, or a test. */
export interface GatewayDependencies {
  cloudflare: CloudflareConfig;
  /** The page for browsers; undefined switches it off. */
  graphiql?: GraphiQLPage | undefined;
  /** The only documents that are answered; undefined answers all. */
  trustedDocuments?: TrustedDocuments | undefined;
  /** Whether `GET /ready` answers 200. */
  isReady?: () => boolean;
  /** Whether the process has little time left; always, if not said: then what comes together is done together. */
  isBusy?: () => boolean;
  /** Who is told of operations and calls. */
  observers?: readonly Observer[];
  log?: Log;
  clock?: Clock;
  /** Where answers are kept; in memory by default. */
  store?: AnswerStore;
  /** Whether identical reads under way at the same time are one call. */
  singleFlight?: boolean;
  /** Makes functions of queries that are asked for again; without it, graphql-js executes all of them. */
  compile?: Compile | undefined;
}

/** What of the configuration the gateway itself goes by. */
export type GatewayConfig = Omit<Config, 'cloudflare' | 'graphiql' | 'trustedDocuments'>;

/** Headers of which one must be on a request that a foreign web page could make a browser send. */
const csrfHeaders = ['x-graphql-yoga-csrf', 'apollo-require-preflight', 'graphql-require-preflight'];

const graphqlEndpoint = '/graphql';

/** One gateway with its own connections to RealtimeKit. `close` ends them. */
export async function createGateway(config: GatewayConfig, dependencies: GatewayDependencies) {
  const { cloudflare, graphiql, trustedDocuments, isReady = () => true, observers = [] } = dependencies;
  const { log = silentLog, clock = systemClock, singleFlight = true, compile, isBusy } = dependencies;
  const { cacheTtlMs, staleIfErrorMs, cacheMaxEntries, cacheMaxBytes, introspection, documentLimits } = config;

  const warn = (error: Error) => {
    log.warn({ err: error }, 'callers cannot be identified');
  };
  const identify = await createIdentify({ callers: config.callers, cloudflare, clock, warn });
  const transport = createTransport({ baseUrl: cloudflare.baseUrl, maxBodyBytes: config.upstreamMaxBodyBytes, ...(isBusy && { isBusy }) });
  const store = dependencies.store ?? new MemoryStore({ maxEntries: cacheMaxEntries, maxBytes: cacheMaxBytes });
  const callObservers = observers.flatMap(({ call }) => (call === undefined ? [] : [call]));
  const cache = { ttlMs: cacheTtlMs, staleIfErrorMs };
  const rules = { timeoutMs: config.upstreamTimeoutMs, quota: config.quota, cache, singleFlight, observers: callObservers };
  const rest = createRestClients(transport.send, store, rules, clock);
  const documents = new DocumentStore(schema, documentLimits, introspection);
  const gateway: GatewayState = {
    listMemory: new ListMemory(clock.now),
    demand: cacheTtlMs > 0 ? new Demand(cacheTtlMs, clock.now) : undefined,
    pagesUnderWay: new PassingMap(),
    collapseWindowMs: config.collapseWindowMs,
    keyIndex: new KeyIndex(),
    outcomes: new Outcomes(clock.now),
    turns: new Turns(),
  };

  const traffic = new CallerTraffic(config.callerLimits, clock);
  const compiled = compile && new CompiledOperations(compile, schema);
  const tell = tellTo(observers, clock);

  const contextOf = ({ headers, signal }: Asking, { visit }: Visited): Context => {
    const { caller, requestId, operation, told } = visit;
    const { name, type = 'query' } = operation ?? told ?? {};
    // What begins as a function may go on with graphql-js: it is one operation, and told of once.
    if (visit.context !== undefined) return visit.context as Context;
    if (caller === undefined) throw new Error('nothing is executed for who is not known');
    const traced = introspection && headers.get(traceHeader) === '1';
    const fresh = /(^|[,\s])no-cache($|[,\s=])/i.test(headers.get('cache-control') ?? '');
    const bill = new Bill(config.upstreamCallLimit, traced);
    visit.bill = bill;
    for (const { started } of observers) started?.({ requestId, name, type, headers, bill });
    const client = rest.clientFor({ credential: caller.credential, access: caller.access, signal, bill, fresh });
    const context: Context = { caller, rest: client, gateway, made: new Map() };
    visit.context = context;
    return context;
  };

  const maskError = maskErrorFor({ suggestions: introspection });
  /** As Yoga does it: what is masked is logged. */
  const masked = (error: GraphQLError): GraphQLError => {
    const shown = maskError(error);
    if (shown !== error) log.error({ err: error }, 'a fault of the gateway');
    return shown instanceof GraphQLError ? shown : new GraphQLError(shown.message, { cause: shown });
  };

  const yoga = new Yoga({
    schema,
    context: ({ request, visit }) => contextOf(request, { visit }),
    plugins: [
      useVisit(tell, clock),
      ...(config.loopbackOnly ? [useLoopbackHost()] : []),
      useReadinessCheck({ endpoint: '/ready', check: isReady }),
      ...(graphiql ? [useWayToGraphiQL(graphqlEndpoint)] : []),
      useBrowserSafety(),
      // From here on only requests for operations come by: first who asks, then whether he may, then what.
      useCallers(identify, traffic),
      useCSRFPrevention({ requestHeaders: csrfHeaders }),
      useAcceptable(),
      useRequestBody(documentLimits.bodyBytes),
      ...(trustedDocuments ? [useTrustedDocuments(trustedDocuments), useConditionalGet()] : []),
      useDocuments(documents, documentLimits),
      ...(compiled ? [useCompiledOperations({ compiled, contextOf, maskError: masked })] : []),
      useExecutionCancellation(),
      useOrderedErrors(),
      useBill(),
    ],
    graphqlEndpoint,
    healthCheckEndpoint: '/health',
    ...graphiqlOptions(graphiql),
    // isDev is decided here: Yoga would guess from NODE_ENV and put stacks into answers.
    maskedErrors: { maskError, isDev: false },
    cors: corsFor(config.corsOrigins, csrfHeaders),
    multipart: false,
    batching: false,
    landingPage: false,
    // Ours are stricter, and cost less: plugins/request-body.ts and documents/document-store.ts.
    maxRequestBodySize: false,
    parserAndValidationCache: false,
    logging: yogaLogger(log),
  });

  const express = {
    // Where only trusted documents are answered, their ids are looked up first.
    compiled: trustedDocuments === undefined ? compiled : undefined,
    documents,
    lifted: new LiftedStrings(documents, schema),
    limits: documentLimits,
    loopbackOnly: config.loopbackOnly,
    identify,
    traffic,
    contextOf,
    masked,
    caches: cacheTtlMs > 0,
    begin: (headers: RequestHeaders) => beginVisit(headers, clock.now()),
    tell,
  };
  return { yoga: yoga.toAdapter(), express, documents, vitals: rest.vitals, close: transport.close };
}

/**
 * As `createYoga` makes it, but told what it would find out by looking at the global `Request`. Whoever looks at that has Node load its own
 * fetch, which is a tenth of the start, and which only the keys of JWKS_URL need.
 */
class Yoga extends YogaServer<Visited, Context> {
  toAdapter() {
    return createServerAdapter<Visited, Yoga>(this, { fetchAPI: this.fetchAPI, plugins: this.plugins, __useCustomAbortCtrl: true });
  }
}

/** What the short way past Yoga shares with it: server/express-lane.ts. */
export type ExpressParts = Gateway['express'];

export type Gateway = Awaited<ReturnType<typeof createGateway>>;

/** Yoga logs the errors that it masks; what it says of its own steps helps nobody here. */
function yogaLogger({ warn, error }: Log) {
  const said = (args: readonly unknown[]) => {
    const [first] = args;
    return first instanceof Error ? { err: first } : { detail: String(first) };
  };
  return {
    debug: () => undefined,
    info: () => undefined,
    warn: (...args: unknown[]) => {
      warn(said(args), 'the server warns');
    },
    error: (...args: unknown[]) => {
      error(said(args), 'a fault of the gateway');
    },
  };
}
