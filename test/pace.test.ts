/** What the pace that was learned allows, to the last request. */
import { describe, expect, it } from 'vitest';
import { Pace } from '../src/server/pace.ts';

/** A pace that starts one request in a millisecond. */
function startPace() {
  let now = 0;
  const pace = new Pace(() => now);
  pace.beginSweeps();
  for (let number = 0; number < 100; number += 1) pace.start();
  now += 100;
  pace.endSweep();
  expect(pace.startedIn(1)).toBe(1);
  return pace;
}

describe('how many requests a connection sends in one go', () => {
  it.each([
    { waiting: 255, withinMs: 100_000, why: 'few wait', inOneGo: 1 },
    { waiting: 256, withinMs: 100_000, why: 'four at most', inOneGo: 4 },
    { waiting: 256, withinMs: 2_048, why: 'all have four within half of the time', inOneGo: 4 },
    { waiting: 256, withinMs: 2_047, why: 'all have three', inOneGo: 3 },
    { waiting: 256, withinMs: 1_023, why: 'not all have two', inOneGo: 1 },
    { waiting: 257, withinMs: 1_024, why: 'not all have two', inOneGo: 1 },
    { waiting: 256, withinMs: 256, why: 'all have one in time', inOneGo: 1 },
    { waiting: 257, withinMs: 256, why: 'not all have one in time', inOneGo: 4 },
  ])('is $inOneGo where $why: $waiting of them within $withinMs ms', ({ waiting, withinMs, inOneGo }) => {
    expect(startPace().inOneGo(waiting, withinMs)).toBe(inOneGo);
  });

  it('is one until it is known how fast the process is', () => {
    const pace = new Pace(() => 0);
    pace.beginSweeps();
    expect(pace.inOneGo(10_000, 100)).toBe(1);
  });
});
