/** A system under test that runs, on a core of its own, and was seen to answer what is true. */
import { closeSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { spawnChild } from '../children.ts';
import { freePort, untilItListens } from './ports.ts';
import type { System, Target } from './system.ts';
import { assertTruth, type Truth } from './truth.ts';

export interface Running {
  readonly system: System;
  readonly port: number;
  readonly pid: number;
  stop: () => Promise<void>;
}

/**
 * Starts it; what it prints goes nowhere, what it complains of is told if it fails.
 *
 * @throws Error if it ends before it listens, or does not answer what is true
 */
export async function startSystem(system: System, job: Omit<Target, 'port'>, truth: Truth, core: string): Promise<Running> {
  const port = await freePort();
  const { program, args, cwd, env } = system.command({ ...job, port });
  const complaints = join(job.folder, `${system.name}.stderr`);
  const file = openSync(complaints, 'w');
  const child = spawnChild('taskset', ['-c', core, program, ...args], { cwd, env, stdio: ['ignore', 'ignore', file] });
  closeSync(file);
  try {
    await untilItListens(port, child.ended);
    await assertTruth(`http://127.0.0.1:${port}/graphql`, job.workload, system.dialect, truth);
  } catch (error) {
    await child.stop('SIGKILL');
    throw new Error(`${system.name}, ${job.workload.name}: ${String(error)}\n${readFileSync(complaints, 'utf8').slice(-2_000)}`, {
      cause: error,
    });
  }
  // `taskset` becomes the program, so it has its number.
  return { system, port, pid: child.process.pid ?? 0, stop: () => child.stop('SIGKILL') };
}
