/** Connections that are not read while many requests wait: on a clock of the test's own. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { HeldConnection } from '../src/server/late.ts';
import { nextTurn, startAdmission } from './support/admission.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('while 64 wait', () => {
  /** So many connections whose requests are over, after four requests went and 64 wait. */
  function startCrowd(count: number, queueMs: number) {
    const started = startAdmission({ atOnce: 1_000, queueMs });
    const { admission, enter, noted, connection } = started;
    for (let number = 1; number <= 68; number += 1) enter(`request ${number}`);
    const connections = Array.from({ length: count }, (_, index) => connection(String(index + 1)));
    for (const stays of connections) admission.stay(stays);
    noted.length = 0;
    return { ...started, connections };
  }

  it('stands connections whose requests are over in line, and reads them when it is their turn', () => {
    const { admission, enter, noted, read, connection } = startAdmission({ atOnce: 1_000, queueMs: 1_000 });
    for (let number = 1; number <= 67; number += 1) enter(String(number));
    admission.stay(connection('with 63'));
    enter('68');
    expect(noted).toHaveLength(4);
    for (let number = 1; number <= 6; number += 1) admission.stay(connection(`c${number}`));
    enter('later');
    expect(noted.slice(4)).toEqual(Array.from({ length: 6 }, (_, index) => `c${index + 1} is held`));
    for (let turns = 0; turns < 16; turns += 1) nextTurn();
    expect([noted.at(-1), read()]).toEqual(['68 goes', []]);
    nextTurn();
    expect(read()).toEqual(['c1', 'c2', 'c3', 'c4']);
    nextTurn();
    expect(noted.slice(-3)).toEqual(['c5 is read', 'c6 is read', 'later goes']);
  });

  it('has one place for a connection, which is the same every time', () => {
    const { admission, enter, read, connections } = startCrowd(1, 1_000);
    const [held = { turnsLeft: 0, turnsUntil: 0, pause: () => 0, resume: () => 0 }] = connections as HeldConnection[];
    const { place } = held;
    admission.stay(held);
    for (let turns = 0; turns < 20; turns += 1) nextTurn();
    expect(read()).toEqual(['1']);
    for (let number = 0; number < 100; number += 1) enter(`again ${number}`);
    admission.stay(held);
    expect(held.place).toBe(place);
    expect(place?.isTaken).toBe(true);
  });

  it('starts at once what it finds on a connection whose turn it is, before those behind it', () => {
    const { admission, enter, noted, connection } = startAdmission({ atOnce: 4, queueMs: 1_000 });
    const leaves = Array.from({ length: 68 }, (_, index) => enter(String(index)));
    const held = connection('held');
    admission.stay(held);
    const behind = enter('behind');
    for (const leave of leaves.slice(4)) leave();
    leaves[0]?.();
    nextTurn();
    expect(noted.at(-1)).toBe('held is read');
    // Its place is kept for it.
    expect(admission.underWay).toBe(3);
    const leave = admission.enter(
      held,
      () => noted.push('held goes'),
      () => noted.push('held is refused'),
    );
    expect([noted.at(-1), admission.underWay]).toEqual(['held goes', 4]);
    nextTurn();
    expect(noted).not.toContain('behind goes');
    leave();
    nextTurn();
    expect(noted).toContain('behind goes');
    behind();
  });

  it('gives the place of a connection on which nothing has come to the next one', () => {
    const { admission, enter, noted, connection } = startAdmission({ atOnce: 4, queueMs: 1_000 });
    const leaves = Array.from({ length: 68 }, (_, index) => enter(String(index)));
    const silent = connection('silent');
    admission.stay(silent);
    enter('behind');
    for (const leave of leaves.slice(3)) leave();
    nextTurn();
    nextTurn();
    expect(noted.slice(-2)).toEqual(['silent is read', 'behind goes']);
    admission.enter(
      silent,
      () => noted.push('silent goes'),
      () => noted.push('silent is refused'),
    );
    expect(noted.at(-1)).toBe('behind goes');
  });

  it('does nothing while it can start nobody', () => {
    const { enter, admission, connection } = startAdmission({ atOnce: 4, queueMs: 1_000 });
    for (let number = 1; number <= 68; number += 1) enter(String(number));
    admission.stay(connection('held'));
    nextTurn();
    // The sweep is all that is left.
    expect(vi.getTimerCount()).toBe(1);
  });

  it('reads none while as many are worked on as may be', () => {
    const { admission, enter, noted, connection } = startAdmission({ atOnce: 4 });
    const leaves = Array.from({ length: 68 }, (_, index) => enter(String(index + 1)));
    admission.stay(connection('held'));
    for (const leave of leaves.slice(4)) leave();
    nextTurn();
    expect(noted).not.toContain('held is read');
    leaves[0]?.();
    nextTurn();
    expect(noted).toContain('held is read');
  });

  it('reads the last first where more than 100 stand in line, the first of them for four fifths of the time', () => {
    const { read } = startCrowd(110, 100);
    vi.setSystemTime(Date.now() + 85);
    nextTurn();
    expect(read()).toEqual(['110', '109', '108', '107']);
  });

  it('refuses what has not been read for too long, 30 in 25 ms, and only the next request of a connection', () => {
    const { admission, enter, read, connection } = startAdmission({ atOnce: 4, queueMs: 100 });
    const leaves = Array.from({ length: 68 }, (_, index) => enter(String(index)));
    const connections = Array.from({ length: 50 }, (_, index) => connection(String(index + 1)));
    for (const stays of connections) admission.stay(stays);
    for (const leave of leaves.slice(4)) leave();
    vi.advanceTimersByTime(75);
    expect(read()).toEqual([]);
    vi.advanceTimersByTime(25);
    expect(read()).toEqual(Array.from({ length: 30 }, (_, index) => String(index + 1)));
    const outcomes: string[] = [];
    const ask = (asking = connections[0]) =>
      asking &&
      admission.enter(
        asking,
        () => outcomes.push('goes'),
        () => outcomes.push('is refused'),
      );
    ask();
    expect(outcomes).toEqual(['is refused']);
    ask();
    nextTurn();
    // On this one nothing came in that turn: it did not wait.
    ask(connections[1]);
    expect(outcomes).toEqual(['is refused']);
    leaves[0]?.();
    leaves[1]?.();
    nextTurn();
    expect(outcomes).toEqual(['is refused', 'goes', 'goes']);
    vi.advanceTimersByTime(25);
    expect(read()).toHaveLength(50);
  });

  it('answers who is late where there is room and nobody in line', () => {
    const { admission, enter, noted, read, connection } = startAdmission({ atOnce: 4, queueMs: 100 });
    const leaves = Array.from({ length: 68 }, (_, index) => enter(String(index)));
    const late = connection('late');
    admission.stay(late);
    for (const leave of leaves.slice(4)) leave();
    vi.advanceTimersByTime(100);
    expect(read()).toEqual(['late']);
    for (const leave of leaves) leave();
    admission.enter(
      late,
      () => noted.push('late goes'),
      () => noted.push('late is refused'),
    );
    expect(noted.at(-1)).toBe('late goes');
  });

  it('when the process ends reads all, and holds nobody any more', async () => {
    const { admission, read, connection, noted } = startCrowd(50, 100);
    const isRead = admission.holdNone();
    expect(read()).toHaveLength(50);
    admission.stay(connection('late comer'));
    expect(noted).not.toContain('late comer is held');
    await isRead;
  });

  it('leaves no timer behind when all have been read', () => {
    startCrowd(50, 100);
    vi.advanceTimersByTime(1_000);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('counts those who wait and those who are held together when it refuses', () => {
    const { admission, enter, noted, read, connection } = startAdmission({ atOnce: 4, queueMs: 100 });
    for (let number = 1; number <= 68; number += 1) enter(String(number));
    for (let number = 1; number <= 50; number += 1) admission.stay(connection(String(number)));
    const told = () => [noted.filter((note) => note.endsWith('is refused')).length, read().length];
    vi.advanceTimersByTime(100);
    expect(told()).toEqual([30, 0]);
    vi.advanceTimersByTime(25);
    expect(told()).toEqual([60, 0]);
    vi.advanceTimersByTime(25);
    expect(told()).toEqual([64, 26]);
  });

  it('reads the next one when a place is free although nobody waits any more', () => {
    const { admission, enter, read, connection } = startAdmission({ atOnce: 4, queueMs: 100 });
    const leaves = Array.from({ length: 68 }, (_, index) => enter(String(index)));
    vi.advanceTimersByTime(90);
    admission.stay(connection('held'));
    vi.advanceTimersByTime(85);
    expect(read()).toEqual([]);
    leaves[0]?.();
    vi.advanceTimersByTime(1);
    expect(read()).toEqual(['held']);
  });

  it('refuses nobody who sends something long after he was the last to be late', () => {
    const { admission, enter, noted, read, connection } = startAdmission({ atOnce: 4, queueMs: 100 });
    const leaves = Array.from({ length: 68 }, (_, index) => enter(String(index)));
    const late = connection('late');
    admission.stay(late);
    vi.advanceTimersByTime(1_000);
    expect(read()).toEqual(['late']);
    leaves[0]?.();
    admission.enter(
      late,
      () => noted.push('late goes'),
      () => noted.push('late is refused'),
    );
    expect(noted).toContain('late goes');
    expect(vi.getTimerCount()).toBeLessThanOrEqual(1);
  });

  it('is fair again after a moment in which the process stood still, if all can be answered in time', () => {
    const { admission } = startAdmission({ atOnce: 1_000, queueMs: 100 });
    const outcomes: string[] = [];
    /** A client that asks again as soon as it is read. */
    const client = (name: string) => {
      let isHeld = false;
      const stayAndAsk = () => {
        admission.stay(connection);
        if (!isHeld) ask();
      };
      const ask = () => {
        const leave = admission.enter(
          connection,
          () => {
            outcomes.push(`${name} is answered`);
            setImmediate(() => {
              leave();
              stayAndAsk();
            });
          },
          () => {
            outcomes.push(`${name} is refused`);
            setImmediate(stayAndAsk);
          },
        );
      };
      const connection = {
        turnsLeft: 0,
        turnsUntil: 0,
        pause: () => (isHeld = true),
        resume: () => {
          isHeld = false;
          ask();
        },
      };
      return ask;
    };
    for (let number = 0; number < 300; number += 1) client(String(number))();
    vi.advanceTimersByTime(20);
    vi.setSystemTime(Date.now() + 90);
    vi.advanceTimersByTime(600);
    outcomes.length = 0;
    vi.advanceTimersByTime(300);
    expect(outcomes.filter((outcome) => outcome.endsWith('is refused'))).toEqual([]);
    expect(new Set(outcomes).size).toBe(300);
  });
});
