/** What is known of a connection beside the requests that it carries. */
import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { HeldConnection, Place } from './late.ts';

const noted = Symbol('connection');

/** On the socket itself: a WeakMap of all connections costs more than what it would tell. */
interface NotedSocket extends Socket {
  [noted]?: Connection;
}

export class Connection implements HeldConnection {
  /** Requests that have come and are not over: more than one where a client sends the next before it has its answer. */
  openRequests = 0;
  /** It has carried a probe, and the next one must not wait. */
  carriesProbes = false;
  turnsLeft = 0;
  turnsUntil = 0;
  place: Place | undefined;
  /** The answer to a request that is worked on and had not come whole when that began. */
  unfinished: ServerResponse | undefined;
  /** It had not come whole either when it was last looked at. */
  suspect: ServerResponse | undefined;
  readonly #socket: Socket;

  private constructor(socket: Socket) {
    this.#socket = socket;
  }

  /** The one of a socket. */
  static of(socket: NotedSocket): Connection {
    const known = socket[noted];
    if (known !== undefined) return known;
    const connection = new Connection(socket);
    socket[noted] = connection;
    return connection;
  }

  /** Whether nobody would miss it if it were not read for a while. */
  get isQuiet(): boolean {
    return this.openRequests === 0 && !this.carriesProbes && !this.#socket.destroyed;
  }

  /** Ends it with what HTTP has for requests that do not come. */
  timeOut(): void {
    this.#socket.write('HTTP/1.1 408 Request Timeout\r\nconnection: close\r\n\r\n');
    this.#socket.destroy();
  }

  /** Reads nothing of it until it is told to: what comes waits in the kernel. */
  pause(): void {
    this.#socket.pause();
  }

  resume(): void {
    this.#socket.resume();
  }
}
