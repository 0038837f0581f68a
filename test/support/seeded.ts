/** The seed's meetings as tests of participants ask for them. */
import { seedId } from '../../src/emulator/seed/ids.ts';
import { type StackOptions, startStack } from './stack.ts';

export const app = seedId('a', 1);

/** Of 3, 120 and 5,000 participants. */
export const [small, middle, large] = [1, 2, 3].map((number) => seedId('b', number)) as [string, string, string];

export const inMiddle = (number: number) => seedId('c', number, 2);
export const numbers = (length: number, first = 1) => Array.from({ length }, (_, index) => first + index);

/** A call of the list as the ledger shows it, without its query. */
export const list = (meeting: string) => `GET /${app}/meetings/${meeting}/participants`;

/** Without the cache: what a plan costs when nothing is known. */
export const startWithoutCache = ({ emulator, config }: StackOptions = {}) =>
  startStack({ ...(emulator && { emulator }), config: { cacheTtlMs: 0, ...config } });

/** For documents made by programs, which are longer than people write them. */
export const boundless = { bodyBytes: 2 ** 26, tokens: 1_000_000, depth: 1_000, aliases: 100_000, directives: 100_000, nodes: 10_000_000 };
