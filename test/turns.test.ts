/** Who acts when: one after the other, once for all, in rounds, so many at a time, and not for those who have left. */
import { describe, expect, it, vi } from 'vitest';
import { GatewayError } from '../src/errors.ts';
import { allOf, andThen } from '../src/upstream/awaitable.ts';
import { Cancellation } from '../src/upstream/cancellation.ts';
import { Refusal } from '../src/upstream/layer.ts';
import { Slots } from '../src/upstream/slots.ts';
import { isOfLeader, Turns } from '../src/upstream/turns.ts';

/** Acts that end when the test says so. */
function acting() {
  const begun: string[] = [];
  const ends = new Map<string, PromiseWithResolvers<string>>();
  const act = (name: string) => () => {
    begun.push(name);
    const end = Promise.withResolvers<string>();
    ends.set(name, end);
    return end.promise;
  };
  const end = (name: string) => ends.get(name)?.resolve(name);
  const fail = (name: string, error: Error) => ends.get(name)?.reject(error);
  return { begun, act, end, fail };
}

const settled = () => new Promise((resolve) => setImmediate(resolve));
const left = new DOMException('The caller is gone', 'AbortError');
const poor = new Refusal('COST_LIMIT_EXCEEDED', 'no more');

describe('turns', () => {
  it('are taken one after the other by key, however they end', async () => {
    const { begun, act, end, fail } = acting();
    const turns = new Turns();
    const first = turns.take('key', act('first'));
    const second = turns.take('key', act('second'));
    const third = turns.take('key', act('third'));
    void turns.take('another', act('another'));
    await settled();
    expect(begun).toEqual(['first', 'another']);
    fail('first', new Error('failed'));
    await expect(first).rejects.toThrow('failed');
    await settled();
    expect(begun).toEqual(['first', 'another', 'second']);
    // Who comes when the first has ended waits for the others all the same.
    const late = turns.take('key', act('late'));
    await settled();
    expect(begun).toEqual(['first', 'another', 'second']);
    end('second');
    expect(await second).toBe('second');
    await settled();
    end('third');
    expect(await third).toBe('third');
    await settled();
    end('late');
    expect(await late).toBe('late');
    void turns.take('key', act('fourth'));
    await settled();
    expect(begun.at(-1)).toBe('fourth');
  });

  it('together are one act for all who come meanwhile, and a new one after it', async () => {
    const { begun, act, end } = acting();
    const turns = new Turns();
    const all = ['one', 'two', 'three'].map((name) => turns.together('key', act(name)));
    void turns.together('another', act('another'));
    expect(begun).toEqual(['one', 'another']);
    end('one');
    expect(await Promise.all(all)).toEqual(['one', 'one', 'one']);
    void turns.together('key', act('later'));
    expect(begun).toEqual(['one', 'another', 'later']);
  });

  it.each([
    ['leaves', left],
    ['may not pay', poor],
  ])('together are taken over when the one who acts %s, by one of the others', async (_what, error) => {
    const { begun, act, end, fail } = acting();
    const turns = new Turns();
    const first = turns.together('key', act('one'));
    const others = ['two', 'three'].map((name) => turns.together('key', act(name)));
    fail('one', error);
    await expect(first).rejects.toBe(error);
    await settled();
    expect(begun).toEqual(['one', 'two']);
    end('two');
    expect(await Promise.all(others)).toEqual(['two', 'two']);
  });

  it('together fail for all when the act itself fails', async () => {
    const { begun, act, fail } = acting();
    const turns = new Turns();
    const both = ['one', 'two'].map((name) => turns.together('key', act(name)));
    fail('one', new GatewayError('UPSTREAM_ERROR', 'failed'));
    expect(await Promise.allSettled(both)).toMatchObject([{ reason: { message: 'failed' } }, { reason: { message: 'failed' } }]);
    expect(begun).toEqual(['one']);
  });

  it('in rounds are one act for those who wait for it; who comes while it is under way is in the next one', async () => {
    const turns = new Turns();
    const rounds: { items: ReadonlySet<string>; end: (answer: string) => void }[] = [];
    const ask = (key: string, item: string) =>
      turns.inRounds(key, item, (items) => new Promise<string>((resolve) => rounds.push({ items, end: resolve })));
    const early = [ask('key', 'a'), ask('key', 'b'), ask('key', 'a')];
    const elsewhere = ask('another', 'z');
    await settled();
    expect(rounds.map(({ items }) => Array.from(items))).toEqual([['a', 'b'], ['z']]);
    const late = [ask('key', 'c'), ask('key', 'd')];
    await settled();
    expect(rounds).toHaveLength(2);
    rounds[0]?.end('first');
    rounds[1]?.end('elsewhere');
    expect(await Promise.all(early)).toEqual([
      { answer: 'first', isOwn: true },
      { answer: 'first', isOwn: false },
      { answer: 'first', isOwn: false },
    ]);
    expect(await elsewhere).toEqual({ answer: 'elsewhere', isOwn: true });
    await settled();
    expect(rounds.slice(2).map(({ items }) => Array.from(items))).toEqual([['c', 'd']]);
    rounds[2]?.end('second');
    expect(await Promise.all(late)).toEqual([
      { answer: 'second', isOwn: true },
      { answer: 'second', isOwn: false },
    ]);
  });
});

describe('an error of the one who acted alone', () => {
  it('is that he left or could not pay, and no other', () => {
    for (const error of [left, poor]) expect(isOfLeader(error)).toBe(true);
    const others = [new GatewayError('COST_LIMIT_EXCEEDED', 'no more'), new Refusal('RATE_LIMITED', 'wait'), new Error('lost')];
    for (const error of [...others, { name: 'AbortError' }, undefined]) expect(isOfLeader(error)).toBe(false);
  });
});

describe('slots', () => {
  it('let so many act at a time, the others in order, whatever comes of it', async () => {
    const { begun, act, end, fail } = acting();
    const slots = new Slots(2);
    // Nobody has waited yet.
    expect(await slots.run(() => Promise.resolve('zero'))).toBe('zero');
    const runs = ['one', 'two', 'three', 'four', 'five'].map((name) => slots.run(act(name)));
    await settled();
    expect(begun).toEqual(['one', 'two']);
    end('two');
    await settled();
    expect(begun).toEqual(['one', 'two', 'three']);
    fail('one', new Error('failed'));
    await expect(runs[0]).rejects.toThrow('failed');
    await settled();
    expect(begun).toEqual(['one', 'two', 'three', 'four']);
    for (const name of ['three', 'four']) end(name);
    await settled();
    end('five');
    expect(await Promise.all(runs.slice(1))).toEqual(['two', 'three', 'four', 'five']);

    begun.length = 0;
    for (const name of ['six', 'seven', 'eight']) void slots.run(act(name));
    await settled();
    expect(begun).toEqual(['six', 'seven']);
  });
});

describe('a cancellation', () => {
  it('tells its listeners once, in order, and not those who listen no more or come late', () => {
    const cancellation = new Cancellation();
    const heard: string[] = [];
    const listeners = ['one', 'two', 'three', 'four'].map((name) => () => heard.push(name));
    cancellation.removeEventListener('abort', () => undefined);
    for (const listener of listeners) cancellation.addEventListener('abort', listener);
    for (const index of [0, 2]) cancellation.removeEventListener('abort', listeners[index] ?? vi.fn());
    cancellation.removeEventListener('abort', () => undefined);
    expect(cancellation.aborted).toBe(false);
    expect(cancellation.reason.message).toBe('nobody has given it up');
    cancellation.throwIfAborted();

    const reason = new Error('given up');
    cancellation.abort(reason);
    cancellation.abort(new Error('again'));
    cancellation.addEventListener('abort', () => heard.push('late'));
    expect(heard).toEqual(['two', 'four']);
    expect([cancellation.aborted, cancellation.reason]).toEqual([true, reason]);
    expect(() => {
      cancellation.throwIfAborted();
    }).toThrow(reason);
  });

  it('needs nobody who listens', () => {
    const cancellation = new Cancellation();
    cancellation.abort(new Error('given up'));
    expect(cancellation.aborted).toBe(true);
  });

  it('is over when its listeners hear of it', () => {
    const cancellation = new Cancellation();
    const seen: unknown[] = [];
    cancellation.addEventListener('abort', () => seen.push(cancellation.aborted, cancellation.reason.message));
    cancellation.abort(new Error('given up'));
    expect(seen).toEqual([true, 'given up']);
  });
});

describe('what may be there at once or later', () => {
  it('is used at once if it is there', async () => {
    expect(andThen(1, (value) => value + 1)).toBe(2);
    expect(await andThen(Promise.resolve(1), (value) => value + 1)).toBe(2);
    expect(allOf([1, 2])).toEqual([1, 2]);
    expect(allOf([])).toEqual([]);
    expect(await allOf([1, Promise.resolve(2)])).toEqual([1, 2]);
    expect(allOf([Promise.resolve(1), 2])).toBeInstanceOf(Promise);
  });
});
