/** Rounds of pairs: the reference, then the system, for one system after the other, and again. Only figures of one pair are compared. */
import { measure, type Measurement, type RunOptions } from './measure.ts';
import type { Running } from './running.ts';

/** All that was measured of one system, a figure a round. */
export interface Series {
  readonly name: string;
  readonly title: string;
  readonly runs: Measurement[];
  /** Requests per second as a multiple of those of the reference just before. */
  readonly ratios: number[];
}

/** The longest that a system may warm up, in seconds. */
const warmUpSeconds = 3;

export async function runRounds(systems: readonly Running[], reference: Running, rounds: number, options: RunOptions): Promise<Series[]> {
  for (const system of systems) await measure(system, { ...options, seconds: Math.min(options.seconds, warmUpSeconds) });

  const all = systems.map((running) => ({ running, series: emptySeries(running) }));
  for (let round = 0; round < rounds; round += 1) {
    for (const { running, series } of all) {
      // The reference has a row of its own as well: one of the many times that it is run.
      const base = running === reference ? undefined : await measure(reference, options);
      const run = await measure(running, options);
      series.runs.push(run);
      series.ratios.push(base === undefined ? 1 : run.perSecond / base.perSecond);
    }
  }
  return all.map(({ series }) => series);
}

function emptySeries({ system: { name, title } }: Running): Series {
  return { name, title, runs: [], ratios: [] };
}
