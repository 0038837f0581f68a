/** One run of load on one system. */
import type { Running } from './running.ts';
import type { Upstream } from './upstream.ts';
import { usageOf } from './usage.ts';
import type { Workload } from './workloads.ts';
import { runLoad } from './wrk.ts';

export interface Measurement {
  perSecond: number;
  /** Milliseconds. */
  p50: number;
  p99: number;
  /** Microseconds of the system's processes. */
  cpuPerRequest: number;
  /** The part of its core that the system used; well below 1 where something else was the limit. */
  busy: number;
  /** Bytes at the end of the run. */
  memory: number;
  callsPerRequest: number;
  errors: number;
  example: string;
}

export interface RunOptions {
  workload: Workload;
  seconds: number;
  folder: string;
  upstream: Upstream;
  /** For the load. */
  core: string;
}

export async function measure(
  { system, port, pid }: Running,
  { upstream, workload, seconds, folder, core }: RunOptions,
): Promise<Measurement> {
  const callsBefore = await upstream.calls();
  const before = usageOf(pid);
  const load = await runLoad({ port, workload, dialect: system.dialect, seconds, folder, core });
  const after = usageOf(pid);
  const calls = (await upstream.settledCalls()) - callsBefore;
  const cpu = after.cpu - before.cpu;
  return {
    perSecond: (load.requests / load.microseconds) * 1e6,
    p50: load.p50 / 1000,
    p99: load.p99 / 1000,
    cpuPerRequest: cpu / load.requests,
    busy: cpu / load.microseconds,
    memory: after.memory,
    callsPerRequest: calls / load.sent,
    errors: load.errors,
    example: load.example,
  };
}
