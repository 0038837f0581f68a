/**
 * Any stretch of a list that RealtimeKit hands out in numbered pages.
 *
 * A stretch of k rows is on one page of a well-chosen size, or on two pages of k. The upstream may give less on a page than
 * was asked for: rows are placed by the offsets of the answer, the real size is learned, and the rest is asked for in that size.
 */
import type { PageSizes } from '../upstream/list-memory.ts';
import type { Paging } from '../upstream/paging.ts';
import { askedPageSize, mayRefusePageSize, spanOf } from './first-page.ts';

/** Rows from `offset` on (counted from 0), `first` of them at most. */
export interface Stretch {
  readonly offset: number;
  readonly first: number;
}

export interface PageAnswer<Row> {
  readonly rows: readonly Row[];
  /** Undefined if the answer does not tell. */
  readonly paging: Paging | undefined;
}

export interface PagedList<Row> extends PageSizes {
  /** Null if the list's parent does not exist. A size of undefined leaves it to the upstream. */
  readonly readPage: (pageNumber: number, pageSize: number | undefined) => Promise<PageAnswer<Row> | null>;
  /** What stands in a place whose row the upstream left out. */
  readonly hole: (place: number) => Row;
}

export interface ReadStretch<Row> {
  /** In their order. */
  readonly rows: readonly Row[];
  /** How many rows the whole list has; undefined if the upstream does not tell. */
  readonly total: number | undefined;
}

/**
 * Reads a stretch in one call or two; in ceil(first / m) + 1 or less of an upstream that gives m rows on a page, and one or two
 * more when that is found out. A page that fails, and cannot be had in another size, fails the stretch.
 */
export async function readStretch<Row>({ offset, first }: Stretch, list: PagedList<Row>): Promise<ReadStretch<Row> | null> {
  /** From `offset` on. */
  const places: (Row | undefined)[] = new Array<Row | undefined>(first).fill(undefined);
  let total: number | undefined;
  let mayLeaveSize = true;

  for (;;) {
    const end = Math.min(offset + first, total ?? Infinity);
    let from = offset;
    while (from < end && places[from - offset] !== undefined) from += 1;
    if (from >= end) break;

    const asked = pageFor(from, offset + first, list.mostPerPage() ?? askedPageSize);
    const page: ReadPage<Row> | null = await readPageOrFirst(list, asked, mayLeaveSize);
    if (page === null) return null;
    mayLeaveSize &&= page.size !== undefined;

    const { rows, paging } = page.answer;
    const span = spanOf(page.answer, page.size);
    const start = paging !== undefined && paging.start_offset >= 1 ? paging.start_offset - 1 : page.start;
    const isFull = page.size !== undefined && rows.length >= page.size;
    total = paging?.total_count ?? (isFull ? undefined : start + rows.length);
    const past = Math.min(start + span, offset + first);
    for (let place = Math.max(start, offset); place < past; place += 1) places[place - offset] = rows[place - start] ?? list.hole(place);
    const isClamped = span > 0 && (page.size === undefined || span < page.size) && start + span < (total ?? 0);
    if (isClamped) list.learnMostPerPage(span);
    // A page that shows nothing of what was asked for, and teaches nothing, ends it: the list is shorter than was told.
    else if (start > from || start + span <= from) break;
  }

  return { rows: places.filter((row) => row !== undefined), total };
}

interface AskedPage {
  readonly number: number;
  readonly size: number;
}

interface ReadPage<Row> {
  readonly answer: PageAnswer<Row>;
  /** The place that it begins with, if the answer does not tell. */
  readonly start: number;
  /** Undefined if it was left to the upstream. */
  readonly size: number | undefined;
}

/** The page with the place `from` on it, and with all up to `until` if a page of some size has that. */
function pageFor(from: number, until: number, most: number): AskedPage {
  const wanted = until - from;
  for (let size = wanted; size <= most; size += 1) {
    if (Math.floor(from / size) === Math.floor((until - 1) / size)) return { number: Math.floor(from / size) + 1, size };
  }
  const size = Math.min(wanted, most);
  return { number: Math.floor(from / size) + 1, size };
}

/** The page; the first one in a size of the upstream's choice if it refuses the size that was asked for, once. */
async function readPageOrFirst<Row>(
  list: PagedList<Row>,
  { number, size }: AskedPage,
  mayLeaveSize: boolean,
): Promise<ReadPage<Row> | null> {
  try {
    const answer = await list.readPage(number, size);
    list.learnAccepted(size);
    return answer && { answer, start: (number - 1) * size, size };
  } catch (error) {
    if (!mayLeaveSize || list.accepts(size) || !mayRefusePageSize(error)) throw error;
    // The largest page size is not documented. If leaving it out works, it was the page size that was refused.
    const answer = await list.readPage(1, undefined).catch(() => {
      throw error;
    });
    return answer && { answer, start: 0, size: undefined };
  }
}
