/**
 * The collapse planner: k objects of one list for the fewest REST calls.
 *
 * RealtimeKit has no bulk read. k objects cost k point reads, or the list pages that hold them, whichever is less:
 * - 1 key: a point read.
 * - 2 or more, size of the list unknown: the first page, which tells the size and may already hold them all; then the
 *   pages that remain or point reads of what is still missing, whichever is less. Decided anew before every page.
 * - Size known from an earlier answer: pages if there are fewer of them than keys, else point reads.
 *
 * Rows are matched by id, never by position. Pages shift while people come and go, so a key that no page held is read by
 * itself before it counts as absent. With n rows on pages of p this is at most min(k, ceil(n/p)) + 1 calls and one for
 * each key that the pages did not hold; one more the first time that the upstream refuses the page size.
 */
import { GatewayError } from '../errors.ts';
import type { ListMemory } from '../upstream/list-memory.ts';
import type { Paging } from '../upstream/paging.ts';
import { canonicalId } from '../upstream/path.ts';

/** Rows asked for on a page; the upstream may give fewer. Works in live integrations (API document, section 2). */
export const askedPageSize = 100;

/** Pages of one list read at the same time. */
const pagesAtOnce = 4;

/** One page of a list: its usable rows and what the answer says of its place. */
export interface ListPage<Row> {
  readonly rows: readonly Row[];
  readonly paging: Paging;
}

/** Where the rows of one list come from. */
export interface ListSource<Row> {
  /** This list, among all that the gateway reads: account and parent ids. */
  readonly list: string;
  /** The kind of list, for what holds for all of a kind: account and operation. */
  readonly kind: string;
  readonly idOf: (row: Row) => string;
  /** Null if there is no such object. */
  readonly readOne: (id: string) => Promise<Row | null>;
  /** Null if the list's parent does not exist. `pageSize` undefined leaves it to the upstream. */
  readonly readPage: (pageNumber: number, pageSize: number | undefined) => Promise<ListPage<Row> | null>;
}

/** What became of a key: its row, null for absent, or the error of its own read. */
export type Outcome<Row> = Row | null | Error;

/** Reads every id once; ids are in their canonical spelling. Never rejects: a read that fails is the outcome of the ids that needed it. */
export async function collapse<Row>(
  ids: readonly string[],
  source: ListSource<Row>,
  memory: ListMemory,
): Promise<Map<string, Outcome<Row>>> {
  const outcomes = new Map<string, Outcome<Row>>();
  const missing = new Set(ids);

  if (pagesMayBeCheaper(missing.size, memory.extentOf(source.list))) {
    const forAll = await readPages(missing, outcomes, source, memory);
    if (forAll !== undefined) {
      for (const id of missing) outcomes.set(id, forAll.outcome);
      return outcomes;
    }
  }
  await Promise.all(Array.from(missing, async (id) => outcomes.set(id, await source.readOne(id).catch(asError))));
  return outcomes;
}

function pagesMayBeCheaper(keys: number, known: { total: number; pageSize: number } | undefined): boolean {
  if (keys < 2) return false;
  return known === undefined || Math.ceil(known.total / known.pageSize) < keys;
}

/**
 * Moves what the pages hold from `missing` to `outcomes`. What is left in `missing` afterwards is for point reads, unless
 * an outcome is returned that holds for all of it.
 */
async function readPages<Row>(
  missing: Set<string>,
  outcomes: Map<string, Outcome<Row>>,
  source: ListSource<Row>,
  memory: ListMemory,
): Promise<{ outcome: Outcome<Row> } | undefined> {
  const take = ({ rows }: ListPage<Row>) => {
    for (const row of rows) {
      const id = canonicalId(source.idOf(row));
      if (missing.delete(id)) outcomes.set(id, row);
    }
  };

  let first: FirstPage<Row> | null;
  try {
    first = await readFirstPage(source, memory);
  } catch (error) {
    return failureOfList(error);
  }
  if (first === null) return { outcome: null };
  take(first.page);

  const extent = extentOf(first.page);
  memory.learn(source.list, extent);
  const unread = Array.from({ length: Math.ceil(extent.total / extent.pageSize) }, (_, index) => index + 1).slice(1);
  // A clamped page is asked for by its real size from now on: then page 2 begins where page 1 ended on any upstream.
  const pageSize = first.askedSize === undefined ? undefined : extent.pageSize;

  const failures: { outcome: Error }[] = [];
  const reader = async () => {
    while (failures.length === 0 && missing.size > unread.length) {
      const pageNumber = unread.shift();
      if (pageNumber === undefined) return;
      try {
        const page = await source.readPage(pageNumber, pageSize);
        if (page !== null) take(page);
      } catch (error) {
        const failure = failureOfList(error);
        if (failure !== undefined) failures.push(failure);
      }
    }
  };
  await Promise.all(Array.from({ length: pagesAtOnce }, reader));
  return failures[0];
}

/** Point reads would fail like the page did and cost more; but a malformed page must not hide objects that read well. */
function failureOfList(error: unknown): { outcome: Error } | undefined {
  const malformed = error instanceof GatewayError && error.code === 'UPSTREAM_INVALID_RESPONSE';
  return malformed ? undefined : { outcome: asError(error) };
}

interface FirstPage<Row> {
  page: ListPage<Row>;
  askedSize: number | undefined;
}

async function readFirstPage<Row>(source: ListSource<Row>, memory: ListMemory): Promise<FirstPage<Row> | null> {
  let askedSize = memory.refusesPageSize(source.kind) ? undefined : askedPageSize;
  let page: ListPage<Row> | null;
  try {
    page = await source.readPage(1, askedSize);
  } catch (error) {
    const refused = error instanceof GatewayError && error.code === 'BAD_USER_INPUT';
    if (!refused || askedSize === undefined) throw error;
    // The largest page size is not documented. If leaving it out works, it was the page size that was refused.
    askedSize = undefined;
    page = await source.readPage(1, undefined);
    memory.learnRefusal(source.kind);
  }
  return page && { page, askedSize };
}

/** Offsets tell the size of a page even when rows are missing on it; the row count serves if they make no sense. */
function extentOf<Row>({ rows, paging }: ListPage<Row>): { total: number; pageSize: number } {
  const span = paging.end_offset - paging.start_offset + 1;
  const pageSize = paging.start_offset === 1 && span >= 1 ? span : rows.length;
  return { total: paging.total_count, pageSize: Math.max(1, pageSize) };
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
