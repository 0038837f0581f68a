/** The count of one token's quota, call by call: what is sent, what is kept for whom, and what an answer changes of it. */
import { describe, expect, it } from 'vitest';
import { GatewayError } from '../src/errors.ts';
import { Bill } from '../src/upstream/bill.ts';
import { Refusal, type UpstreamRequest, type UpstreamResponse } from '../src/upstream/layer.ts';
import { type Path, path } from '../src/upstream/path.ts';
import { QuotaGovernor } from '../src/upstream/quota.ts';
import { Slots } from '../src/upstream/slots.ts';
import { noon } from './support/rest.ts';

const ids = { appId: 'a' };
const recordings = path`/${ids}/recordings`;
const credentialOf = (hash: string) => ({ accountId: 'account', token: 'token', hash, owner: 'gateway' as const });

type Asked = Partial<Pick<UpstreamRequest, 'method' | 'isOneOfMany'>> & { hash?: string; path?: Path };

const requestOf = ({ hash = 'hash', path: to = path`/x`, method = 'GET', ...rest }: Asked = {}): UpstreamRequest => ({
  operation: 'op',
  method,
  path: to,
  query: undefined,
  credential: credentialOf(hash),
  signal: new AbortController().signal,
  bill: new Bill(100, false),
  slots: new Slots(1),
  why: 'a test',
  ...rest,
});

const answerOf = (headers: UpstreamResponse['headers'] = {}, status = 200): UpstreamResponse => ({ status, headers, body: {}, bytes: 0 });
const left = (remaining: number, seconds: number, more = {}) => answerOf({ ratelimit: `"default";r=${remaining};t=${seconds}`, ...more });

/** A governor of 20 calls in 60 s, and time that only the test moves. */
function governing(limit = 20) {
  let now = noon;
  const clock = { now: () => now, random: () => 0, wait: () => Promise.resolve() };
  const governor = new QuotaGovernor({ limit, windowSeconds: 60 }, clock);
  const begin = (asked?: Asked) => governor.guard(requestOf(asked));
  return {
    governor,
    begin,
    pass: (ms: number) => (now += ms),
    spend: (asked?: Asked, end: UpstreamResponse | Error = answerOf()) => {
      begin(asked)(end);
    },
    state: (hash = 'hash') => {
      const { remaining, resetAt, ...rest } = governor.stateOf(credentialOf(hash));
      return { ...rest, remaining, resetsIn: resetAt - now, now: rest.now - now };
    },
  };
}

const many = (times: number, act: () => void) => {
  for (let time = 0; time < times; time += 1) act();
};

describe('the quota of a token', () => {
  it('is whole until somebody asks, and whole again when its window has ended', () => {
    const { spend, state, pass } = governing();
    expect(state()).toEqual({ limit: 20, remaining: 20, resetsIn: 60_000, windowMs: 60_000, now: 0 });
    spend();
    pass(59_999);
    expect(state()).toEqual({ limit: 20, remaining: 19, resetsIn: 1, windowMs: 60_000, now: 0 });
    pass(1);
    expect(state()).toEqual({ limit: 20, remaining: 20, resetsIn: 60_000, windowMs: 60_000, now: 0 });
    pass(5_000);
    spend();
    expect(state()).toEqual({ limit: 20, remaining: 19, resetsIn: 60_000, windowMs: 60_000, now: 0 });
    expect(state('other').remaining).toBe(20);
  });

  it('counts what is under way, what was answered and what failed, but not what was refused', () => {
    const { begin, state } = governing();
    const ends = [begin(), begin(), begin()];
    expect(state().remaining).toBe(17);
    ends[0]?.(answerOf());
    ends[1]?.(new GatewayError('UPSTREAM_TIMEOUT', 'late'));
    expect(state().remaining).toBe(17);
    ends[2]?.(new Refusal('UPSTREAM_UNAVAILABLE', 'not sent'));
    expect(state().remaining).toBe(18);
  });

  it('has its last tenth for writes, and half of that for those that are not one of many', () => {
    const { begin, spend } = governing(40);
    const refused = (message: string) =>
      expect.objectContaining({
        code: 'RATE_LIMITED',
        message,
        extensions: { code: 'RATE_LIMITED', retryable: true, retryAfter: 60, upstream: { operation: 'op' } },
      }) as Error;
    const message = 'op: the quota of 40 REST calls is used up; it is whole again in 60 s.';
    many(36, spend);
    expect(() => begin()).toThrow(refused(message));
    many(2, () => {
      spend({ method: 'POST', isOneOfMany: true });
    });
    expect(() => begin({ method: 'POST', isOneOfMany: true })).toThrow(refused(message));
    many(2, () => {
      spend({ method: 'DELETE' });
    });
    expect(() => begin({ method: 'DELETE' })).toThrow(refused(message));
    expect(() => begin()).toThrow(Refusal);
    spend({ hash: 'other' });
  });

  it('is not spent twice by calls that are under way', () => {
    const { begin, governor } = governing();
    many(18, begin);
    expect(() => begin()).toThrow(Refusal);
    expect(governor.levels(1)).toEqual([{ hash: 'hash', kind: 'all', limit: 20, remaining: 2 }]);
  });

  it('keeps whole calls only: of a small quota nothing', () => {
    const { begin, spend } = governing(9);
    many(9, spend);
    expect(() => begin()).toThrow(Refusal);
  });

  it('tells the whole seconds until it is whole again, one at least', () => {
    const { begin, spend, pass } = governing(1);
    spend();
    for (const [ms, retryAfter] of [
      [500, 60],
      [500, 59],
      [58_999, 1],
    ] as const) {
      pass(ms);
      expect(() => begin()).toThrow(expect.objectContaining({ extensions: expect.objectContaining({ retryAfter }) as object }) as Error);
    }
    pass(1);
    expect(() => begin()).not.toThrow();
  });
});

describe('an answer', () => {
  it('tells limit, window, what is left and until when', () => {
    const { spend, state } = governing();
    spend({}, left(90, 7, { 'ratelimit-policy': '"default";q=100;w=10' }));
    expect(state()).toEqual({ limit: 100, remaining: 90, resetsIn: 7_000, windowMs: 10_000, now: 0 });
  });

  it('that tells a limit alone, or what is left without its end, is counted', () => {
    const { spend, state } = governing();
    spend({}, answerOf({ 'ratelimit-policy': '"default";q=100;w=10' }));
    expect(state()).toMatchObject({ limit: 100, remaining: 19, resetsIn: 60_000, windowMs: 10_000 });
    spend({}, answerOf({ ratelimit: '"default";r=5' }));
    spend({}, answerOf({ ratelimit: '"default";t=5' }));
    expect(state()).toMatchObject({ remaining: 17, resetsIn: 60_000 });
  });

  it('tells no more than the limit', () => {
    const { spend, state } = governing();
    spend({}, left(500, 30));
    expect(state()).toMatchObject({ limit: 20, remaining: 20 });
  });

  it('of the same window only lowers the count, and only brings its end nearer', () => {
    const { spend, state, pass } = governing();
    spend({}, left(10, 30));
    spend({}, left(12, 31));
    expect(state()).toMatchObject({ remaining: 10, resetsIn: 30_000 });
    spend({}, left(8, 29));
    expect(state()).toMatchObject({ remaining: 8, resetsIn: 29_000 });
    pass(1_000);
    spend({}, left(9, 28));
    expect(state()).toMatchObject({ remaining: 8, resetsIn: 28_000 });
  });

  it('of a new window begins it, and one of the window before says nothing of it', () => {
    const { spend, begin, state, pass } = governing();
    spend({}, left(3, 20));
    pass(10_000);
    // It ends more than half a window later than the one that is known.
    spend({}, left(18, 50));
    expect(state()).toMatchObject({ remaining: 18, resetsIn: 50_000 });
    // From before: it ends more than half a window earlier.
    const late = begin();
    late(left(2, 10));
    expect(state()).toMatchObject({ remaining: 18, resetsIn: 50_000 });
    // Half a window apart is the same one.
    spend({}, left(17, 20));
    expect(state()).toMatchObject({ remaining: 17, resetsIn: 20_000 });
    spend({}, left(19, 50));
    expect(state()).toMatchObject({ remaining: 17, resetsIn: 20_000 });
    spend({}, left(19, 51));
    expect(state()).toMatchObject({ remaining: 19, resetsIn: 51_000 });
  });

  it('that was long under way belongs to the window that it may have been counted in', () => {
    const { begin, spend, state, pass } = governing();
    spend({}, left(5, 20));
    const slow = begin();
    pass(15_000);
    // By its receipt it would end 40 s after the known one; it was sent 15 s ago, when it would have been 25 s.
    slow(left(12, 45));
    expect(state()).toMatchObject({ remaining: 5, resetsIn: 5_000 });
  });

  it('replaces what was guessed', () => {
    const { spend, state } = governing();
    many(5, spend);
    spend({}, left(18, 10));
    expect(state()).toMatchObject({ remaining: 18, resetsIn: 10_000 });
  });

  it('of a window that has ended is the first news of the next one', () => {
    const { spend, state, pass } = governing();
    spend({}, left(3, 10));
    pass(10_000);
    spend({}, left(19, 1));
    expect(state()).toMatchObject({ remaining: 19, resetsIn: 1_000 });
  });
});

describe('a 429', () => {
  it('closes the token until the time that it tells, for reads and writes, recordings too', () => {
    const { begin, spend, state, pass } = governing();
    const early = begin();
    spend({}, answerOf({ 'retry-after': '7' }, 429));
    expect(state()).toEqual({ limit: 20, remaining: 0, resetsIn: 7_000, windowMs: 60_000, now: 0 });
    // An answer from before the block.
    early(left(15, 30));
    pass(6_999);
    expect(state()).toMatchObject({ remaining: 0, resetsIn: 1 });
    for (const asked of [{}, { method: 'POST' as const }, { path: recordings }]) {
      expect(() => begin(asked)).toThrow(
        expect.objectContaining({ extensions: expect.objectContaining({ retryAfter: 1 }) as object }) as Error,
      );
    }
    spend({ hash: 'other' });
    pass(1);
    expect(state()).toMatchObject({ remaining: 20, resetsIn: 60_000 });
    // Then the first answer tells, whatever was known before.
    spend({}, left(3, 2));
    expect(state()).toMatchObject({ remaining: 3, resetsIn: 2_000 });
  });

  it('says nothing of what a late answer tells once it is over', () => {
    const { begin, spend, state, pass } = governing();
    spend({}, left(15, 30));
    const late = begin();
    spend({}, answerOf({ 'retry-after': '7' }, 429));
    pass(7_000);
    late(left(5, 20));
    expect(state()).toMatchObject({ remaining: 5, resetsIn: 20_000 });
  });

  it('of a recording closes recordings only', () => {
    const { begin, spend, state } = governing();
    spend({ path: recordings }, answerOf({ 'retry-after': '7' }, 429));
    expect(() => begin({ path: recordings })).toThrow(Refusal);
    expect(state().remaining).toBe(20);
    spend();
  });
});

describe('recordings', () => {
  it('have a quota of their own, which the headers do not tell of', () => {
    const { governor, spend, state } = governing();
    for (const to of [recordings, path`/${ids}/recordings/${{ recordingId: 'r' }}`]) spend({ path: to }, left(3, 2));
    spend({ path: path`/${ids}/recordings-of-ours` });
    spend({ path: path`/${ids}/meetings/${{ id: 'm' }}/recordings` });
    spend({ path: path`/${{ other: 'o' }}/recordings` });
    expect(state().remaining).toBe(17);
    expect(governor.levels(10)).toEqual([
      { hash: 'hash', kind: 'all', limit: 20, remaining: 17 },
      { hash: 'hash', kind: 'recordings', limit: 1_000, remaining: 998 },
    ]);
  });
});

describe('the levels', () => {
  it('are those of the tokens that were used last, as they are now', () => {
    const { governor, begin, spend, pass } = governing();
    spend({ hash: 'ended' });
    pass(30_000);
    spend({ hash: 'closed' }, answerOf({ 'retry-after': '31' }, 429));
    void begin({ hash: 'used' });
    pass(30_000);
    const [used, closed, ended] = [
      { hash: 'used', kind: 'all', limit: 20, remaining: 19 },
      { hash: 'closed', kind: 'all', limit: 20, remaining: 0 },
      { hash: 'ended', kind: 'all', limit: 20, remaining: 20 },
    ];
    expect(governor.levels(10)).toEqual([used, closed, ended]);
    expect(governor.levels(2)).toEqual([used, closed]);
    pass(1_000);
    expect(governor.levels(2)[1]).toEqual({ ...closed, remaining: 20 });
  });

  it('are never below nothing', () => {
    const { governor, begin, spend, state } = governing();
    void begin();
    void begin();
    spend({}, left(1, 30));
    expect([state().remaining, governor.levels(1)[0]?.remaining]).toEqual([0, 0]);
  });
});
