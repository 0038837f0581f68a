/** The breaker alone, around calls that end as the test says: when it opens, what it counts, and how it closes again. */
import { describe, expect, it } from 'vitest';
import { GatewayError } from '../src/errors.ts';
import { Bill } from '../src/upstream/bill.ts';
import { Breakers } from '../src/upstream/breaker.ts';
import { guarded } from '../src/upstream/guards.ts';
import { ConnectionError, type UpstreamRequest, type UpstreamResponse } from '../src/upstream/layer.ts';
import { path } from '../src/upstream/path.ts';
import { Slots } from '../src/upstream/slots.ts';
import { credential, noon } from './support/rest.ts';

const answerOf = (status: number): UpstreamResponse => ({ status, headers: {}, body: { success: true }, bytes: 0 });
const codeOf = (error: unknown) => (error instanceof GatewayError ? error.code : String(error));

const requestOf = (operation = 'op'): UpstreamRequest => ({
  operation,
  method: 'GET',
  path: path`/x`,
  query: undefined,
  credential,
  bill: new Bill(100, false),
  slots: new Slots(16),
  why: 'a test',
  signal: new AbortController().signal,
});

/** The breaker alone, around calls that end as the test says. */
function guard() {
  let now = noon;
  const clock = { now: () => now, random: () => 0.5, wait: () => Promise.resolve() };
  const breakers = new Breakers(clock);
  let sent = 0;
  let outcome: number | Error | Promise<UpstreamResponse>;
  const send = guarded([breakers.guard])(async () => {
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
  return { call, calls, sent: () => sent, open: () => breakers.open, pass: (ms: number) => (now += ms) };
}

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
    pass(9_999);
    await calls(bad, 503);
    expect(await call(200)).toBe(opens ? 'UPSTREAM_UNAVAILABLE' : 200);
    expect(sent()).toBe(good + bad + (opens ? 0 : 1));
  });

  it('forgets after 10 s, and does not let callers who go away hide that the others fail', async () => {
    const { call, calls, pass } = guard();
    await calls(9, 503);
    pass(10_000);
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
      pass(4_999);
      expect(await call(200)).toBe('UPSTREAM_UNAVAILABLE');
      pass(1);
      await call(result);
      expect(await call(200)).toBe('UPSTREAM_UNAVAILABLE');
      expect(sent()).toBe(before + 1);
    }
    pass(5_000);
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

    pass(5_000);
    await calls(1, 200);
    bad.reject(timeout);
    expect(await early[20]).toBe('UPSTREAM_TIMEOUT');
    await calls(9, 503);
    expect(await call(200)).toBe(200);
  });

  it('does not take a call from before it opened for the probe', async () => {
    const { call, calls, open, pass } = guard();
    const early = Promise.withResolvers<UpstreamResponse>();
    const probe = Promise.withResolvers<UpstreamResponse>();
    const begun = call(early.promise);
    await calls(10, 503);
    pass(5_000);
    const probing = call(probe.promise);
    early.resolve(answerOf(200));
    await begun;
    expect(open()).toHaveLength(1);
    probe.resolve(answerOf(200));
    await probing;
    expect(open()).toEqual([]);
  });

  it('does not count a probe that ends after another one has closed it', async () => {
    const { call, calls, pass } = guard();
    const slow = Promise.withResolvers<UpstreamResponse>();
    await calls(10, 503);
    pass(5_000);
    const first = call(slow.promise);
    pass(5_000);
    await call(200);
    slow.reject(timeout);
    expect(await first).toBe('UPSTREAM_TIMEOUT');
    await calls(9, 503);
    expect(await call(200)).toBe(200);
  });

  it('says which operations of whom are not called, as long as they are not', async () => {
    const { call, calls, open, pass } = guard();
    await calls(10, 503);
    expect(open()).toEqual([{ scope: 'hash/account', operation: 'op' }]);
    pass(5_000);
    await call(503);
    expect(open()).toHaveLength(1);
    pass(5_000);
    await call(200);
    expect(open()).toEqual([]);
  });

  it('tells the whole seconds until the next try', () => {
    const breakers = new Breakers({ now: () => noon, random: () => 0.5, wait: () => Promise.resolve() });
    for (let call = 0; call < 10; call += 1) breakers.guard(requestOf())(answerOf(503));
    expect(() => breakers.guard(requestOf())).toThrow(
      expect.objectContaining({
        code: 'UPSTREAM_UNAVAILABLE',
        message: 'op: RealtimeKit keeps failing; the next try is in 5 s.',
        extensions: { code: 'UPSTREAM_UNAVAILABLE', retryable: true, retryAfter: 5, upstream: { operation: 'op' } },
      }) as Error,
    );
    expect(() => breakers.guard(requestOf('another'))).not.toThrow();
  });

  it('counts anew after it has closed', async () => {
    const { call, calls, pass } = guard();
    await calls(10, 503);
    pass(5_000);
    await call(200);
    await calls(9, 503);
    expect(await call(200)).toBe(200);
    expect(await call(200)).toBe('UPSTREAM_UNAVAILABLE');
  });
});
