/** What a query costs in REST calls, for tests that hold it to that. */
import { type Cost, launchStack, type StackOptions } from './stack.ts';

/**
 * Runs a query on a fresh gateway over a fresh emulator and gives its bill: `{ upstreamCalls, cacheHits, sharedCalls,
 * collapsedReads, stale }`. The seed is in `src/emulator/seed.ts`.
 *
 * @throws Error with the messages of the answer if it has errors: a query that fails is cheap, but not by design
 */
export async function costOf(query: string, variables?: Record<string, unknown>, options: StackOptions = {}): Promise<Cost> {
  const stack = await launchStack(options);
  try {
    const { errors, extensions } = await stack.query(query, variables);
    if (errors.length > 0) throw new Error(errors.map(({ message }) => message).join('\n'));
    return extensions.cost;
  } finally {
    await stack.close();
  }
}
