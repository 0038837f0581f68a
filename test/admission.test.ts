/** Who is worked on, who waits, and who is told to come back: on a clock of the test's own. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Admission } from '../src/server/admission.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** An admission in which every request notes what becomes of it. */
function startAdmission({ atOnce = 1, queueMs = 100 } = {}) {
  const noted: string[] = [];
  const state = { isLate: false };
  const admission = new Admission({ atOnce, queueMs, lagMs: 1_000 }, () => state.isLate, Date.now);
  const enter = (name: string) =>
    admission.enter(
      () => noted.push(`${name} goes`),
      () => noted.push(`${name} is refused`),
    );
  return { admission, enter, noted, state };
}

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
    leaves[0]?.();
    leaves[1]?.();
    expect(noted).toEqual(['a goes', 'b goes', 'c goes', 'd goes']);
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
    expect(noted).toEqual(['a goes', 'b is refused', 'c goes']);
  });

  it('refuses at once if nobody may wait', () => {
    const { enter, noted } = startAdmission({ queueMs: 0 });
    enter('a');
    enter('b');
    expect(noted).toEqual(['a goes', 'b is refused']);
  });

  it('passes over those who are gone, and does not refuse them either', () => {
    const { admission, enter, noted } = startAdmission();
    const leave = enter('a');
    const abort = enter('b');
    enter('c');
    abort();
    leave();
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
    expect(admission.underWay).toBe(2);
    for (const index of [1, 2, 4]) leaves[index]?.();
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
    expect(vi.getTimerCount()).toBe(1);
    vi.advanceTimersByTime(100);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('refuses everybody at once while the event loop is late, and keeps the turns of those who wait', () => {
    const { enter, noted, state } = startAdmission();
    const leave = enter('a');
    enter('b');
    state.isLate = true;
    enter('c');
    expect(noted).toEqual(['a goes', 'c is refused']);
    leave();
    expect(noted).toEqual(['a goes', 'c is refused', 'b goes']);
    state.isLate = false;
    enter('d');
    expect(noted).toHaveLength(3);
  });
});
