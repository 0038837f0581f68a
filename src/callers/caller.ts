/** Who asks, whose credential he uses, and what he may do with it. */
import { GatewayError } from '../errors.ts';
import type { RequestHeaders } from '../observers.ts';
import type { Access } from '../upstream/access.ts';
import type { Credential } from '../upstream/credential.ts';

export interface Caller {
  /** For logs and metrics: the name of his key, the subject of his token. No secret. */
  readonly name: string;
  /** Tells callers apart in whatever outlives an operation; who shares it, shares limits and outcomes. */
  readonly id: string;
  readonly credential: Credential;
  readonly access: Access;
}

/**
 * Finds out who asks, by the headers of his request.
 *
 * @throws GatewayError `UNAUTHENTICATED` if they do not say so, with the HTTP status and headers that fit
 */
export type Identify = (headers: RequestHeaders) => Caller | Promise<Caller>;

/** The token of `Authorization: Bearer …` (RFC 6750); undefined if there is none. */
export function bearerOf(headers: RequestHeaders): string | undefined {
  return /^bearer +([\x21-\x7e]+) *$/i.exec(headers.get('authorization') ?? '')?.[1];
}

/** Refuses a request that does not say who asks. Never tells what was sent. */
export function unauthenticated(message: string): GatewayError {
  const headers = { 'www-authenticate': 'Bearer realm="realtimekit-graphql-gateway"' };
  return new GatewayError('UNAUTHENTICATED', message, { http: { status: 401, headers } });
}
