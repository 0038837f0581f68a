/** How late the event loop is: a timer that is due every 100 ms tells by how much it was not. */

const everyMs = 100;

export interface EventLoop {
  /** By how many milliseconds the timer was late last time. */
  lagMs: () => number;
  stop: () => void;
}

/** Watches until it is stopped. Does not keep the process alive. */
export function watchEventLoop(): EventLoop {
  let lag = 0;
  let due = performance.now() + everyMs;
  const timer = setInterval(() => {
    const now = performance.now();
    lag = Math.max(0, now - due);
    due = now + everyMs;
  }, everyMs);
  timer.unref();
  return {
    lagMs: () => lag,
    stop: () => {
      clearInterval(timer);
    },
  };
}
