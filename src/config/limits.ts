/** How much one request may ask, one caller, and all together. */
import type { Variables } from './variables.ts';

/** What one request may be. Each is checked before any REST call. */
export interface DocumentLimits {
  /** Bytes of the body of a request. */
  bodyBytes: number;
  /** Tokens of a document, as GraphQL counts them: names, punctuation, values. */
  tokens: number;
  /** Fields inside each other; those of the introspection are not counted. */
  depth: number;
  /** Fields with another name in the answer, fragments expanded. */
  aliases: number;
  /** Directives, fragments expanded. */
  directives: number;
  /** Objects that lists can bring, by their `first`, each inside the other multiplied. */
  nodes: number;
}

/** What one caller may have of the gateway. */
export interface CallerLimits {
  /** Requests a second, on average; as many may come at once. */
  rate: number;
  /** Requests at the same time. */
  atOnce: number;
}

/** What the process takes on. */
export interface LoadLimits {
  /** Requests at the same time; others wait. */
  atOnce: number;
  /** How long a request may wait for its turn, in milliseconds, before it is refused. */
  queueMs: number;
  /** How late the event loop may be, in milliseconds, before new requests are refused. */
  lagMs: number;
}

export function readDocumentLimits({ integer }: Variables): DocumentLimits {
  return {
    bodyBytes: integer('LIMIT_BODY_BYTES', 256 * 1024, 1024, 64 * 1024 * 1024),
    tokens: integer('LIMIT_TOKENS', 2_000, 10, 1_000_000),
    depth: integer('LIMIT_DEPTH', 12, 1, 1_000),
    aliases: integer('LIMIT_ALIASES', 50, 0, 100_000),
    directives: integer('LIMIT_DIRECTIVES', 50, 0, 100_000),
    nodes: integer('LIMIT_NODES', 10_000, 1, 10_000_000),
  };
}

export function readCallerLimits({ integer }: Variables): CallerLimits {
  return { rate: integer('LIMIT_CALLER_RATE', 2_000, 1, 1_000_000), atOnce: integer('LIMIT_CALLER_CONCURRENCY', 500, 1, 100_000) };
}

export function readLoadLimits({ integer }: Variables): LoadLimits {
  return {
    atOnce: integer('LIMIT_CONCURRENCY', 1_000, 1, 100_000),
    queueMs: integer('LIMIT_QUEUE_MS', 500, 0, 60_000),
    lagMs: integer('LIMIT_EVENT_LOOP_LAG_MS', 1_000, 10, 60_000),
  };
}
