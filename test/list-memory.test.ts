/** What is remembered between operations: of lists, of keys, of what was asked for, and of the gateway's own writes. */
import { describe, expect, it } from 'vitest';
import { Demand } from '../src/upstream/demand.ts';
import { Epochs } from '../src/upstream/epochs.ts';
import { KeyIndex } from '../src/upstream/key-index.ts';
import { ListMemory } from '../src/upstream/list-memory.ts';

/** Time that only the test moves. */
function stillTime() {
  // LRU caches take no time before 1 for one.
  let now = 1_000;
  return { now: () => now, pass: (ms: number) => (now += ms) };
}

describe('the memory of lists', () => {
  function remembering() {
    const time = stillTime();
    return { memory: new ListMemory(time.now), ...time };
  }

  it('knows the extent of each list for a minute', () => {
    const { memory, pass } = remembering();
    memory.learn('mine', { total: 40, pageSize: 20 });
    pass(60_000);
    expect(memory.extentOf('mine')).toEqual({ total: 40, pageSize: 20 });
    expect(memory.extentOf('yours')).toBeUndefined();
    pass(1);
    expect(memory.extentOf('mine')).toBeUndefined();
  });

  it('knows for a minute that a page size was refused, and the most that a page had', () => {
    const { memory, pass } = remembering();
    const { mostPerPage, learnMostPerPage } = memory.pageSizesOf('rows');
    expect([memory.refusesPageSize('rows'), mostPerPage()]).toEqual([false, undefined]);
    memory.learnRefusal('rows');
    learnMostPerPage(50);
    pass(60_000);
    expect([memory.refusesPageSize('rows'), mostPerPage()]).toEqual([true, 50]);
    expect([memory.refusesPageSize('others'), memory.pageSizesOf('others').mostPerPage()]).toEqual([false, undefined]);
    learnMostPerPage(20);
    expect(memory.pageSizesOf('rows').mostPerPage()).toBe(20);
    pass(1);
    expect([memory.refusesPageSize('rows'), mostPerPage()]).toEqual([false, 20]);
  });

  it('knows which sizes were taken: the largest lately, and all below it', () => {
    const { memory, pass } = remembering();
    const { accepts, learnAccepted } = memory.pageSizesOf('rows');
    expect([accepts(0), accepts(1)]).toEqual([true, false]);
    learnAccepted(50);
    learnAccepted(20);
    expect([accepts(50), accepts(51), memory.pageSizesOf('others').accepts(1)]).toEqual([true, false, false]);
    pass(30_000);
    // What is smaller does not make the larger one last, the same does.
    learnAccepted(20);
    pass(30_001);
    expect([accepts(50), accepts(20)]).toEqual([false, false]);
    learnAccepted(50);
    pass(30_000);
    learnAccepted(50);
    pass(30_001);
    expect(accepts(50)).toBe(true);
    learnAccepted(60);
    expect(accepts(60)).toBe(true);
  });
});

describe('the index of keys', () => {
  it('knows where an object was found last, in its list, until it is forgotten', () => {
    const index = new KeyIndex();
    index.note('mine', 'user-1', 'a');
    index.note('mine', 'user-2', 'b');
    index.note('yours', 'user-1', 'c');
    const known = () => [index.idOf('mine', 'user-1'), index.idOf('mine', 'user-2'), index.idOf('yours', 'user-1')];
    expect(known()).toEqual(['a', 'b', 'c']);
    index.note('mine', 'user-1', 'd');
    index.forget('mine', 'user-2');
    expect(known()).toEqual(['d', undefined, 'c']);
    expect(index.idOf('mine', 'user-3')).toBeUndefined();
  });

  it('has keys of any text, and lets go of the oldest when all of them are too long', () => {
    const index = new KeyIndex();
    index.note('mine', '', 'a');
    index.note('mine', 'one\ntwo', 'b');
    expect([index.idOf('mine', ''), index.idOf('mine', 'one\ntwo'), index.idOf('mine', 'one')]).toEqual(['a', 'b', undefined]);
    const longId = 'b'.repeat(10_000);
    index.note('mine', 'key', longId);
    expect(index.idOf('mine', 'key')).toBe(longId);
    const long = 'x'.repeat(20 * 1024 * 1024);
    for (const number of [1, 2, 3, 4]) index.note('mine', `${number}${long}`, 'c');
    expect(['', '1', '2', '3', '4'].map((start) => index.idOf('mine', start === '' ? '' : `${start}${long}`))).toEqual([
      undefined,
      undefined,
      'c',
      'c',
      'c',
    ]);
  });
});

describe('the demand for a list', () => {
  function demanded() {
    const time = stillTime();
    const demand = new Demand(100, time.now);
    const besides = (...own: string[]) => demand.besides('list', own);
    return { demand, besides, ...time };
  }

  it('is how many others were asked for, each once', () => {
    const { demand, besides } = demanded();
    expect(besides()).toBe(0);
    demand.note('list', ['a', 'b', 'a', '']);
    demand.note('list', ['b', 'c']);
    demand.note('another', ['d']);
    expect([besides(), besides('a'), besides('a', 'b', 'c', ''), besides('d')]).toEqual([4, 3, 0, 4]);
    // Ids of the same letters are different ids.
    demand.note('list', ['ab', 'ba', 'abc', 'acb']);
    expect(besides('a', 'b', 'c', '')).toBe(4);
  });

  it('counts this window and the one before, whichever had more', () => {
    const { demand, besides, pass } = demanded();
    demand.note('list', ['a', 'b', 'c']);
    pass(99);
    demand.note('list', ['d']);
    expect(besides()).toBe(4);
    pass(1);
    expect(besides('a')).toBe(3);
    demand.note('list', ['e', 'f', 'g', 'h', 'i']);
    expect([besides(), besides('e', 'f', 'g')]).toEqual([5, 4]);
    pass(100);
    expect(besides()).toBe(5);
    pass(100);
    expect(besides()).toBe(0);
  });

  it('is over after two windows, or when the list is read', () => {
    const { demand, besides, pass } = demanded();
    demand.note('list', ['a', 'b']);
    pass(199);
    expect(besides()).toBe(2);
    demand.note('list', ['a', 'b', 'c']);
    pass(200);
    expect(besides()).toBe(0);
    demand.note('list', ['a', 'b']);
    demand.note('another', ['a']);
    demand.forget('list');
    expect(besides()).toBe(0);
    expect(demand.besides('another', [])).toBe(1);
  });

  it('is counted no further than decides anything', () => {
    const { demand, besides } = demanded();
    const ids = (from: number, count: number) => Array.from({ length: count }, (_, index) => `id-${from + index}`);
    demand.note('list', ids(0, 31));
    expect(besides()).toBe(31);
    demand.note('list', ids(31, 100));
    expect(besides()).toBe(32);
    demand.note('list', ids(200, 1));
    expect(besides()).toBe(32);
  });
});

describe('the count of writes', () => {
  it('moves for the scope that wrote, and never comes back to where it was', () => {
    const epochs = new Epochs();
    const before = epochs.of('mine');
    epochs.advance('mine');
    const after = epochs.of('mine');
    expect(after).not.toBe(before);
    expect(epochs.of('yours')).toBe(before);
    epochs.advance('yours');
    epochs.advance('mine');
    expect([before, after, epochs.of('yours')]).not.toContain(epochs.of('mine'));
  });

  it('is no older than it was although so many others wrote meanwhile that it was forgotten', () => {
    const epochs = new Epochs();
    const crowd = (name: string) => {
      for (let other = 0; other < 10_000; other += 1) epochs.advance(`${name}-${other}`);
    };
    const seen = new Set([epochs.of('mine')]);
    for (const name of ['first', 'second']) {
      epochs.advance('mine');
      const written = epochs.of('mine');
      expect(seen).not.toContain(written);
      crowd(name);
      expect(seen).not.toContain(epochs.of('mine'));
      seen.add(written).add(epochs.of('mine'));
    }
    // Writes of those who are still known say nothing of others.
    const unknown = epochs.of('unknown');
    epochs.advance('second-9999');
    epochs.advance('second-9999');
    expect(epochs.of('unknown')).toBe(unknown);
  });
});
