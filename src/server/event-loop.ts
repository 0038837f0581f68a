/** How the event loop is: how late, which a timer that is due every 100 ms tells by how much it was not, and how busy. */
import { performance } from 'node:perf_hooks';

const everyMs = 100;
/**
 * It is busy from this part of the time on in which it had something to do, and until that is less than the second. Who is told that it is does
 * things together, which takes an eighth less (bench/README.md): with one limit for both he would be told the opposite the next time.
 */
const busyFrom = 0.75;
const busyUntil = 0.6;
/**
 * And it is busy as soon as it has had something to do all the time for two glances, this many milliseconds apart: where load sets in, the end of
 * the first tenth of a second that is full would be too late for what came until then, and that was the slowest 1 % of all (bench/README.md).
 */
const glanceMs = 25;
const fullFrom = 0.97;

export interface EventLoop {
  /** By how many milliseconds the timer was late last time. */
  lagMs: () => number;
  /** Whether little time was left between the last two times that the timer was due, or none for a while. */
  isBusy: () => boolean;
  stop: () => void;
}

/** Milliseconds for which the event loop had something to do, and had nothing. */
export interface LoopTimes {
  readonly active: number;
  readonly idle: number;
}

/** Watches until it is stopped. Does not keep the process alive. */
export function watchEventLoop(readTimes: () => LoopTimes = () => performance.eventLoopUtilization()): EventLoop {
  let lag = 0;
  let isBusy = false;
  let due = performance.now() + everyMs;
  let { active, idle } = readTimes();
  const timer = setInterval(() => {
    const now = performance.now();
    lag = Math.max(0, now - due);
    due = now + everyMs;
    const times = readTimes();
    const worked = times.active - active;
    isBusy = isFullForLong || worked >= (isBusy ? busyUntil : busyFrom) * (worked + times.idle - idle);
    ({ active, idle } = times);
  }, everyMs);
  timer.unref();

  let [seen, wasFull, isFullForLong] = [readTimes(), false, false];
  const glances = setInterval(() => {
    const times = readTimes();
    const worked = times.active - seen.active;
    const isFull = worked > 0 && worked >= fullFrom * (worked + times.idle - seen.idle);
    isFullForLong = isFull && wasFull;
    isBusy ||= isFullForLong;
    [seen, wasFull] = [times, isFull];
  }, glanceMs);
  glances.unref();
  return {
    lagMs: () => lag,
    isBusy: () => isBusy,
    stop: () => {
      clearInterval(timer);
      clearInterval(glances);
    },
  };
}
