import { LRUCache } from 'lru-cache';
import { describe, expect, it } from 'vitest';
import { countedMap, keepMost } from '../src/upstream/counted-map.ts';

describe('a counted map', () => {
  it('holds as many entries as it may, and then makes room by the one that was used longest ago', () => {
    const map = countedMap<number>(3);
    for (const [index, key] of ['a', 'b', 'c'].entries()) map.set(key, index);
    map.get('a');
    map.set('d', 3);
    expect([...map.keys()].toSorted()).toEqual(['a', 'c', 'd']);
  });

  it('replaces an entry without another one making room', () => {
    const map = countedMap<number>(2);
    map.set('a', 1);
    map.set('b', 2);
    map.set('b', 3);
    expect([map.get('a'), map.get('b')]).toEqual([1, 3]);
  });

  it('takes the other options of lru-cache', () => {
    let now = 1_000;
    const map = countedMap<number>(2, { ttl: 50, ttlResolution: 0, perf: { now: () => now } });
    map.set('a', 1);
    now += 50;
    expect(map.get('a')).toBe(1);
    now += 1;
    expect(map.get('a')).toBeUndefined();
  });
});

it('keeps a map whose size is bytes within so many entries too', () => {
  const map = new LRUCache<string, { bytes: number }>({ maxSize: 100, sizeCalculation: ({ bytes }) => bytes });
  const add = (key: string) => {
    map.set(key, { bytes: 10 });
    keepMost(map, 2);
    return [...map.keys()].toSorted();
  };
  expect([add('a'), add('b'), add('c')]).toEqual([['a'], ['a', 'b'], ['b', 'c']]);
});
