/** What Prometheus reads. Labels have few values each: an operation's name is the client's to choose, so it is none of them. */
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { Gateway } from '../gateway.ts';
import type { Observer } from '../observers.ts';

/** Tokens that gauges show: those that were used last. */
const mostCredentials = 100;

const prefix = 'gateway_';
const operationSeconds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

export interface Metrics {
  readonly observer: Observer;
  /** A request that was not taken because the process has enough to do. */
  shed: () => void;
  /** Starts to show how the gateway stands with its tokens. */
  watch: (vitals: Gateway['vitals']) => void;
  readonly contentType: string;
  read: () => Promise<string>;
}

/** Collectors of one process. */
export function createMetrics(): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });

  const operations = new Histogram({
    name: `${prefix}operation_duration_seconds`,
    help: 'Time from the first byte of a request to its answer, by type of operation and the first code of its errors.',
    labelNames: ['type', 'code'],
    buckets: operationSeconds,
    registers,
  });
  const reads = new Counter({
    name: `${prefix}reads_total`,
    help: 'Reads by where they were answered: upstream calls, the cache, a call under way for another operation, a stale answer, a list page.',
    labelNames: ['source'],
    registers,
  });
  const calls = new Histogram({
    name: `${prefix}upstream_call_duration_seconds`,
    help: "Time of REST calls, by RealtimeKit's operation and HTTP status; the status of one without an answer is its error code.",
    labelNames: ['operation', 'status'],
    buckets: operationSeconds,
    registers,
  });
  const shedRequests = new Counter({ name: `${prefix}shed_requests_total`, help: 'Requests refused with 503 under overload.', registers });
  // To look labels up costs more than to count.
  const operationsLike = remembered((type: string, code: string) => operations.labels(type, code));
  const callsLike = remembered((operation: string, status: string) => calls.labels(operation, status));
  const [fromUpstream, fromCache, shared, stale, collapsed] = ['upstream', 'cache', 'shared', 'stale', 'collapsed'].map((source) =>
    reads.labels({ source }),
  );

  return {
    observer: {
      ended: ({ type = 'none', codes: [code = 'OK'], ms, bill }) => {
        operationsLike(type, code).observe(ms / 1000);
        if (bill === undefined) return;
        if (bill.upstreamCalls > 0) fromUpstream?.inc(bill.upstreamCalls);
        if (bill.cacheHits > 0) fromCache?.inc(bill.cacheHits);
        if (bill.sharedCalls > 0) shared?.inc(bill.sharedCalls);
        if (bill.stale > 0) stale?.inc(bill.stale);
        if (bill.collapsedReads > 0) collapsed?.inc(bill.collapsedReads);
      },
      call: ({ operation }) => ({
        ended: ({ status, code, ms }) => {
          callsLike(operation, String(status ?? code)).observe(ms / 1000);
        },
      }),
    },
    shed: () => {
      shedRequests.inc();
    },
    watch: (vitals) => {
      showVitals(registers, vitals);
    },
    contentType: registry.contentType,
    read: () => registry.metrics(),
  };
}

/** What it makes of two words, made once. There are few of them. */
function remembered<T>(make: (first: string, second: string) => T): (first: string, second: string) => T {
  const known = new Map<string, T>();
  return (first, second) => {
    const key = `${first} ${second}`;
    let found = known.get(key);
    if (found === undefined) known.set(key, (found = make(first, second)));
    return found;
  };
}

function showVitals(registers: Registry[], vitals: Gateway['vitals']): void {
  // Asked for when they are read, so that they cost nothing in between.
  new Gauge({
    name: `${prefix}quota_remaining_calls`,
    help: 'REST calls left in the window, by hash of the credential and kind of route.',
    labelNames: ['credential', 'kind'],
    registers,
    collect() {
      this.reset();
      for (const { hash, kind, remaining } of vitals(mostCredentials).quotas) this.set({ credential: hash.slice(0, 8), kind }, remaining);
    },
  });
  new Gauge({
    name: `${prefix}breaker_open`,
    help: '1 for each operation that is not called because it keeps failing, by hash of the credential.',
    labelNames: ['credential', 'operation'],
    registers,
    collect() {
      this.reset();
      for (const { scope, operation } of vitals(mostCredentials).openBreakers) this.set({ credential: scope.slice(0, 8), operation }, 1);
    },
  });
}
