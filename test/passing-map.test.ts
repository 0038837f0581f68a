/** A map of what is there for a moment only. */
import { afterEach, expect, it, vi } from 'vitest';
import { PassingMap } from '../src/upstream/passing-map.ts';

afterEach(() => {
  vi.unstubAllGlobals();
});

it('has what was set last under a key, until it is deleted', () => {
  const map = new PassingMap<number>();
  expect(map.get('a')).toBeUndefined();
  map.set('a', 1);
  map.set('b', 2);
  map.set('a', 3);
  expect([map.get('a'), map.get('b')]).toEqual([3, 2]);
  map.delete('a');
  map.delete('nobody');
  expect([map.get('a'), map.get('b')]).toEqual([undefined, 2]);
});

it.each(['__proto__', 'constructor', 'toString', '', '0', 'a b'])('takes %j for a key like any other', (key) => {
  const map = new PassingMap<string>();
  expect(map.get(key)).toBeUndefined();
  map.set(key, 'value');
  expect(map.get(key)).toBe('value');
  map.delete(key);
  expect(map.get(key)).toBeUndefined();
  expect({}).not.toHaveProperty('value');
});

it('keeps who is there while thousands come and go', () => {
  const map = new PassingMap<number>();
  const stay = Array.from({ length: 150 }, (_, number) => `stays ${number}`);
  for (const [number, key] of stay.entries()) map.set(key, number);
  for (let number = 0; number < 5_000; number += 1) {
    map.set(`passes ${number}`, number);
    if (number >= 100) map.delete(`passes ${number - 100}`);
  }
  expect(stay.map((key) => map.get(key))).toEqual(stay.map((_, number) => number));
  expect([map.get('passes 4899'), map.get('passes 4900'), map.get('passes 4999')]).toEqual([undefined, 4_900, 4_999]);
});

/** Adds and deletes so many keys, one after the other, and tells how many maps were made for that. */
function mapsMadeFor(passing: number, staying: number): number {
  let made = 0;
  const OwnMap = Map;
  vi.stubGlobal(
    'Map',
    class<K, V> extends OwnMap<K, V> {
      constructor(entries?: Iterable<[K, V]>) {
        super(entries);
        made += 1;
      }
    },
  );
  const map = new PassingMap<number>();
  for (let number = 0; number < staying; number += 1) map.set(`stays ${number}`, number);
  made = 0;
  for (let number = 0; number < passing; number += 1) {
    map.set('passes', number);
    map.delete('passes');
  }
  return made;
}

it('is another map inside after 64 keys, and as many more as are there', () => {
  expect(mapsMadeFor(640, 0)).toBe(9);
  expect(mapsMadeFor(6_400, 136)).toBe(32);
});
