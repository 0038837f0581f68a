/** How long a REST call outlives the client for which it was made. */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { seedId } from '../src/emulator/seed/ids.ts';
import { startProgram } from './programs.ts';

const runs = 100;
const body = JSON.stringify({ query: `{ meeting(appId: "${seedId('a', 1)}", meetingId: "${seedId('b', 1)}") { id } }` });

/** Milliseconds from a client's departure to the end of the call, many times, over an upstream that never answers. */
export async function measureAborts(): Promise<number[]> {
  const upstream = createServer();
  await new Promise<void>((resolve) => upstream.listen(0, '127.0.0.1', resolve));
  const { port } = upstream.address() as AddressInfo;
  const { said, stop } = await startProgram('src/node.ts', {
    env: {
      PORT: '0',
      LOG_LEVEL: 'info',
      CLOUDFLARE_BASE_URL: `http://127.0.0.1:${port}`,
      CLOUDFLARE_ACCOUNT_ID: 'e'.repeat(32),
      CLOUDFLARE_API_TOKEN: 'token',
    },
    ready: /http:\/\/localhost\S+\/graphql/,
  });
  const times: number[] = [];
  try {
    for (let run = 0; run < runs; run += 1) {
      const client = new AbortController();
      const called = once(upstream, 'request') as Promise<[IncomingMessage, ServerResponse]>;
      const asked = fetch(said[0], { method: 'POST', headers: { 'content-type': 'application/json' }, body, signal: client.signal });
      asked.catch(() => undefined);
      const [, response] = await called;
      const startedAt = performance.now();
      client.abort();
      await once(response, 'close');
      times.push(performance.now() - startedAt);
    }
  } finally {
    await stop();
    upstream.closeAllConnections();
    upstream.close();
  }
  return times;
}
