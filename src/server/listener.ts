/** The HTTP server around the gateway: takes what the process can bear, shows metrics, and ends in order. */
import type { IncomingMessage, RequestListener, Server, ServerOptions, ServerResponse } from 'node:http';
import type { ErrorCode } from '../errors.ts';
import type { Admission } from './admission.ts';
import { AnswerUnderWay } from './answer-under-way.ts';
import { Connection } from './connection.ts';
import type { Metrics } from './metrics.ts';
import { endSlowBodies } from './slow-bodies.ts';

/** Not by `import`, which reads all that a module of Node exports: here a WebSocket, and with it the whole of Node's fetch (`gateway.ts`). */
const { createServer } = process.getBuiltinModule('node:http');

/** How slowly a client may send a request, in milliseconds. Who is slower gets 408, and his connection ends. */
export interface Patience {
  /** Until its headers are there, and all of it, from its first byte on or, of the first request, from the connection. */
  headersMs: number;
  requestMs: number;
  /** How often those who are too slow are looked for: so much later they may be noticed. */
  lookEveryMs: number;
}

const defaultPatience: Patience = { headersMs: 10_000, requestMs: 30_000, lookEveryMs: 2_000 };
/** Longer than load balancers keep connections that nobody uses (60 s mostly): the one who closes first must be the client. */
const keepAliveTimeoutMs = 75_000;
/** Requests that a connection may have under way or in line: one sends the next before it has the answer, and could fill the line by itself. */
const mostOnAConnection = 32;
const mostConnections = 20_000;
/** How often a server that is ending closes connections that have become idle, in milliseconds. */
const idleSweepMs = 50;
/** When a refused client may come back, in seconds. */
const retryAfter = 1;

export interface ListenerOptions {
  handle: RequestListener;
  admission: Admission;
  metrics: Metrics;
  /** Whether `/metrics` is served here; it has a port of its own otherwise. */
  showMetrics: boolean;
  /** Whether clients are to leave: then their connections end with the answer. */
  isEnding: () => boolean;
  patience?: Patience | undefined;
}

const refusal = JSON.stringify({
  errors: [
    {
      message: `The gateway has more to do than it can. Come back in ${retryAfter} s.`,
      extensions: { code: 'UNAVAILABLE' satisfies ErrorCode, retryable: true, retryAfter },
    },
  ],
});

/** With its length, or Node would send it in chunks. */
const refusalHeaders = {
  'content-type': 'application/json',
  'content-length': String(Buffer.byteLength(refusal)),
  'retry-after': String(retryAfter),
};

/** Probes tell how the process is, so they must not wait for it. */
const probes = new Set(['/health', '/ready']);

/** A server that does not listen yet. */
export function createListener(options: ListenerOptions): Server {
  const { handle, admission, metrics, showMetrics, isEnding, patience = defaultPatience } = options;
  const server = createServer({ ...timeouts(patience), ServerResponse: AnswerUnderWay }, (request, response) => {
    if (isEnding()) response.setHeader('connection', 'close');
    const path = request.url ?? '';
    const isProbe = probes.has(path);
    if (isProbe || (path === '/metrics' && showMetrics)) {
      Connection.of(request.socket).carriesProbes = true;
      if (isProbe) handle(request, response);
      else void answerMetrics(metrics, response);
    } else admit(request, response);
  });
  server.maxConnections = mostConnections;
  endSlowBodies(server, () => admission.isFull);
  return server;

  function admit(request: IncomingMessage, response: AnswerUnderWay): void {
    const connection = Connection.of(request.socket);
    if (connection.openRequests >= mostOnAConnection) {
      request.socket.destroy();
      return;
    }
    connection.openRequests += 1;
    response.leave = admission.enter(
      connection,
      () => {
        if (!request.complete) connection.unfinished = response;
        handle(request, response);
      },
      () => {
        metrics.shed();
        response.writeHead(503, refusalHeaders).end(refusal);
      },
    );
    if (response.writableEnded || response.writableNeedDrain) response.over();
    // Comes once, whether it was answered or the client is gone.
    response.once('close', () => {
      response.over();
      connection.openRequests -= 1;
      if (connection.unfinished === response) connection.unfinished = connection.suspect = undefined;
      // Of what was answered before it had come whole, Node reads the rest, whatever we say.
      if (request.complete && response.shouldKeepAlive && connection.isQuiet) admission.stay(connection);
    });
  }
}

function timeouts({ headersMs, requestMs, lookEveryMs }: Patience): ServerOptions {
  return {
    headersTimeout: headersMs,
    requestTimeout: requestMs,
    connectionsCheckingInterval: lookEveryMs,
    keepAliveTimeout: keepAliveTimeoutMs,
  };
}

/** A server for `/metrics` alone. */
export function createMetricsListener(metrics: Metrics): Server {
  const server = createServer(timeouts(defaultPatience), (request, response) => {
    if (request.url === '/metrics') void answerMetrics(metrics, response);
    else response.writeHead(404).end();
  });
  server.maxConnections = mostConnections;
  return server;
}

async function answerMetrics({ read, contentType }: Metrics, response: ServerResponse): Promise<void> {
  const text = await read();
  response.writeHead(200, { 'content-type': contentType });
  response.end(text);
}

/** Listens; rejects if the address is taken. */
export function listen(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

/** Takes no new connections and resolves when those under way have ended, or are cut after `limitMs` milliseconds. */
export async function close(server: Server, limitMs: number): Promise<void> {
  if (!server.listening) return;
  // Connections that become idle from now on are closed, so that the server ends with its last answer.
  const sweep = setInterval(() => {
    server.closeIdleConnections();
  }, idleSweepMs);
  const limit = setTimeout(() => {
    server.closeAllConnections();
  }, limitMs);
  await new Promise((resolve) => {
    server.close(resolve);
    server.closeIdleConnections();
  });
  clearInterval(sweep);
  clearTimeout(limit);
}
