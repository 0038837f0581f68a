/** Clients that send a request byte by byte, or never send its end, so as to keep a connection and a place for as long as they like. */
import { once } from 'node:events';
import { type AddressInfo, connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { expect, it, onTestFinished } from 'vitest';
import { Admission } from '../src/server/admission.ts';
import { close, createListener, listen, type Patience } from '../src/server/listener.ts';
import { createMetrics } from '../src/server/metrics.ts';

/** A server that has one place and answers what has come whole. */
async function startListener(patience?: Patience) {
  const admission = new Admission({ atOnce: 1, queueMs: 60_000, lagMs: 1_000 }, () => false, Date.now);
  const server = createListener({
    handle: (request, response) => {
      void text(request).then(
        (body) => response.end(`got ${body}`),
        () => undefined,
      );
    },
    admission,
    metrics: createMetrics(),
    showMetrics: false,
    isEnding: () => false,
    patience,
  });
  await listen(server, 0, '127.0.0.1');
  onTestFinished(() => close(server, 0));
  const { port } = server.address() as AddressInfo;
  const ask = async (body: string) => {
    const answer = await fetch(`http://127.0.0.1:${port}/graphql`, { method: 'POST', body });
    return `${answer.status}: ${await answer.text()}`;
  };
  return { server, admission, port, ask };
}

/** Sends one byte of the text after the other for as long as somebody listens; resolves with all that was answered when the connection ends. */
async function sendSlowly(port: number, begin: string, rest: string): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  let received = '';
  socket.on('data', (chunk: Buffer) => (received += chunk.toString()));
  socket.on('error', () => undefined);
  socket.write(begin);
  let sent = 0;
  const drip = setInterval(() => {
    if (sent < rest.length) socket.write(rest.charAt(sent++));
  }, 5);
  await once(socket, 'close');
  clearInterval(drip);
  expect(sent).toBeLessThan(rest.length);
  return received;
}

const headers = 'POST /graphql HTTP/1.1\r\nhost: localhost\r\n';

it.each([
  ['whose headers do not end', `${headers}x-slow: `, { headersMs: 50, requestMs: 60_000, lookEveryMs: 10 }],
  ['whose body does not end', `${headers}content-length: 100000\r\n\r\n`, { headersMs: 50, requestMs: 100, lookEveryMs: 10 }],
])('gives up a client %s with 408, and others have his place', async (_, begin, patience) => {
  const { admission, port, ask } = await startListener(patience);
  const slow = sendSlowly(port, begin, 'a'.repeat(100_000));
  expect(await ask('a question')).toBe('200: got a question');
  expect(await slow).toMatch(/^HTTP\/1\.1 408 Request Timeout\r\n/);
  expect(await ask('another')).toBe('200: got another');
  expect(admission.underWay).toBe(0);
});

it('waits 10 s for the headers and 30 s for all of a request, and for the next one longer than load balancers do', async () => {
  const { server } = await startListener();
  expect([server.headersTimeout, server.requestTimeout, server.keepAliveTimeout, server.maxConnections]).toEqual([
    10_000, 30_000, 75_000, 20_000,
  ]);
});
