/** How late and how busy the event loop is: on a clock of the test's own. */
import { performance } from 'node:perf_hooks';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { watchEventLoop } from '../src/server/event-loop.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

/** Watches a loop that has something to do for so many milliseconds, and nothing for so many. */
function start() {
  const times = { active: 1_000, idle: 1_000 };
  const loop = watchEventLoop(() => ({ ...times }));
  return {
    ...loop,
    pass: (active: number, idle: number) => {
      times.active += active;
      times.idle += idle;
      vi.advanceTimersByTime(100);
    },
  };
}

it('is busy when it had something to do for three quarters of the last tenth of a second, until it is less than 60 %', () => {
  const { isBusy, pass } = start();
  expect(isBusy()).toBe(false);
  pass(74, 26);
  expect(isBusy()).toBe(false);
  pass(75, 25);
  expect(isBusy()).toBe(true);
  pass(60, 40);
  expect(isBusy()).toBe(true);
  pass(59, 41);
  expect(isBusy()).toBe(false);
  pass(74, 26);
  expect(isBusy()).toBe(false);
  pass(200, 0);
  expect(isBusy()).toBe(true);
  pass(0, 100);
  expect(isBusy()).toBe(false);
  pass(100, 0);
  expect(isBusy()).toBe(true);
});

it('is busy as soon as it has had something to do for two fortieths of a second, one after the other, and stays so while it has', () => {
  const times = { active: 0, idle: 0 };
  const { isBusy } = watchEventLoop(() => ({ ...times }));
  const pass = (active: number) => {
    times.active += active;
    times.idle += 25 - active;
    vi.advanceTimersByTime(25);
    return isBusy();
  };
  // The first tenth of a second is over with the fourth: it was idle for half of it.
  expect([25, 0, 25, 0].map(pass)).toEqual([false, false, false, false]);
  expect([0, 24, 24, 25].map(pass)).toEqual([false, false, false, false]);
  expect([0, 0, 25, 25].map(pass)).toEqual([false, false, false, true]);
  expect([25, 25, 0, 0].map(pass)).toEqual([true, true, true, false]);
  expect([0, 0, 0, 0].map(pass)).toEqual([false, false, false, false]);
  // When its tenth of a second ends, before the fourth glance, it was idle for half of that: but not lately.
  expect([0, 25, 25, 0].map(pass)).toEqual([false, false, true, true]);
});

it('is as late as its timer is', () => {
  const now = vi.spyOn(performance, 'now').mockReturnValue(1_000);
  const { lagMs } = start();
  now.mockReturnValue(1_350);
  vi.advanceTimersByTime(100);
  expect(lagMs()).toBe(250);
  now.mockReturnValue(1_450);
  vi.advanceTimersByTime(100);
  expect(lagMs()).toBe(0);
});

it('leaves no timer behind', () => {
  const { stop } = start();
  stop();
  expect(vi.getTimerCount()).toBe(0);
});

it('is watched by its own times if no others are given', () => {
  const { isBusy } = watchEventLoop();
  // It was not idle for a moment since then, as nothing has been waited for.
  vi.advanceTimersByTime(100);
  expect(isBusy()).toBe(true);
});
