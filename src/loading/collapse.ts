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
 *
 * With a cache, others gain by what is read. So the pages of a short list are read for a single key too, until they show it,
 * once at least as many other objects of the list were read one by one as it has pages. Then counting starts anew: the pages
 * cost no more than the point reads before them. A page that fails then costs nobody his point read.
 */
import { asError, GatewayError } from '../errors.ts';
import type { Demand } from '../upstream/demand.ts';
import type { ListExtent, ListMemory } from '../upstream/list-memory.ts';
import type { PassingMap } from '../upstream/passing-map.ts';
import { canonicalId } from '../upstream/path.ts';
import { extentOf, type FirstPage, type ListPage, pagesOf, readFirstPage } from './first-page.ts';

/** Pages of one list read at the same time. */
const pagesAtOnce = 4;

/** Lists of more pages are not read whole for the sake of others. */
const mostPagesForOthers = 10;

const pointRead = 'point read';
const nothing: Collapsed<never>['fromPages'] = new Set();

/** What the gateway knows of lists from operations before and beside this one. */
export interface ListKnowledge {
  readonly listMemory: ListMemory;
  /** Undefined without a cache. */
  readonly demand: Demand | undefined;
  /** By list, pages that a plan is reading: who asks meanwhile does well to wait for what they show. */
  readonly pagesUnderWay: PassingMap<Promise<unknown>>;
}

/** Where the rows of one list come from. */
export interface ListSource<Row> {
  /** This list, among all that the gateway reads: account and parent ids. */
  readonly list: string;
  /** The kind of list, for what holds for all of a kind: account and operation. */
  readonly kind: string;
  /** False for a list that comes as a whole. */
  readonly isPaged?: boolean;
  /** The id that a row of a page tells; undefined if it tells none. */
  readonly idOf: (row: unknown) => string | undefined;
  /** A row of a page, if it is as documented. Asked of those that are wanted: most rows of a page are not. */
  readonly usable: (row: unknown) => Row | undefined;
  /** Calls that the reader can spare for what serves others. */
  readonly spare: () => number;
  /** Null if there is no such object. `why` is for the trace. */
  readonly readOne: (id: string, why: string) => Promise<Row | null>;
  /** Null if the list's parent does not exist. `pageSize` undefined leaves it to the upstream. `why` is for the trace. */
  readonly readPage: (pageNumber: number, pageSize: number | undefined, why: string) => Promise<ListPage<unknown> | null>;
}

/** What became of a key: its row, null for absent, or the error of its own read. */
export type Outcome<Row> = Row | null | Error;

export interface Collapsed<Row> {
  readonly outcomes: ReadonlyMap<string, Outcome<Row>>;
  /** Has the ids that list pages answered. */
  readonly fromPages: Pick<ReadonlySet<string>, 'has'>;
}

/**
 * Reads every id once; ids are in their canonical spelling. Never rejects: a read that fails is the outcome of the ids
 * that needed it.
 */
export async function collapse<Row>(
  ids: readonly string[],
  source: ListSource<Row>,
  { listMemory, demand, pagesUnderWay }: ListKnowledge,
): Promise<Collapsed<Row>> {
  const [only = ''] = ids;
  // What most operations ask for: pages are never cheaper for one, and nobody else would gain by them.
  if (ids.length === 1 && demand === undefined) {
    return { outcomes: new Map([[only, await source.readOne(only, pointRead).catch(asError)]]), fromPages: nothing };
  }
  const extent = listMemory.extentOf(source.list);
  const outcomes = new Map<string, Outcome<Row>>();
  const missing = new Set(ids);
  // Asked again after the first page: while it was read, more may have come.
  const others = () => Math.min(demand?.besides(source.list, ids) ?? 0, source.spare());
  const isForOthers = !pagesMayBeCheaper(missing.size, 0, extent);
  let why = pointRead;

  if (pagesMayBeCheaper(missing.size, others(), extent)) {
    const reading = readPages(missing, outcomes, source, { listMemory, others, pay: () => demand?.forget(source.list) });
    pagesUnderWay.set(source.list, reading);
    const forAll = await reading;
    if (pagesUnderWay.get(source.list) === reading) pagesUnderWay.delete(source.list);
    if (missing.size === 0) return { outcomes, fromPages: outcomes };
    if (forAll !== undefined && !isForOthers) {
      const fromPages = new Set(outcomes.keys());
      for (const id of missing) outcomes.set(id, forAll.outcome);
      return { outcomes, fromPages };
    }
    why = 'point read of what list pages did not show';
  }
  const fromPages = new Set(outcomes.keys());
  await Promise.all(Array.from(missing, async (id) => outcomes.set(id, await source.readOne(id, why).catch(asError))));
  return { outcomes, fromPages };
}

function pagesMayBeCheaper(keys: number, others: number, known: ListExtent | undefined): boolean {
  if (known === undefined) return keys + others >= 2;
  const pages = pagesOf(known);
  return (keys >= 2 && pages < keys) || isWorthReadingWhole(pages, others);
}

function isWorthReadingWhole(pages: number, others: number): boolean {
  return others > 0 && pages <= Math.min(others, mostPagesForOthers);
}

/**
 * Moves what the pages hold from `missing` to `outcomes`. What is left in `missing` afterwards is for point reads, unless
 * an outcome is returned that holds for all of it.
 */
async function readPages<Row>(
  missing: Set<string>,
  outcomes: Map<string, Outcome<Row>>,
  source: ListSource<Row>,
  { listMemory, others, pay }: { listMemory: ListMemory; others: () => number; pay: () => void },
): Promise<{ outcome: Outcome<Row> } | undefined> {
  const take = ({ rows }: ListPage<unknown>) => {
    for (const row of rows) {
      if (missing.size === 0) return;
      const told = source.idOf(row);
      if (told === undefined) continue;
      const id = canonicalId(told);
      const usable = missing.has(id) ? source.usable(row) : undefined;
      if (usable === undefined) continue;
      missing.delete(id);
      outcomes.set(id, usable);
    }
  };

  let first: FirstPage<unknown> | null;
  try {
    first = await readFirstPage(source, listMemory);
  } catch (error) {
    return failureOfList(error);
  }
  if (first === null) return { outcome: null };
  take(first.page);

  const extent = extentOf(first.page, first.askedSize);
  listMemory.learn(source.list, extent);
  const pages = pagesOf(extent);
  const whole = isWorthReadingWhole(pages, others());
  if (whole) pay();
  let next = 2;
  // A clamped page is asked for by its real size from now on: then page 2 begins where page 1 ended on any upstream.
  const pageSize = first.askedSize === undefined ? undefined : extent.pageSize;

  const failures: { outcome: Error }[] = [];
  const reader = async () => {
    while (failures.length === 0 && next <= pages && missing.size > 0 && (whole || missing.size > pages - next + 1)) {
      const pageNumber = next;
      next += 1;
      try {
        const page = await source.readPage(pageNumber, pageSize, `list page ${pageNumber} of ${pages}`);
        if (page !== null) take(page);
      } catch (error) {
        const failure = failureOfList(error);
        if (failure !== undefined) failures.push(failure);
      }
    }
  };
  await Promise.all(Array.from({ length: pagesAtOnce }, reader));
  return missing.size > 0 ? failures[0] : undefined;
}

/** Point reads would fail like the page did and cost more; but a malformed page must not hide objects that read well. */
function failureOfList(error: unknown): { outcome: Error } | undefined {
  const malformed = error instanceof GatewayError && error.code === 'UPSTREAM_INVALID_RESPONSE';
  return malformed ? undefined : { outcome: asError(error) };
}
