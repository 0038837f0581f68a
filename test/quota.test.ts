/** The quota: what is left is known, what would be blocked is not sent, and the caller is told when to come back. */
import { setImmediate as turn } from 'node:timers/promises';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Emulator, emulatorAccountId, emulatorToken } from '../src/emulator/emulator.ts';
import { defaultQuotaRules, Quota, type QuotaRules, quotaStyles } from '../src/emulator/quota.ts';
import { seedId } from '../src/emulator/seed/ids.ts';
import type { GatewayError } from '../src/errors.ts';
import { MemoryStore } from '../src/upstream/answer-store.ts';
import { Bill } from '../src/upstream/bill.ts';
import { createRestClients } from '../src/upstream/client.ts';
import type { Clock } from '../src/upstream/clock.ts';
import type { UpstreamRequest, UpstreamResponse } from '../src/upstream/layer.ts';
import { path, targetOf } from '../src/upstream/path.ts';
import { retryAfterOf } from '../src/upstream/quota-headers.ts';
import { anything } from '../src/upstream/wire.ts';
import { startStack } from './support/stack.ts';

const noon = Date.parse('2026-11-23T12:00:00Z');
const appId = seedId('a', 1);
const meetingId = seedId('b', 3);
const participant = (number: number) => path`/${{ appId }}/meetings/${{ meetingId }}/participants/${{ id: seedId('c', number, 3) }}`;
const newToken = path`/${{ appId }}/meetings/${{ meetingId }}/participants/${{ id: seedId('c', 1, 3) }}/token`;
const otherToken = 'another-token';
const limited = (retryAfter: number) => ({ code: 'RATE_LIMITED', extensions: { retryAfter, retryable: true } });

/** A clock that only the test moves. */
function stillClock() {
  let now = noon;
  const clock: Clock = { now: () => now, random: () => 0.5, wait: () => Promise.resolve() };
  return { clock, now: clock.now, pass: (ms: number) => (now += ms) };
}

function answerOf(status: number, headers: Record<string, string> = {}, body?: unknown): UpstreamResponse {
  const lowerCase = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
  return { status, headers: lowerCase, body: typeof body === 'object' && body !== null ? { ...body } : undefined, bytes: 0 };
}

/** The client factory over whatever answers. */
function start(answer: (request: UpstreamRequest) => UpstreamResponse | Promise<UpstreamResponse>, time = stillClock()) {
  const statuses: number[] = [];
  const { clientFor } = createRestClients(
    async (request) => {
      const response = await answer(request);
      statuses.push(response.status);
      // A turn later, so that calls of one moment are under way together.
      await turn();
      return response;
    },
    new MemoryStore({ maxEntries: 1, maxBytes: 1 }),
    { timeoutMs: 10_000, quota: { limit: 1200, windowSeconds: 300 }, cache: { ttlMs: 0, staleIfErrorMs: 0 }, singleFlight: true },
    time.clock,
  );
  const client = (token = emulatorToken) => {
    const credential = { accountId: emulatorAccountId, token, hash: token, owner: 'gateway' as const };
    return clientFor({ credential, signal: new AbortController().signal, bill: new Bill(1, false), fresh: false });
  };
  return {
    ...time,
    /** Of all answers that came. */
    statuses,
    read: (to = participant(1), token?: string) => client(token).read({ id: 'a-read', answer: anything }, to, { why: 'a test' }),
    write: (to = newToken) => client().write({ id: 'a-write', method: 'POST', answer: anything }, to, undefined, []),
    quota: () => client().quota(),
  };
}

/** The same over an emulator in this process. */
function startEmulated(quota: Partial<QuotaRules> = {}) {
  const time = stillClock();
  const accounts = { [emulatorToken]: emulatorAccountId, [otherToken]: emulatorAccountId };
  const emulator = new Emulator({ quota, now: time.now, accounts });
  const call = (method: string, target: string, token: string) => {
    const url = new URL(`http://emulator/client/v4/accounts/${emulatorAccountId}/realtime/kit${target}`);
    const { status, headers, body } = emulator.answer({ method, url, authorization: `Bearer ${token}`, body: undefined });
    return answerOf(status, headers, body);
  };
  return {
    ...start((request) => call(request.method, targetOf(request), request.credential.token), time),
    secondsToReset: () => ((emulator.quota.endOf(emulatorToken) ?? NaN) - time.now()) / 1000,
    /** The statuses of another tool's calls with the same token. */
    spendElsewhere: (calls: number) => Array.from({ length: calls }, () => call('GET', participant(1).value, emulatorToken).status),
  };
}

/** The same through the front door. */
async function startFront(quota: Partial<QuotaRules> = {}) {
  const { clock, now, pass } = stillClock();
  const config = { cacheTtlMs: 0, collapseWindowMs: 0 };
  const stack = await startStack({ emulator: { now, quota }, config, dependencies: { clock } });
  const one = (number: number) =>
    `meetingParticipant(appId: "${appId}", meetingId: "${meetingId}", participantId: "${seedId('c', number, 3)}") { id }`;
  const ask = (number: number, init?: RequestInit) => stack.query(`{ ${one(number)} }`, undefined, init);
  return { ...stack, pass, one, ask };
}

describe('50 clients that ask for far more than 1,200 calls in 300 s', () => {
  const clients = Array.from({ length: 50 }, (_, index) => index + 1);

  it.each<[string, (ms: number) => number, number]>([
    ['', () => 0, 2_000],
    // A burst in the middle of each window's rush, then a trickle. The tool opens the windows, and not on a full second.
    [' beside another tool', (ms) => (ms % 300_000 === 2_000 ? 400 : ms % 10_000 === 0 ? 1 : 0), 1_200],
  ])('for ten minutes%s never meet a 429, are told the true reset, and leave room for writes', async (_title, elsewhere, fewest) => {
    const { statuses, read, write, secondsToReset, spendElsewhere, pass } = startEmulated();
    const codes = new Set<string>();
    const tally = { answered: 0, written: 0, mostSecondsOff: 0 };
    for (let ms = 0; ms < 600_000; ms += 2_000) {
      expect(spendElsewhere(elsewhere(ms))).not.toContain(429);
      if (ms === 0) pass(137);
      if (ms % 6_000 === 0) await write().then(() => (tally.written += 1));
      for (const outcome of await Promise.allSettled(clients.map((number) => read(participant(number))))) {
        tally.answered += outcome.status === 'fulfilled' ? 1 : 0;
        if (outcome.status === 'fulfilled') continue;
        const { code, extensions } = outcome.reason as GatewayError;
        codes.add(code);
        tally.mostSecondsOff = Math.max(tally.mostSecondsOff, Math.abs((extensions['retryAfter'] as number) - secondsToReset()));
      }
      pass(2_000);
    }
    expect(new Set(statuses)).toEqual(new Set([200]));
    expect(codes).toEqual(new Set(['RATE_LIMITED']));
    expect(tally.mostSecondsOff).toBeLessThanOrEqual(1);
    expect(tally.written).toBe(100);
    expect(tally.answered).toBeGreaterThan(fewest);
  });

  it('at the front door meet the same', async () => {
    const { ask, emulator, pass } = await startFront();
    const round = async () => (await Promise.all(clients.map((number) => ask(number)))).flatMap(({ errors }) => errors);
    for (let second = 0; second < 50; second += 2) {
      for (const { extensions } of await round()) expect(extensions).toMatchObject({ code: 'RATE_LIMITED', retryAfter: 300 - second });
      pass(2_000);
    }
    expect(new Set(emulator.calls.map(({ status }) => status))).toEqual(new Set([200]));
    expect(emulator.calls.length).toBeGreaterThan(1_000);
    expect(emulator.calls.length).toBeLessThanOrEqual(1_080);
    pass(249_000);
    expect(await round()).toHaveLength(50);
    pass(1_000);
    expect(await round()).toEqual([]);
  });
});

describe('a 429', () => {
  async function expectClosedFor(seconds: number, { read, write, quota, statuses, now, pass }: ReturnType<typeof start>) {
    await expect(read()).rejects.toMatchObject(limited(seconds));
    expect(statuses).toEqual([429]);
    expect(quota()).toMatchObject({ remaining: 0, resetAt: now() + seconds * 1000 });
    pass(seconds * 1000 - 1);
    await expect(read()).rejects.toMatchObject(limited(1));
    await expect(write()).rejects.toMatchObject(limited(1));
    expect(statuses).toEqual([429]);
    await read(participant(1), otherToken).catch(() => undefined);
    expect(statuses).toHaveLength(2);
    pass(1);
    expect(quota()).toMatchObject({ remaining: 1200, resetAt: now() + 300_000 });
    await read().catch(() => undefined);
    expect(statuses).toHaveLength(3);
  }

  it.each(quotaStyles)('of the style "%s" closes the credential until the documented time, and no other', async (style) => {
    const stack = startEmulated({ limit: 5, windowSeconds: 120, style });
    expect(stack.spendElsewhere(6)).toContain(429);
    stack.pass(30_000);
    await expectClosedFor(style === 'bare' ? 300 : 90, stack);
    expect(stack.statuses).toEqual([429, 200, 200]);
  });

  it('closes it for 1 to 300 s, however absurd its headers are', async () => {
    const absurd = fc.constantFrom('1000000000', '-5', '0', 'soon', 'Mon, 23 Nov 2020 12:00:00 GMT');
    const value = fc.oneof(absurd, fc.string(), fc.integer().map(String), fc.double().map(String));
    await fc.assert(
      fc.asyncProperty(value, value, value, async (first, second, third) => {
        const headers = { 'retry-after': first, ratelimit: `"default";r=0;t=${second}`, 'x-ratelimit-reset': third };
        const seconds = retryAfterOf(headers, noon);
        expect(seconds >= 1 && seconds <= 300).toBe(true);
        const stack = start(() => answerOf(429, headers));
        await expectClosedFor(seconds, stack);
      }),
    );
  });
});

describe('the headers', () => {
  it.each<[QuotaRules['style'], number, number]>([
    ['edge', 3500, 300],
    ['edge', 100, 10],
    ['legacy', 3500, 300],
    ['legacy', 100, 10],
  ])('of the style "%s" teach a quota of %i in %i s, whose last tenth is for writes', async (style, limit, seconds) => {
    const { read, write, quota, statuses, now, pass } = startEmulated({ limit, windowSeconds: seconds, style });
    expect(quota()).toMatchObject({ limit: 1200, remaining: 1200, resetAt: noon + 300_000 });
    await read();
    expect(quota()).toMatchObject({ limit, remaining: limit - 1, resetAt: noon + seconds * 1000 });
    for (let count = 1; count < limit * 0.9; count += 1) await read();
    await expect(read()).rejects.toMatchObject(limited(seconds));
    for (let count = 0; count < limit * 0.1; count += 1) await write();
    await expect(write()).rejects.toMatchObject(limited(seconds));
    expect(statuses).toEqual(Array(limit).fill(200));
    pass(seconds * 1000);
    // The older headers do not tell the length of a window: the configured one stays.
    expect(quota()).toMatchObject({ limit, remaining: limit, resetAt: now() + (style === 'edge' ? seconds : 300) * 1000 });
  });

  it('of answers that overtake each other never raise the count within a window, nor leave it above the true one', async () => {
    const step = fc.record({ ms: fc.nat(1_500), elsewhere: fc.nat(3), answers: fc.boolean(), which: fc.nat(40) });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 60, size: 'max' }), fc.integer({ min: 500, max: 3_500 }), async (steps, limit) => {
        const time = stillClock();
        const upstream = new Quota({ ...defaultQuotaRules, limit }, time.now);
        const underWay: (() => void)[] = [];
        const count = { made: 0, used: 0, usedWhenTold: 0 };
        const { read, quota } = start(() => {
          const { promise, resolve } = Promise.withResolvers<UpstreamResponse>();
          underWay.push(resolve.bind(undefined, answerOf(200, upstream.spend('t').headers, {})));
          count.made += 1;
          count.usedWhenTold = count.used += 1;
          return promise;
        }, time);
        const known: number[] = [];
        const look = async () => {
          for (let turns = 0; turns < 2; turns += 1) await turn();
          if (quota().limit !== limit) return;
          // With the calls under way, which an answer may have counted already.
          known.push(quota().remaining + underWay.length);
          expect(quota().remaining).toBeLessThanOrEqual(limit - count.made);
        };
        for (const [index, { ms, elsewhere, answers, which }] of steps.entries()) {
          time.pass(ms);
          for (let calls = 0; calls < elsewhere; calls += 1, count.used += 1) upstream.spend('t');
          if (answers) underWay.splice(which % (underWay.length + 1), 1)[0]?.();
          else void read(participant(index + 1));
          await look();
        }
        while (underWay.length > 0) {
          underWay.pop()?.();
          await look();
        }
        expect(known).toEqual(known.toSorted((a, b) => b - a));
        expect(known.at(-1) ?? 0).toBeLessThanOrEqual(limit - count.usedWhenTold);
      }),
    );
  });
});

describe('recordings', () => {
  it('have a quota of their own, 1,000 in 50 s', async () => {
    const { read, write, statuses, quota, pass } = start(() => answerOf(200, {}, {}));
    const [all, one] = [path`/${{ appId }}/recordings`, path`/${{ appId }}/recordings/${{ id: 'r' }}`];
    for (let count = 0; count < 450; count += 1) await Promise.all([read(all), read(one)]);
    await expect(read(all)).rejects.toMatchObject(limited(50));
    for (let count = 0; count < 100; count += 1) await write(one);
    await expect(write(all)).rejects.toMatchObject(limited(50));
    expect(statuses).toHaveLength(1_000);
    expect(quota()).toMatchObject({ limit: 1200, remaining: 1200 });
    await read(path`/${{ appId }}/recordings-of-ours`);
    expect(quota()).toMatchObject({ limit: 1200, remaining: 1199 });
    pass(50_000);
    await read(all);
  });
});

describe('an operation', () => {
  it.each([
    ['application/graphql-response+json', 429],
    ['application/json', 200],
  ])('that is refused wholly has Retry-After, and for %s the status %i; one that is not has 200', async (accept, status) => {
    const { ask, query, one, emulator, pass } = await startFront({ limit: 10, windowSeconds: 60 });
    const init = { headers: { accept } };
    for (let number = 1; number <= 8; number += 1) await ask(number);
    pass(20_000);
    const half = await query(`{ one: ${one(1)} other: ${one(2).replace(meetingId, seedId('b', 1))} }`, undefined, init);
    expect([half.status, half.headers.get('retry-after')]).toEqual([200, '40']);
    expect(half.data).toEqual({ one: { id: seedId('c', 1, 3) }, other: null });
    expect(half.errors).toMatchObject([{ path: ['other'], extensions: { code: 'RATE_LIMITED', retryAfter: 40 } }]);

    const whole = await ask(1, init);
    expect([whole.status, whole.headers.get('retry-after')]).toEqual([status, '40']);
    expect(whole.data).toEqual({ meetingParticipant: null });
    expect(whole.errors[0]?.extensions).toEqual(half.errors[0]?.extensions);
    expect(emulator.calls).toHaveLength(9);
  });

  it("has the emulator's quota in its headers and in the field rateLimit", async () => {
    const { ask, query, emulator, pass } = await startFront({ limit: 100, windowSeconds: 60 });
    let told: Record<string, string> = {};
    emulator.faults.add({ change: (answer) => ((told = answer.headers ?? {}), answer) });
    for (let number = 1; number <= 3; number += 1) {
      const { headers } = await ask(number);
      expect(headers.get('ratelimit')).toBe(`"default";r=${100 - number};t=${70 - number * 10}`);
      expect([headers.get('ratelimit'), headers.get('ratelimit-policy')]).toEqual([told['Ratelimit'], told['Ratelimit-Policy']]);
      const { data } = await query('{ rateLimit { limit remaining resetAt } }');
      expect(data).toEqual({ rateLimit: { limit: 100, remaining: 100 - number, resetAt: '2026-11-23T12:01:00.000Z' } });
      pass(10_000);
    }
    expect(emulator.calls).toHaveLength(3);
  });
});
