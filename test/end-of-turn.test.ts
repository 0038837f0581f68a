/** Steps that are put off to the end of a turn of the event loop. */
import { setImmediate as turn } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { atEndOfTurn } from '../src/upstream/end-of-turn.ts';

it('takes a step with all that came in a turn at its end, in order, and with what comes meanwhile in the next one', async () => {
  const steps: string[] = [];
  const step = atEndOfTurn((item: string) => {
    steps.push(item);
    if (item === 'b') step('d');
  });
  step('a');
  step('b');
  await Promise.resolve();
  step('c');
  expect(steps).toEqual([]);
  await turn();
  expect(steps).toEqual(['a', 'b', 'c']);
  await turn();
  expect(steps).toEqual(['a', 'b', 'c', 'd']);
  await turn();
  expect(steps).toHaveLength(4);
});

it('keeps steps of different kinds apart', async () => {
  const steps: string[] = [];
  const first = atEndOfTurn((item: string) => steps.push(`first ${item}`));
  const second = atEndOfTurn((item: string) => steps.push(`second ${item}`));
  first('a');
  second('b');
  first('c');
  await turn();
  expect(steps).toEqual(['first a', 'first c', 'second b']);
});

it('takes it with few in each turn where they are not to take it together', async () => {
  const steps: string[] = [];
  let isTogether = false;
  const step = atEndOfTurn(
    (item: string) => {
      steps.push(item);
      if (item === 'a') step('e');
    },
    () => isTogether,
    // Neither short nor long.
    slow(1.5),
  );
  for (const item of ['a', 'b', 'c', 'd']) step(item);
  await turn();
  expect(steps).toEqual(['a']);
  await turn();
  expect(steps).toEqual(['a', 'b']);
  isTogether = true;
  await turn();
  expect(steps).toEqual(['a', 'b', 'c', 'd', 'e']);
  await turn();
  expect(steps).toHaveLength(5);
});

it('takes it with one more after a short turn, up to four, and with one less after a long one', async () => {
  let turnMs = 1.1;
  let ms = 0;
  const steps: number[] = [];
  const step = atEndOfTurn(
    (item: number) => {
      steps.push(item);
    },
    () => false,
    () => (ms += turnMs),
  );
  const counts = async (turns: number) => {
    const taken: number[] = [];
    for (let number = 0; number < turns; number += 1) {
      const before = steps.length;
      await turn();
      taken.push(steps.length - before);
    }
    return taken;
  };
  for (let item = 0; item < 40; item += 1) step(item);
  expect(await counts(6)).toEqual([1, 2, 3, 4, 4, 4]);
  turnMs = 2.1;
  expect(await counts(5)).toEqual([3, 2, 1, 1, 1]);
  turnMs = 1.25;
  expect(await counts(2)).toEqual([1, 1]);
  turnMs = 1.1;
  expect(await counts(1)).toEqual([2]);
  turnMs = 1.75;
  expect(await counts(1)).toEqual([2]);
  await counts(6);
  // How long nothing came is not how long a turn was.
  turnMs = 1;
  for (let item = 40; item < 46; item += 1) step(item);
  expect(await counts(1)).toEqual([2]);
  expect(steps).toEqual(Array.from({ length: steps.length }, (_, item) => item));
});

/** A clock on which each turn takes so many milliseconds. */
function slow(turnMs: number): () => number {
  let ms = 0;
  return () => (ms += turnMs);
}
