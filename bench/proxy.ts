/** A load balancer as small as one can be: in turn, to whoever says that it is ready, each request once. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Pool } from 'undici';

export interface Proxy {
  readonly url: URL;
  /** Sends to this gateway too, once it is ready. */
  add: (gateway: URL) => void;
  /** Forgets it; resolves when nothing is under way there. */
  remove: (gateway: URL) => Promise<void>;
  /** How many requests each gateway got. */
  readonly sent: ReadonlyMap<string, number>;
  /** Why requests ended without an answer, those of clients that went away left out. */
  readonly lost: readonly string[];
  close: () => Promise<void>;
}

interface Backend {
  pool: Pool;
  isReady: boolean;
}

/** How often `/ready` is asked. */
const pollMs = 100;

/** Starts one on a free port, with nobody behind it. */
export async function startProxy(): Promise<Proxy> {
  const backends = new Map<string, Backend>();
  const sent = new Map<string, number>();
  const lost: string[] = [];
  let turn = 0;

  async function forward(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const ready = [...backends].filter(([, { isReady }]) => isReady);
    const [origin, backend] = ready[turn++ % ready.length] ?? [];
    if (origin === undefined || backend === undefined) throw new Error('nobody is ready');
    sent.set(origin, (sent.get(origin) ?? 0) + 1);
    const gone = new AbortController();
    response.once('close', () => {
      gone.abort();
    });
    const { statusCode, body } = await backend.pool.request({
      method: 'POST',
      signal: gone.signal,
      path: request.url ?? '/',
      headers: { host: new URL(origin).host, accept: 'application/json', 'content-type': 'application/json' },
      body: request,
    });
    const bytes = Buffer.from(await body.arrayBuffer());
    response.writeHead(statusCode, { 'content-type': 'application/json', 'content-length': bytes.length }).end(bytes);
  }

  async function poll([, backend]: [string, Backend]): Promise<void> {
    try {
      const { statusCode, body } = await backend.pool.request({ method: 'GET', path: '/ready' });
      await body.dump();
      backend.isReady = statusCode === 200;
    } catch {
      backend.isReady = false;
    }
  }

  const server = createServer((request, response) => {
    forward(request, response).catch((error: unknown) => {
      // A client that went away dropped its operation itself.
      if (response.closed) return;
      lost.push(String(error));
      response.writeHead(502, { 'content-length': 0 }).end();
    });
  });
  const timer = setInterval(() => void Promise.all(Array.from(backends, poll)), pollMs);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));

  return {
    url: new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`),
    sent,
    lost,
    add: ({ origin }) => {
      backends.set(origin, { pool: new Pool(origin, { connections: 32 }), isReady: false });
    },
    remove: async ({ origin }) => {
      const backend = backends.get(origin);
      backends.delete(origin);
      await backend?.pool.close();
    },
    close: async () => {
      clearInterval(timer);
      server.close();
      server.closeAllConnections();
      await Promise.all(Array.from(backends.values(), ({ pool }) => pool.destroy()));
    },
  };
}
