/** What goes through the onion: one request, one response, and layers that wrap the way between them. */
import { GatewayError } from '../errors.ts';
import type { Path } from './path.ts';

/** Whose quota and data a call uses. The token never leaves `upstream/`. */
export interface Credential {
  readonly accountId: string;
  readonly token: string;
}

export interface UpstreamRequest {
  /** The operation's id in RealtimeKit's OpenAPI document. */
  readonly operation: string;
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly path: Path;
  readonly query: Readonly<Record<string, string | number>> | undefined;
  readonly credential: Credential;
  /** Aborts when nobody waits for the answer any more, or when its time is up. */
  readonly signal: AbortSignal;
}

/** An answer of any status, its body read to the end and not yet understood. */
export interface UpstreamResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Uint8Array;
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

/** Sends one request. Rejects with a `GatewayError` when there is no complete answer. */
export type Send = (request: UpstreamRequest) => Promise<UpstreamResponse>;

/** One concern of the way out, wrapped around the rest of it. */
export type Layer = (next: Send) => Send;

/** Layers around a transport, the first one outermost. */
export function compose(layers: readonly Layer[], transport: Send): Send {
  return layers.reduceRight((next, layer) => layer(next), transport);
}
