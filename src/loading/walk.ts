/** A list read from its first page on, as far as somebody needs it. */
import type { Context } from '../context.ts';
import { asError, GatewayError } from '../errors.ts';
import type { ListExtent } from '../upstream/list-memory.ts';
import { type Query, queryOf } from '../upstream/path.ts';
import { type Collection, isRow, type Placed } from './collection.ts';
import { extentOf, pagesOf, placeOfPage, readFirstPage } from './first-page.ts';

/** Pages of one list read at the same time, once the first one has told how many there are. */
const pagesAtOnce = 4;

/** What the next pages of a list showed. */
export interface WalkedPages<Parent, Row> {
  /** In order. */
  readonly rows: readonly Placed<Row, Parent>[];
  /** One for each row that is not as documented. */
  readonly faults: readonly GatewayError[];
  /** Why a page could not be read. */
  readonly failure: Error | undefined;
}

export interface WalkOptions {
  readonly query: Query;
  readonly secret: boolean;
}

/** One operation's way through one list. Pages are kept like answers, so the next operation's way is short. */
export class Walk<Parent extends object, Row extends { readonly id: string }> {
  readonly #context: Context;
  readonly #collection: Collection<Parent, Row>;
  readonly #parent: Parent;
  readonly #options: WalkOptions;
  readonly #list: string;
  #extent: ListExtent | undefined;
  #pageSize: number | undefined;
  #next = 1;

  constructor(context: Context, collection: Collection<Parent, Row>, parent: Parent, options: WalkOptions) {
    this.#context = context;
    this.#collection = collection;
    this.#parent = parent;
    this.#options = options;
    this.#list = `${context.rest.scope}${collection.listPath(parent).value}?${queryOf(options.query)}`;
  }

  /** How many pages the list has, from this walk or an earlier one; undefined if nobody looked lately. */
  get pages(): number | undefined {
    const extent = this.#extent ?? this.#context.gateway.listMemory.extentOf(this.#list);
    return extent && pagesOf(extent);
  }

  /** Whether every page was read. */
  get isOver(): boolean {
    return this.#extent !== undefined && this.#next > pagesOf(this.#extent);
  }

  /** How many rows the list has, as far as it was read. */
  get total(): number {
    return this.#extent?.total ?? 0;
  }

  /** Reads on: the first page alone, then up to four pages at a time. What a page that failed would show is read next. */
  async next(): Promise<WalkedPages<Parent, Row>> {
    const pages = this.#extent === undefined ? [await this.#first()] : await this.#following(this.#extent);
    const failed = pages.findIndex((page) => page instanceof Error);
    if (failed >= 0) this.#next -= pages.length - failed;
    const shown = pages.flatMap((page) => (page instanceof Error ? [] : page));
    return {
      rows: shown.filter(isRow),
      faults: shown.filter((row) => row instanceof GatewayError),
      failure: pages.find((page) => page instanceof Error),
    };
  }

  async #first() {
    const { gateway, rest } = this.#context;
    const kind = `${rest.scope}${this.#collection.listPath(this.#parent).template}`;
    const { isPaged } = this.#collection;
    const readPage = (number: number, size: number | undefined, why: string) => this.#read(number, size, why);
    const first = await readFirstPage({ kind, isPaged, readPage }, gateway.listMemory);
    this.#next = 2;
    if (first === null) {
      this.#extent = { total: 0, pageSize: 1 };
      return [];
    }
    this.#extent = extentOf(first.page, first.askedSize);
    // A clamped page is asked for by its real size from now on: then page 2 begins where page 1 ended on any upstream.
    this.#pageSize = first.askedSize === undefined ? undefined : this.#extent.pageSize;
    gateway.listMemory.learn(this.#list, this.#extent);
    return first.page.rows;
  }

  async #following(extent: ListExtent) {
    const pages = pagesOf(extent);
    const numbers = Array.from({ length: Math.min(pagesAtOnce, pages - this.#next + 1) }, (_, index) => this.#next + index);
    this.#next += numbers.length;
    const read = await Promise.all(
      numbers.map((number) => this.#read(number, this.#pageSize, `list page ${number} of ${pages}`).catch(asError)),
    );
    const isEnd = read.some((page) => !(page instanceof Error) && (page?.rows.length ?? 0) === 0);
    const told = read.map((page) => (page instanceof Error ? 0 : (page?.paging.total_count ?? 0)));
    // An empty page ends the list, whatever its answers tell; a list may also have grown meanwhile.
    const total = isEnd ? Math.min(extent.total, (this.#next - 1) * extent.pageSize) : Math.max(extent.total, ...told);
    this.#extent = { ...extent, total };
    return read.map((page) => (page instanceof Error ? page : (page?.rows ?? [])));
  }

  async #read(number: number, size: number | undefined, why: string) {
    const { query, secret } = this.#options;
    const page = await this.#collection.readPage(
      this.#context.rest,
      this.#parent,
      { ...query, page_no: number, per_page: size },
      { why, secret },
    );
    return page && { rows: page.rows, paging: placeOfPage(page, number, size, this.#collection.isPaged) };
  }
}
