/** Tells whoever watches of every call that is sent, each try by itself. */
import { GatewayError } from '../errors.ts';
import type { Clock } from './clock.ts';
import type { CallLayer, UpstreamRequest } from './layer.ts';

export interface CallOutcome {
  /** Null if there was no complete answer. */
  readonly status: number | null;
  /** Why not. */
  readonly code: string | undefined;
  readonly ms: number;
  readonly bytes: number;
}

/** Watches one call that is under way. */
export interface CallWatch {
  /** Headers that go with the call, so that others can follow it. */
  readonly headers?: Readonly<Record<string, string>>;
  ended: (outcome: CallOutcome) => void;
}

/** Is told of every call; must not throw. It sees ids and the credential: what it passes on must hold neither token nor body. */
export type CallObserver = (request: UpstreamRequest) => CallWatch;

/** Innermost, so that what is told is what was sent. Without observers it is not there. */
export function observe(observers: readonly CallObserver[], { now }: Clock): CallLayer {
  if (observers.length === 0) return (next) => next;
  return (next) => async (request) => {
    const watches = observers.map((watch) => watch(request));
    const startedAt = now();
    const tell = (outcome: Omit<CallOutcome, 'ms'>) => {
      const told = { ...outcome, ms: now() - startedAt };
      for (const watch of watches) watch.ended(told);
    };
    try {
      const response = await next(withHeaders(request, watches));
      tell({ status: response.status, code: undefined, bytes: response.bytes });
      return response;
    } catch (error) {
      tell({ status: null, code: error instanceof GatewayError ? error.code : 'ABORTED', bytes: 0 });
      throw error;
    }
  };
}

function withHeaders(request: UpstreamRequest, watches: readonly CallWatch[]): UpstreamRequest {
  if (watches.every(({ headers }) => headers === undefined)) return request;
  return { ...request, headers: Object.assign({}, ...watches.map(({ headers }) => headers)) as Record<string, string> };
}
