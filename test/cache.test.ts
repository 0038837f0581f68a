/** The cache: what is kept, how long, for whom, and what it does when RealtimeKit cannot be asked. */
import { describe, expect, it, vi } from 'vitest';
import { seedId } from '../src/emulator/seed/ids.ts';
import { MemoryStore } from '../src/upstream/answer-store.ts';
import { hastyClock, type Stack, startStack } from './support/stack.ts';

const app = seedId('a', 1);
const small = seedId('b', 1);
const id = (number: number) => seedId('c', number, 1);
const one = (number: number) => `{ meetingParticipant(appId: "${app}", meetingId: "${small}", participantId: "${id(number)}") { name } }`;
const byIds = (...numbers: number[]) =>
  `{ meetingParticipantsByIds(appId: "${app}", meetingId: "${small}", participantIds: ${JSON.stringify(numbers.map(id))}) { name } }`;
const zero = { upstreamCalls: 0, cacheHits: 0, sharedCalls: 0, collapsedReads: 0, stale: 0 };

async function start(config: Parameters<typeof startStack>[0] = {}) {
  let now = Date.now();
  const stack = await startStack({
    ...config,
    dependencies: { clock: { ...hastyClock, now: () => now } },
    emulator: { ...config.emulator, now: () => now },
  });
  return { ...stack, pass: (ms: number) => (now += ms), forget: () => (stack.emulator.calls.length = 0) };
}

const costs = async (query: Stack['query'], text: string, init?: RequestInit) => (await query(text, undefined, init)).extensions.cost;

describe('the cache', () => {
  it('answers for five seconds and then asks again', async () => {
    const { query, calls, pass } = await start();
    expect(await costs(query, one(1))).toEqual({ ...zero, upstreamCalls: 1 });
    pass(4_999);
    expect(await costs(query, one(1))).toEqual({ ...zero, cacheHits: 1 });
    expect(calls()).toHaveLength(1);
    pass(1);
    expect(await costs(query, one(1))).toMatchObject({ cacheHits: 0, upstreamCalls: 1 });
    expect(calls()).toHaveLength(2);
  });

  it('answers point reads with rows that came in a list page', async () => {
    const { query, calls } = await start();
    expect(await costs(query, byIds(1, 2))).toEqual({ ...zero, upstreamCalls: 1, collapsedReads: 2 });
    expect(await query(one(3))).toMatchObject({
      data: { meetingParticipant: { name: 'Alan Turing' } },
      extensions: { cost: { ...zero, cacheHits: 1 } },
    });
    expect(calls()).toHaveLength(1);
  });

  it('believes that somebody is absent for one second', async () => {
    const { query, pass } = await start();
    await query(one(99));
    pass(999);
    expect(await query(one(99))).toMatchObject({ data: { meetingParticipant: null }, extensions: { cost: { ...zero, cacheHits: 1 } } });
    pass(1);
    expect((await costs(query, one(99))).cacheHits).toBe(0);
  });

  it('is passed by for a request with Cache-Control: no-cache, which others gain by', async () => {
    const { query, rest, calls } = await start();
    await query(one(1));
    await rest('PATCH', `/${app}/meetings/${small}/participants/${id(1)}`, { name: 'Countess' });
    expect((await query(one(1))).data).toEqual({ meetingParticipant: { name: 'Ada Lovelace' } });
    const fresh = { headers: { 'cache-control': 'no-cache' } };
    expect(await query(one(1), undefined, fresh)).toMatchObject({
      data: { meetingParticipant: { name: 'Countess' } },
      extensions: { cost: { cacheHits: 0 } },
    });
    expect((await query(one(1))).data).toEqual({ meetingParticipant: { name: 'Countess' } });
    expect(calls()).toHaveLength(2);
  });

  it('stands in for RealtimeKit for a minute after that, and the bill says so', async () => {
    const { query, emulator, pass } = await start();
    await query(one(1));
    emulator.faults.add({ status: 503 });
    pass(5_000 + 59_999);
    expect(await query(one(1))).toMatchObject({
      data: { meetingParticipant: { name: 'Ada Lovelace' } },
      errors: [],
      extensions: { cost: { stale: 1, upstreamCalls: 3 } },
    });
    pass(1);
    expect(await query(one(1))).toMatchObject({ data: { meetingParticipant: null }, errors: [{ extensions: { code: 'UPSTREAM_ERROR' } }] });
  });

  it('stands in for those who are known when a list page fails, and no others', async () => {
    const { query, emulator, pass } = await start();
    await query(one(1));
    emulator.faults.add({ connection: 'refuse' });
    pass(10_000);
    expect(await query(byIds(1, 2))).toMatchObject({
      data: { meetingParticipantsByIds: [{ name: 'Ada Lovelace' }, null] },
      errors: [{ path: ['meetingParticipantsByIds', 1] }],
      extensions: { cost: { stale: 1 } },
    });
  });

  it.each([401, 403, 400, 404])('does not stand in for an answer of %i: that is an answer', async (status) => {
    const { query, emulator, pass } = await start();
    await query(one(1));
    emulator.faults.add({ status });
    pass(10_000);
    expect(await query(one(1))).toMatchObject({ data: { meetingParticipant: null }, extensions: { cost: { stale: 0 } } });
  });

  it('does not stand in for one who wants it fresh', async () => {
    const { query, emulator } = await start();
    await query(one(1));
    emulator.faults.add({ status: 503 });
    const { errors } = await query(one(1), undefined, { headers: { 'cache-control': 'max-age=0, no-cache' } });
    expect(errors).toMatchObject([{ extensions: { code: 'UPSTREAM_ERROR' } }]);
  });

  it('stands in when the quota is used up, for no call', async () => {
    const { query, calls, pass, forget } = await start({
      config: { quota: { limit: 10, windowSeconds: 300 } },
      emulator: { quota: { limit: 10 } },
    });
    await query(one(1));
    pass(6_000);
    const elsewhere = one(1).replace(small, seedId('b', 2));
    for (let number = 0; number < 10; number += 1) await query(elsewhere, undefined, { headers: { 'cache-control': 'no-cache' } });
    forget();
    expect(await query(one(1))).toMatchObject({
      data: { meetingParticipant: { name: 'Ada Lovelace' } },
      extensions: { cost: { ...zero, stale: 1 } },
    });
    expect((await query(elsewhere, undefined, { headers: { 'cache-control': 'no-cache' } })).errors).toMatchObject([
      { extensions: { code: 'RATE_LIMITED' } },
    ]);
    expect(calls()).toEqual([]);
  });

  it('keeps what a call brought although the one who made it left', async () => {
    const { query, emulator, calls } = await start();
    let answerNow: () => void = () => undefined;
    emulator.faults.add({ until: new Promise<void>((resolve) => (answerNow = resolve)), times: 1 });
    const client = new AbortController();
    const leaving = query(one(1), undefined, { signal: client.signal });
    await vi.waitFor(() => {
      expect(calls()).toHaveLength(1);
    });
    const staying = query(one(1));
    await query('{ __typename }');
    client.abort();
    await expect(leaving).rejects.toThrow();
    answerNow();
    await staying;
    expect((await query(one(1))).extensions.cost).toEqual({ ...zero, cacheHits: 1 });
    expect(calls()).toHaveLength(1);
  });

  it('never lets a list bring back who a newer read says is gone', async () => {
    const { query, rest, pass } = await start();
    await query(byIds(1, 2));
    await rest('DELETE', `/${app}/meetings/${small}/participants/${id(2)}`);
    expect((await query(one(2), undefined, { headers: { 'cache-control': 'no-cache' } })).data).toEqual({ meetingParticipant: null });
    pass(1_500);
    expect((await query(byIds(2, 3))).data).toMatchObject({ meetingParticipantsByIds: [null, { name: 'Alan Turing' }] });
  });

  it('answers with the newest of what it has: what a point read told, or a row of a list', async () => {
    const { query, rest, pass, forget, calls } = await start();
    const point = `{ meeting(appId: "${app}", meetingId: "${small}") { title } }`;
    await query(point);
    expect(await rest('PATCH', `/${app}/meetings/${small}`, { title: 'Renamed' })).toBe(200);
    pass(3_000);
    await query(`{ meetings(appId: "${app}", first: 100) { nodes { title } } }`);
    pass(1_000);
    forget();
    expect((await query(point)).data).toEqual({ meeting: { title: 'Renamed' } });
    expect(calls()).toEqual([]);
  });

  it('that fails is one that has nothing', async () => {
    const broken = () => Promise.reject(new Error('the store is away'));
    const { query, calls } = await startStack({ dependencies: { store: { get: broken, set: broken, drop: broken, dropBelow: broken } } });
    for (let time = 0; time < 2; time += 1)
      expect(await query(one(1))).toMatchObject({ data: { meetingParticipant: { name: 'Ada Lovelace' } }, errors: [] });
    expect(calls()).toHaveLength(2);
  });

  it('keeps nothing when it is off', async () => {
    const { query, calls } = await start({ config: { cacheTtlMs: 0 } });
    await query(one(1));
    await query(one(1));
    expect(calls()).toHaveLength(2);
  });

  it('keeps no answer that is not as documented', async () => {
    const { query, emulator } = await start();
    emulator.faults.add({ times: 1, body: { success: true, data: null } });
    expect((await query(one(1))).errors).toHaveLength(1);
    expect(await query(one(1))).toMatchObject({ data: { meetingParticipant: { name: 'Ada Lovelace' } }, errors: [] });
  });
});

describe('the store in memory', () => {
  const answer = (bytes: number) => ({ value: 'x', storedAt: 0, bytes });

  it('stays within its bytes and entries over a million different keys, and keeps the newest', () => {
    const store = new MemoryStore({ maxEntries: 20_000, maxBytes: 8 * 1024 * 1024 });
    let mostBytes = 0;
    let mostEntries = 0;
    for (let number = 0; number < 1_000_000; number += 1) {
      store.set(`scope-${number % 7}`, `/path/${number}`, '', answer(number % 1000));
      if (number % 1000 === 0) {
        mostBytes = Math.max(mostBytes, store.bytes);
        mostEntries = Math.max(mostEntries, store.entries);
      }
    }
    expect(mostBytes).toBeLessThanOrEqual(8 * 1024 * 1024);
    expect(mostEntries).toBeLessThanOrEqual(20_000);
    expect(mostEntries).toBeGreaterThan(5_000);
    expect(store.get('scope-1', '/path/999999', '')).toBeUndefined();
    expect(store.get('scope-0', '/path/999999', '')).toBeDefined();
    expect(store.get('scope-0', '/path/0', '')).toBeUndefined();
  });

  it('does not replace an answer by an older one', () => {
    const store = new MemoryStore({ maxEntries: 10, maxBytes: 1024 * 1024 });
    store.set('scope', '/one', '', { value: 'new', storedAt: 2, bytes: 1 });
    store.set('scope', '/one', '', { value: 'old', storedAt: 1, bytes: 1 });
    expect(store.get('scope', '/one', '')?.value).toBe('new');
  });

  it('counts the bytes of keys too', () => {
    const store = new MemoryStore({ maxEntries: 10, maxBytes: 1024 * 1024 });
    store.set('scope', `/${'k'.repeat(5_000)}`, '', answer(1));
    expect(store.bytes).toBeGreaterThan(5_000);
  });

  it('bounds the queries of one path', () => {
    const store = new MemoryStore({ maxEntries: 10, maxBytes: 1024 * 1024 });
    for (let page = 0; page < 1_000; page += 1) store.set('scope', '/list', `page_no=${page}`, answer(10));
    expect(store.entries).toBe(1);
    expect(store.get('scope', '/list', 'page_no=0')).toBeUndefined();
    expect(store.get('scope', '/list', 'page_no=999')).toBeDefined();
  });

  it('drops a path with all its queries, in its scope only', () => {
    const store = new MemoryStore({ maxEntries: 10, maxBytes: 1024 * 1024 });
    for (const scope of ['mine', 'yours']) for (const query of ['', 'page_no=1']) store.set(scope, '/list', query, answer(1));
    store.drop('mine', '/list');
    expect([store.get('mine', '/list', ''), store.get('mine', '/list', 'page_no=1')]).toEqual([undefined, undefined]);
    expect([store.get('yours', '/list', ''), store.get('yours', '/list', 'page_no=1')]).not.toContain(undefined);
  });
});
