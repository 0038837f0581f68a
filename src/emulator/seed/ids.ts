/** Ids and times of the seed: the same on every machine, and telling what they belong to. */

/** First digit of the ids of each noun. */
interface Kinds {
  a: 'app';
  b: 'meeting';
  c: 'participant';
  d: 'preset';
  e: 'session';
  f: 'recording';
  1: 'webhook';
  2: 'livestream';
  3: 'livestream session';
  4: 'peer';
  5: 'peer event';
  6: 'poll';
}

export type SeedKind = `${keyof Kinds}`;

/**
 * An id that tells what it is, numbered from 1: apps `a…`, meetings `b…`, participants `c…` (parent: their meeting's number),
 * presets `d…`, sessions `e…` (parent: meeting), recordings `f…`, webhooks `1…`, livestreams `2…`, livestream sessions `3…`
 * (parent: `livestreamSessionId` in livestreams.ts), peers `4…` and their events `5…` (parent: meeting), polls `6…`.
 * Presets, recordings, webhooks and livestreams have their app's number as parent, in app 1 none.
 */
export function seedId(kind: SeedKind, number: number, parent = 0): string {
  const group = parent.toString(16).padStart(3, '0');
  return `${kind}0000000-0000-4000-8${group}-${number.toString(16).padStart(12, '0')}`;
}

/** When the emulated world was made; everything in the seed is dated after this. */
const seedTime = Date.parse('2026-01-05T09:00:00.000Z');

/** A moment of the seed, this many seconds after it began. */
export function seedMoment(seconds: number): string {
  return new Date(seedTime + seconds * 1000).toISOString();
}
