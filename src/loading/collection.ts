/** A list of the REST API and the objects in it, described once: how they are read, checked, kept and placed. */
import { GatewayError } from '../errors.ts';
import { andThen, type Awaitable } from '../upstream/awaitable.ts';
import type { ReadOperation, RestClient } from '../upstream/client.ts';
import { type paging, type Paging, pagingOf } from '../upstream/paging.ts';
import { canonicalId, type Path, type Query, rowOf } from '../upstream/path.ts';
import { completeWithNull, concealDeeply, type WireField } from '../upstream/secrets.ts';
import type { Shape, Wire } from '../upstream/wire.ts';

/** An object as REST sends it, and the ids that lead to it, which REST leaves out. */
export type Placed<Row, Parent> = Row & { readonly parent: Parent };

/** How much of an object a query wants. */
export interface Detail {
  /** Also what only answers about one object tell. */
  readonly whole?: boolean;
  /** Also its secrets. Such answers are neither kept nor shared with who did not ask for secrets. */
  readonly secret?: boolean;
}

/** One page: its rows in their places, those that are not as documented as the error that says so. */
export interface RowsPage<Row> {
  readonly rows: readonly (Row | GatewayError)[];
  /** Undefined if the answer has none: then it is all there is. */
  readonly paging: Paging | undefined;
}

type ReadPage<Parent, Page> = (rest: RestClient, parent: Parent, query: Query, options: ReadPageOptions) => Promise<Page | null>;

export interface CollectionOptions<Parent, Row extends { readonly id: string }, Item, Page> {
  /** What one object is called. */
  noun: string;
  /** Checks one object, as lists and point reads send it. */
  row: Shape<Row>;
  itemPath: (parent: Parent, id: string) => Path;
  item: ReadOperation<Item>;
  rowIn: (answer: Item) => Row;
  listPath: (parent: Parent) => Path;
  list: ReadOperation<Page>;
  rowsIn: (answer: Page) => readonly unknown[];
  pagingIn: (answer: Page) => Wire<typeof paging> | null | undefined;
  /** Whether the list takes page parameters; it does if not said. */
  isPaged?: false;
  /** The answer of a point read that would tell what this row tells. */
  asItem: (row: Row) => Item;
  /** Whether rows of lists tell all that point reads tell. */
  rowsAreWhole: boolean;
  /** What a point read is told to tell all it can. */
  wholeQuery?: Query;
  /** The fields that are secrets: taken out of whatever is answered, at any depth, unless they are asked for. */
  secretNames?: readonly string[];
  /** Where a row should hold them: missing there in an answer with secrets, they are null. */
  secretsIn?: (row: unknown) => readonly WireField[];
  /** What a row tells about other objects: their paths and answers. */
  embedded?: (row: Row, parent: Parent) => readonly (readonly [Path, unknown])[];
}

export interface ReadPageOptions {
  why: string;
  secret?: boolean | undefined;
  /** Whether the page itself is kept, or only its rows. */
  keeps?: 'answer' | 'rows';
  /** The rows sum up: they are not what point reads tell. */
  sumsUp?: boolean | undefined;
}

/** A list and its objects, as loaders read them. */
export interface Collection<Parent extends object, Row extends { readonly id: string }> {
  /** What one object is called. */
  readonly noun: string;
  readonly rowsAreWhole: boolean;
  /** Whether the list comes in pages; if not, any page is the whole list. */
  readonly isPaged: boolean;
  readonly listPath: (parent: Parent) => Path;
  /** The object; null if there is none. */
  readonly readOne: (rest: RestClient, parent: Parent, id: string, why: string, detail?: Detail) => Promise<Placed<Row, Parent> | null>;
  /** One page of the list; null if its parent does not exist. */
  readonly readPage: ReadPage<Parent, RowsPage<Placed<Row, Parent>>>;
  /** The same with its rows as they came, for who wants few of them and looks at these by `usable`. */
  readonly readUnchecked: ReadPage<Parent, RowsPage<unknown>>;
  /** A row of a page that was not checked, if it is as documented. */
  readonly usable: (row: unknown, parent: Parent) => Placed<Row, Parent> | undefined;
  /** What the cache has and is fresh; undefined if it has nothing. */
  readonly peek: (rest: RestClient, parent: Parent, id: string) => Awaitable<Placed<Row, Parent> | null | undefined>;
  /** What the cache had of an object that cannot be read now because of this error. */
  readonly salvage: (rest: RestClient, parent: Parent, id: string, error: Error) => Promise<Placed<Row, Parent> | undefined>;
  /** Where the cache keeps what a row of this list tells, and as what: for answers that embed such rows. */
  readonly entryOf: (row: Row, parent: Parent) => readonly [Path, unknown];
}

/** Notes on the object itself what leads to it; the same on every read, so objects that are shared stay as they are. */
export function place<Row, Parent>(row: Row, parent: Parent): Placed<Row, Parent> {
  const placed = row as Row & { parent: Parent };
  placed.parent = parent;
  return placed;
}

/** Whether a row is one, and not the error that stands in its place. */
export function isRow<Row>(row: Row | GatewayError): row is Row {
  return !(row instanceof GatewayError);
}

export function createCollection<Parent extends object, Row extends { readonly id: string }, Item extends object, Page extends object>(
  options: CollectionOptions<Parent, Row, Item, Page>,
): Collection<Parent, Row> {
  const {
    noun,
    row: shape,
    item,
    itemPath,
    rowIn,
    list,
    listPath,
    rowsIn,
    pagingIn,
    isPaged = true,
    asItem,
    rowsAreWhole,
    wholeQuery,
    secretNames = [],
    secretsIn = () => [],
    embedded,
  } = options;
  const secretItem: ReadOperation<Item> = { ...item, secret: true };
  const secretList: ReadOperation<Page> = { ...list, secret: true };
  const isUsable = (value: unknown): value is Row => shape.fault(value) === undefined;

  const refineRows = (rows: readonly unknown[], secret: boolean) => {
    if (secret) completeWithNull(rows.flatMap(secretsIn));
    else if (secretNames.length > 0) concealDeeply(rows, secretNames);
  };

  const entryOf: Collection<Parent, Row>['entryOf'] = (row, parent) => {
    const path = itemPath(parent, canonicalId(row.id));
    return [rowsAreWhole ? path : rowOf(path), asItem(row)];
  };
  const toldBy = (row: Row, parent: Parent) => [entryOf(row, parent), ...(embedded?.(row, parent) ?? [])];

  const checked = (value: unknown, index: number, parent: Parent): Placed<Row, Parent> | GatewayError => {
    const fault = shape.fault(value);
    if (fault === undefined) return place(value as Row, parent);
    return new GatewayError('UPSTREAM_INVALID_RESPONSE', `${list.id}: row ${index}${fault}.`, { upstream: { operation: list.id } });
  };

  const readUnchecked: Collection<Parent, Row>['readUnchecked'] = async (rest, parent, query, how) => {
    const { why, secret = false, keeps = 'answer', sumsUp = false } = how;
    const answer = await rest.read(secret ? secretList : list, listPath(parent), {
      why,
      query: isPaged ? query : { ...query, page_no: undefined, per_page: undefined },
      keeps,
      alsoAnswers: (given) => (sumsUp ? [] : rowsIn(given).flatMap((row) => (isUsable(row) ? toldBy(row, parent) : []))),
      refine: (given) => {
        refineRows(rowsIn(given), secret);
      },
    });
    return answer && { rows: rowsIn(answer), paging: pagingOf(pagingIn(answer)) };
  };

  return {
    noun,
    rowsAreWhole,
    isPaged,
    listPath,
    entryOf,
    readOne: async (rest, parent, id, why, { whole = false, secret = false } = {}) => {
      const operation = secret ? secretItem : item;
      const answer = await rest.read(operation, itemPath(parent, id), {
        why,
        expectedId: id,
        ...(whole && wholeQuery && { query: wholeQuery }),
        refine: (given) => {
          refineRows([rowIn(given)], secret);
        },
      });
      return answer && place(rowIn(answer), parent);
    },
    readPage: async (rest, parent, query, how) => {
      const page = await readUnchecked(rest, parent, query, how);
      return page && { ...page, rows: page.rows.map((row, index) => checked(row, index, parent)) };
    },
    readUnchecked,
    usable: (row, parent) => (isUsable(row) ? place(row, parent) : undefined),
    peek: (rest, parent, id) => {
      const path = itemPath(parent, id);
      const answer = rest.peek(item, path, rowsAreWhole ? [] : [rowOf(path)]);
      return andThen(answer, (found) => (found == null ? found : place(rowIn(found), parent)));
    },
    salvage: async (rest, parent, id, error) => {
      const path = itemPath(parent, id);
      const answer = await rest.salvage(item, path, error, rowsAreWhole ? [] : [rowOf(path)]);
      return answer && place(rowIn(answer), parent);
    },
  };
}
