/** The emulator's quota and latencies: what a team's tests of bad days lean on. */
import { describe, expect, it } from 'vitest';
import { Faults } from '../src/emulator/faults.ts';
import type { QuotaRules } from '../src/emulator/quota.ts';
import { seedId } from '../src/emulator/seed/ids.ts';
import { startOwnEmulator } from './support/own-emulator.ts';

const app = seedId('a', 1);
const participants = (meeting: number) => `/${app}/meetings/${seedId('b', meeting)}/participants`;

describe('the quota', () => {
  it('is told on every answer, blocks when it is exceeded, and ends with its window', async () => {
    let now = 1_000_000;
    const { call } = await startOwnEmulator({ quota: { limit: 3, windowSeconds: 60 }, now: () => now });
    const read = async () => {
      const { status, headers } = await call(participants(1));
      return [status, headers.get('ratelimit'), headers.get('retry-after')];
    };
    expect(await read()).toEqual([200, '"default";r=2;t=60', null]);
    now += 10_000;
    expect(await read()).toEqual([200, '"default";r=1;t=50', null]);
    expect(await read()).toEqual([200, '"default";r=0;t=50', null]);
    expect(await read()).toEqual([429, '"default";r=0;t=60', '60']);
    now += 59_000;
    expect(await read()).toEqual([429, '"default";r=0;t=1', '1']);
    now += 1_000;
    expect(await read()).toEqual([200, '"default";r=2;t=60', null]);
    expect((await call(participants(1))).headers.get('ratelimit-policy')).toBe('"default";q=3;w=60');
  });

  const today = { ratelimit: '"default";r=0;t=60', 'ratelimit-policy': '"default";q=1;w=60' };
  const older = {
    'x-ratelimit-limit': '1',
    'x-ratelimit-remaining': '0',
    'x-ratelimit-reset': 'Mon, 23 Nov 2026 12:01:00 GMT',
  };
  const edge = '{"success":false,"errors":[{"code":971,"message":"Please wait and consider throttling your request speed"}],';

  it.each<[QuotaRules['style'], Record<string, string>, Record<string, string>, string]>([
    ['edge', today, { ...today, 'retry-after': '60' }, edge],
    ['legacy', older, { ...older, 'retry-after': '60' }, edge],
    ['null', today, today, 'null'],
    ['origin', today, { 'retry-after': '60', 'x-envoy-ratelimited': 'true' }, ''],
    ['bare', today, {}, '<html>'],
  ])('of the style "%s" has its own headers and refuses in its own way', async (style, passing, refusing, text) => {
    const { baseUrl, accountId, token } = await startOwnEmulator({
      quota: { limit: 1, windowSeconds: 60, style },
      now: () => Date.parse('2026-11-23T12:00:00Z'),
    });
    const read = () =>
      fetch(`${baseUrl}/accounts/${accountId}/realtime/kit${participants(1)}`, { headers: { authorization: `Bearer ${token}` } });
    const telling = ({ headers }: Response) =>
      Object.fromEntries(Array.from(headers).filter(([name]) => /ratelimit|retry-after/.test(name)));

    const passed = await read();
    expect([passed.status, telling(passed)]).toEqual([200, passing]);
    const refused = await read();
    expect([refused.status, telling(refused)]).toEqual([429, refusing]);
    const body = await refused.text();
    expect(body.slice(0, text === '' ? undefined : text.length)).toBe(text);
  });

  it('tells those who hold it in their own process when the window of a token ends', async () => {
    let now = 1_000_500;
    const { call, emulator, token } = await startOwnEmulator({ quota: { limit: 1, windowSeconds: 60 }, now: () => now });
    expect(emulator.quota.endOf(token)).toBeUndefined();
    await call(participants(1));
    expect(emulator.quota.endOf(token)).toBe(1_060_500);
    now += 10_000;
    await call(participants(1));
    expect(emulator.quota.endOf(token)).toBe(1_070_500);
  });
});

describe('a fault with a share', () => {
  it('hits about that part of the calls, the same ones in every run, and leaves the others to the next fault', () => {
    const faults = new Faults();
    const run = () => {
      faults.clear();
      faults.add({ share: 0.01, status: 503 }, { latencyMs: 1 });
      return Array.from({ length: 10_000 }, () => faults.take('any', '/any')?.status);
    };
    const first = run();
    const hits = first.filter((status) => status === 503).length;
    expect(hits).toBeGreaterThan(80);
    expect(hits).toBeLessThan(120);
    expect(run()).toEqual(first);
  });
});

describe('a latency distribution', () => {
  const draw = (faults: Faults, count: number) => Array.from({ length: count }, () => faults.take('any', '/any')?.latencyMs ?? NaN);

  it('has its median and its 99th percentile where it says', () => {
    const faults = new Faults();
    faults.add({ latencyMs: { p50: 40, p99: 400 } });
    const sorted = draw(faults, 10_000).sort((a, b) => a - b);
    expect(sorted.every((ms) => Number.isInteger(ms) && ms >= 0)).toBe(true);
    expect(sorted[5_000]).toBeGreaterThan(38);
    expect(sorted[5_000]).toBeLessThan(42);
    expect(sorted[9_900]).toBeGreaterThan(360);
    expect(sorted[9_900]).toBeLessThan(440);
  });

  it('is drawn alike in every run', () => {
    const faults = new Faults();
    const run = () => {
      faults.clear();
      faults.add({ latencyMs: { p50: 40, p99: 400 } });
      return draw(faults, 100);
    };
    const first = run();
    expect(first.slice(0, 8)).toEqual([25, 325, 21, 101, 29, 7, 500, 13]);
    expect(run()).toEqual(first);
    const other = new Faults();
    other.add({ latencyMs: { p50: 40, p99: 400 } });
    expect(draw(other, 100)).toEqual(first);
  });

  it('holds an answer back', async () => {
    const { call, control, emulator } = await startOwnEmulator();
    await control('PUT', '/faults', [{ times: 1, latencyMs: { p50: 600_000, p99: 600_000 } }]);
    const controller = new AbortController();
    const held = call(participants(1), { signal: controller.signal });
    held.catch(() => undefined);
    while (emulator.calls.length === 0) await control('GET', '/calls');
    expect((await call(participants(1))).status).toBe(200);
    expect(emulator.calls.map(({ status }) => status)).toEqual([undefined, 200]);
    controller.abort();
    await expect(held).rejects.toThrow('aborted');
  });
});
