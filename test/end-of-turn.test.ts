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

it('takes it with one in each turn where they are not to take it together', async () => {
  const steps: string[] = [];
  let isTogether = false;
  const step = atEndOfTurn(
    (item: string) => {
      steps.push(item);
      if (item === 'a') step('e');
    },
    () => isTogether,
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
