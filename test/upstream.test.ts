/** The rules of the upstream's layers that no answer shows: pauses, bounds of waiting, writes. */
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { Bill } from '../src/upstream/bill.ts';
import { type Clock, systemClock } from '../src/upstream/clock.ts';
import { deadline } from '../src/upstream/deadline.ts';
import { ConnectionError, type Send, type UpstreamRequest, type UpstreamResponse } from '../src/upstream/layer.ts';
import { path } from '../src/upstream/path.ts';
import { retry } from '../src/upstream/retry.ts';
import { startStack } from './support/stack.ts';
import { retryAfterOf } from '../src/upstream/quota-headers.ts';
import { Slots } from '../src/upstream/slots.ts';

const now = Date.parse('2026-11-23T12:00:00Z');

describe('retry-after', () => {
  it.each<[string, Record<string, string>, number]>([
    ['seconds', { 'retry-after': '17' }, 17],
    ['an HTTP date', { 'retry-after': 'Mon, 23 Nov 2026 12:00:40 GMT' }, 40],
    ['a date in the past', { 'retry-after': 'Mon, 23 Nov 2020 12:00:40 GMT' }, 1],
    ['nothing', {}, 300],
    ['text', { 'retry-after': 'soon' }, 300],
    ['a negative number', { 'retry-after': '-5' }, 1],
    ['10^9 seconds', { 'retry-after': '1000000000' }, 300],
    ['an empty value, with a Ratelimit reset', { 'retry-after': '', ratelimit: '"default";r=0;t=30' }, 30],
    ['the older reset', { 'x-ratelimit-reset': 'Mon, 23 Nov 2026 12:01:00 GMT' }, 60],
    ['both, of which retry-after counts', { 'retry-after': '5', ratelimit: '"default";r=0;t=30' }, 5],
  ])('of %s is %o -> %i s', (_title, headers, seconds) => {
    expect(retryAfterOf(headers, now)).toBe(seconds);
  });

  it('is a whole number from 1 to 300 whatever the headers say', () => {
    const header = fc.oneof(fc.string(), fc.integer().map(String), fc.double().map(String), fc.date().map(String));
    fc.assert(
      fc.property(header, header, header, (first, second, third) => {
        const seconds = retryAfterOf({ 'retry-after': first, ratelimit: `"default";r=0;t=${second}`, 'x-ratelimit-reset': third }, now);
        return Number.isInteger(seconds) && seconds >= 1 && seconds <= 300;
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('the clock', () => {
  it('waits as long as it is told, and no longer than somebody waits for it', async () => {
    vi.useFakeTimers();
    try {
      let done = false;
      const waiting = systemClock.wait(100, new AbortController().signal).then(() => (done = true));
      await vi.advanceTimersByTimeAsync(99);
      expect(done).toBe(false);
      await vi.advanceTimersByTimeAsync(1);
      await waiting;

      const controller = new AbortController();
      const left = systemClock.wait(100_000, controller.signal);
      controller.abort();
      await expect(left).rejects.toThrow('aborted');
      expect(vi.getTimerCount()).toBe(0);
      await expect(systemClock.wait(1, controller.signal)).rejects.toThrow('aborted');
    } finally {
      vi.useRealTimers();
    }
  });
});

describe('the deadline', () => {
  const request = { signal: new AbortController().signal, operation: 'op' } as unknown as UpstreamRequest;

  it('covers all tries, leaves a call that does not hear it, and takes its timer and listener away', async () => {
    vi.useFakeTimers();
    try {
      const removed = vi.spyOn(request.signal, 'removeEventListener');
      const deaf: Send = () => new Promise(() => undefined);
      const late = deadline(500)(deaf)(request);
      const outcome = expect(late).rejects.toMatchObject({ code: 'UPSTREAM_TIMEOUT', message: 'op: no complete answer within 500 ms.' });
      await vi.advanceTimersByTimeAsync(500);
      await outcome;
      expect([vi.getTimerCount(), removed.mock.calls.length]).toEqual([0, 1]);

      await deadline(500)(() => Promise.resolve({ status: 200, headers: {}, body: {}, bytes: 1 }))(request);
      expect([vi.getTimerCount(), removed.mock.calls.length]).toEqual([0, 2]);
    } finally {
      vi.useRealTimers();
    }
  });

  it('runs from the first try to the last', async () => {
    const { query, emulator } = await startStack({ config: { upstreamTimeoutMs: 500 } });
    emulator.faults.add({ status: 503, latencyMs: 300 });
    const { errors } = await query(`{ meetingParticipant(appId: "1", meetingId: "2", participantId: "3") { id } }`);
    expect(errors).toMatchObject([{ extensions: { code: 'UPSTREAM_TIMEOUT' } }]);
    expect(emulator.calls).toHaveLength(2);
  });
});

describe('retry', () => {
  const answer = (status: number): UpstreamResponse => ({ status, headers: {}, body: undefined, bytes: 0 });
  const request = (method: UpstreamRequest['method']): UpstreamRequest => ({
    operation: 'op',
    method,
    path: path`/x`,
    query: undefined,
    credential: { accountId: 'a', token: 't', hash: 'h', owner: 'gateway' },
    bill: new Bill(100, false),
    slots: new Slots(16),
    why: 'a test',
    signal: new AbortController().signal,
  });

  function trying(outcomes: (UpstreamResponse | Error)[], random = 0.5) {
    const pauses: number[] = [];
    let sent = 0;
    const clock: Clock = { now: () => now, random: () => random, wait: (ms) => Promise.resolve(void pauses.push(ms)) };
    const send: Send = () => {
      const outcome = outcomes[Math.min(sent++, outcomes.length - 1)] ?? answer(200);
      return outcome instanceof Error ? Promise.reject(outcome) : Promise.resolve(outcome);
    };
    return { send: retry(clock)(send), pauses, sent: () => sent };
  }

  it('pauses for a random part of 100 ms and then of 200 ms', async () => {
    const { send, pauses } = trying([answer(503), answer(503), answer(200)], 0.25);
    expect((await send(request('GET'))).status).toBe(200);
    expect(pauses).toEqual([25, 50]);
  });

  it.each([500, 502, 503, 504])('gives a GET three tries at %i', async (status) => {
    const { send, sent } = trying([answer(status)]);
    expect((await send(request('GET'))).status).toBe(status);
    expect(sent()).toBe(3);
  });

  it.each([200, 400, 401, 403, 404, 408, 409, 422, 429, 501])('gives a GET one try at %i', async (status) => {
    const { send, sent } = trying([answer(status)]);
    await send(request('GET'));
    expect(sent()).toBe(1);
  });

  it.each(['POST', 'PUT', 'PATCH', 'DELETE'] as const)('repeats a %s only if no connection was made', async (method) => {
    const refused = trying([new ConnectionError('op', false), answer(200)]);
    expect((await refused.send(request(method))).status).toBe(200);

    const lost = trying([new ConnectionError('op', true), answer(200)]);
    await expect(lost.send(request(method))).rejects.toThrow('the connection to RealtimeKit was lost');
    expect(lost.sent()).toBe(1);

    const failed = trying([answer(503), answer(200)]);
    expect((await failed.send(request(method))).status).toBe(503);
    expect(failed.sent()).toBe(1);
  });
});
