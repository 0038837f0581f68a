/** An admission on the fake clock of a test. */
import { vi } from 'vitest';
import { Admission } from '../../src/server/admission.ts';

/** An admission in which every request notes what becomes of it. */
export function startAdmission({ atOnce = 1, queueMs = 100, now = () => Date.now() } = {}) {
  const noted: string[] = [];
  const state = { isLate: false };
  const connection = (name: string) => ({
    turnsLeft: 0,
    turnsUntil: 0,
    pause: () => noted.push(`${name} is held`),
    resume: () => noted.push(`${name} is read`),
  });
  const admission = new Admission({ atOnce, queueMs, lagMs: 1_000 }, () => state.isLate, now);
  const enter = (name: string) =>
    admission.enter(
      connection(name),
      () => noted.push(`${name} goes`),
      () => noted.push(`${name} is refused`),
    );
  /** The names of the connections that are read again. */
  const read = () => noted.filter((note) => note.endsWith(' is read')).map((note) => note.split(' ')[0]);
  return { read, admission, enter, noted, state, connection };
}

/** Lets the turn of the event loop end. */
export function nextTurn() {
  vi.advanceTimersToNextTimer();
}
