/** A map of what is there for a moment only. */
import { expect, it } from 'vitest';
import { PassingMap } from '../src/upstream/passing-map.ts';

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
