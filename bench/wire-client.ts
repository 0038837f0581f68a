/** A client of one keep-alive connection on a plain socket: a load generator that computes more than it asks measures itself. */
import { connect, type Socket } from 'node:net';

export interface WireAnswer {
  status: number;
  /** Seconds after which to come back, if the answer says so. */
  retryAfter: number | undefined;
  body: string;
}

/** What a request became: undefined if the connection ended before the answer was whole. */
export type Answered = (answer: WireAnswer | undefined) => void;

const endOfHead = Buffer.from('\r\n\r\n');

/** The bytes of a GraphQL request, written once and sent as often as needed. */
export function requestOf(url: URL, document: string, variables: Readonly<Record<string, unknown>> = {}): Buffer {
  const body = JSON.stringify({ query: document, variables });
  const head = [
    `POST ${url.pathname} HTTP/1.1`,
    `host: ${url.host}`,
    'accept: application/json',
    'content-type: application/json',
    `content-length: ${Buffer.byteLength(body)}`,
  ];
  return Buffer.from(`${head.join('\r\n')}\r\n\r\n${body}`);
}

export class WireClient {
  readonly #url: URL;
  #socket: Socket | undefined;
  #answered: Answered | undefined;
  #received: Buffer | undefined;

  constructor(url: URL) {
    this.#url = url;
  }

  /** Resolves when it is connected. Without it, that is part of the first request. */
  open(): Promise<void> {
    const socket = this.#connect();
    this.#socket = socket;
    return new Promise((resolve, reject) => {
      socket.once('connect', resolve);
      socket.once('error', reject);
    });
  }

  /** Sends a request and calls back once. One at a time; a connection that the other side has closed in between is made anew. */
  ask(request: Buffer, answered: Answered): void {
    if (this.#answered !== undefined) throw new Error('the client waits for an answer already');
    this.#answered = answered;
    this.#socket ??= this.#connect();
    this.#socket.write(request);
  }

  /** Resolves with the answer, or undefined if there was none. */
  asked(request: Buffer): Promise<WireAnswer | undefined> {
    return new Promise((resolve) => {
      this.ask(request, resolve);
    });
  }

  /** Goes away, in the middle of an answer if need be. */
  leave(): void {
    this.#end(undefined, true);
  }

  #connect(): Socket {
    const socket = connect(Number(this.#url.port), this.#url.hostname);
    socket.setNoDelay(true);
    socket.on('data', (chunk: Buffer) => {
      this.#read(chunk);
    });
    // `close` follows, and says the same.
    socket.on('error', () => undefined);
    socket.on('close', () => {
      if (this.#socket === socket) this.#end(undefined, true);
    });
    return socket;
  }

  #read(chunk: Buffer): void {
    const received = this.#received === undefined ? chunk : Buffer.concat([this.#received, chunk]);
    this.#received = received;
    const headLength = received.indexOf(endOfHead);
    if (headLength < 0) return;
    const head = received.toString('latin1', 0, headLength);
    const bodyStart = headLength + endOfHead.length;
    // The gateway says the length of each of its answers; Node's own refusals have no body.
    if (/\r\ntransfer-encoding:/i.test(head)) throw new Error(`an answer without a length:\n${head}`);
    const length = Number(/\r\ncontent-length: *(\d+)/i.exec(head)?.[1] ?? 0);
    if (received.length < bodyStart + length) return;
    const retryAfter = /\r\nretry-after: *(\d+)/i.exec(head)?.[1];
    const answer = {
      status: Number(head.slice(9, 12)),
      retryAfter: retryAfter === undefined ? undefined : Number(retryAfter),
      body: received.toString('utf8', bodyStart, bodyStart + length),
    };
    this.#end(answer, /\r\nconnection: *close/i.test(head));
  }

  #end(answer: WireAnswer | undefined, isLast: boolean): void {
    const answered = this.#answered;
    this.#answered = undefined;
    this.#received = undefined;
    if (isLast) {
      this.#socket?.destroy();
      this.#socket = undefined;
    }
    answered?.(answer);
  }
}
