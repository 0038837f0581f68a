/** What the plugins know of a request, from its first byte to its answer; and what observers are told of it in the end. */
import type { ExecutionResult } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import type { Caller } from '../callers/caller.ts';
import type { KnownDocument, KnownOperation } from '../documents/document-store.ts';
import type { Observer, RequestHeaders } from '../observers.ts';
import type { Bill } from '../upstream/bill.ts';
import type { CancelSignal } from '../upstream/cancellation.ts';
import type { Clock } from '../upstream/clock.ts';

/** What is told of an operation, without the document that it is in. */
export interface Told extends Pick<KnownOperation, 'name' | 'type'>, Pick<KnownDocument, 'hash'> {}

/** One request. Each part is there as soon as it is known. */
export interface Visit {
  readonly requestId: string;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  caller?: Caller;
  document?: KnownDocument;
  operation?: KnownOperation;
  /** Of an operation that was answered before, as long as its document is not looked for. */
  told?: Told;
  bill?: Bill;
  /** What an operation is executed in, once it is. */
  context?: object;
  /** Of the answer's errors. There once it is known that an operation is asked for. */
  codes?: readonly string[];
  /** What is to be done when the request is over, whether it was answered or given up. */
  readonly leave: (() => void)[];
}

/** Yoga's server context, which all hooks of a request share. */
export interface Visited {
  visit: Visit;
  /** What was found out before the request came to Yoga. */
  carried?: Carried;
}

/** What a request has come to before Yoga: who asks and what, and perhaps what came of it, with the context that it was executed in. */
export interface Carried {
  readonly visit: Visit;
  /** Why nothing is to be done for it: he is not known, or asks too much. */
  readonly refusal?: Error;
  readonly context?: object;
  readonly result?: ExecutionResult;
}

/** What is needed of a request to execute something for it. */
export interface Asking {
  readonly headers: RequestHeaders;
  readonly signal: CancelSignal;
}

const requestIdHeader = 'x-request-id';
const acceptableId = /^[\w.:+/=-]{1,128}$/;

/** A request with an id: its own, or a new one if that cannot be used. */
export function beginVisit(headers: RequestHeaders, startedAt: number): Visit {
  const given = headers.get(requestIdHeader) ?? '';
  return { requestId: acceptableId.test(given) ? given : crypto.randomUUID(), startedAt, leave: [] };
}

/** Does what is to be done at the end, once. */
export function depart(leave: (() => void)[]): void {
  for (const go of leave.splice(0)) go();
}

/** Tells the observers of an operation that is answered. */
export type Tell = (visit: Visit, status: number, codes: readonly string[]) => void;

export function tellTo(observers: readonly Observer[], { now }: Clock): Tell {
  return (visit, status, codes) => {
    const { requestId, startedAt, caller, document, operation, told, bill } = visit;
    const { name, type } = operation ?? told ?? {};
    const known = document?.hash ?? told?.hash;
    const ms = now() - startedAt;
    const say = (hash: string | undefined) => {
      for (const { ended } of observers) {
        ended?.({ requestId, name, type, hash, caller: caller?.name, status, codes, ms, bill });
      }
    };
    if (known === undefined) say(undefined);
    else void known.then(say);
  };
}

/** Gives every request an id and tells of each operation when it is answered. */
export function useVisit(tell: Tell, { now }: Clock): Plugin<object, Visited> {
  return {
    onRequest({ request, serverContext }) {
      const visit = serverContext.carried?.visit ?? beginVisit(request.headers, now());
      serverContext.visit = visit;
      request.signal.addEventListener('abort', () => {
        depart(visit.leave);
      });
    },
    onResultProcess({ result, serverContext }) {
      serverContext.visit.codes = codesOf(result);
    },
    onResponse({ request, response, serverContext }) {
      // Pages and probes are answered before this plugin hears of them.
      const visit = (serverContext as Partial<Visited>).visit ?? beginVisit(request.headers, now());
      response.headers.set(requestIdHeader, visit.requestId);
      // What the body is, its header says: no browser is to guess.
      response.headers.set('x-content-type-options', 'nosniff');
      depart(visit.leave);
      if (visit.codes !== undefined) tell(visit, response.status, visit.codes);
    },
  };
}

function codesOf(result: unknown): readonly string[] {
  const { errors = [] } = (result ?? {}) as { errors?: readonly { extensions?: { code?: unknown } }[] };
  return Array.from(new Set(errors.map(({ extensions }) => (typeof extensions?.code === 'string' ? extensions.code : 'BAD_USER_INPUT'))));
}
