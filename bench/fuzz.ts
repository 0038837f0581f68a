/** Fuzzes the gateway for as long as asked: `npm run fuzz -- --minutes 10 --seed 1`. Prints what came, and ends with 1 if a rule was broken. */
import { parseArgs } from 'node:util';
import { fuzz, fuzzModes } from '../test/fuzz/fuzz.ts';

const { values } = parseArgs({ options: { minutes: { type: 'string', default: '1' }, seed: { type: 'string' } } });
const seed = Number(values.seed ?? Date.now() % 2 ** 31);
const seconds = Number(values.minutes) * 60;
if (!(seconds > 0)) throw new Error(`--minutes must be a number above 0 (got "${values.minutes}")`);

console.log(`${values.minutes} min from seed ${seed}`);
for (const mode of fuzzModes) {
  const { cases, byStatus, byCode } = await fuzz({ seconds: seconds / fuzzModes.length, seed, mode });
  console.log(`${cases.toLocaleString('en-US')} cases in the mode ${mode}`);
  console.table(byStatus);
  console.table(byCode);
}
