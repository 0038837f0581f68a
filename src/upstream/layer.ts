/** What goes through the onion, and the two kinds of layers it has: around reads that share, around calls that are sent. */
import { GatewayError } from '../errors.ts';
import type { Bill } from './bill.ts';
import type { CancelSignal } from './cancellation.ts';
import type { Credential } from './credential.ts';
import type { Path, Query } from './path.ts';
import type { Slots } from './slots.ts';

export interface UpstreamRequest {
  /** The operation's id in RealtimeKit's OpenAPI document. */
  readonly operation: string;
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly path: Path;
  readonly query: Query | undefined;
  /** Sent as JSON. */
  readonly body?: unknown;
  /** Sent beside the headers that every call has. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly credential: Credential;
  /** Aborts when nobody waits for the answer any more, or when its time is up. */
  readonly signal: CancelSignal;
  /** Who pays for the call. */
  readonly bill: Bill;
  /** The payer's share of calls under way at the same time. */
  readonly slots: Slots;
  /** What the call is made for, in words for the trace. */
  readonly why: string;
  /** One of many writes that are made at once. */
  readonly isOneOfMany?: boolean;
}

/** An answer of any status, read to the end. */
export interface UpstreamResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** The body if it is a JSON object, undefined if it is anything else. */
  readonly body: Readonly<Record<string, unknown>> | undefined;
  readonly bytes: number;
}

/** Sends one request. Rejects with a `GatewayError` when there is no complete answer. */
export type Send = (request: UpstreamRequest) => Promise<UpstreamResponse>;

/** One concern of a call, wrapped around the rest of the way out. */
export type CallLayer = (next: Send) => Send;

/** A read, and how its answer is understood. */
export interface ReadRequest<T> extends UpstreamRequest {
  /** Null for an object that does not exist. Throws what the answer means otherwise. */
  readonly decode: (response: UpstreamResponse) => T | null;
  /** The caller wants no answer that is older than its question. */
  readonly fresh: boolean;
  /**
   * What the cache may keep: the answer itself, with what it also answers; only the latter; or nothing because it holds a
   * secret. A page that is read to find rows keeps the rows only, or it could bring back what a newer point read disproved.
   */
  readonly keeps: 'answer' | 'rows' | 'nothing';
  /** The paths of other reads that the answer answers as well, with their answers: the rows of a list, say. */
  readonly alsoAnswers?: ((value: T) => readonly (readonly [Path, unknown])[]) | undefined;
}

export interface Answer<T> {
  readonly value: T | null;
  readonly bytes: number;
}

/** Answers a read, from wherever. */
export type Read = <T>(request: ReadRequest<T>) => Promise<Answer<T>>;

/** One concern of a read, wrapped around the rest of the way. */
export type ReadLayer = (next: Read) => Read;

/** Layers around what they lead to, the first one outermost. */
export function compose<T>(layers: readonly ((next: T) => T)[], innermost: T): T {
  return layers.reduceRight((next, layer) => layer(next), innermost);
}

/** There was no connection, or it broke before the answer was complete. */
export class ConnectionError extends GatewayError {
  /** Whether RealtimeKit may have seen the request: if so, a write may have happened. */
  readonly sent: boolean;

  constructor(operation: string, sent: boolean) {
    const fact = sent ? 'the connection to RealtimeKit was lost' : 'no connection to RealtimeKit could be made';
    super('UPSTREAM_ERROR', `${operation}: ${fact}.`, { upstream: { operation } });
    this.sent = sent;
  }
}

/** The gateway itself refused a call; nothing was sent. */
export class Refusal extends GatewayError {}
