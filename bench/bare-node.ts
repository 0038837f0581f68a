/** What Node itself can do: takes any request and answers the text of the variable `ANSWER`. Says where on its first line. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

const bytes = Buffer.from(process.env['ANSWER'] ?? '');
const headers = { 'content-type': 'application/json', 'content-length': bytes.length };

const server = createServer((request, response) => {
  request.resume();
  request.once('end', () => {
    response.writeHead(200, headers).end(bytes);
  });
});
server.listen(0, '127.0.0.1', () => {
  console.log(`http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`);
});
process.on('SIGTERM', () => process.exit(0));
