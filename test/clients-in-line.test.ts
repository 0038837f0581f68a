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

  it('are answered in time as well when they think before they send the next one', () => {
    const { answered, refused } = startClients(300, 200, 50);
    vi.advanceTimersByTime(2_000);
    refused.length = 0;
    vi.advanceTimersByTime(4_000);
    expect(refused).toEqual([]);
    expect(new Set(answered).size).toBe(300);
  });
});
