/** The HTTP server around the gateway, while the process has more to do than it can. */
import type { RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it, onTestFinished, vi } from 'vitest';
import { Admission } from '../src/server/admission.ts';
import { close, createListener, listen } from '../src/server/listener.ts';
import { createMetrics } from '../src/server/metrics.ts';

/** A server that works on one request at a time, and on that until `finish` is called; probes it answers at once. */
async function startBusyListener({ queueMs = 0, isEnding = false } = {}) {
  const held: (() => void)[] = [];
  const handle: RequestListener = (request, response) => {
    if (request.url === '/graphql') held.push(() => response.end('done'));
    else response.end('alive');
  };
  const metrics = createMetrics();
  const admission = new Admission({ atOnce: 1, queueMs, lagMs: 1_000 }, () => false, Date.now);
  const server = createListener({ handle, admission, metrics, showMetrics: true, isEnding: () => isEnding });
  await listen(server, 0, '127.0.0.1');
  onTestFinished(() => close(server, 0));
  const ask = (path: string, init: RequestInit = {}) => fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`, init);
  return { admission, ask, held, finish: () => held.shift()?.() };
}

it('refuses one request too many with 503, when to come back, and an error as GraphQL clients know it', async () => {
  const { ask, held, finish } = await startBusyListener();
  const first = ask('/graphql');
  await vi.waitFor(() => {
    expect(held).toHaveLength(1);
  });
  const refused = await ask('/graphql', { method: 'POST', body: 'x'.repeat(100_000) });
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
  finish();
  finish();
  expect(await (await second).text()).toBe('done');
  await vi.waitFor(() => {
    expect(admission.underWay).toBe(0);
  });
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
