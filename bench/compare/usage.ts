/** What a process and its children have used, as Linux tells it. */
import { readdirSync, readFileSync } from 'node:fs';

export interface Usage {
  /** Microseconds of all cores together, since it began. */
  cpu: number;
  /** Bytes that are in memory now. */
  memory: number;
}

/** In which Linux counts for programs, whatever its own clock is (USER_HZ). */
const ticksPerSecond = 100;

/** Of the process and everything that it started. */
export function usageOf(pid: number): Usage {
  const total: Usage = { cpu: 0, memory: 0 };
  for (const member of treeOf(pid)) {
    // Behind the name, which may hold anything, in parentheses: the fields from the third on.
    const fields = readFileSync(`/proc/${member}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ');
    total.cpu += ((Number(fields[11]) + Number(fields[12])) / ticksPerSecond) * 1e6;
    const [, kilobytes] = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${member}/status`, 'utf8')) ?? [];
    total.memory += Number(kilobytes ?? 0) * 1024;
  }
  return total;
}

function treeOf(pid: number): number[] {
  const children = readdirSync(`/proc/${pid}/task`).flatMap((task) =>
    readFileSync(`/proc/${pid}/task/${task}/children`, 'utf8')
      .split(' ')
      .filter((text) => text !== '')
      .map(Number),
  );
  return [pid, ...children.flatMap(treeOf)];
}
