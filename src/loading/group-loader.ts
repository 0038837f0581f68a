/**
 * Stretches of lists that REST can filter by one parent at a time: the sessions of n meetings, say. They cost n filtered
 * reads, or the pages of the list of all, whichever is less: RealtimeKit has no filter of several (API document, section 3).
 */
import DataLoader from 'dataloader';
import type { Context } from '../context.ts';
import { asError, type ErrorCode, GatewayError } from '../errors.ts';
import { queryOf } from '../upstream/path.ts';
import type { Collection, Placed } from './collection.ts';
import type { ListLoader, ListRequest, ListRows } from './list-loader.ts';
import type { ObjectLoader } from './object-loader.ts';
import { perOperation } from './per-operation.ts';
import { Walk } from './walk.ts';

export interface GroupLoaderOptions<Parent extends object, Row extends { readonly id: string }> {
  collection: Collection<Parent, Row>;
  objects: ObjectLoader<Parent, Row>;
  /** Which group a row is of; undefined if it does not tell. */
  groupOf: (row: Row) => string | undefined;
  /** Whether a group has one row at most: one that shows more is read by itself. */
  isSingle?: boolean;
  /** Reads the list of one group. */
  readGroup: (context: Context, parent: Parent, group: string, request: ListRequest) => ReturnType<ListLoader<Parent, Row>>;
}

/** A stretch of the list of one group. Groups are given by their ids in the canonical spelling. */
export type GroupLoader<Parent, Row> = (
  context: Context,
  parent: Parent,
  group: string,
  request: ListRequest,
) => ReturnType<ListLoader<Parent, Row>>;

/** From this many groups on a look at a list of unknown length pays: it costs one call. */
const fewestToLook = 3;

/**
 * Failures of the list of all that say nothing of the groups. To read it was the gateway's own idea, so each group tells by itself then
 * what it has, as if nobody had looked: also if RealtimeKit failed or was slow, for that may be because of the list. What stands in
 * the way of any read (quota, credentials, a filter that is refused, the limit of the operation) is the failure of each of them.
 */
const ownFailures: ReadonlySet<ErrorCode> = new Set([
  'UPSTREAM_INVALID_RESPONSE',
  'UPSTREAM_ERROR',
  'UPSTREAM_TIMEOUT',
  'UPSTREAM_UNAVAILABLE',
]);

interface Key<Parent> {
  parent: Parent;
  group: string;
  request: ListRequest;
}

/** Plans all groups of one list that an operation asks for in the same tick: min(n, pages) calls, and one for the look. */
export function createGroupLoader<Parent extends object, Row extends { readonly id: string }>({
  collection,
  objects,
  groupOf,
  isSingle = false,
  readGroup,
}: GroupLoaderOptions<Parent, Row>): GroupLoader<Parent, Row> {
  const listOf = ({ parent, request: { query, secret } }: Key<Parent>) =>
    `${Object.values(parent).join('\n')}\n${queryOf(query)} ${String(secret)}`;
  const keyOf = (key: Key<Parent>) => `${listOf(key)}\n${key.group}\n${key.request.stretch.offset}+${key.request.stretch.first}`;

  const loaderOf = perOperation(
    (context: Context) =>
      new DataLoader<Key<Parent>, ListRows<Parent, Row> | null, string>((keys) => readKeys(context, keys), { cacheKeyFn: keyOf }),
  );

  async function readKeys(context: Context, keys: readonly Key<Parent>[]) {
    const read = await Promise.all(Array.from(Map.groupBy(keys, listOf).values(), (list) => readList(context, list)));
    const answers = new Map(read.flat());
    return keys.map((key) => answers.get(keyOf(key)) ?? null);
  }

  async function readList(context: Context, keys: readonly Key<Parent>[]) {
    const all = await readAllIfCheaper(context, keys).catch((error: unknown) =>
      error instanceof GatewayError && ownFailures.has(error.code) ? undefined : asError(error),
    );
    return Promise.all(
      keys.map(async (key) => {
        const { parent, group, request } = key;
        if (all instanceof Error) return [keyOf(key), all] as const;
        const rows = all?.get(group) ?? [];
        if (all !== undefined && !(isSingle && rows.length > 1)) return [keyOf(key), stretchOf(rows, request)] as const;
        return [keyOf(key), await readGroup(context, parent, group, request).catch(asError)] as const;
      }),
    );
  }

  /** The rows of the whole list by group; undefined if reading each group by itself costs no more, or is surer. */
  async function readAllIfCheaper(context: Context, keys: readonly Key<Parent>[]) {
    const [first] = keys;
    const groups = new Set(keys.map(({ group }) => group)).size;
    if (first === undefined || groups < 2) return undefined;
    const walk = new Walk(context, collection, first.parent, first.request);
    if (walk.pages === undefined ? groups < fewestToLook : walk.pages >= groups) return undefined;

    const byId = new Map<string, Placed<Row, Parent>>();
    do {
      const { rows, faults, failure } = await walk.next();
      if (failure !== undefined) throw failure;
      // A row that could not be understood may be of any group: then each group tells by itself what it has.
      if (faults.length > 0 || rows.some((row) => groupOf(row) === undefined)) return undefined;
      for (const row of rows) byId.set(row.id, row);
      if ((walk.pages ?? 1) - 1 > groups) return undefined;
    } while (!walk.isOver);
    // Rows that moved from page to page meanwhile are seen twice or not at all.
    if (byId.size !== walk.total) return undefined;
    const rows = [...byId.values()];
    objects.prime(context, rows, { secret: first.request.secret });
    return Map.groupBy(rows, groupOf);
  }

  return (context, parent, group, request) => loaderOf(context).load({ parent, group, request });
}

function stretchOf<Row>(rows: readonly Row[], { stretch: { offset, first } }: ListRequest) {
  return { rows: rows.slice(offset, offset + first), total: rows.length };
}
