/** The breaker and the retry budget: what fails is not loaded with more, and is found well again soon after it is. */
import { setImmediate as turn } from 'node:timers/promises';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seedId } from '../src/emulator/seed/ids.ts';
import { GatewayError } from '../src/errors.ts';
import { MemoryStore } from '../src/upstream/answer-store.ts';
import { Bill } from '../src/upstream/bill.ts';
import { probeIntervalMs } from '../src/upstream/breaker.ts';
import { createRestClients } from '../src/upstream/client.ts';
import type { Clock } from '../src/upstream/clock.ts';
import { Refusal, type Send, type UpstreamRequest, type UpstreamResponse } from '../src/upstream/layer.ts';
import { path } from '../src/upstream/path.ts';
import { retry } from '../src/upstream/retry.ts';
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
});
