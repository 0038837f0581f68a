/** Who watches the gateway from outside: logs, metrics, traces. None of them is known to what it watches. */
import type { Bill } from './upstream/bill.ts';
import type { CallObserver } from './upstream/observe.ts';

/** What is read of the headers of a request. */
export interface RequestHeaders {
  get: (name: string) => string | null;
}

/** An operation that is about to be executed. */
export interface StartedOperation {
  readonly requestId: string;
  readonly name: string | undefined;
  readonly type: string;
  /** Of the request: they may tell which trace it belongs to. */
  readonly headers: RequestHeaders;
  /** Stands for the operation in the calls that are made for it. */
  readonly bill: Bill;
}

/** A request for an operation that is answered, whether it was executed or refused before. */
export interface EndedOperation {
  readonly requestId: string;
  /** Undefined if it has none, or was refused before anybody knew. */
  readonly name: string | undefined;
  readonly type: string | undefined;
  /** SHA-256 of its document. */
  readonly hash: string | undefined;
  readonly caller: string | undefined;
  /** Of the HTTP answer. */
  readonly status: number;
  /** Of its errors, each once. Empty: it has none. */
  readonly codes: readonly string[];
  readonly ms: number;
  /** Undefined if it was not executed. */
  readonly bill: Bill | undefined;
}

/** Is told what happens; must not throw. */
export interface Observer {
  started?: (operation: StartedOperation) => void;
  ended?: (operation: EndedOperation) => void;
  call?: CallObserver;
}

/** Where the gateway says what it has to say. Fields must hold no secret. */
export interface Log {
  debug: (fields: object, message: string) => void;
  info: (fields: object, message: string) => void;
  warn: (fields: object, message: string) => void;
  error: (fields: object, message: string) => void;
}

const silence = () => undefined;

/** Says nothing. */
export const silentLog: Log = { debug: silence, info: silence, warn: silence, error: silence };
