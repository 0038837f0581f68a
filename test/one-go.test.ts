/** A connection that may send several requests in one go: on a clock of the test's own. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { nextTurn, startAdmission } from './support/admission.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('a connection that may send several requests in one go', () => {
  /** One with turns left, while as many are worked on as may be, and one stands in line. */
  function start() {
    const { admission, enter, noted, connection } = startAdmission({ atOnce: 4, queueMs: 100 });
    const leaves = ['a', 'b', 'c', 'd', 'e'].map(enter);
    const favoured = { ...connection('favoured'), turnsLeft: 2, turnsUntil: Infinity };
    const ask = (name: string) =>
      admission.enter(
        favoured,
        () => noted.push(`${name} goes`),
        () => noted.push(`${name} is refused`),
      );
    nextTurn();
    noted.length = 0;
    return { admission, noted, leaves, favoured, ask };
  }

  it('goes before those in line as soon as there is room, as often as it may', () => {
    const { noted, leaves, ask } = start();
    ask('first');
    ask('second');
    ask('third');
    for (const leave of leaves.slice(0, 4)) {
      leave();
      nextTurn();
    }
    expect(noted).toEqual(['first goes', 'second goes', 'e goes', 'third goes']);
  });

  it('goes at once where there is room, but not before those who may as well and wait', () => {
    const { noted, leaves, ask } = start();
    leaves[0]?.();
    ask('first');
    expect(noted).toEqual(['first goes']);
    const other = start();
    other.ask('first');
    other.leaves[0]?.();
    other.ask('second');
    expect(other.noted).toEqual([]);
    nextTurn();
    expect(other.noted).toEqual(['first goes']);
  });

  it('is told that it is too late like others', () => {
    const { noted, ask } = start();
    ask('first');
    vi.advanceTimersByTime(99);
    expect(noted).toEqual([]);
    vi.advanceTimersByTime(26);
    expect(noted.toSorted()).toEqual(['e is refused', 'first is refused']);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('goes when a place is free although nobody stands in line', () => {
    const { admission, enter, noted, connection } = startAdmission({ atOnce: 1, queueMs: 100 });
    const leave = enter('a');
    const favoured = { ...connection('favoured'), turnsLeft: 1, turnsUntil: Infinity };
    admission.enter(
      favoured,
      () => noted.push('favoured goes'),
      () => noted.push('favoured is refused'),
    );
    nextTurn();
    leave();
    nextTurn();
    expect(noted).toEqual(['a goes', 'favoured goes']);
  });

  it('counts among those that are started in a turn of the event loop, and the others are in the next ones', () => {
    const { admission, noted, connection } = startAdmission({ atOnce: 1_000, queueMs: 100 });
    for (let number = 0; number < 30; number += 1) {
      const favoured = { ...connection(String(number)), turnsLeft: 1, turnsUntil: Infinity };
      admission.enter(
        favoured,
        () => noted.push(`${number} goes`),
        () => noted.push(`${number} is refused`),
      );
    }
    expect(noted).toHaveLength(4);
    vi.advanceTimersByTime(15);
    expect(noted).toEqual(Array.from({ length: 30 }, (_, number) => `${number} goes`));
  });

  it('stands in line like others when the time for that is over', () => {
    const { noted, leaves, favoured, ask } = start();
    favoured.turnsUntil = Date.now() + 10;
    vi.advanceTimersByTime(10);
    ask('first');
    leaves[0]?.();
    nextTurn();
    expect(noted).toEqual(['e goes']);
  });

  it('is read while many stand in line, until it has had its turns', () => {
    const { admission, noted, favoured, ask } = start();
    for (let number = 0; number < 65; number += 1) ask(String(number));
    favoured.turnsLeft = 1;
    admission.stay(favoured);
    expect(noted).toEqual([]);
    favoured.turnsLeft = 0;
    admission.stay(favoured);
    expect(noted).toEqual(['favoured is held']);
  });

  it('has 200 ms for that, and no turn if it had sent nothing when it was read', () => {
    const { admission, enter, read, connection } = startAdmission({ atOnce: 1_000, queueMs: 2_000 });
    const silent = connection('silent');
    for (let number = 0; number < 304; number += 1) enter(String(number));
    admission.stay(silent);
    for (let number = 0; number < 300; number += 1) enter(String(number));
    while (!read().includes('silent')) nextTurn();
    expect([silent.turnsLeft, silent.turnsUntil - Date.now()]).toEqual([3, 200]);
    nextTurn();
    expect(silent.turnsLeft).toBe(0);
  });
});
