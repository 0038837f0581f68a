/** Another try: for what, after which pause, and how many of them all calls of a token may have. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { GatewayError } from '../src/errors.ts';
import { Bill } from '../src/upstream/bill.ts';
import type { Clock } from '../src/upstream/clock.ts';
import { ConnectionError, Refusal, type Send, type UpstreamRequest, type UpstreamResponse } from '../src/upstream/layer.ts';
import { path } from '../src/upstream/path.ts';
import { retry } from '../src/upstream/retry.ts';
import { RetryBudget } from '../src/upstream/retry-budget.ts';
import { Slots } from '../src/upstream/slots.ts';
import { noon } from './support/rest.ts';

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
    const clock: Clock = { now: () => noon, random: () => random, wait: (ms) => Promise.resolve(void pauses.push(ms)) };
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

  it('gives it no more than three, however many others the budget has left', async () => {
    const { send, sent } = trying([...Array<UpstreamResponse>(100).fill(answer(200)), answer(503)]);
    for (let call = 0; call < 100; call += 1) await send(request('GET'));
    await send(request('GET'));
    expect(sent()).toBe(100 + 3);
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

  it('says of each try which it is, and what it is for', async () => {
    const reasons: string[] = [];
    const clock: Clock = { now: () => noon, random: () => 0, wait: () => Promise.resolve() };
    await retry(clock)(({ why }) => {
      reasons.push(why);
      return Promise.resolve(answer(503));
    })(request('GET'));
    expect(reasons).toEqual(['a test', 'a test, try 2', 'a test, try 3']);
  });

  it('keeps the first failure if the gateway does not let it be tried again', async () => {
    for (const first of [answer(503), new ConnectionError('op', true)]) {
      const { send, sent } = trying([first, new Refusal('UPSTREAM_UNAVAILABLE', 'not now')]);
      const end: unknown = await send(request('GET')).catch((error: unknown) => error);
      expect([end, sent()]).toEqual([first, 2]);
    }
  });

  it('is over with any other error', async () => {
    const late = new GatewayError('UPSTREAM_TIMEOUT', 'late');
    for (const outcomes of [[late], [answer(503), late]]) {
      const { send, sent } = trying(outcomes);
      await expect(send(request('GET'))).rejects.toBe(late);
      expect(sent()).toBe(outcomes.length);
    }
  });

  it('is over when the caller leaves during a pause', async () => {
    const controller = new AbortController();
    const clock: Clock = { now: () => noon, random: () => 0.5, wait: (_ms, { reason }) => Promise.reject(reason) };
    controller.abort(new Error('left'));
    const send = retry(clock)(() => Promise.resolve(answer(503)));
    await expect(send({ ...request('GET'), signal: controller.signal })).rejects.toThrow('left');
  });

  it('has the budget of its token and account: two for few calls, a fifth of many', async () => {
    const { send, sent } = trying([answer(503)]);
    for (let call = 0; call < 3; call += 1) await send(request('GET'));
    expect(sent()).toBe(3 + 2);
    for (let call = 3; call < 15; call += 1) await send(request('GET'));
    expect(sent()).toBe(15 + 3);
    await send({ ...request('GET'), credential: { accountId: 'other', token: 't', hash: 'h', owner: 'gateway' } });
    expect(sent()).toBe(18 + 3);
  });

  it('is paid for by calls that were sent, not by those that were refused', async () => {
    const refused = new Refusal('RATE_LIMITED', 'wait');
    const { send, sent } = trying([...Array<Error>(20).fill(refused), answer(503)]);
    for (let call = 0; call < 20; call += 1) await expect(send(request('GET'))).rejects.toBe(refused);
    await send(request('GET'));
    await send(request('GET'));
    expect(sent()).toBe(20 + 2 + 2);
  });
});

describe('the retry budget', () => {
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
