/** The breaker and the retry budget: what fails is not loaded with more, and is found well again soon after it is. */
import { setImmediate as turn } from 'node:timers/promises';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seedId } from '../src/emulator/seed/ids.ts';
import { GatewayError } from '../src/errors.ts';
import { MemoryStore } from '../src/upstream/answer-store.ts';
import { Bill } from '../src/upstream/bill.ts';
import { Breakers, probeIntervalMs } from '../src/upstream/breaker.ts';
import { createRestClients } from '../src/upstream/client.ts';
import type { Clock } from '../src/upstream/clock.ts';
import { guarded } from '../src/upstream/guards.ts';
import { ConnectionError, Refusal, type Send, type UpstreamRequest, type UpstreamResponse } from '../src/upstream/layer.ts';
import { path } from '../src/upstream/path.ts';
import { retry } from '../src/upstream/retry.ts';
import { RetryBudget } from '../src/upstream/retry-budget.ts';
import { anything } from '../src/upstream/wire.ts';
import { Slots } from '../src/upstream/slots.ts';
import { hastyClock, startStack } from './support/stack.ts';

const noon = Date.parse('2026-11-23T12:00:00Z');
const answerOf = (status: number): UpstreamResponse => ({ status, headers: {}, body: { success: true }, bytes: 0 });
const codeOf = (error: unknown) => (error instanceof GatewayError ? error.code : String(error));

/** Time that passes when the test says so, and wakes those who wait for it one after the other. */
class VirtualTime {
  #now = noon;
  readonly #sleepers = new Set<{ at: number; wake: () => void }>();

  readonly now = () => this.#now;
  readonly clock: Clock = {
    now: this.now,
    random: () => 0.5,
    wait: (ms) => new Promise((wake) => this.#sleepers.add({ at: this.#now + ms, wake })),
  };

  async pass(ms: number): Promise<void> {
    const end = this.#now + ms;
    for (;;) {
      // All that can happen now has happened before time goes on.
      await turn();
      const [next] = Array.from(this.#sleepers).sort((a, b) => a.at - b.at);
      if (next === undefined || next.at > end) break;
      this.#sleepers.delete(next);
      this.#now = next.at;
      next.wake();
    }
    this.#now = end;
  }
}

type Asked = Partial<Record<'operation' | 'token' | 'accountId', string>>;

const requestOf = ({ operation = 'op', token = 't', accountId = 'a' }: Asked = {}): UpstreamRequest => ({
  operation,
  method: 'GET',
  path: path`/x`,
  query: undefined,
  credential: { accountId, token, hash: token, owner: 'gateway' as const },
  bill: new Bill(100, false),
  slots: new Slots(16),
  why: 'a test',
  signal: new AbortController().signal,
});

/** The breaker alone, around calls that end as the test says. */
function guard() {
  const time = new VirtualTime();
  let sent = 0;
  let outcome: number | Error | Promise<UpstreamResponse>;
  const send = guarded([new Breakers(time.clock).guard])(async () => {
    sent += 1;
    if (outcome instanceof Error) throw outcome;
    return typeof outcome === 'number' ? answerOf(outcome) : outcome;
  });
  /** Resolves to the status, or to the code of the error. */
  const call = (result: typeof outcome): Promise<number | string> => {
    outcome = result;
    return send(requestOf()).then(({ status }) => status, codeOf);
  };
  const calls = async (count: number, result: number | Error) => {
    for (let index = 0; index < count; index += 1) await call(result);
  };
  return { call, calls, sent: () => sent, pass: (ms: number) => time.pass(ms) };
}

/** The whole onion, over an upstream whose answers have the status that it has at the time. */
function start(takesMs = 0) {
  const time = new VirtualTime();
  const upstream = { status: 503, calledAt: [] as number[] };
  const send: Send = async ({ signal }) => {
    upstream.calledAt.push(time.now());
    const { status } = upstream;
    await time.clock.wait(takesMs, signal);
    return answerOf(status);
  };
  const cache = { ttlMs: 0, staleIfErrorMs: 0 };
  const rules = { timeoutMs: 60_000, quota: { limit: 1_000_000, windowSeconds: 300 }, cache, singleFlight: false };
  const { clientFor } = createRestClients(send, new MemoryStore({ maxEntries: 1, maxBytes: 1 }), rules, time.clock);
  const clientOf = (asked?: Asked) => clientFor({ ...requestOf(asked), fresh: false });
  const readWith = (client: ReturnType<typeof clientFor>, id = 'op') =>
    client.read({ id, answer: anything }, path`/x`, { why: 'a test' }).then(() => 'answered', codeOf);
  return { time, upstream, clientOf, readWith, read: (asked?: Asked) => readWith(clientOf(asked), asked?.operation) };
}

describe('an upstream that answers 503 to everything under a steady load', () => {
  it('gets at most two calls and a fifth more than are asked for, then one in 5 s, and is in use 10 s after it is well', async () => {
    const between = (min: number, max: number) => fc.integer({ min, max });
    const load = fc.record({ everyMs: between(20, 800), takesMs: between(0, 900), wellAfterMs: between(20_000, 30_000) });
    await fc.assert(
      fc.asyncProperty(load, async ({ everyMs, takesMs, wellAfterMs }) => {
        const { time, upstream, read } = start(takesMs);
        const ends: { at: number; how: string }[] = [];
        const ask = () => {
          void read().then((how) => ends.push({ at: time.now(), how }));
          return time.pass(everyMs);
        };
        let callsUntilOpen = 0;
        for (let demand = 1; time.now() < noon + wellAfterMs; demand += 1) {
          await ask();
          if (ends.some(({ how }) => how === 'UPSTREAM_UNAVAILABLE')) continue;
          callsUntilOpen = upstream.calledAt.length;
          expect(callsUntilOpen).toBeLessThanOrEqual(1.2 * demand + 2);
        }
        const gaps = upstream.calledAt.map((at, index, all) => at - (all[index - 1] ?? 0)).slice(callsUntilOpen);
        expect(gaps.length).toBeGreaterThan(0);
        expect(Math.min(...gaps)).toBeGreaterThanOrEqual(probeIntervalMs);

        upstream.status = 200;
        const wellAt = time.now();
        const sick = ends.length;
        while (time.now() < wellAt + 20_000) await ask();
        const first = ends.findIndex(({ how }, index) => index >= sick && how === 'answered');
        expect(ends[first]?.at).toBeLessThanOrEqual(wellAt + probeIntervalMs + 5_000);
        expect(ends.slice(first).map(({ how }) => how)).toEqual(Array(ends.length - first).fill('answered'));
      }),
      { numRuns: 20 },
    );
  });
});

describe('the breaker', () => {
  const timeout = new GatewayError('UPSTREAM_TIMEOUT', 'late');
  const left = new DOMException('The caller is gone', 'AbortError');

  it.each([
    { good: 40, bad: 19, opens: false },
    { good: 40, bad: 20, opens: true },
    { good: 0, bad: 9, opens: false },
    { good: 0, bad: 10, opens: true },
    { good: 6, bad: 5, opens: false },
    { good: 5, bad: 5, opens: true },
  ])('at $good good and $bad bad calls in 10 s is open: $opens', async ({ good, bad, opens }) => {
    const { call, calls, sent, pass } = guard();
    await calls(good, 200);
    await pass(9_999);
    await calls(bad, 503);
    expect(await call(200)).toBe(opens ? 'UPSTREAM_UNAVAILABLE' : 200);
    expect(sent()).toBe(good + bad + (opens ? 0 : 1));
  });

  it('forgets after 10 s, and does not let callers who go away hide that the others fail', async () => {
    const { call, calls, pass } = guard();
    await calls(9, 503);
    await pass(10_000);
    await calls(9, 503);
    await calls(100, left);
    expect(await call(404)).toBe(404);
    expect(await call(200)).toBe('UPSTREAM_UNAVAILABLE');
  });

  const lost = [true, false].map((sent) => new ConnectionError('op', sent));
  it.each([500, 502, 503, 504, 522, timeout, ...lost])('counts %s as a failure', async (result) => {
    const { call, calls } = guard();
    await calls(10, result);
    expect(await call(200)).toBe('UPSTREAM_UNAVAILABLE');
  });

  const invalid = new GatewayError('UPSTREAM_INVALID_RESPONSE', 'too long');
  it.each([400, 401, 403, 404, 408, 409, 422, 429, left, invalid])('does not count %s', async (result) => {
    const { call, calls } = guard();
    await calls(30, result);
    expect(await call(200)).toBe(200);
  });

  it('lets one call probe after 5 s, and stays open until one succeeds', async () => {
    const { call, calls, sent, pass } = guard();
    await calls(10, 503);
    for (const result of [503, timeout, left]) {
      const before = sent();
      await pass(4_999);
      expect(await call(200)).toBe('UPSTREAM_UNAVAILABLE');
      await pass(1);
      await call(result);
      expect(await call(200)).toBe('UPSTREAM_UNAVAILABLE');
      expect(sent()).toBe(before + 1);
    }
    await pass(5_000);
    const ends = await Promise.all(Array.from({ length: 50 }, () => call(200)));
    expect(ends).toEqual([200, ...Array<string>(49).fill('UPSTREAM_UNAVAILABLE')]);
    expect(await call(200)).toBe(200);
  });

  it('does not hear what became of calls from before it opened: not while open, and not when closed again', async () => {
    const { call, calls, pass } = guard();
    const good = Promise.withResolvers<UpstreamResponse>();
    const bad = Promise.withResolvers<UpstreamResponse>();
    const early = [good, ...Array<typeof bad>(20).fill(bad)].map(({ promise }) => call(promise));
    await calls(10, 503);
    good.resolve(answerOf(200));
    expect(await early[0]).toBe(200);
    expect(await call(200)).toBe('UPSTREAM_UNAVAILABLE');

    await pass(5_000);
    await calls(1, 200);
    bad.reject(timeout);
    expect(await early[20]).toBe('UPSTREAM_TIMEOUT');
    await calls(9, 503);
    expect(await call(200)).toBe(200);
  });

  it('refuses for no call, tells when the next try is, and leaves other operations, tokens and accounts alone', async () => {
    const { time, upstream, clientOf, readWith, read } = start();
    for (let count = 0; count < 10; count += 1) void read();
    await time.pass(1_000);
    upstream.status = 200;
    upstream.calledAt.length = 0;

    const client = clientOf();
    const { remaining } = client.quota();
    const refusal = client.read({ id: 'op', answer: anything }, path`/x`, { why: 'a test' });
    await expect(refusal).rejects.toMatchObject({ code: 'UPSTREAM_UNAVAILABLE', extensions: { retryAfter: 4, retryable: true } });
    expect(upstream.calledAt).toEqual([]);
    expect(client.bill.upstreamCalls).toBe(0);
    expect(client.quota().remaining).toBe(remaining);

    const others = [{ operation: 'another' }, { token: 'another' }, { accountId: 'another' }].map(read);
    await time.pass(0);
    expect(await Promise.all(others)).toEqual(['answered', 'answered', 'answered']);
    expect(await readWith(client)).toBe('UPSTREAM_UNAVAILABLE');
    expect(upstream.calledAt).toHaveLength(3);
  });

  it('speaks at the front door with UPSTREAM_UNAVAILABLE and Retry-After', async () => {
    const { query, emulator } = await startStack({ dependencies: { clock: { ...hastyClock, now: () => noon } } });
    const meeting = `appId: "${seedId('a', 1)}", meetingId: "${seedId('b', 1)}"`;
    const one = `{ meetingParticipant(${meeting}, participantId: "${seedId('c', 1, 1)}") { name } }`;
    emulator.faults.add({ operation: 'get_meeting_participant', status: 503 });
    for (let count = 0; count < 10; count += 1) await query(one);
    emulator.calls.length = 0;
    const { status, headers, data, errors, extensions } = await query(one);
    expect([status, headers.get('retry-after')]).toEqual([200, '5']);
    expect(data).toEqual({ meetingParticipant: null });
    expect(errors).toMatchObject([{ extensions: { code: 'UPSTREAM_UNAVAILABLE', retryAfter: 5 } }]);
    expect(extensions.cost.upstreamCalls).toBe(0);
    expect(emulator.calls).toEqual([]);
  });
});

describe('the retry budget', () => {
  it('keeps the retries of 1,000 reads that fail within 10 s to a fifth of them; reads that are not sent earn none', async () => {
    const time = new VirtualTime();
    let sent = 0;
    const send = retry(time.clock)(({ operation }) => {
      if (operation === 'refused') return Promise.reject(new Refusal('UPSTREAM_UNAVAILABLE', 'not sent'));
      sent += 1;
      return Promise.resolve(answerOf(503));
    });
    for (let count = 0; count < 1_000; count += 1) {
      void send(requestOf());
      await expect(send(requestOf({ operation: 'refused' }))).rejects.toThrow('not sent');
      await time.pass(9);
    }
    await time.pass(999);
    expect(sent).toBeLessThanOrEqual(1_200);
    expect(sent).toBeGreaterThan(1_150);
  });

  it('is a fifth of the calls or two, anew in each 10 s, for each scope', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(60)), (calls) => {
        let now = noon;
        const budget = new RetryBudget(() => now);
        const spendAll = (scope: string) => {
          let spent = 0;
          while (spent < 100 && budget.spend(scope)) spent += 1;
          return spent;
        };
        for (const count of calls) {
          expect(spendAll('a')).toBe(2);
          for (let index = 0; index < count; index += 1) budget.earn('a');
          now += 9_999;
          expect(2 + spendAll('a')).toBe(Math.max(2, Math.floor(count / 5)));
          expect(spendAll('b')).toBe(2);
          now += 1;
        }
      }),
    );
  });
});
