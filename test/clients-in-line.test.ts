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

/** The lengths of stretches of answers to the same client, but for the first and the last one. */
function goesOf(answered: readonly string[], name: string): number[] {
  const goes: number[] = [];
  let last = -Infinity;
  for (const [place, one] of answered.entries()) {
    if (one !== name) continue;
    // Four to 16 are started in a turn of the event loop, and the next request of a client in the one after it.
    if (place - last < 40) goes.push((goes.pop() ?? 0) + 1);
    else goes.push(1);
    last = place;
  }
  return goes.slice(1, -1);
}

describe('clients that ask again at once', () => {
  it.each([35, 200, 1_000])('have their turns one after the other, all %i as many', (count) => {
    const { answered, refused, waits } = startClients(count, 400);
    vi.advanceTimersByTime(2_000);
    answered.length = waits.length = 0;
    vi.advanceTimersByTime(4_000);
    expect(refused).toEqual([]);
    expect(new Set(answered.slice(-count)).size).toBe(count);
    // A turn of the event loop takes a millisecond here, and four are started in each.
    expect(Math.max(...waits)).toBeLessThanOrEqual(Math.ceil(count / 4) + 1);
  });

  it.each([
    { count: 300, queueMs: 2_000, inOneGo: 4 },
    { count: 300, queueMs: 400, inOneGo: 2 },
  ])('send $inOneGo requests in one go where $count of them have their turn soon, within $queueMs ms', ({ count, queueMs, inOneGo }) => {
    const { answered, refused, waits } = startClients(count, queueMs);
    vi.advanceTimersByTime(2_000);
    answered.length = waits.length = 0;
    vi.advanceTimersByTime(4_000);
    expect(refused).toEqual([]);
    expect(new Set(goesOf(answered, '77'))).toEqual(new Set([inOneGo]));
    const counts = Object.values(Object.groupBy(answered, (name) => name)).map((of) => of?.length ?? 0);
    expect(counts).toHaveLength(count);
    expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(2 * inOneGo);
    expect(Math.max(...waits)).toBeLessThan(queueMs * 0.4);
  });

  it('send 4 in one go where even one each would be too late for most of them', () => {
    const { answered, refused, waits } = startClients(2_000, 400);
    vi.advanceTimersByTime(2_000);
    answered.length = waits.length = 0;
    vi.advanceTimersByTime(4_000);
    const goes = Array.from({ length: 2_000 }, (_, number) => goesOf(answered, String(number))).flat();
    expect(goes.length).toBeGreaterThan(500);
    expect(goes.filter((length) => length < 4).length / goes.length).toBeLessThan(0.05);
    expect(refused.length).toBeGreaterThan(0);
    expect(Math.max(...waits)).toBeLessThanOrEqual(402);
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
