/** The REST API as resources see it: one method, checked answers, typed errors. */
import pLimit from 'p-limit';
import { GatewayError } from '../errors.ts';
import type { Clock } from './clock.ts';
import { deadline } from './deadline.ts';
import { unwrap } from './envelope.ts';
import { compose, type Credential, type Send, type UpstreamRequest } from './layer.ts';
import { canonicalId, type Path } from './path.ts';
import { retry } from './retry.ts';
import type { Shape } from './wire.ts';

/** A GET of the REST API. */
export interface ReadOperation<T> {
  /** Its id in RealtimeKit's OpenAPI document. */
  readonly id: string;
  /** The whole answer, envelope included. */
  readonly answer: Shape<T>;
  /** Where the answer tells which object it is about. */
  readonly idOf?: { readonly field: string; readonly read: (answer: T) => string };
}

export interface ReadOptions {
  query?: Readonly<Record<string, string | number>>;
  /** The object that was asked for: an answer about another one is refused. */
  expectedId?: string;
}

/** The client of one GraphQL operation: its credential, its signal, its share of the connections. */
export interface RestClient {
  /**
   * The answer, checked; null if RealtimeKit says that there is no such object.
   *
   * @throws GatewayError by the table of codes in `errors.ts`
   */
  read: <T>(operation: ReadOperation<T>, path: Path, options?: ReadOptions) => Promise<T | null>;
}

/** Makes the client of one GraphQL operation. The signal aborts every call when the caller goes away. */
export type RestClientFactory = (credential: Credential, signal: AbortSignal) => RestClient;

/** Calls that one GraphQL operation has under way at the same time; the others wait. */
export const callsAtOnce = 16;

/**
 * The onion, outermost layer first: one deadline covers every try, and each try passes what stands below `retry`.
 */
export function createRestClientFactory(transport: Send, timeoutMs: number, clock: Clock): RestClientFactory {
  const send = compose([deadline(timeoutMs), retry(clock)], transport);

  return (credential, signal) => {
    const limit = pLimit(callsAtOnce);
    return {
      read: async (operation, path, { query, expectedId } = {}) => {
        const request: UpstreamRequest = { operation: operation.id, method: 'GET', path, query, credential, signal };
        const response = await limit(send, request);
        const body = unwrap(request, response, clock.now());
        return body === undefined ? null : checked(operation, body, expectedId);
      },
    };
  };
}

function checked<T>({ id: operation, answer, idOf }: ReadOperation<T>, body: Record<string, unknown>, expectedId: string | undefined): T {
  const fault = answer.fault(body);
  if (fault !== undefined) throw invalid(operation, fault.slice(1));
  const value = body as T;
  if (idOf !== undefined && expectedId !== undefined && canonicalId(idOf.read(value)) !== canonicalId(expectedId)) {
    throw invalid(operation, `${idOf.field} must be the id that was asked for`);
  }
  return value;
}

function invalid(operation: string, fault: string): GatewayError {
  return new GatewayError('UPSTREAM_INVALID_RESPONSE', `${operation}: ${fault}.`, { upstream: { operation } });
}
