/** Clients that leave, one after the other, leave nothing behind in the gateway's process. */
import { Agent, request } from 'undici';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { startEmulator } from '../src/emulator/server.ts';
import { seedId } from '../src/emulator/seed/ids.ts';
import { startGatewayProcess } from './support/gateway-process.ts';

const departures = 1_000;
/** Fewer than clients that leave: a place that one of them kept would be missed. */
const places = 50;
const batch = 25;

const body = (query: string) => ({
  method: 'POST' as const,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ query }),
});
/** Each in an app of its own: reads of one app would be collapsed. */
const read = (index: number) => `{ meeting(appId: "${seedId('a', 10_000 + index)}", meetingId: "${seedId('b', 1)}") { id } }`;

describe('1,000 clients that leave', () => {
  it('leave no call, socket, timer, listener or place behind', { timeout: 120_000 }, async () => {
    const { emulator, baseUrl, accountId, token, close } = await startEmulator({ quota: { limit: 100_000 } });
    onTestFinished(close);
    const { url, output } = startGatewayProcess({
      CLOUDFLARE_BASE_URL: baseUrl,
      CLOUDFLARE_ACCOUNT_ID: accountId,
      CLOUDFLARE_API_TOKEN: token,
      UPSTREAM_QUOTA: '100000/300',
      UPSTREAM_TIMEOUT_MS: '120000',
      LIMIT_CONCURRENCY: `${places}`,
      LIMIT_CALLER_CONCURRENCY: `${places}`,
    });
    const address = await url;
    expect((await fetch(address, body(read(-1)))).status).toBe(200);
    const before = await resourcesOf(address);

    emulator.faults.add({ connection: 'hang' });
    for (let index = 0; index < departures; index += batch) {
      emulator.calls.length = 0;
      // Connections of its own: those of `fetch` are kept for the next, and are no departures.
      const client = new Agent();
      const asked = Array.from({ length: batch }, (_, number) => request(address, { ...body(read(index + number)), dispatcher: client }));
      const left = Promise.allSettled(asked);
      await vi.waitFor(
        () => {
          expect(emulator.calls).toHaveLength(batch);
        },
        { timeout: 10_000, interval: 5 },
      );
      await client.destroy();
      expect((await left).every(({ status }) => status === 'rejected')).toBe(true);
      await vi.waitFor(
        () => {
          expect(emulator.calls.every(({ aborted }) => aborted)).toBe(true);
        },
        { timeout: 10_000, interval: 5 },
      );
    }

    emulator.faults.clear();
    expect(await (await fetch(address, body(read(-2)))).json()).toMatchObject({ data: { meeting: null } });
    await vi.waitFor(
      async () => {
        const after = await resourcesOf(address);
        expect(Object.entries(after).filter(([type, count]) => count > (before[type] ?? 0))).toEqual([]);
      },
      { timeout: 10_000 },
    );
    expect(output()).not.toMatch(/Warning|"level":"(warn|error)"/);
  });
});

/** What keeps the process alive, by type (process.getActiveResourcesInfo). */
async function resourcesOf(address: string): Promise<Record<string, number>> {
  const text = await (await fetch(new URL('/metrics', address))).text();
  const lines = text.matchAll(/^nodejs_active_resources\{type="(\w+)"\} (\d+)$/gm);
  return Object.fromEntries(Array.from(lines, ([, type = '', count]) => [type, Number(count)]));
}
