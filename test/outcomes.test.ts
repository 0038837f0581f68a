/** What came of writes that their caller named: told again, done again, or not known. */
import { describe, expect, it } from 'vitest';
import { GatewayError } from '../src/errors.ts';
import { fingerprintOf, isUnknown, Outcomes } from '../src/upstream/outcomes.ts';

const lost = new GatewayError('UPSTREAM_ERROR', 'lost.', { outcome: 'UNKNOWN', retryable: false, upstream: { operation: 'op' } });
const safe = new GatewayError('UPSTREAM_ERROR', 'lost, and safe.', { outcome: 'UNKNOWN', retryable: true });
const refused = new GatewayError('BAD_USER_INPUT', 'no.');
const left = new DOMException('The caller is gone', 'AbortError');

interface Answer {
  id: number;
  token?: string | undefined;
}

/** Outcomes, and writes that end as the test says. */
function start() {
  let now = 1_000;
  const outcomes = new Outcomes(() => now);
  let done = 0;
  const once = (ends?: Error | Promise<Answer>, fingerprint = 'same', key = 'key') =>
    outcomes.once<Answer>(
      key,
      fingerprint,
      async () => {
        done += 1;
        if (ends instanceof Error) throw ends;
        return ends ?? { id: done, token: 's3cret' };
      },
      { withoutSecrets: ({ id }) => ({ id }), isOutcome: (error) => error === refused },
    );
  return { outcomes, once, done: () => done, pass: (ms: number) => (now += ms) };
}

describe('a write that has a name', () => {
  it('is done once; who asks again is told what came of it, without its secrets', async () => {
    const { once, done } = start();
    expect(await once()).toEqual({ id: 1, token: 's3cret' });
    expect([await once(), await once()]).toEqual([{ id: 1 }, { id: 1 }]);
    expect(done()).toBe(1);
    expect(await once(undefined, 'same', 'another')).toMatchObject({ id: 2 });
  });

  it('is done once for all who ask while it is under way, each with its secrets', async () => {
    const { once, done } = start();
    const end = Promise.withResolvers<Answer>();
    const both = [once(end.promise), once()];
    end.resolve({ id: 7, token: 's3cret' });
    expect(await Promise.all(both)).toEqual(Array(2).fill({ id: 7, token: 's3cret' }));
    expect(done()).toBe(1);
  });

  it('is forgotten for the 10,000 that came after it', async () => {
    const { once, done } = start();
    for (let index = 0; index <= 10_000; index += 1) await once(undefined, 'same', `key ${index}`);
    expect(done()).toBe(10_001);
    expect([await once(undefined, 'same', 'key 1'), await once(undefined, 'same', 'key 10000')]).toEqual([{ id: 2 }, { id: 10_001 }]);
    await once(undefined, 'same', 'key 0');
    expect(done()).toBe(10_002);
  });

  it('is not done with another input, while it is under way or after it', async () => {
    const { once, done } = start();
    const end = Promise.withResolvers<Answer>();
    const first = once(end.promise);
    const conflict = { code: 'CONFLICT', message: 'clientMutationId was used with another input in the last 10 minutes.' };
    await expect(once(undefined, 'other')).rejects.toMatchObject(conflict);
    end.resolve({ id: 7 });
    await first;
    await expect(once(undefined, 'other')).rejects.toMatchObject(conflict);
    expect(done()).toBe(1);
  });

  it('is free again 10 minutes after it was asked for, however often it was told since', async () => {
    const { once, pass, done } = start();
    await once();
    pass(300_000);
    await once();
    pass(300_000);
    expect(await once()).toEqual({ id: 1 });
    pass(1);
    expect(await once()).toMatchObject({ id: 2 });
    expect(done()).toBe(2);
  });

  it('that took long is told for 10 minutes from its beginning', async () => {
    const { once, pass } = start();
    const end = Promise.withResolvers<Answer>();
    const first = once(end.promise);
    pass(500_000);
    end.resolve({ id: 1 });
    await first;
    pass(100_000);
    expect(await once()).toEqual({ id: 1 });
    pass(1);
    expect(await once()).toEqual({ id: 2, token: 's3cret' });
  });

  it.each([
    ['an outcome as good as an answer', refused],
    ['that nobody knows what came of it', lost],
  ])('is told again if it ended in %s', async (_what, error) => {
    const { once, done } = start();
    await expect(once(error)).rejects.toBe(error);
    await expect(once()).rejects.toBe(error);
    expect(done()).toBe(1);
  });

  it.each([
    ['nothing', new GatewayError('RATE_LIMITED', 'wait')],
    ['a doubt, and another try is safe', safe],
    ['a fault', new TypeError('a fault')],
  ])('can be done again if it ended in %s', async (_what, error) => {
    const { once, done } = start();
    const both = [once(error), once()];
    expect(await Promise.allSettled(both)).toMatchObject([{ reason: error }, { reason: error }]);
    expect(await once()).toEqual({ id: 2, token: 's3cret' });
    expect(done()).toBe(2);
  });

  it('is done by the next one if the one who did it has left', async () => {
    const { once, done } = start();
    const end = Promise.withResolvers<Answer>();
    const first = once(end.promise);
    const others = [once(), once()];
    end.reject(left);
    await expect(first).rejects.toBe(left);
    expect(await Promise.all(others)).toEqual(Array(2).fill({ id: 2, token: 's3cret' }));
    expect(done()).toBe(2);
  });

  it('is done by the next one even if he who has left says that this is an outcome', async () => {
    const { outcomes } = start();
    const end = Promise.withResolvers<number>();
    let done = 0;
    const act = () => {
      done += 1;
      return done === 1 ? end.promise : Promise.resolve(done);
    };
    const once = () => outcomes.once('key', 'same', act, { withoutSecrets: (answer) => answer, isOutcome: () => true });
    const first = once();
    const others = [once(), once()];
    end.reject(left);
    await expect(first).rejects.toBe(left);
    expect(await Promise.all(others)).toEqual([2, 2]);
  });

  it('is forgotten before its time if all of them would take too much memory', async () => {
    const { outcomes } = start();
    const long = 'x'.repeat(40 * 1024 * 1024);
    let done = 0;
    const numberOf = async (key: string) => {
      const act = () => Promise.resolve({ number: (done += 1), long });
      return (await outcomes.once(key, 'same', act, { withoutSecrets: (answer) => answer, isOutcome: () => true })).number;
    };
    expect([await numberOf('one'), await numberOf('one'), await numberOf('two'), await numberOf('one')]).toEqual([1, 1, 2, 3]);
  });

  it('that ends after its time leaves alone what has its name now', async () => {
    const { once, pass, done } = start();
    const [good, bad] = [Promise.withResolvers<Answer>(), Promise.withResolvers<Answer>()];
    const first = once(good.promise);
    pass(600_001);
    const second = once(bad.promise);
    pass(600_001);
    expect(await once()).toMatchObject({ id: 3 });
    good.resolve({ id: 100 });
    bad.reject(new TypeError('a fault'));
    await first;
    await expect(second).rejects.toThrow('a fault');
    expect(await once()).toEqual({ id: 3 });
    expect(done()).toBe(3);
  });
});

describe('a write whose outcome nobody knows', () => {
  it('is in doubt for a minute: who looks before he tries again is told how long', async () => {
    const { outcomes, pass } = start();
    await expect(outcomes.leavingDoubt('key', () => Promise.reject(lost))).rejects.toBe(lost);
    expect(outcomes.doubtOf('another')).toBeUndefined();
    const told = (seconds: number) => ({
      code: 'UPSTREAM_ERROR',
      message: `lost. It is not done again for ${seconds} s.`,
      extensions: { outcome: 'UNKNOWN', upstream: { operation: 'op' }, retryable: true, retryAfter: seconds },
    });
    expect(outcomes.doubtOf('key')).toMatchObject(told(60));
    pass(30_500);
    expect(outcomes.doubtOf('key')).toMatchObject(told(30));
    pass(29_500);
    expect(outcomes.doubtOf('key')).toMatchObject(told(1));
    pass(1);
    expect(outcomes.doubtOf('key')).toBeUndefined();
  });

  it('is in doubt no more when 10,000 others are', async () => {
    const { outcomes } = start();
    for (let index = 0; index <= 10_000; index += 1) {
      await outcomes.leavingDoubt(`key ${index}`, () => Promise.reject(lost)).catch(() => undefined);
    }
    expect(outcomes.doubtOf('key 0')).toBeUndefined();
    expect(outcomes.doubtOf('key 1')).toBeDefined();
    expect(outcomes.doubtOf('key 10000')).toBeDefined();
  });

  it('is none that was done or refused', async () => {
    const { outcomes } = start();
    expect(await outcomes.leavingDoubt('key', () => Promise.resolve(7))).toBe(7);
    await expect(outcomes.leavingDoubt('key', () => Promise.reject(refused))).rejects.toBe(refused);
    expect(outcomes.doubtOf('key')).toBeUndefined();
  });

  it('is told by its error', () => {
    for (const error of [lost, safe]) expect(isUnknown(error)).toBe(true);
    for (const error of [refused, left, { extensions: { outcome: 'UNKNOWN' } }, undefined]) expect(isUnknown(error)).toBe(false);
  });
});

describe('the fingerprint of an input', () => {
  it('is the same whatever the order of its fields, and another for another value or order of a list', async () => {
    const one = await fingerprintOf({ b: [1, { d: 1, c: null }], a: 'x' });
    expect(one).toMatch(/^[\da-f]{64}$/);
    expect(await fingerprintOf({ a: 'x', b: [1, { c: null, d: 1 }] })).toBe(one);
    const others = [
      { a: 'x', b: [{ c: null, d: 1 }, 1] },
      { a: 'x', b: [1, { c: null, d: '1' }] },
      { a: 'x', b: { 0: 1, 1: { c: null, d: 1 } } },
      { a: 'x' },
      'x',
      null,
    ];
    const prints = await Promise.all(others.map(fingerprintOf));
    expect(new Set([one, ...prints]).size).toBe(others.length + 1);
  });
});
