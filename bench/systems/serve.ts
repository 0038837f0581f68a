/** What the systems under test have in common: `PORT` of loopback or a free one, told on the first line of the output. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Serves until the process ends. */
export function serve(handle: (request: IncomingMessage, response: ServerResponse) => unknown): void {
  const server = createServer(handle);
  // No connection goes away while its client thinks.
  server.keepAliveTimeout = 60_000;
  server.listen(Number(process.env['PORT'] ?? 0), '127.0.0.1', () => {
    console.log(`http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`);
  });
}
