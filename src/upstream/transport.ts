/** The wire itself: undici's pool of keep-alive connections. The only file that names undici, but for the types of its pool. */
import type { Dispatcher } from 'undici';
import Pool from 'undici/lib/dispatcher/pool.js';
import { asError, GatewayError } from '../errors.ts';
import { atEndOfTurn } from './end-of-turn.ts';
import { ConnectionError, type Send, type UpstreamRequest, type UpstreamResponse } from './layer.ts';
import { targetOf } from './path.ts';

/** How long a connection may take that no call waits for any more, in milliseconds. */
const connectTimeoutMs = 10_000;

export interface Transport {
  send: Send;
  /** Closes every connection; calls still under way fail. */
  close: () => Promise<void>;
}

export interface TransportOptions {
  /** Where the API lives, `https://api.cloudflare.com/client/v4` or an emulator. */
  baseUrl: string;
  /** An answer with a longer body is given up, in bytes. */
  maxBodyBytes: number;
  /**
   * Whether the process has little time left: then answers that come together are handed on together, which costs less. Else a few are, with
   * all that follows, before the next ones, as to go on with an answer takes much longer than to read it.
   */
  isBusy?: () => boolean;
}

/** One pool of connections to one host. The host comes from the configuration, never from a request. */
export function createTransport({ baseUrl, maxBodyBytes, isBusy }: TransportOptions): Transport {
  const base = new URL(baseUrl);
  const root = base.pathname.replace(/\/+$/, '');
  const pool = new Pool(base.origin, {
    connections: 64,
    keepAliveTimeout: 30_000,
    allowH2: false,
    // undici's own timeouts are coarse and start again at every chunk; the deadline layer has the one that counts.
    headersTimeout: 0,
    bodyTimeout: 0,
    connect: { timeout: connectTimeoutMs },
  });

  const tell = atEndOfTurn((reply: Reply) => {
    reply.tell();
  }, isBusy);
  const dispatch = atEndOfTurn(({ request, resolve, reject }: Call) => {
    try {
      pool.dispatch(
        {
          method: request.method,
          path: `${root}/accounts/${request.credential.accountId}/realtime/kit${targetOf(request)}`,
          headers: headersOf(request),
          body: request.body === undefined ? null : JSON.stringify(request.body),
        },
        new Reply({ request, resolve, reject }, maxBodyBytes, tell),
      );
    } catch (error) {
      reject(asError(error));
    }
  });
  const send: Send = (request) =>
    new Promise((resolve, reject) => {
      dispatch({ request, resolve, reject });
    });

  return { send, close: () => pool.destroy() };
}

/** A call that is to be made, and whom to tell what comes of it. */
interface Call {
  readonly request: UpstreamRequest;
  readonly resolve: (response: UpstreamResponse) => void;
  readonly reject: (error: Error) => void;
}

function headersOf({ credential, body, headers: others }: UpstreamRequest): Record<string, string> {
  // Without `accept`, Cloudflare's edge answers its own errors as HTML (API document, section 5).
  const headers: Record<string, string> = { ...others, accept: 'application/json', authorization: `Bearer ${credential.token}` };
  if (body !== undefined) headers['content-type'] = 'application/json';
  return headers;
}

/** Collects one answer. undici's `request` does the same with a stream in between, which costs as much as the rest of the call. */
class Reply implements Dispatcher.DispatchHandler {
  readonly #request: UpstreamRequest;
  readonly #mostBytes: number;
  readonly #resolve: (response: UpstreamResponse) => void;
  readonly #reject: (error: Error) => void;
  readonly #leave = () => {
    this.#controller?.abort(this.#request.signal.reason);
  };
  readonly #complete: (reply: Reply) => void;
  #controller: Dispatcher.DispatchController | undefined;
  #status = 0;
  #headers: UpstreamResponse['headers'] = {};
  #chunks: Buffer[] = [];
  #bytes = 0;

  constructor({ request, resolve, reject }: Call, mostBytes: number, complete: (reply: Reply) => void) {
    this.#request = request;
    this.#mostBytes = mostBytes;
    this.#resolve = resolve;
    this.#reject = reject;
    this.#complete = complete;
    request.signal.addEventListener('abort', this.#leave, { once: true });
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    // It was given up while it waited for a connection.
    if (this.#request.signal.aborted) this.#leave();
  }

  onResponseStart(_controller: Dispatcher.DispatchController, status: number, headers: UpstreamResponse['headers']): void {
    this.#status = status;
    this.#headers = headers;
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#bytes += chunk.length;
    this.#chunks.push(chunk);
    if (this.#bytes <= this.#mostBytes) return;
    const { operation } = this.#request;
    controller.abort(
      new GatewayError('UPSTREAM_INVALID_RESPONSE', `${operation}: body is longer than ${this.#mostBytes} bytes.`, {
        upstream: { operation, status: this.#status },
      }),
    );
  }

  onResponseEnd(): void {
    this.#request.signal.removeEventListener('abort', this.#leave);
    this.#complete(this);
  }

  /** Hands the whole answer on. */
  tell(): void {
    this.#resolve({ status: this.#status, headers: this.#headers, body: jsonObjectOf(this.#chunks), bytes: this.#bytes });
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.#request.signal.removeEventListener('abort', this.#leave);
    this.#reject(translate(error, this.#request));
  }
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** The JSON object of a body; undefined for anything else, invalid UTF-8 included. */
function jsonObjectOf(chunks: readonly Buffer[]): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(utf8.decode(chunks.length === 1 ? chunks[0] : Buffer.concat(chunks)));
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

/** Codes of failures to connect. Some of them also end a connection that was made: then the system call is another. */
const neverConnected = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'UND_ERR_CONNECT_TIMEOUT']);

function translate(error: Error, { operation, signal }: UpstreamRequest): Error {
  if (error instanceof GatewayError) return error;
  if (signal.aborted) return signal.reason;
  const { code, syscall } = error as { code?: string; syscall?: string };
  const isBefore = syscall === undefined || syscall === 'connect' || syscall.startsWith('getaddrinfo');
  return new ConnectionError(operation, !(isBefore && code !== undefined && neverConnected.has(code)));
}
