/** Clients that ask again as soon as they are answered, more of them than can be answered at once: on a clock of the test's own. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { HeldConnection } from '../src/server/late.ts';
import { startAdmission } from './support/admission.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** So many clients, each request of which takes one turn of the event loop, and that think for so long before the next one. */
function startClients(count: number, queueMs: number, thinkMs = 0) {
  const { admission } = startAdmission({ atOnce: 1_000, queueMs });
  const answered: string[] = [];
  const refused: string[] = [];
  const waits: number[] = [];
  for (let number = 0; number < count; number += 1) {
    const name = String(number);
    let askedAt = 0;
    let isHeld = false;
    let hasSent = false;
    // What is sent while nobody reads is read when somebody does, before the turn ends.
    const connection: HeldConnection = {
      turnsLeft: 0,
      turnsUntil: 0,
      pause: () => (isHeld = true),
      resume: () => {
        isHeld = false;
        ask();
      },
    };
    const next = () => {
      admission.stay(connection);
      if (thinkMs > 0) setTimeout(send, thinkMs);
      else send();
    };
    const send = () => {
      hasSent = true;
      askedAt = Date.now();
      if (!isHeld) ask();
    };
    const ask = () => {
      if (!hasSent) return;
      hasSent = false;
      const leave = admission.enter(
        connection,
        () => {
          waits.push(Date.now() - askedAt);
          answered.push(name);
          setImmediate(() => {
            leave();
            next();
          });
        },
        () => {
          refused.push(name);
          setImmediate(next);
        },
      );
    };
    send();
  }
  return { answered, refused, waits };
}

/** The lengths of stretches of answers to the same client among the last ones. */
function goesOf(answered: readonly string[], name: string): number[] {
  const places = answered.flatMap((one, index) => (one === name ? [index] : []));
  const goes: number[] = [];
  let last = -Infinity;
  for (const place of places) {
    if (place - last < 40) goes.push((goes.pop() ?? 0) + 1);
    else goes.push(1);
    last = place;
  }
  return goes;
}

describe('clients that ask again at once', () => {
  it('send several requests in one go where all of them have their turn soon, and all as many', () => {
    const { answered, refused, waits } = startClients(200, 2_000);
    vi.advanceTimersByTime(2_000);
    answered.length = waits.length = 0;
    vi.advanceTimersByTime(4_000);
    expect(refused).toEqual([]);
    const counts = Object.values(Object.groupBy(answered, (name) => name)).map((of) => of?.length ?? 0);
    expect(counts).toHaveLength(200);
    expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(16);
    const goes = goesOf(answered, '77').slice(1, -1);
    expect(new Set(goes)).toEqual(new Set([8]));
    expect(Math.max(...waits)).toBeLessThan(600);
  });

  it('send one at a time where fewer than 32 stand in line', () => {
    const { answered } = startClients(35, 2_000);
    vi.advanceTimersByTime(4_000);
    expect(new Set(answered.slice(-35)).size).toBe(35);
  });

  it('send one at a time where it takes long until all have their turn', () => {
    const { answered, refused, waits } = startClients(1_000, 400);
    vi.advanceTimersByTime(4_000);
    expect(refused).toEqual([]);
    expect(new Set(goesOf(answered, '77'))).toEqual(new Set([1]));
    expect(Math.max(...waits)).toBeLessThan(400);
  });

  it('are answered in time as well when they think before they send the next one', () => {
    const { answered, refused } = startClients(300, 200, 50);
    vi.advanceTimersByTime(2_000);
    refused.length = 0;
    vi.advanceTimersByTime(4_000);
    expect(refused).toEqual([]);
    expect(new Set(answered).size).toBe(300);
  });
});
