/** Reads of what goes on now. RealtimeKit says by 404 that nothing does; an answer without data says the same. */
import type { Context } from '../context.ts';
import type { ReadOperation, ReadOptions } from '../upstream/client.ts';
import type { Path } from '../upstream/path.ts';

interface ActiveAnswer<Data> {
  readonly data?: Data | null | undefined;
}

/** What goes on now; null if nothing does. */
export async function readActive<Data>(
  { rest }: Context,
  operation: ReadOperation<ActiveAnswer<Data>>,
  path: Path,
  options: Pick<ReadOptions<ActiveAnswer<Data>>, 'why' | 'refine'>,
): Promise<Data | null> {
  // Kept as what it means, for other reads of this path.
  const alsoAnswers = ({ data }: ActiveAnswer<Data>) => (data == null ? [[path, null] as const] : []);
  const answer = await rest.read(operation, path, { ...options, alsoAnswers });
  return answer?.data ?? null;
}
