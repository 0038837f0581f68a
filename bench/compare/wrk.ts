/** The load: wrk with `load.lua`. */
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { spawnChild } from '../children.ts';
import type { Dialect, Workload } from './workloads.ts';

export interface Load {
  /** Answers that came. */
  requests: number;
  /** Requests that were begun: at the end some have no answer yet. */
  sent: number;
  microseconds: number;
  /** Microseconds. */
  p50: number;
  p99: number;
  /** Answers that are not 200 or hold errors, connections that broke, requests without an answer in time. */
  errors: number;
  /** The first bad answer. */
  example: string;
}

interface Result extends Omit<Load, 'errors'> {
  bad: number;
  broken: number;
  late: number;
}

export interface LoadOptions {
  port: number;
  workload: Workload;
  dialect: Dialect;
  seconds: number;
  folder: string;
  core: string;
}

const script = join(import.meta.dirname, 'load.lua');
/** So many requests no run reaches: each run has numbers of its own, and with them ids that were never asked for. */
const numbersOfRun = 10_000_000;
let runs = 0;

/** Sends requests for so many seconds over connections that are kept. */
export async function runLoad({ port, workload, dialect, seconds, folder, core }: LoadOptions): Promise<Load> {
  const template = join(folder, 'body.json');
  writeFileSync(template, workload.bodies[dialect]);
  runs += 1;
  const connections = String(workload.connections);
  const sizes = ['-t', '1', '-c', connections, '-d', `${seconds}s`, '--timeout', '30s'];
  const lua = ['-s', script, `http://127.0.0.1:${port}`, '--', template, String(runs * numbersOfRun), String(workload.hotIds)];
  const child = spawnChild('taskset', ['-c', core, 'wrk', ...sizes, ...lua], { stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  child.process.stdout?.on('data', (chunk: Buffer) => {
    output += chunk.toString();
  });
  await once(child.process, 'close');
  const line = /^RESULT (.*)$/m.exec(output)?.[1];
  if (line === undefined) throw new Error(`wrk said nothing of its result:\n${output}`);
  const { bad, broken, late, ...rest } = JSON.parse(line) as Result;
  if (rest.requests === 0) return { ...rest, errors: 1, example: 'not one answer came before the run was over' };
  return { ...rest, errors: bad + broken + late };
}
