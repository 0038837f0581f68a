/** Reads of one meeting by different operations go through one plan, and what others read is gained by. */
import { describe, expect, it, vi } from 'vitest';
import { seedId } from '../src/emulator/seed/ids.ts';
import { type Cost, type Stack, startStack } from './support/stack.ts';

const app = seedId('a', 1);
const middle = seedId('b', 2);
const one = `query ($id: ID!) { meetingParticipant(appId: "${app}", meetingId: "${middle}", participantId: $id) { id } }`;
const ids = Array.from({ length: 100 }, (_, index) => seedId('c', index + 1, 2));
const list = `GET /${app}/meetings/${middle}/participants?`;

const askAll = ({ query }: Stack) => Promise.all(ids.map((id) => query(one, { id })));
const sum = (answers: { extensions: { cost: Cost } }[], field: keyof Cost) =>
  answers.reduce((total, { extensions }) => total + extensions.cost[field], 0);
const isRight = (answers: Awaited<ReturnType<typeof askAll>>) => {
  expect(answers.map(({ data }) => data)).toEqual(ids.map((id) => ({ meetingParticipant: { id } })));
};

describe('100 clients that ask for 100 different participants of one meeting at the same moment', () => {
  it('cost a handful of calls, on a gateway that knows nothing', async () => {
    const stack = await startStack();
    stack.emulator.faults.add({ latencyMs: 20 });
    const answers = await askAll(stack);
    isRight(answers);
    expect(stack.calls().length).toBeLessThanOrEqual(6);
    expect(sum(answers, 'upstreamCalls')).toBe(stack.calls().length);
  });

  it('cost one call for each without the layers', async () => {
    const stack = await startStack({ config: { cacheTtlMs: 0, collapseWindowMs: 0 } });
    isRight(await askAll(stack));
    expect(stack.calls()).toHaveLength(100);
  });

  it('cost a point read of the first, who waits for nobody, and the list pages of the others, without a cache', async () => {
    const stack = await startStack({ config: { cacheTtlMs: 0, collapseWindowMs: 100, upstreamTimeoutMs: 20_000 } });
    await stack.query('{ __typename }');
    const answers = await askAll(stack);
    isRight(answers);
    expect(stack.calls().length).toBeLessThanOrEqual(9);
    expect(stack.calls()[0]).not.toContain(list);
    expect(stack.calls()[1]).toContain(list);
    expect(sum(answers, 'collapsedReads')).toBeGreaterThan(80);
    expect(sum(answers, 'sharedCalls')).toBeGreaterThan(80);
    expect(sum(answers, 'upstreamCalls')).toBe(stack.calls().length);
  });
});

describe('who asks alone', () => {
  it('waits for nobody, and neither does the next one after him', async () => {
    // A window that would outlast the test.
    const { query, emulator } = await startStack({ config: { cacheTtlMs: 0, collapseWindowMs: 600_000 } });
    for (const id of ids.slice(0, 3)) {
      expect(await query(one, { id })).toMatchObject({ data: { meetingParticipant: { id } }, errors: [] });
    }
    expect(emulator.calls).toHaveLength(3);
  });
});

describe('a shared plan', () => {
  it('goes on when the client who pays for it leaves', async () => {
    const { query, emulator } = await startStack({ config: { cacheTtlMs: 0, collapseWindowMs: 50 } });
    let answerNow: () => void = () => undefined;
    emulator.faults.add({ until: new Promise<void>((resolve) => (answerNow = resolve)) });
    // A window opens only while the list is being read for others.
    const before = query(one, { id: ids[2] });
    await vi.waitFor(() => {
      expect(emulator.calls).toHaveLength(1);
    });
    const payer = new AbortController();
    const leaving = query(one, { id: ids[0] }, { signal: payer.signal });
    const staying = query(one, { id: ids[1] });
    await vi.waitFor(() => {
      expect(emulator.calls.length).toBeGreaterThanOrEqual(2);
    });
    payer.abort();
    await expect(leaving).rejects.toThrow();
    answerNow();
    expect(await staying).toMatchObject({ data: { meetingParticipant: { id: ids[1] } }, errors: [] });
    expect(await before).toMatchObject({ data: { meetingParticipant: { id: ids[2] } }, errors: [] });
  });

  it('is not for those who want a fresh answer, however many they are', async () => {
    const { query, calls } = await startStack({ config: { collapseWindowMs: 100 } });
    const fresh = { headers: { 'cache-control': 'no-cache' } };
    await Promise.all(ids.slice(0, 5).map((id) => query(one, { id }, fresh)));
    expect(calls().sort()).toEqual(ids.slice(0, 5).map((id) => `GET /${app}/meetings/${middle}/participants/${id}`));
  });

  it('is not for who wants a fresh answer', async () => {
    const { query, calls } = await startStack({ config: { collapseWindowMs: 100 } });
    const fresh = { headers: { 'cache-control': 'no-cache' } };
    await Promise.all([query(one, { id: ids[0] }, fresh), query(one, { id: ids[0] }, fresh)]);
    expect(calls()).toHaveLength(2);
  });
});

describe('a list that many ask of', () => {
  it('is read page by page once that costs no more than the point reads before, and serves the rest', async () => {
    const { query, calls } = await startStack({ config: { collapseWindowMs: 0 } });
    const costs: number[] = [];
    for (const id of ids.slice(0, 30)) costs.push((await query(one, { id })).extensions.cost.upstreamCalls);
    // The first client's point read, the second one's look at page 1, which has everybody else.
    expect(costs).toEqual([1, 1, ...Array.from({ length: 28 }, () => 0)]);
    // Two were read one by one, the list has two pages: now they are worth their price.
    expect((await query(one, { id: seedId('c', 110, 2) })).extensions.cost).toMatchObject({ upstreamCalls: 2, collapsedReads: 1 });
    expect((await query(one, { id: seedId('c', 120, 2) })).extensions.cost).toMatchObject({ upstreamCalls: 0, cacheHits: 1 });
    expect(calls()).toHaveLength(4);
  });

  it('is waited for by who asks while its pages are read, but not by who wants a fresh answer', async () => {
    const { query, emulator } = await startStack({ config: { collapseWindowMs: 0 } });
    const { promise, resolve } = Promise.withResolvers<undefined>();
    emulator.faults.add({ path: 'page_no', times: 1, until: promise });
    const several = `query ($ids: [ID!]!) { meetingParticipantsByIds(appId: "${app}", meetingId: "${middle}", participantIds: $ids) { id } }`;
    const reading = query(several, { ids: ids.slice(0, 2) });
    await vi.waitFor(() => {
      expect(emulator.calls).toHaveLength(1);
    });
    const waiting = query(one, { id: ids[2] });
    const fresh = await query(one, { id: ids[3] }, { headers: { 'cache-control': 'no-cache' } });
    expect(fresh.extensions.cost).toMatchObject({ upstreamCalls: 1, sharedCalls: 0 });
    resolve(undefined);
    expect((await reading).extensions.cost).toMatchObject({ upstreamCalls: 1, collapsedReads: 2 });
    expect(await waiting).toMatchObject({
      data: { meetingParticipant: { id: ids[2] } },
      extensions: { cost: { upstreamCalls: 0, sharedCalls: 0, cacheHits: 1 } },
    });
    // Nobody reads it now.
    expect((await query(one, { id: seedId('c', 110, 2) })).extensions.cost.upstreamCalls).toBeGreaterThan(0);
  });

  it('is waited for two seconds at most', async () => {
    const { query, emulator, calls } = await startStack({ config: { collapseWindowMs: 0 } });
    const all = seedId('b', 3);
    const inAll = (number: number) => seedId('c', number, 3);
    const several = `query ($ids: [ID!]!) { meetingParticipantsByIds(appId: "${app}", meetingId: "${all}", participantIds: $ids) { id } }`;
    const asked = Array.from({ length: 60 }, (_, index) => inAll(101 + index));
    // Now it is known that it has 50 pages: 60 participants are worth them.
    await query(several, { ids: [inAll(2000), inAll(3000)] });
    const { promise, resolve } = Promise.withResolvers<undefined>();
    emulator.faults.add({ path: 'page_no=1&', times: 1, until: promise });
    emulator.calls.length = 0;
    const reading = query(several, { ids: asked });
    await vi.waitFor(() => {
      expect(emulator.calls).toHaveLength(1);
    });
    const timers = vi.spyOn(globalThis, 'setTimeout');
    const ended = vi.spyOn(globalThis, 'clearTimeout');
    const waiting = query(one.replace(middle, all), { id: inAll(4000) });
    const timer = await vi.waitFor(
      () => timers.mock.calls.findIndex(([, ms]) => ms === 2_000) + 1 || Promise.reject(new Error('no timer')),
    );
    expect(emulator.calls).toHaveLength(1);
    timers.mock.calls[timer - 1]?.[0]();
    expect(await waiting).toMatchObject({ data: { meetingParticipant: { id: inAll(4000) } }, errors: [] });
    expect(calls()).toHaveLength(2);
    expect(ended).toHaveBeenCalledWith(timers.mock.results[timer - 1]?.value);
    resolve(undefined);
    expect((await reading).data).toEqual({ meetingParticipantsByIds: asked.map((id) => ({ id })) });
  });

  it('costs nobody a point read that would have gone well', async () => {
    const { query, emulator } = await startStack({ config: { collapseWindowMs: 0 } });
    emulator.faults.add({ operation: 'get_meeting_participants', status: 503 });
    for (const id of ids.slice(0, 8)) expect(await query(one, { id })).toMatchObject({ data: { meetingParticipant: { id } }, errors: [] });
  });

  it('is not read for others by who has no call to spare', async () => {
    const { query } = await startStack({ config: { collapseWindowMs: 0, upstreamCallLimit: 2 } });
    for (const id of ids.slice(0, 8)) expect((await query(one, { id })).extensions.cost.upstreamCalls).toBe(1);
  });

  it('that cannot be kept is not read again and again', async () => {
    const { query, calls } = await startStack({ config: { collapseWindowMs: 0, cacheMaxEntries: 1 } });
    for (const id of [...ids, ...ids]) await query(one, { id });
    // One call for each is about the best that can be done.
    expect(calls().length).toBeLessThanOrEqual(400);
    expect(calls().length).toBeGreaterThan(150);
  });

  it('is not read whole if it has many pages', async () => {
    const { query, calls } = await startStack({ config: { collapseWindowMs: 0 } });
    const large = one.replace(middle, seedId('b', 3));
    for (let number = 1000; number < 1030; number += 1) await query(large, { id: seedId('c', number, 3) });
    expect(calls().filter((call) => call.includes('?'))).toHaveLength(1);
    expect(calls()).toHaveLength(31);
  });

  it('is not read for one client who asks for the same again and again', async () => {
    const { query, calls } = await startStack({ config: { collapseWindowMs: 0 } });
    const fresh = { headers: { 'cache-control': 'no-cache' } };
    for (let time = 0; time < 5; time += 1) await query(one, { id: ids[0] }, fresh);
    expect(calls().filter((call) => call.includes('?'))).toEqual([]);
  });
});
