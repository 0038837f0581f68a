/** Processes that a bench runs beside itself. None of them outlives it. */
import { type ChildProcess, spawn, type SpawnOptions } from 'node:child_process';
import { once } from 'node:events';

const running = new Set<ChildProcess>();

// However the bench ends: an exception ends it by `exit` as well, and so do these signals.
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => process.exit(1));

export interface Child {
  readonly process: ChildProcess;
  /** Resolves when it has ended; rejects if it could not be started. */
  readonly ended: Promise<unknown>;
  /** Ends it, and resolves when it has ended. */
  stop: (signal?: NodeJS.Signals) => Promise<void>;
}

/** Runs a command that ends with the bench at the latest. */
export function spawnChild(command: string, args: readonly string[], options: SpawnOptions): Child {
  const child = spawn(command, args, options);
  running.add(child);
  const ended = once(child, 'close').finally(() => running.delete(child));
  // Whoever waits for it hears of a failure; nobody has to wait.
  ended.catch(() => undefined);
  return {
    process: child,
    ended,
    stop: async (signal = 'SIGTERM') => {
      child.kill(signal);
      await ended;
    },
  };
}
