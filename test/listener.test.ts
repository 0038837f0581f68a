/** The HTTP server around the gateway, while the process has more to do than it can. */
import type { RequestListener } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { Client } from 'undici';
import { expect, it, onTestFinished, vi } from 'vitest';
import { Admission } from '../src/server/admission.ts';
import { close, createListener, listen } from '../src/server/listener.ts';
import { createMetrics } from '../src/server/metrics.ts';

/** A server that works on one request at a time, and on that until `finish` is called; probes it answers at once. */
async function startBusyListener({ queueMs = 0, isEnding = false } = {}) {
  const held: (() => void)[] = [];
  let isSlow = true;
  const handle: RequestListener = (request, response) => {
    if (request.url === '/graphql' && isSlow) held.push(() => response.end('done'));
    else if (request.url === '/graphql') response.end('done');
    else response.end('alive');
  };
  const metrics = createMetrics();
  const admission = new Admission({ atOnce: 1, queueMs, lagMs: 1_000 }, () => false, Date.now);
  const server = createListener({ handle, admission, metrics, showMetrics: true, isEnding: () => isEnding });
  const sockets: Socket[] = [];
  server.on('connection', (socket) => sockets.push(socket));
  await listen(server, 0, '127.0.0.1');
  onTestFinished(() => close(server, 0));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const ask = (path: string, init: RequestInit = {}) => fetch(`${origin}${path}`, init);
  const finish = () => held.shift()?.();
  /** Works on all that comes, at once. */
  const hurry = () => {
    isSlow = false;
    while (held.length > 0) finish();
  };
  return { server, admission, origin, sockets, ask, held, finish, hurry };
}

/** A connection to it, until the test ends. */
function connectTo(origin: string): Socket {
  const socket = connect(Number(new URL(origin).port), '127.0.0.1');
  onTestFinished(() => {
    socket.destroy();
  });
  return socket;
}

/** A busy listener with one request under way, 64 that wait, and a connection whose request was answered just now and that asks again. */
async function startCrowdedListener() {
  const busy = await startBusyListener({ queueMs: 60_000 });
  const { origin, held, sockets, finish, admission } = busy;
  let entered = 0;
  const enter = admission.enter.bind(admission);
  vi.spyOn(admission, 'enter').mockImplementation((...request) => {
    entered += 1;
    return enter(...request);
  });
  const clients = Array.from({ length: 66 }, () => new Client(origin));
  onTestFinished(async () => {
    await Promise.allSettled(clients.map((client) => client.destroy()));
  });
  const ask = async (client: Client | undefined) => {
    const { statusCode, body } = (await client?.request({ method: 'POST', path: '/graphql', body: 'a question' })) ?? {};
    return `${statusCode}: ${await body?.text()}`;
  };
  const [first, ...others] = clients;
  const firstAnswer = ask(first);
  await vi.waitFor(() => {
    expect(held).toHaveLength(1);
  });
  const [firstSocket] = sockets;
  const answers = others.map(ask);
  await vi.waitFor(() => {
    expect(entered).toBe(66);
  });
  finish();
  expect(await firstAnswer).toBe('200: done');
  await vi.waitFor(() => {
    expect(firstSocket?.isPaused()).toBe(true);
  });
  const readBefore = firstSocket?.bytesRead;
  const again = ask(first);
  // Several turns of the event loop, in which the others that have something to say are read.
  for (let turn = 0; turn < 5; turn += 1) await (await busy.ask('/health')).text();
  expect(firstSocket?.bytesRead).toBe(readBefore);
  return { ...busy, first, again, answers };
}

it('refuses one request too many with 503, when to come back, and an error as GraphQL clients know it', async () => {
  const { admission, ask, held, finish } = await startBusyListener();
  const stay = vi.spyOn(admission, 'stay');
  const first = ask('/graphql');
  await vi.waitFor(() => {
    expect(held).toHaveLength(1);
  });
  const refused = await ask('/graphql', { method: 'POST', body: 'x'.repeat(1_000_000) });
  expect(refused.status).toBe(503);
  expect(refused.headers.get('retry-after')).toBe('1');
  expect(refused.headers.get('content-length')).not.toBeNull();
  expect(await refused.json()).toEqual({
    errors: [
      {
        message: 'The gateway has more to do than it can. Come back in 1 s.',
        extensions: { code: 'UNAVAILABLE', retryable: true, retryAfter: 1 },
      },
    ],
  });
  finish();
  expect(await (await first).text()).toBe('done');
  await vi.waitFor(() => {
    expect(stay).toHaveBeenCalled();
  });
  // Only for the first one: of the other the body had not come whole.
  expect(stay).toHaveBeenCalledTimes(1);
});

it('answers probes and shows metrics while it refuses requests, and counts those', async () => {
  const { ask, held, finish } = await startBusyListener();
  const first = ask('/graphql');
  await vi.waitFor(() => {
    expect(held).toHaveLength(1);
  });
  await (await ask('/graphql')).text();
  for (const probe of ['/health', '/ready']) expect(await (await ask(probe)).text()).toBe('alive');
  expect(await (await ask('/metrics')).text()).toMatch(/^gateway_shed_requests_total 1$/m);
  finish();
  await (await first).text();
});

it('gives the turn of a client that is gone to the next one', async () => {
  const { admission, ask, held, finish } = await startBusyListener({ queueMs: 10_000 });
  const stay = vi.spyOn(admission, 'stay');
  const controller = new AbortController();
  const first = ask('/graphql', { signal: controller.signal });
  await vi.waitFor(() => {
    expect(held).toHaveLength(1);
  });
  const second = ask('/graphql');
  controller.abort();
  await expect(first).rejects.toThrow('aborted');
  await vi.waitFor(() => {
    expect(held).toHaveLength(2);
  });
  expect(stay).not.toHaveBeenCalled();
  finish();
  finish();
  expect(await (await second).text()).toBe('done');
  await vi.waitFor(() => {
    expect(admission.underWay).toBe(0);
  });
});

it('puts a connection in line only where it stays open', async () => {
  const { admission, origin, hurry } = await startBusyListener();
  const stay = vi.spyOn(admission, 'stay');
  hurry();
  const client = new Client(origin);
  onTestFinished(() => client.close());
  for (const reset of [true, false]) {
    const { body } = await client.request({ method: 'GET', path: '/graphql', reset });
    expect(await body.text()).toBe('done');
  }
  await vi.waitFor(() => {
    expect(stay).toHaveBeenCalled();
  });
  expect(stay).toHaveBeenCalledTimes(1);
});

it('reads on while a connection carries another request, and those that carry probes', async () => {
  const { admission, origin, hurry, held } = await startBusyListener({ queueMs: 10_000 });
  const stay = vi.spyOn(admission, 'stay');
  const socket = connectTo(origin);
  let received = '';
  socket.on('data', (chunk: Buffer) => (received += chunk.toString()));
  const answers = () => received.match(/(?<=\r\n\r\n)(done|alive)/g) ?? [];
  const ask = (path: string) => `GET ${path} HTTP/1.1\r\nhost: localhost\r\n\r\n`;
  // The second comes before the first has its answer.
  socket.write(ask('/graphql') + ask('/graphql'));
  await vi.waitFor(() => {
    expect(held).toHaveLength(1);
  });
  hurry();
  await vi.waitFor(() => {
    expect(answers()).toEqual(['done', 'done']);
  });
  expect(stay).toHaveBeenCalledTimes(1);
  socket.write(ask('/ready') + ask('/graphql'));
  await vi.waitFor(() => {
    expect(answers()).toEqual(['done', 'done', 'alive', 'done']);
    expect(admission.underWay).toBe(0);
  });
  expect(stay).toHaveBeenCalledTimes(1);
});

it('sends clients elsewhere when it is ending', async () => {
  const { ask, held, finish } = await startBusyListener({ isEnding: true });
  const first = ask('/graphql');
  await vi.waitFor(() => {
    expect(held).toHaveLength(1);
  });
  finish();
  expect((await first).headers.get('connection')).toBe('close');
});

it('does not read the next request of a client while 64 others wait, and answers it after them', async () => {
  const { again, answers, hurry } = await startCrowdedListener();
  const order: string[] = [];
  const noted = [again.then(() => order.push('again')), ...answers.map((answer) => answer.then(() => order.push('one of them')))];
  hurry();
  expect(new Set(await Promise.all([again, ...answers]))).toEqual(new Set(['200: done']));
  await Promise.all(noted);
  // Those whose turn comes in the turns of the event loop in which it is read and waits are behind it on the way to the client, at times.
  expect(order.indexOf('again')).toBeGreaterThan(32);
});

it('answers when it ends what had not been read until then', async () => {
  const { server, admission, again, answers, hurry } = await startCrowdedListener();
  await admission.holdNone();
  const closed = close(server, 60_000);
  hurry();
  await closed;
  expect(new Set(await Promise.all([again, ...answers]))).toEqual(new Set(['200: done']));
});

it('notices when it reads it again that the client of a connection is gone', async () => {
  const { sockets, first, again, answers, hurry } = await startCrowdedListener();
  await Promise.all([first?.destroy(), expect(again).rejects.toThrow()]);
  expect(sockets[0]?.destroyed).toBe(false);
  hurry();
  await Promise.all(answers);
  await vi.waitFor(() => {
    expect(sockets[0]?.destroyed).toBe(true);
  });
});
