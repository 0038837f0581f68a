/** Rounds of pairs: the reference, then a system, for one system after the other, and again. Only figures of one pair are compared. */
import { measure, type Measurement, type RunOptions } from './measure.ts';
import type { Running } from './running.ts';

/** All that was measured of one system. */
export interface Series {
  readonly name: string;
  readonly title: string;
  readonly isReference: boolean;
  /** One a round; of the reference all that it was run for. */
  readonly runs: Measurement[];
  /** One a round: requests per second as a multiple of those of the reference just before. */
  readonly ratios: number[];
}

/** The longest that a run to warm a system up may take, in seconds. */
const warmUpSeconds = 3;
/** Only when connections have ended does Node compile what ends them, and compiles much else anew that it took for simpler. */
const warmUps = 3;

/** Measures all of them, in as many rounds; the reference is one of them. */
export async function runRounds(
  systems: readonly Running[],
  reference: Running,
  rounds: number,
  options: RunOptions,
): Promise<readonly Series[]> {
  const warmUp = { ...options, seconds: Math.min(options.seconds, warmUpSeconds) };
  for (let number = 0; number < warmUps; number += 1) for (const system of systems) await measure(system, warmUp);

  const basis = emptySeries(reference, true);
  const others = systems.filter((running) => running !== reference).map((running) => ({ running, series: emptySeries(running, false) }));
  for (let round = 0; round < rounds; round += 1) {
    if (others.length === 0) basis.runs.push(await measure(reference, options));
    basis.ratios.push(1);
    for (const { running, series } of others) {
      const base = await measure(reference, options);
      const run = await measure(running, options);
      basis.runs.push(base);
      series.runs.push(run);
      series.ratios.push(run.perSecond / base.perSecond);
    }
  }
  return [basis, ...others.map(({ series }) => series)];
}

function emptySeries({ system: { name, title } }: Running, isReference: boolean): Series {
  return { name, title, isReference, runs: [], ratios: [] };
}
