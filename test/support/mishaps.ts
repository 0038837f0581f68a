/** What may happen to the call of a write: before it is done, while it is under way, and after it was done. */
import type { Fault } from '../../src/emulator/faults.ts';

export const mishaps: readonly Fault[] = [
  {},
  // Before: no connection, the edge refuses, the quota is used up.
  { connection: 'refuse', effect: false },
  { status: 503, effect: false },
  { status: 429, headers: { 'retry-after': '0' }, effect: false },
  // On the way there, and silence.
  { connection: 'cut', effect: false },
  { connection: 'hang', effect: false },
  { connection: 'hang' },
  // On the way back: a lost connection, half an answer, one cut off, a 500 although it was done, and an answer that is none.
  { connection: 'refuse' },
  { connection: 'truncate' },
  { connection: 'cut' },
  { status: 500 },
  { body: 'thanks' },
];
