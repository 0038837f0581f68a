/** What the plugins know of a request, from its first byte to its answer; and what observers are told of it in the end. */
import type { Plugin } from 'graphql-yoga';
import type { Caller } from '../callers/caller.ts';
import type { KnownDocument, KnownOperation } from '../documents/document-store.ts';
import type { Observer } from '../observers.ts';
import type { Bill } from '../upstream/bill.ts';
import type { Clock } from '../upstream/clock.ts';

/** One request. Each part is there as soon as it is known. */
export interface Visit {
  readonly requestId: string;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  caller?: Caller;
  document?: KnownDocument;
  operation?: KnownOperation;
  bill?: Bill;
  /** Of the answer's errors. There once it is known that an operation is asked for. */
  codes?: readonly string[];
  /** What is to be done when the request is over, whether it was answered or given up. */
  readonly leave: (() => void)[];
}

/** Yoga's server context, which all hooks of a request share. */
export interface Visited {
  visit: Visit;
}

const requestIdHeader = 'x-request-id';
const acceptableId = /^[\w.:+/=-]{1,128}$/;

/** Gives every request an id, or takes the one that it brings, and tells the observers of each operation when it is answered. */
export function useVisit(observers: readonly Observer[], { now }: Clock): Plugin<object, Visited> {
  return {
    onRequest({ request, serverContext }) {
      const visit = begin(request);
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
      const visit = (serverContext as Partial<Visited>).visit ?? begin(request);
      response.headers.set(requestIdHeader, visit.requestId);
      // What the body is, its header says: no browser is to guess.
      response.headers.set('x-content-type-options', 'nosniff');
      depart(visit.leave);
      if (visit.codes !== undefined) void tell(visit, response.status, visit.codes);
    },
  };

  function begin({ headers }: Request): Visit {
    const given = headers.get(requestIdHeader) ?? '';
    return { requestId: acceptableId.test(given) ? given : crypto.randomUUID(), startedAt: now(), leave: [] };
  }

  async function tell({ requestId, startedAt, caller, document, operation, bill }: Visit, status: number, codes: readonly string[]) {
    const ms = now() - startedAt;
    const hash = await document?.hash;
    for (const { ended } of observers) {
      ended?.({ requestId, name: operation?.name, type: operation?.type, hash, caller: caller?.name, status, codes, ms, bill });
    }
  }
}

function depart(leave: (() => void)[]): void {
  for (const go of leave.splice(0)) go();
}

function codesOf(result: unknown): readonly string[] {
  const { errors = [] } = (result ?? {}) as { errors?: readonly { extensions?: { code?: unknown } }[] };
  return Array.from(new Set(errors.map(({ extensions }) => (typeof extensions?.code === 'string' ? extensions.code : 'BAD_USER_INPUT'))));
}
