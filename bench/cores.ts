/** Which core a program runs on, so that those who ask take nothing from the one who is measured. Needs `taskset`, which Linux has. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';

const hasTaskset = spawnSync('taskset', ['--version']).status === 0;

/** Linux counts time in hundredths of a second. */
export const ticksPerSecond = 100;

/** The core of the gateway, and the one of everything else; undefined where programs cannot be kept apart. */
export const cores = hasTaskset && availableParallelism() > 1 ? { gateway: 0, others: 1 } : undefined;

/** What to put before a command so that it runs on this core only. */
export function pinnedTo(core: number | undefined): readonly string[] {
  return core === undefined ? [] : ['taskset', '--cpu-list', String(core)];
}

/** Moves this process and what it starts from now on away from the gateway's core, and says in words how it stands. */
export function leaveTheGatewaysCore(): string {
  if (cores === undefined) return 'Without `taskset` and a second core, the gateway shares its core with its clients and the emulator.';
  const { others } = cores;
  // It fails if a thread ends while it goes through them.
  const isMoved = () => spawnSync('taskset', ['--all-tasks', '--pid', '--cpu-list', String(others), String(process.pid)]).status === 0;
  if (!isMoved() && !isMoved() && !isMoved()) throw new Error('taskset cannot move this process to another core');
  return 'The gateway has one core, its clients and the emulator share the other.';
}

/** Seconds for which a core had nothing to do since the machine was started. */
export function idleSeconds(core: number): number {
  const [, idle, waiting] = new RegExp(`^cpu${core} (?:\\d+ ){3}(\\d+) (\\d+)`, 'm').exec(readFileSync('/proc/stat', 'utf8')) ?? [];
  return (Number(idle) + Number(waiting)) / ticksPerSecond;
}
