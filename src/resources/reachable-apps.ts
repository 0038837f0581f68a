/** The apps of a caller who may reach some only: they are read by their ids, so that the list tells nothing of the others. */
import type { Stretch } from '../loading/stretch.ts';

interface AppRow {
  readonly id: string;
  readonly name?: unknown;
  readonly created_at?: unknown;
}

export interface ReachableAppsQuery {
  readonly search: string | null | undefined;
  readonly direction: string;
}

/** A page of the apps that exist, found and sorted as RealtimeKit does it, and how many there are in all. */
export async function listReachableApps<Row extends AppRow>(
  ids: ReadonlySet<string>,
  load: (id: string) => Promise<Row | null>,
  { search, direction }: ReachableAppsQuery,
  { offset, first }: Stretch,
): Promise<{ rows: Row[]; total: number }> {
  const found = await Promise.all(Array.from(ids, load));
  const wanted = (search ?? '').toLowerCase();
  const rows = found
    .filter((row) => row !== null)
    .filter(({ name }) => wanted === '' || (typeof name === 'string' && name.toLowerCase().includes(wanted)))
    .sort((one, other) => timeOf(one) - timeOf(other) || (one.id < other.id ? -1 : 1));
  if (direction === 'DESC') rows.reverse();
  return { rows: rows.slice(offset, offset + first), total: rows.length };
}

function timeOf({ created_at: createdAt }: AppRow): number {
  return (typeof createdAt === 'string' && Date.parse(createdAt)) || 0;
}
