/** Who is worked on, who waits, and who is told to come back: on a clock of the test's own. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { nextTurn, startAdmission } from './support/admission.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('admission', () => {
  it('takes as many as its limit at once', () => {
    const { admission, enter, noted } = startAdmission({ atOnce: 2 });
    enter('a');
    enter('b');
    enter('c');
    expect(noted).toEqual(['a goes', 'b goes']);
    expect(admission.underWay).toBe(2);
  });

  it('gives turns in the order in which they came', () => {
    const { enter, noted } = startAdmission();
    const leave = enter('a');
    const leaves = ['b', 'c', 'd'].map(enter);
    leave();
    nextTurn();
    leaves[0]?.();
    nextTurn();
    leaves[1]?.();
    nextTurn();
    expect(noted).toEqual(['a goes', 'b goes', 'c goes', 'd goes']);
  });

  it('lets nobody who comes pass those who wait, though there is room until their turn', () => {
    const { enter, noted } = startAdmission();
    const leave = enter('a');
    enter('b');
    leave();
    enter('c');
    expect(noted).toEqual(['a goes']);
    nextTurn();
    expect(noted).toEqual(['a goes', 'b goes']);
  });

  it('gives the next turn to the last who came where more than 100 wait and the first has waited for four fifths of the time, until 100 wait', () => {
    const { enter, noted } = startAdmission({ queueMs: 100 });
    let leave = enter('a');
    const leaveAndGo = (place: number) => {
      leave();
      nextTurn();
      leave = leaves[place] ?? leave;
    };
    const leaves = Array.from({ length: 104 }, (_, index) => enter(String(index)));
    leaveAndGo(0);
    vi.advanceTimersByTime(79);
    leaveAndGo(1);
    vi.advanceTimersByTime(5);
    leaves.push(enter('late'));
    leaveAndGo(104);
    leaveAndGo(103);
    leaveAndGo(102);
    // Now 100 wait, and nobody is passed over any more.
    leaveAndGo(2);
    expect(noted).toEqual(['a goes', '0 goes', '1 goes', 'late goes', '103 goes', '102 goes', '2 goes']);
  });

  it('refuses who has waited for too long, and only him', () => {
    const { enter, noted } = startAdmission({ queueMs: 100 });
    const leave = enter('a');
    enter('b');
    vi.advanceTimersByTime(60);
    enter('c');
    vi.advanceTimersByTime(65);
    expect(noted).toEqual(['a goes', 'b is refused']);
    leave();
    nextTurn();
    expect(noted).toEqual(['a goes', 'b is refused', 'c goes']);
  });

  it('gives no turn to the second one if nobody may wait', () => {
    const { enter, noted } = startAdmission({ queueMs: 0 });
    const leave = enter('a');
    enter('b');
    leave();
    vi.advanceTimersByTime(25);
    expect(noted).toEqual(['a goes', 'b is refused']);
  });

  it('refuses 30 in 25 ms and no more, so that those who come again at once do not keep it busy', () => {
    const { enter, noted } = startAdmission({ queueMs: 0 });
    enter('a');
    for (let number = 0; number < 64; number += 1) enter(String(number));
    const refused = () => noted.filter((note) => note.endsWith('is refused')).length;
    vi.advanceTimersByTime(25);
    expect(refused()).toBe(30);
    vi.advanceTimersByTime(25);
    expect(refused()).toBe(60);
    vi.advanceTimersByTime(25);
    expect(refused()).toBe(64);
  });

  it.each([
    { why: 'all places are taken', atOnce: 4, queueMs: 100, free: 0, refused: 30 },
    { why: 'nobody may wait', atOnce: 4, queueMs: 0, free: 1, refused: 30 },
    { why: 'more wait than can be computed in time', atOnce: 100_000, queueMs: 100, free: 0, refused: 12 },
  ])('refuses $refused in 25 ms where $why', ({ atOnce, queueMs, free, refused }) => {
    const { enter, noted } = startAdmission({ atOnce, queueMs });
    const leaves = Array.from({ length: 10_000 }, (_, number) => enter(String(number)));
    for (const leave of leaves.slice(0, free)) leave();
    vi.advanceTimersByTime(queueMs + 50);
    noted.length = 0;
    vi.advanceTimersByTime(100);
    expect(noted.filter((note) => note.endsWith('is refused'))).toHaveLength(4 * refused);
  });

  it('refuses at once when 20,000 wait', () => {
    const { enter, noted } = startAdmission({ queueMs: 1_000 });
    enter('a');
    for (let number = 0; number < 20_000; number += 1) enter(String(number));
    expect(noted).toEqual(['a goes']);
    enter('one too many');
    expect(noted).toEqual(['a goes', 'one too many is refused']);
  });

  it('passes over those who are gone, and does not refuse them either', () => {
    const { admission, enter, noted } = startAdmission();
    const leave = enter('a');
    const abort = enter('b');
    enter('c');
    abort();
    leave();
    nextTurn();
    expect(noted).toEqual(['a goes', 'c goes']);
    const late = enter('d');
    late();
    vi.advanceTimersByTime(1_000);
    expect(noted).toEqual(['a goes', 'c goes']);
    expect(admission.underWay).toBe(1);
  });

  it('counts right whatever order they are aborted in', () => {
    const { admission, enter, noted } = startAdmission({ atOnce: 2 });
    const leaves = ['a', 'b', 'c', 'd', 'e'].map(enter);
    leaves[3]?.();
    leaves[0]?.();
    nextTurn();
    expect(admission.underWay).toBe(2);
    for (const index of [1, 2, 4]) {
      leaves[index]?.();
      nextTurn();
    }
    expect(noted).toEqual(['a goes', 'b goes', 'c goes', 'e goes']);
    expect(admission.underWay).toBe(0);
    enter('f');
    expect(admission.underWay).toBe(1);
  });

  it('counts nothing for those whom it refused when their connection ends', () => {
    const { admission, enter } = startAdmission({ queueMs: 50 });
    enter('a');
    const leave = enter('b');
    vi.advanceTimersByTime(100);
    leave();
    expect(admission.underWay).toBe(1);
  });

  it('leaves no timer behind when nobody waits any more', () => {
    const { enter } = startAdmission({ queueMs: 50 });
    enter('a');
    enter('b');
    nextTurn();
    expect(vi.getTimerCount()).toBe(1);
    vi.advanceTimersByTime(100);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('gives no turn to those who come while the event loop is late and a hundred wait, and keeps the turns of those', () => {
    const { enter, noted, state } = startAdmission({ queueMs: 1_000 });
    const leave = enter('a');
    state.isLate = true;
    for (let number = 1; number <= 100; number += 1) enter(String(number));
    enter('one too many');
    vi.advanceTimersByTime(25);
    expect(noted).toEqual(['a goes', 'one too many is refused']);
    leave();
    nextTurn();
    expect(noted).toEqual(['a goes', 'one too many is refused', '1 goes']);
  });

  it('starts 4 in a turn of the event loop, and the others in the next ones', () => {
    const { enter, noted } = startAdmission({ atOnce: 1_000 });
    for (let number = 1; number <= 10; number += 1) enter(String(number));
    expect(noted).toHaveLength(4);
    nextTurn();
    expect(noted).toHaveLength(8);
    nextTurn();
    expect(noted).toEqual(Array.from({ length: 10 }, (_, index) => `${index + 1} goes`));
  });

  it('starts one more after each turn that was short, and one less after each that was long, 4 to 16', () => {
    let now = 0;
    const { enter, noted } = startAdmission({ atOnce: 1_000, queueMs: 60_000, now: () => now });
    const startedIn = (turns: number, ms: number) =>
      Array.from({ length: turns }, () => {
        const before = noted.length;
        now += ms;
        nextTurn();
        return noted.length - before;
      });
    for (let number = 1; number <= 500; number += 1) enter(String(number));
    expect(noted).toHaveLength(4);
    expect(startedIn(15, 0)).toEqual([4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 16, 16]);
    expect(startedIn(3, 1)).toEqual([16, 16, 16]);
    expect(startedIn(14, 2)).toEqual([15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 4, 4]);
  });

  it('learns nothing from turns in which nobody waited', () => {
    let now = 0;
    const { enter, noted } = startAdmission({ atOnce: 1_000, queueMs: 60_000, now: () => now });
    for (let number = 1; number <= 13; number += 1) enter(String(number));
    for (let turns = 0; turns < 3; turns += 1) nextTurn();
    expect(noted).toHaveLength(13);
    now += 1_000;
    for (let number = 1; number <= 100; number += 1) enter(String(number));
    // Two turns were short in which some waited; the second that passed since is no turn.
    expect(noted).toHaveLength(13 + 6);
    nextTurn();
    expect(noted).toHaveLength(13 + 6 + 6);
  });

  it('after the process stood still answers the last hundred, and refuses those before them who had no turn yet', () => {
    const { enter, noted } = startAdmission({ atOnce: 1_000, queueMs: 100 });
    for (let number = 1; number <= 300; number += 1) enter(String(number));
    vi.setSystemTime(Date.now() + 120);
    vi.advanceTimersByTime(200);
    const refused = noted.filter((note) => note.endsWith('is refused'));
    expect(refused).toHaveLength(42);
    expect(noted).toHaveLength(300);
    for (let number = 201; number <= 300; number += 1) expect(noted).toContain(`${number} goes`);
  });
});
