/** Documents, variables, headers, bytes and upstream answers that nobody wrote. `FUZZ_SECONDS` says for how long, `FUZZ_SEED` which ones. */
import { describe, expect, it } from 'vitest';
import { fuzz, fuzzModes } from './fuzz/fuzz.ts';

const seconds = Number(process.env['FUZZ_SECONDS'] ?? 60);
const seed = Number(process.env['FUZZ_SEED'] ?? Date.now() % 2 ** 31);

describe('the gateway', () => {
  it.each(fuzzModes)(
    'answers whatever is asked of it in the mode %s and whatever RealtimeKit says: no 500, no stack, no fault in the log, no crash',
    async (mode) => {
      process.stdout.write(`FUZZ_SEED=${seed}\n`);
      const tally = await fuzz({ seconds: seconds / fuzzModes.length, seed, mode });
      process.stdout.write(`${JSON.stringify(tally)}\n`);
      expect(tally.cases).toBeGreaterThan(0);
    },
    (seconds + 60) * 1_000,
  );
});
