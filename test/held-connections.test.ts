/** Connections that are not read while many requests wait: on a clock of the test's own. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
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

  it('reads no connections whose requests are over, and when fewer wait 16 in a turn, in order', () => {
    const { admission, enter, noted, read, connection } = startAdmission({ atOnce: 1_000 });
    for (let number = 1; number <= 67; number += 1) enter(String(number));
    const few = connection('with 63');
    admission.stay(few);
    enter('68');
    noted.length = 0;
    for (let number = 1; number <= 20; number += 1) admission.stay(connection(`c${number}`));
    expect(noted).toEqual(Array.from({ length: 20 }, (_, index) => `c${index + 1} is held`));
    nextTurn();
    expect(read()).toEqual(Array.from({ length: 16 }, (_, index) => `c${index + 1}`));
    nextTurn();
    expect(read()).toHaveLength(20);
  });

  it('holds those as well who come when fewer wait, as long as others are held', () => {
    const { admission, noted, connection } = startCrowd(20, 100);
    nextTurn();
    admission.stay(connection('21'));
    expect(noted.at(-1)).toBe('21 is held');
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

  it('reads the last first where more than 100 are held, the first of them for four fifths of the time', () => {
    const { read } = startCrowd(110, 100);
    vi.setSystemTime(Date.now() + 85);
    nextTurn();
    expect(read()).toEqual([110, 109, 108, 107, 106, 105, 104, 103, 102, 101, 1, 2, 3, 4, 5, 6].map(String));
  });

  it('refuses what has not been read for too long, 30 in 25 ms, and only the next request of a connection', () => {
    const { admission, enter, noted, connections, read } = startCrowd(200, 1_000);
    vi.setSystemTime(Date.now() + 1_000);
    nextTurn();
    expect(read()).toEqual([]);
    vi.advanceTimersByTime(25);
    expect(read()).toEqual(Array.from({ length: 30 }, (_, index) => String(index + 1)));
    const refusals: string[] = [];
    const [first] = connections;
    if (first === undefined) throw new Error('there is none');
    const ask = () =>
      admission.enter(
        first,
        () => refusals.push('goes'),
        () => refusals.push('is refused'),
      );
    ask()();
    expect(refusals).toEqual(['is refused']);
    ask();
    vi.advanceTimersByTime(25);
    expect(refusals).toEqual(['is refused', 'goes']);
    enter('new');
    nextTurn();
    expect(noted).toContain('new goes');
  });

  it('refuses nobody who sends something only 25 ms after it was read', () => {
    const { admission, connections, noted } = startCrowd(200, 1_000);
    vi.setSystemTime(Date.now() + 1_000);
    vi.advanceTimersByTime(25);
    vi.advanceTimersByTime(25);
    const [first] = connections;
    if (first === undefined) throw new Error('there is none');
    admission.enter(
      first,
      () => noted.push('late goes'),
      () => noted.push('late is refused'),
    );
    nextTurn();
    expect(noted).toContain('late goes');
  });

  it('reads those who are late where nothing else is to be done', () => {
    const { admission, enter, read, connection } = startAdmission({ atOnce: 1_000, queueMs: 100 });
    const leaves = Array.from({ length: 68 }, (_, index) => enter(String(index)));
    for (let number = 1; number <= 150; number += 1) admission.stay(connection(String(number)));
    vi.setSystemTime(Date.now() + 1_000);
    for (const leave of leaves) leave();
    nextTurn();
    expect(read()).toEqual(Array.from({ length: 16 }, (_, index) => String(150 - index)));
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

  it('passes over nobody who is late where 100 are held', () => {
    const { read } = startCrowd(100, 100);
    vi.setSystemTime(Date.now() + 150);
    nextTurn();
    expect(read()).toEqual(Array.from({ length: 16 }, (_, index) => String(index + 1)));
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
      const ask = () => {
        const leave = admission.enter(
          connection,
          () => {
            outcomes.push(`${name} is answered`);
            setImmediate(() => {
              leave();
              admission.stay(connection);
            });
          },
          () => {
            outcomes.push(`${name} is refused`);
            admission.stay(connection);
          },
        );
      };
      const connection = { pause: () => undefined, resume: () => setImmediate(ask) };
      return ask;
    };
    for (let number = 0; number < 300; number += 1) client(String(number))();
    vi.advanceTimersByTime(20);
    vi.setSystemTime(Date.now() + 90);
    vi.advanceTimersByTime(300);
    outcomes.length = 0;
    vi.advanceTimersByTime(300);
    expect(outcomes.filter((outcome) => outcome.endsWith('is refused'))).toEqual([]);
    expect(new Set(outcomes).size).toBe(300);
  });
});
