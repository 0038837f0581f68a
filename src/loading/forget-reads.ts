/** What an operation has read so far is no longer true once it has written. */
import type { Context } from '../context.ts';

/** Starts every loader of the operation anew. */
export function forgetReads({ made }: Context): void {
  made.clear();
}
