/** The first page of a list: it tells how long the list is, and how many rows the upstream gives on a page. */
import { GatewayError } from '../errors.ts';
import type { ListExtent, ListMemory } from '../upstream/list-memory.ts';
import type { Paging } from '../upstream/paging.ts';

/** Rows asked for on a page; the upstream may give fewer. Works in live integrations (API document, section 2). */
export const askedPageSize = 100;

/** One page of a list: its rows, usable or not, and what the answer says of its place. */
export interface ListPage<Row> {
  readonly rows: readonly Row[];
  readonly paging: Paging;
}

export interface FirstPage<Row> {
  page: ListPage<Row>;
  /** Undefined if it was left to the upstream. */
  askedSize: number | undefined;
}

interface PageSource<Row> {
  /** The kind of list, for what holds for all of a kind: account and operation. */
  readonly kind: string;
  /** False for a list that comes as a whole. */
  readonly isPaged?: boolean;
  /** Null if the list's parent does not exist. `pageSize` undefined leaves it to the upstream. `why` is for the trace. */
  readonly readPage: (pageNumber: number, pageSize: number | undefined, why: string) => Promise<ListPage<Row> | null>;
}

/** Reads the first page, in a size of the upstream's choice if it refuses ours; null if the list's parent does not exist. */
export async function readFirstPage<Row>(source: PageSource<Row>, memory: ListMemory): Promise<FirstPage<Row> | null> {
  let askedSize = source.isPaged === false || memory.refusesPageSize(source.kind) ? undefined : askedPageSize;
  let page: ListPage<Row> | null;
  const sizes = memory.pageSizesOf(source.kind);
  try {
    page = await source.readPage(1, askedSize, 'list page 1');
    if (askedSize !== undefined) sizes.learnAccepted(askedSize);
  } catch (error) {
    if (askedSize === undefined || sizes.accepts(askedSize) || !mayRefusePageSize(error)) throw error;
    // The largest page size is not documented. If leaving it out works, it was the page size that was refused.
    askedSize = undefined;
    page = await source.readPage(1, undefined, 'list page 1, of whatever size');
    memory.learnRefusal(source.kind);
  }
  return page && { page, askedSize };
}

/** An error that says no to this request, not to all: 400 or 422; the API document lists only 500 for lists, so that too. */
export function mayRefusePageSize(error: unknown): boolean {
  if (!(error instanceof GatewayError)) return false;
  const { upstream } = error.extensions as { upstream?: { status?: number } };
  return error.code === 'BAD_USER_INPUT' || (error.code === 'UPSTREAM_ERROR' && (upstream?.status === 500 || upstream?.status === 200));
}

interface UntoldPage {
  readonly rows: readonly unknown[];
  readonly paging: Paging | undefined;
}

/** Where a page stands in its list. If the answer does not tell, a full page has at least one row behind it. */
export function placeOfPage(
  { rows: { length }, paging }: UntoldPage,
  pageNumber: number,
  pageSize: number | undefined,
  isPaged: boolean,
): Paging {
  if (paging !== undefined) return paging;
  const before = isPaged ? (pageNumber - 1) * (pageSize ?? length) : 0;
  const behind = isPaged && pageSize !== undefined && length >= pageSize ? 1 : 0;
  const end = before + length;
  return { total_count: end + behind, start_offset: length === 0 ? 0 : before + 1, end_offset: length === 0 ? 0 : end };
}

/**
 * How many places a page has: offsets tell it even when rows are missing on it. Offsets that make no sense, or tell more than
 * was asked for, tell nothing: then the rows count.
 */
export function spanOf({ rows: { length }, paging }: UntoldPage, askedSize: number | undefined): number {
  if (paging === undefined || paging.start_offset < 1) return length;
  const span = paging.end_offset - paging.start_offset + 1;
  return span >= 1 && span <= (askedSize ?? Infinity) ? span : length;
}

/** The extent of a list, as its first page tells it. */
export function extentOf<Row>(page: ListPage<Row>, askedSize: number | undefined): ListExtent {
  return { total: page.paging.total_count, pageSize: Math.max(1, spanOf(page, askedSize)) };
}

/** How many pages a list has. */
export function pagesOf({ total, pageSize }: ListExtent): number {
  return Math.ceil(total / pageSize);
}
