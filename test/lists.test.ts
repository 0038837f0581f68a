/** The lists of one operation, told apart. */
import { expect, it } from 'vitest';
import { Lists } from '../src/loading/lists.ts';

const listsOf = () => new Lists<readonly string[]>((parent) => parent);

it('are the same for parents with the same ids, whichever was asked for last', () => {
  const lists = listsOf();
  const first = lists.of(['app', 'meeting']);
  const second = lists.of(['app', 'another']);
  expect(lists.of(['app', 'meeting'])).toBe(first);
  expect(lists.of(['app', 'another'])).toBe(second);
  expect(second).not.toBe(first);
});

it('are not the same for other ids that are spelt alike in one', () => {
  const lists = listsOf();
  expect(lists.of(['a', 'bc'])).not.toBe(lists.of(['ab', 'c']));
});

it('have keys that no id of another list is like', () => {
  const lists = listsOf();
  const ids = ['x', '1x', '11x', '111x'];
  const keys = Array.from({ length: 12 }, (_, number) => lists.of([String(number)]).prefix).flatMap((prefix) =>
    ids.map((id) => prefix + id),
  );
  expect(new Set(keys).size).toBe(12 * ids.length);
  expect(keys.slice(0, ids.length)).toEqual(ids);
});
