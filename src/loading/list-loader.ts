/** Stretches of a collection's lists, each read once an operation. */
import type { Context } from '../context.ts';
import { GatewayError } from '../errors.ts';
import { type Query, queryOf } from '../upstream/path.ts';
import { type Collection, isRow, type Placed } from './collection.ts';
import type { ObjectLoader } from './object-loader.ts';
import { perOperation } from './per-operation.ts';
import { type ReadStretch, readStretch, type Stretch } from './stretch.ts';

/** Rows in their places; one that is not as documented is the error that says so. */
export type ListRows<Parent, Row> = ReadStretch<Placed<Row, Parent> | GatewayError>;

/** A stretch of a list, as a field asks for it. */
export interface ListRequest {
  /** Filters and order as REST takes them. */
  readonly query: Query;
  readonly stretch: Stretch;
  /** Whether the rows are read with their secrets. Then they are not kept. */
  readonly secret: boolean;
  /** Whether the rows sum up: then they are not what point reads tell. */
  readonly sumsUp?: boolean;
}

/** Null if the list's parent does not exist. */
export type ListLoader<Parent, Row> = (context: Context, parent: Parent, request: ListRequest) => Promise<ListRows<Parent, Row> | null>;

/** Reads stretches of the lists of a collection; what their rows tell is known to the loader of its objects from then on. */
export function createListLoader<Parent extends object, Row extends { readonly id: string }>(
  collection: Collection<Parent, Row>,
  objects: ObjectLoader<Parent, Row>,
): ListLoader<Parent, Row> {
  const reads = perOperation(() => new Map<string, ReturnType<ListLoader<Parent, Row>>>());

  /** Of a list that comes whole every stretch is a slice. */
  async function sliceRows(context: Context, parent: Parent, request: ListRequest) {
    const { offset, first } = request.stretch;
    const whole = await readOnce(context, parent, { ...request, stretch: { offset: 0, first: Infinity } }, readWhole);
    return whole && { rows: whole.rows.slice(offset, offset + first), total: whole.rows.length };
  }

  async function readWhole(context: Context, parent: Parent, { query, secret }: ListRequest) {
    const page = await collection.readPage(context.rest, parent, query, { why: 'the whole list', secret });
    if (page === null) return null;
    objects.prime(context, page.rows.filter(isRow), { secret });
    return { rows: page.rows, total: page.rows.length };
  }

  async function readRows(context: Context, parent: Parent, { query, stretch, secret, sumsUp }: ListRequest) {
    const { rest, gateway } = context;
    const kind = `${rest.scope}${collection.listPath(parent).template}`;
    const read = await readStretch(stretch, {
      ...gateway.listMemory.pageSizesOf(kind),
      readPage: (page_no, per_page) =>
        collection.readPage(rest, parent, { ...query, page_no, per_page }, { why: `list page ${page_no}`, secret, sumsUp }),
      hole: (place) => missingRow(collection.noun, place),
    });
    if (read !== null && sumsUp !== true) objects.prime(context, read.rows.filter(isRow), { secret });
    return read;
  }

  function readOnce(context: Context, parent: Parent, request: ListRequest, reading: ListLoader<Parent, Row>) {
    const { query, stretch, secret } = request;
    const key = `${collection.listPath(parent).value}?${queryOf(query)}#${stretch.offset}+${stretch.first} ${String(secret)}`;
    const known = reads(context);
    let read = known.get(key);
    if (read === undefined) {
      read = reading(context, parent, request);
      known.set(key, read);
    }
    return read;
  }

  return (context, parent, request) =>
    collection.isPaged ? readOnce(context, parent, request, readRows) : sliceRows(context, parent, request);
}

/** What stands in the place of a row that a page should have and has not. */
export function missingRow(noun: string, place: number): GatewayError {
  return new GatewayError('UPSTREAM_INVALID_RESPONSE', `RealtimeKit left out the ${noun} at place ${place} of its list.`);
}
