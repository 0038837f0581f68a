/** What of the comparison is to be run. */
import { parseArgs } from 'node:util';
import type { System } from './system.ts';
import { systems } from './systems.ts';
import { type Workload, workloads } from './workloads.ts';

export interface Flags {
  readonly workloads: readonly Workload[];
  readonly systems: readonly System[];
  /** Whether the systems were named: then they take part in growth as well. */
  readonly areSystemsNamed: boolean;
  readonly rounds: number;
  readonly seconds: number;
  /** The names of the systems that ratios are to: the first of them that runs. */
  readonly references: readonly string[];
}

/** @throws Error that names what is not known */
export function readFlags(args: readonly string[]): Flags {
  const { values } = parseArgs({
    args: [...args],
    options: {
      only: { type: 'string' },
      systems: { type: 'string' },
      rounds: { type: 'string', default: '5' },
      seconds: { type: 'string', default: '5' },
      reference: { type: 'string', default: 'tailcall,mercurius' },
    },
  });
  return {
    workloads: named('only', workloads, values.only),
    systems: named('systems', systems, values.systems),
    areSystemsNamed: values.systems !== undefined,
    rounds: wholeNumber('rounds', values.rounds),
    seconds: wholeNumber('seconds', values.seconds),
    references: named('reference', systems, values.reference).map(({ name }) => name),
  };
}

function named<T extends { readonly name: string }>(flag: string, all: readonly T[], list: string | undefined): readonly T[] {
  if (list === undefined) return all;
  return list.split(',').map((name) => {
    const found = all.find((one) => one.name === name);
    if (found === undefined) throw new Error(`--${flag}: there is no "${name}", only ${all.map((one) => one.name).join(', ')}`);
    return found;
  });
}

function wholeNumber(flag: string, text: string): number {
  if (!/^[1-9]\d*$/.test(text)) throw new Error(`--${flag} must be a whole number from 1 (got "${text}")`);
  return Number(text);
}
