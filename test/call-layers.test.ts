/** The layers around every call, one by one: who may pass, who pays, who is told, and how long it may take. */
import { describe, expect, it, vi } from 'vitest';
import { GatewayError } from '../src/errors.ts';
import { Bill } from '../src/upstream/bill.ts';
import { Cancellation } from '../src/upstream/cancellation.ts';
import { systemClock } from '../src/upstream/clock.ts';
import { concurrency, neverAborted } from '../src/upstream/concurrency.ts';
import { deadline } from '../src/upstream/deadline.ts';
import { type CallEnd, type Guard, guarded } from '../src/upstream/guards.ts';
import { Refusal, type Send, type UpstreamRequest, type UpstreamResponse } from '../src/upstream/layer.ts';
import { meter } from '../src/upstream/meter.ts';
import { type CallObserver, observe } from '../src/upstream/observe.ts';
import { path } from '../src/upstream/path.ts';
import { Slots } from '../src/upstream/slots.ts';
import { credential, noon } from './support/rest.ts';

const answer: UpstreamResponse = { status: 201, headers: {}, body: {}, bytes: 7 };
const answering: Send = () => Promise.resolve(answer);
const lost = new GatewayError('UPSTREAM_ERROR', 'lost');
const refused = new Refusal('RATE_LIMITED', 'wait');

const requestOf = (changes: Partial<UpstreamRequest> = {}): UpstreamRequest => ({
  operation: 'op',
  method: 'GET',
  path: path`/apps/${{ id: '1' }}`,
  query: undefined,
  credential,
  bill: new Bill(100, true),
  slots: new Slots(16),
  why: 'a test',
  signal: new AbortController().signal,
  ...changes,
});

/** Time that passes with each look at it. */
function steppingClock() {
  let now = noon;
  return { ...systemClock, now: () => (now += 250) };
}

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
      expect(controller.signal.reason).toBeInstanceOf(Error);

      const listening = new Cancellation();
      const removed = vi.spyOn(listening, 'removeEventListener');
      const waited = systemClock.wait(5, listening);
      await vi.advanceTimersByTimeAsync(5);
      await waited;
      expect(removed.mock.calls).toEqual([['abort', expect.any(Function)]]);
    } finally {
      vi.useRealTimers();
    }
  });
});

describe('the deadline', () => {
  const request = requestOf();

  it('lets an answer and an error pass as soon as they are there', async () => {
    const byNow = (call: Promise<UpstreamResponse>) =>
      Promise.race([call.catch((error: unknown) => error), new Promise((resolve) => setImmediate(resolve))]);
    expect(await byNow(deadline(60_000)(answering)(request))).toBe(answer);
    expect(await byNow(deadline(60_000)(() => Promise.reject(lost))(request))).toBe(lost);
    const left = new Error('left');
    const caller = new AbortController();
    const leaving = deadline(60_000)(() => new Promise(() => undefined))(requestOf({ signal: caller.signal }));
    caller.abort(left);
    expect(await byNow(leaving)).toBe(left);
    expect(await byNow(deadline(60_000)(answering)(requestOf({ signal: caller.signal })))).toBe(left);
  });

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
      await expect(deadline(500)(() => Promise.reject(lost))(request)).rejects.toBe(lost);
      expect([vi.getTimerCount(), removed.mock.calls]).toEqual([0, Array(3).fill(['abort', expect.any(Function)])]);
    } finally {
      vi.useRealTimers();
    }
  });

  it('hands on what comes in time: an answer, an error, or what was thrown in its place', async () => {
    expect(await deadline(500)(answering)(request)).toBe(answer);
    await expect(deadline(500)(() => Promise.reject(lost))(request)).rejects.toBe(lost);
    const thrown = Promise.withResolvers<UpstreamResponse>();
    thrown.reject('a text');
    await expect(deadline(500)(() => thrown.promise)(request)).rejects.toThrow('a text');
  });

  it('tells the call when its time is up or its caller leaves, and calls nobody for who has left', async () => {
    const seen: UpstreamRequest[] = [];
    const deaf: Send = (given) => {
      seen.push(given);
      return new Promise(() => undefined);
    };
    const late = deadline(1)(deaf)(request);
    await expect(late).rejects.toMatchObject({ extensions: { upstream: { operation: 'op' } } });
    expect(seen[0]?.signal.reason).toMatchObject({ code: 'UPSTREAM_TIMEOUT' });

    const caller = new Cancellation();
    const leaving = deadline(60_000)(deaf)(requestOf({ signal: caller }));
    expect(seen[1]?.signal.aborted).toBe(false);
    caller.abort(new Error('left'));
    await expect(leaving).rejects.toThrow('left');
    expect(seen[1]?.signal.reason).toEqual(new Error('left'));

    await expect(deadline(60_000)(deaf)(requestOf({ signal: caller }))).rejects.toThrow('left');
    expect(seen).toHaveLength(2);
  });
});

describe('guards', () => {
  function guarding(send: Send = answering, refusing?: Error) {
    const told: [string, CallEnd][] = [];
    const guardNamed =
      (name: string, refusal?: Error): Guard =>
      () => {
        if (refusal !== undefined) throw refusal;
        return (end) => told.push([name, end]);
      };
    const call = guarded([guardNamed('first'), guardNamed('second', refusing), guardNamed('third')])(send);
    return { call, told };
  }

  it('hear what a call ended with, the last one first, each once', async () => {
    const { call, told } = guarding();
    expect(await call(requestOf())).toBe(answer);
    expect(told).toEqual(['third', 'second', 'first'].map((name) => [name, answer]));
  });

  it('hear its error', async () => {
    const { call, told } = guarding(() => Promise.reject(lost));
    await expect(call(requestOf())).rejects.toBe(lost);
    expect(told).toEqual(['third', 'second', 'first'].map((name) => [name, lost]));
  });

  it('hear that one further in refused it, which then is not sent', async () => {
    const send = vi.fn(answering);
    const { call, told } = guarding(send, refused);
    await expect(call(requestOf())).rejects.toBe(refused);
    expect(told).toEqual([['first', refused]]);
    expect(send).not.toHaveBeenCalled();
  });
});

describe('the meter', () => {
  const metered = (send: Send, bill: Bill) => guarded([meter(steppingClock())])(send)(requestOf({ bill }));

  it('puts a call on the bill, with what came of it and how long it took', async () => {
    const bill = new Bill(2, true);
    await metered(answering, bill);
    await expect(metered(() => Promise.reject(lost), bill)).rejects.toBe(lost);
    expect([bill.upstreamCalls, bill.left]).toEqual([2, 0]);
    const entry = { operation: 'op', method: 'GET', path: '/apps/{id}', why: 'a test', ms: 250, source: 'upstream' };
    expect(bill.trace).toEqual([
      { ...entry, status: 201, bytes: 7 },
      { ...entry, status: null, bytes: 0 },
    ]);
  });

  it('refuses what the operation may not make, for no call', async () => {
    const bill = new Bill(1, false);
    const send = vi.fn(answering);
    await metered(send, bill);
    await expect(metered(send, bill)).rejects.toMatchObject({
      code: 'COST_LIMIT_EXCEEDED',
      message: 'op: this operation has made the 1 REST calls that one may make.',
    });
    expect([bill.upstreamCalls, send.mock.calls.length]).toEqual([1, 1]);
  });

  it('takes back what was refused further in', async () => {
    const bill = new Bill(1, true);
    await expect(metered(() => Promise.reject(refused), bill)).rejects.toBe(refused);
    expect([bill.upstreamCalls, bill.trace]).toEqual([0, []]);
  });
});

describe('the bill', () => {
  it('may grow by what is asked for, so far for each purpose', () => {
    const bill = new Bill(10, false);
    bill.extend('adding', 3, 5);
    expect([bill.limit, bill.left]).toEqual([13, 13]);
    bill.extend('adding', 3, 5);
    bill.extend('adding', 3, 5);
    expect(bill.limit).toBe(15);
    bill.extend('tokens', 4, 4);
    bill.upstreamCalls += 2;
    expect([bill.limit, bill.left]).toEqual([19, 17]);
  });

  it('has a trace only for who asked for one, in whole milliseconds', () => {
    const call = { operation: 'op', method: 'GET', path: path`/apps/${{ id: '1' }}` };
    const facts = { why: 'a test', status: 200, bytes: 1, source: 'upstream' } as const;
    const [silent, traced] = [new Bill(1, false), new Bill(1, true)];
    for (const bill of [silent, traced]) bill.note(call, { ...facts, ms: 1.6 });
    traced.note(call, facts);
    expect(silent.trace).toBeUndefined();
    expect(traced.trace).toEqual([2, 0].map((ms) => ({ operation: 'op', method: 'GET', path: '/apps/{id}', ...facts, ms })));
  });
});

describe('observers', () => {
  it('are told what each call ended with and how long it took, and their headers go with it', async () => {
    const told: unknown[] = [];
    const observers: CallObserver[] = [{ trace: '1' }, undefined, { baggage: '2' }].map((headers) => (request) => ({
      ...(headers !== undefined && { headers }),
      ended: (outcome) => told.push([request.operation, outcome]),
    }));
    const sent: UpstreamRequest[] = [];
    const send: Send = (request) => {
      sent.push(request);
      return Promise.resolve(answer);
    };
    expect(await observe(observers, steppingClock())(send)(requestOf())).toBe(answer);
    expect(sent[0]?.headers).toEqual({ trace: '1', baggage: '2' });
    expect(told).toEqual(Array(3).fill(['op', { status: 201, code: undefined, bytes: 7, ms: 250 }]));
  });

  it.each([
    [lost, 'UPSTREAM_ERROR'],
    [new Error('left'), 'ABORTED'],
  ])('are told why there is no answer: %s', async (error, code) => {
    const told: unknown[] = [];
    const observer: CallObserver = () => ({ ended: (outcome) => told.push(outcome) });
    const failing: Send = () => Promise.reject(error);
    await expect(observe([observer], steppingClock())(failing)(requestOf())).rejects.toBe(error);
    expect(told).toEqual([{ status: null, code, bytes: 0, ms: 250 }]);
  });

  it('that have no headers leave the call as it is, and so does it if nobody watches', async () => {
    const send = vi.fn(answering);
    const request = requestOf();
    await observe([() => ({ ended: () => undefined })], steppingClock())(send)(request);
    expect(send.mock.calls[0]?.[0]).toBe(request);
    expect(observe([], steppingClock())(send)).toBe(send);
  });
});

describe('the places of an operation', () => {
  it('are for those who are still there: a call whose caller left while it waited is not made', async () => {
    const send = vi.fn(answering);
    const signal = new Cancellation();
    const slots = new Slots(1);
    const first = Promise.withResolvers<UpstreamResponse>();
    const under = slots.run(() => first.promise);
    const waiting = concurrency(send)(requestOf({ slots, signal }));
    signal.abort(new Error('left'));
    first.resolve(answer);
    await under;
    await expect(waiting).rejects.toThrow('left');
    expect(send).not.toHaveBeenCalled();
    expect(await concurrency(send)(requestOf({ slots }))).toBe(answer);
  });

  it('let a read end with its caller, and see a write through', async () => {
    const send = vi.fn(answering);
    const request = requestOf();
    await concurrency(send)(request);
    expect(send.mock.calls[0]?.[0]).toBe(request);
    await concurrency(send)({ ...request, method: 'PUT' });
    expect(send.mock.calls[1]?.[0]).toEqual({ ...request, method: 'PUT', signal: neverAborted });
  });
});
