/** The cache around reads: how long it answers, what it puts on the bill, and what a store may do to it. */
import { describe, expect, it, vi } from 'vitest';
import { GatewayError } from '../src/errors.ts';
import { type AnswerStore, MemoryStore, type StoredAnswer } from '../src/upstream/answer-store.ts';
import type { ReadOperation } from '../src/upstream/client.ts';
import { below, path } from '../src/upstream/path.ts';
import { anything } from '../src/upstream/wire.ts';
import { type GivenAnswer, noon, startRest, type RestStackOptions } from './support/rest.ts';

const [one, other] = [path`/${{ id: '1' }}`, path`/${{ id: '2' }}`];
const get: ReadOperation<unknown> = { id: 'get', answer: anything };
const why = { why: 'a test' };
const absent: GivenAnswer = { status: 404, body: { error: {} }, bytes: 3 };
const away = new GatewayError('UPSTREAM_UNAVAILABLE', 'away');
const cached = { operation: 'get', method: 'GET', path: '/{id}', why: 'read before', ms: 0, source: 'cache' };

/** A stack whose answers are numbered, until they fail. */
function start(options: RestStackOptions = {}) {
  const failing: { with?: GivenAnswer } = {};
  const stack = startRest({ answer: (_request, number) => failing.with ?? { body: { number } }, ...options });
  const read = async (rest = stack.client()) => {
    const answer = (await rest.read(get, one, why)) as { number: number } | null;
    return [answer?.number ?? null, rest.bill.toJSON(), rest.bill.trace] as const;
  };
  return { ...stack, failing, read };
}

/** A store that notes what it is asked, and answers later. */
function slowStore() {
  const memory = new MemoryStore({ maxEntries: 100, maxBytes: 1_000_000 });
  const asked: unknown[][] = [];
  const later = async <T>(name: string, key: unknown[], act: () => T) => {
    await new Promise((resolve) => setImmediate(resolve));
    asked.push([name, ...key]);
    return act();
  };
  const store: AnswerStore = {
    get: (...key) => later('get', key, () => memory.get(...key)),
    set: (...key) =>
      later('set', key, () => {
        memory.set(...key);
      }),
    drop: (...key) =>
      later('drop', key, () => {
        memory.drop(...key);
      }),
    dropBelow: (...key) =>
      later('dropBelow', key, () => {
        memory.dropBelow(...key);
      }),
  };
  return { store, asked };
}

describe('what was read', () => {
  it('answers while it is fresh, and the bill and the trace say so', async () => {
    const { read, pass } = start();
    expect((await read())[0]).toBe(1);
    pass(4_999);
    const [number, bill, trace] = await read();
    expect([number, bill]).toEqual([1, { upstreamCalls: 0, cacheHits: 1, sharedCalls: 0, collapsedReads: 0, stale: 0 }]);
    expect(trace).toEqual([{ ...cached, status: 200, bytes: 10 }]);
    pass(1);
    expect((await read())[0]).toBe(2);
  });

  it('is as old as its question, not as its answer', async () => {
    const { read, pass } = start({
      answer: (_request, number) => {
        pass(3_000);
        return { body: { number } };
      },
    });
    await read();
    pass(2_000);
    expect((await read())[0]).toBe(2);
  });

  it.each([
    [5_000, 1_000],
    [400, 400],
  ])('as absent with a cache of %i ms is believed for %i ms', async (ttlMs, believedMs) => {
    const { read, pass, failing } = start({ rules: { cache: { ttlMs, staleIfErrorMs: 60_000 } } });
    failing.with = absent;
    await read();
    pass(believedMs - 1);
    expect((await read())[2]).toEqual([{ ...cached, status: 404, bytes: 3 }]);
    pass(1);
    expect((await read())[1]).toMatchObject({ upstreamCalls: 1, cacheHits: 0 });
  });

  it('stands in for a failure that may pass, until it is too old, and the bill and the trace say so', async () => {
    const { read, pass, failing } = start();
    await read();
    failing.with = away;
    pass(64_999);
    const [number, bill, trace] = await read();
    expect([number, bill]).toEqual([1, { upstreamCalls: 1, cacheHits: 0, sharedCalls: 0, collapsedReads: 0, stale: 1 }]);
    expect(trace?.at(-1)).toEqual({ ...cached, why: 'RealtimeKit cannot be asked', status: 200, bytes: 10, source: 'stale' });
    pass(1);
    await expect(read()).rejects.toBe(away);
  });

  it('does not stand in for another failure, nor for a fault of the gateway, nor for who wants it fresh', async () => {
    const { read, client, pass, failing } = start();
    await read();
    pass(5_000);
    for (const error of [new GatewayError('BAD_USER_INPUT', 'no'), new TypeError('a fault')]) {
      failing.with = error;
      await expect(read()).rejects.toBe(error);
    }
    failing.with = away;
    await expect(read(client({ fresh: true }))).rejects.toBe(away);
  });

  it('as absent does not stand in for anything', async () => {
    const { read, pass, failing } = start();
    failing.with = absent;
    await read();
    failing.with = away;
    pass(1_000);
    await expect(read()).rejects.toBe(away);
  });

  it('to find rows is asked for again each time', async () => {
    const { client, requests } = start();
    await client().read(get, one, why);
    for (let time = 0; time < 2; time += 1) await client().read(get, one, { ...why, keeps: 'rows' });
    expect(requests).toHaveLength(3);
  });

  it('is not kept where there is no cache', async () => {
    const store = new MemoryStore({ maxEntries: 100, maxBytes: 1_000_000 });
    const { read } = start({ store, rules: { cache: { ttlMs: 0, staleIfErrorMs: 60_000 } } });
    expect([(await read())[0], (await read())[0], store.entries]).toEqual([1, 2, 0]);
  });

  it('while something was written is not kept', async () => {
    const { client, read } = start({
      answer: async ({ method }, number) => {
        if (method === 'GET' && number === 1) await client().write({ id: 'edit', method: 'PUT', answer: anything }, other, {}, [other]);
        return { body: { number } };
      },
    });
    expect((await read())[0]).toBe(1);
    expect((await read())[0]).toBe(3);
  });
});

describe('the rows of a page', () => {
  const alsoAnswers = () =>
    [
      [one, 'first'],
      [other, 'second'],
      [path`/3`, 'third'],
    ] as const;

  it('are kept each with its part of the bytes, as old as the page', async () => {
    const store = new MemoryStore({ maxEntries: 100, maxBytes: 1_000_000 });
    const { client } = start({ store });
    await client().read(get, path`/list`, { ...why, query: { page_no: 1 }, alsoAnswers });
    expect(store.get('hash/account', '/1', '')).toEqual({ value: 'first', storedAt: noon, bytes: 4 });
    expect(store.get('hash/account', '/2', '')).toEqual({ value: 'second', storedAt: noon, bytes: 4 });
    expect(store.get('hash/account', '/list', 'page_no=1')).toMatchObject({ bytes: 10 });
    expect(store.get('hash/account', '/list', '')).toBeUndefined();
  });

  it('are not kept of a page that is not there, or that holds a secret', async () => {
    const store = new MemoryStore({ maxEntries: 100, maxBytes: 1_000_000 });
    const { client, failing } = start({ store });
    await client().read({ ...get, secret: true }, path`/list`, { ...why, alsoAnswers });
    expect(store.entries).toBe(0);
    failing.with = absent;
    const asked = vi.fn(alsoAnswers);
    expect(await client().read(get, path`/list`, { ...why, alsoAnswers: asked })).toBeNull();
    expect(asked).not.toHaveBeenCalled();
    expect(store.entries).toBe(1);
  });

  it('may be none', async () => {
    const store = new MemoryStore({ maxEntries: 100, maxBytes: 1_000_000 });
    const { client } = start({ store });
    await client().read(get, path`/list`, { ...why, alsoAnswers: () => [] });
    expect(store.entries).toBe(1);
  });
});

describe('a store that answers later', () => {
  it('is asked by scope, path and query, and told before anybody has the answer', async () => {
    const { store, asked } = slowStore();
    const { client, read, requests } = start({ store });
    expect((await read())[0]).toBe(1);
    const kept: StoredAnswer = { value: { number: 1 }, storedAt: noon, bytes: 10 };
    expect(asked).toEqual([
      ['get', 'hash/account', '/1', ''],
      ['set', 'hash/account', '/1', '', kept],
    ]);
    asked.length = 0;
    expect(await client().peek(get, other, [path`/none`, one])).toEqual({ number: 1 });
    expect(asked).toEqual(['/2', '/none', '/1'].map((value) => ['get', 'hash/account', value, '']));
    expect(requests).toHaveLength(1);
  });

  it('is told what a write touched, and what is below a path, before the write is answered', async () => {
    const { store, asked } = slowStore();
    const { client } = start({ store });
    await client().write({ id: 'edit', method: 'PUT', answer: anything }, one, {}, [one, below(other)]);
    for (const [name, value] of [
      ['drop', '/1'],
      ['drop', '/1#row'],
      ['dropBelow', '/2/'],
    ]) {
      expect(asked).toContainEqual([name, 'hash/account', value]);
    }
    expect(asked).not.toContainEqual(['drop', 'hash/account', '/2']);
  });
});

describe('a store that fails', () => {
  it.each([
    [
      'at once',
      () => {
        throw new Error('the store is away');
      },
    ],
    ['later', () => Promise.reject(new Error('the store is away'))],
  ])('%s is one that has nothing: reads and writes do without it', async (_when, fail: () => Promise<never>) => {
    const { client, read, failing } = start({ store: { get: fail, set: fail, drop: fail, dropBelow: fail } });
    expect((await read())[0]).toBe(1);
    expect((await read())[0]).toBe(2);
    expect(await client().peek(get, one, [other])).toBeUndefined();
    expect(await client().write({ id: 'edit', method: 'PUT', answer: anything }, one, {}, [below(one)])).toEqual({ number: 3 });
    failing.with = away;
    await expect(read()).rejects.toBe(away);
  });
});

describe('the newest of what is kept', () => {
  it('answers, at whichever path it is', async () => {
    const store = new MemoryStore({ maxEntries: 100, maxBytes: 1_000_000 });
    const { client, pass } = start({ store });
    pass(10);
    const put = (where: typeof one, value: string, storedAt: number) => {
      store.set('hash/account', where.value, '', { value, storedAt: noon + storedAt, bytes: 1 });
    };
    put(one, 'first', 1);
    put(other, 'second', 2);
    const peek = (...others: (typeof one)[]) => client().peek(get, one, others);
    expect(await peek()).toBe('first');
    expect(await peek(other)).toBe('second');
    put(one, 'newer', 3);
    expect(await peek(other)).toBe('newer');
    expect(await peek(path`/none`, other)).toBe('newer');
  });
});
