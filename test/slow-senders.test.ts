/** Clients that send a request byte by byte, never send its end, or do not read its answer: so as to keep a connection and a place for as long as they like. */
import type { RequestListener, ServerResponse } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { expect, it, onTestFinished, vi } from 'vitest';
import { Admission } from '../src/server/admission.ts';
import { close, createListener, createMetricsListener, listen, type Patience } from '../src/server/listener.ts';
import { createMetrics } from '../src/server/metrics.ts';

/** Answers what has come whole. */
const answerWhole: RequestListener = (request, response) => {
  void text(request).then(
    (body) => response.end(`got ${body}`),
    () => undefined,
  );
};

async function startListener({ handle = answerWhole, atOnce = 1, patience = undefined as Patience | undefined } = {}) {
  const admission = new Admission({ atOnce, queueMs: 60_000, lagMs: 1_000 }, () => false, Date.now);
  const server = createListener({ handle, admission, metrics: createMetrics(), showMetrics: false, isEnding: () => false, patience });
  await listen(server, 0, '127.0.0.1');
  onTestFinished(() => close(server, 0));
  const { port } = server.address() as AddressInfo;
  const ask = async (body: string) => {
    const answer = await fetch(`http://127.0.0.1:${port}/graphql`, { method: 'POST', body });
    return `${answer.status}: ${await answer.text()}`;
  };
  /** Resolves when somebody has a place. */
  const taken = () =>
    vi.waitFor(
      () => {
        expect(admission.underWay).toBe(1);
      },
      { interval: 5 },
    );
  return { server, admission, port, ask, taken };
}

function connectTo(port: number): Socket {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => undefined);
  onTestFinished(() => {
    socket.destroy();
  });
  return socket;
}

/** Not `once` of Node, which also ends with an error. */
function closed(socket: Socket): Promise<unknown> {
  return new Promise((resolve) => socket.once('close', resolve));
}

/** Sends one byte of the text after the other; resolves with all that was answered when the connection ends. */
async function sendSlowly(port: number, begin: string, rest: string): Promise<string> {
  const socket = connectTo(port);
  let received = '';
  socket.on('data', (chunk: Buffer) => (received += chunk.toString()));
  socket.write(begin);
  let sent = 0;
  const drip = setInterval(() => {
    if (sent < rest.length) socket.write(rest.charAt(sent++));
  }, 5);
  await closed(socket);
  clearInterval(drip);
  return received;
}

const headers = 'POST /graphql HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n';
const endless = 'a'.repeat(100_000);
const long = 'x'.repeat(20_000_000);
const timedOut = /^HTTP\/1\.1 408 Request Timeout\r\n/;

it('gives up a client whose headers do not end with 408', async () => {
  const { port } = await startListener({ patience: { headersMs: 50, requestMs: 60_000, lookEveryMs: 10 } });
  expect(await sendSlowly(port, `${headers}x-slow: `, endless)).toMatch(timedOut);
});

it('gives up a client whose body does not end with 408, though there are places', async () => {
  const { admission, port, ask, taken } = await startListener({
    patience: { headersMs: 1_000, requestMs: 1_000, lookEveryMs: 10 },
    atOnce: 2,
  });
  const slow = sendSlowly(port, `${headers}content-length: 100000\r\n\r\n`, endless);
  await taken();
  expect(await slow).toMatch(timedOut);
  expect(await ask('a question')).toBe('200: got a question');
  expect(admission.underWay).toBe(0);
});

it('does not wait for the end of a body while all places are taken', async () => {
  const { port, ask, taken } = await startListener();
  const slow = sendSlowly(port, `${headers}content-length: 100000\r\n\r\n`, endless);
  await taken();
  expect(await ask('a question')).toBe('200: got a question');
  expect(await slow).toMatch(timedOut);
});

it('waits for it while there are places', async () => {
  const { port, ask, taken } = await startListener({ atOnce: 2 });
  // 150 of them take longer than it takes to look twice.
  const slow = sendSlowly(port, `${headers}content-length: 150\r\n\r\n`, 'a'.repeat(150));
  await taken();
  expect(await ask('a question')).toBe('200: got a question');
  expect(await slow).toMatch(/got a{150}$/);
});

/** Lets pass what it takes to look twice: a client whose headers come slowly takes no place. */
async function looks(port: number): Promise<void> {
  const slow = await sendSlowly(port, 'GET /health HTTP/1.1\r\nconnection: close\r\nhost: ', `${'a'.repeat(150)}\r\n\r\n`);
  expect(slow).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
}

/** A listener all of whose places are taken by requests that are not answered before `goOn`, and read before it or not. */
async function startBusyListener(atOnce: number, { readsAtOnce = false } = {}) {
  const held: (() => void)[] = [];
  const listener = await startListener({
    atOnce,
    handle: (request, response) => {
      if (request.url === '/health') response.end();
      else if (readsAtOnce) void text(request).then((body) => held.push(() => response.end(`got ${body}`)));
      else
        held.push(() => {
          answerWhole(request, response);
        });
    },
  });
  const full = () =>
    vi.waitFor(() => {
      expect(held).toHaveLength(atOnce);
    });
  const goOn = () => {
    for (const answer of held.splice(0)) answer();
  };
  return { ...listener, full, goOn };
}

it('waits for the answer of who has sent all, also while all places are taken', async () => {
  const { port, ask, full, goOn } = await startBusyListener(1, { readsAtOnce: true });
  const hard = ask('hard');
  await full();
  await looks(port);
  goOn();
  expect(await hard).toBe('200: got hard');
});

it('blames no client whose body waits for us', async () => {
  const { port, full, goOn } = await startBusyListener(1);
  const socket = connectTo(port);
  const received = text(socket);
  socket.write(`${headers}content-length: 10\r\n\r\n12345`);
  await full();
  await looks(port);
  socket.write('67890');
  goOn();
  expect(await received).toMatch(/got 1234567890$/);
});

it('answers what came whole on the same connection before it gives that up', async () => {
  const { port, full, goOn } = await startBusyListener(2);
  const socket = connectTo(port);
  let received = '';
  socket.on('data', (chunk: Buffer) => (received += chunk.toString()));
  const post = 'POST /graphql HTTP/1.1\r\nhost: localhost\r\ncontent-length: 5\r\n\r\n';
  socket.write(`${post}12345${post}`);
  await full();
  await looks(port);
  goOn();
  await vi.waitFor(() => {
    expect(received).toMatch(/got 12345$/);
  });
});

it.each([
  // Of the second not a byte is sent before the first is read.
  ['is handed over', 2, (response: ServerResponse) => setImmediate(() => response.end(long))],
  ['waits for its client', 2, (response: ServerResponse) => setImmediate(() => response.write(long))],
  ['is handed over at once', 2, (response: ServerResponse) => response.end(long)],
  ['waits for its client at once', 1, (response: ServerResponse) => response.write(long)],
])('gives the place of a request to others when its answer %s, though nobody reads that', async (_, count, answer) => {
  const answered: ServerResponse[] = [];
  const { admission, port, ask } = await startListener({
    handle: (request, response) => {
      if (request.url !== '/long') {
        answerWhole(request, response);
        return;
      }
      answered.push(response);
      answer(response);
    },
  });
  const greedy = connectTo(port);
  greedy.pause();
  greedy.write('GET /long HTTP/1.1\r\nhost: localhost\r\n\r\n'.repeat(count));
  await vi.waitFor(() => {
    expect(answered).toHaveLength(count);
  });
  expect(await ask('a question')).toBe('200: got a question');
  expect(admission.underWay).toBe(0);
  // Who reads nothing of it for as long is closed, by Node.
  expect([answered[0]?.writableFinished, answered[0]?.socket?.timeout]).toEqual([false, 75_000]);
});

it('closes a connection that sends more than 32 requests before it has an answer', async () => {
  const { admission, port } = await startListener({ atOnce: 100, handle: () => undefined });
  const [modest, greedy] = [connectTo(port), connectTo(port)];
  const requests = (count: number) => 'GET /graphql HTTP/1.1\r\nhost: localhost\r\n\r\n'.repeat(count);
  modest.write(requests(32));
  await vi.waitFor(() => {
    expect(admission.underWay).toBe(32);
  });
  greedy.write(requests(33));
  await closed(greedy);
  await vi.waitFor(() => {
    expect(admission.underWay).toBe(32);
  });
  expect(modest.destroyed).toBe(false);
  modest.write(requests(1));
  await closed(modest);
  await vi.waitFor(() => {
    expect(admission.underWay).toBe(0);
  });
});

it('waits 10 s for the headers and 30 s for all of a request, for the next one longer than load balancers do, and looks every 2 s', async () => {
  const { server } = await startListener();
  for (const { headersTimeout, requestTimeout, keepAliveTimeout, maxConnections, ...more } of [
    server,
    createMetricsListener(createMetrics()),
  ]) {
    expect([headersTimeout, requestTimeout, keepAliveTimeout, maxConnections]).toEqual([10_000, 30_000, 75_000, 20_000]);
    expect(more).toHaveProperty('connectionsCheckingInterval', 2_000);
  }
});
