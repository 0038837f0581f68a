/** Those who have waited for too long: who is told so, how fast, and who has a turn all the same. On a clock of the test's own. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { nextTurn, startAdmission } from './support/admission.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const countOf = (noted: readonly string[], what: string) => noted.filter((note) => note.endsWith(what)).length;

describe('who is late', () => {
  it('has a turn all the same if the process only stood still, and goes before he is told', () => {
    const { enter, noted } = startAdmission({ atOnce: 1_000, queueMs: 100 });
    for (let number = 0; number < 500; number += 1) enter(String(number));
    // The next sweep finds 300 late: 100 have gone by then, and 100 in line are never too many.
    vi.setSystemTime(Date.now() + 1_000);
    vi.advanceTimersByTime(25);
    expect([countOf(noted, 'goes'), countOf(noted, 'is refused')]).toEqual([108, 30]);
    vi.advanceTimersByTime(1_000);
    expect(countOf(noted, 'goes') + countOf(noted, 'is refused')).toBe(500);
    expect(countOf(noted, 'is refused')).toBeLessThan(150);
  });

  it('has none where nobody may wait', () => {
    const { enter, noted } = startAdmission({ atOnce: 1, queueMs: 0 });
    const leave = enter('a');
    enter('b');
    leave();
    vi.advanceTimersByTime(25);
    expect(noted).toEqual(['a goes', 'b is refused']);
  });

  it('is not kept from being told by connections that have sent nothing', () => {
    const { admission, enter, noted, connection } = startAdmission({ atOnce: 4, queueMs: 100 });
    const leaves = Array.from({ length: 68 }, (_, index) => enter(String(index)));
    for (let number = 0; number < 1_000; number += 1) admission.stay(connection(`silent ${number}`));
    for (const leave of leaves.slice(4)) leave();
    for (let number = 0; number < 40; number += 1) enter(`late ${number}`);
    // A turn takes a millisecond here, and 30 of them are read in each.
    vi.advanceTimersByTime(140);
    expect([countOf(noted, 'is read'), countOf(noted, 'is refused')]).toEqual([1_000, 30]);
  });

  it('is told 30 in 25 ms when connections have sent something', () => {
    const { admission, enter, noted } = startAdmission({ atOnce: 4, queueMs: 100 });
    const leaves = Array.from({ length: 68 }, (_, index) => enter(String(index)));
    for (let number = 0; number < 200; number += 1) {
      const connection = {
        turnsLeft: 0,
        turnsUntil: 0,
        pause: () => undefined,
        resume: () => {
          admission.enter(
            connection,
            () => noted.push('one goes'),
            () => noted.push('one is refused'),
          );
        },
      };
      admission.stay(connection);
    }
    for (const leave of leaves.slice(4)) leave();
    vi.advanceTimersByTime(110);
    expect(countOf(noted, 'is refused')).toBe(30);
    vi.advanceTimersByTime(25);
    expect(countOf(noted, 'is refused')).toBe(60);
    vi.advanceTimersByTime(1_000);
    expect([countOf(noted, 'is refused'), countOf(noted, 'goes')]).toEqual([200, 4]);
  });
});

describe('a connection that may send several requests', () => {
  /** A connection with turns left, while as many are worked on as may be. */
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
    leaves[0]?.();
    nextTurn();
    leaves[1]?.();
    nextTurn();
    leaves[2]?.();
    nextTurn();
    leaves[3]?.();
    nextTurn();
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

  it('stands in line like others when the time for that is over', () => {
    const { noted, leaves, favoured, ask } = start();
    favoured.turnsUntil = Date.now() + 10;
    vi.advanceTimersByTime(10);
    ask('first');
    leaves[0]?.();
    nextTurn();
    expect(noted).toEqual(['e goes']);
  });

  it('keeps no turn if it had sent nothing when it was read', () => {
    const { admission, enter, connection } = startAdmission({ atOnce: 4, queueMs: 1_000 });
    const leaves = Array.from({ length: 68 }, (_, index) => enter(String(index)));
    const silent = connection('silent');
    admission.stay(silent);
    for (const leave of leaves.slice(3)) leave();
    nextTurn();
    expect(silent.turnsLeft).toBe(1);
    nextTurn();
    expect(silent.turnsLeft).toBe(0);
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
});
