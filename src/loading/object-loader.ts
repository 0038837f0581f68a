/** Loads the objects of a collection by id, for the fewest calls that the wanted detail allows. */
import type { Context } from '../context.ts';
import { asError } from '../errors.ts';
import { canonicalId } from '../upstream/path.ts';
import type { Outcome } from './collapse.ts';
import { type Collection, type Detail, type Placed } from './collection.ts';
import { type CollapsingLoaderOptions, createCollapsingLoader } from './collapsing-loader.ts';
import { placeOfPage } from './first-page.ts';
import { perOperation } from './per-operation.ts';
import { createWholeReads } from './whole-reads.ts';

export interface ObjectLoader<Parent, Row> {
  /**
   * Reads one object: null if there is none, a rejection with the error of this object alone. Ids must be checked before,
   * those of the parent in their canonical spelling too.
   */
  readonly load: (context: Context, parent: Parent, id: string, detail?: Detail) => Promise<Placed<Row, Parent> | null>;
  /** Reads objects of one parent, each as `load` or the error in its place, in the order of their ids: many at once take less than one by one. */
  readonly loadEach: (
    context: Context,
    parent: Parent,
    ids: readonly string[],
    detail?: Detail,
  ) => Promise<readonly Outcome<Placed<Row, Parent>>[]>;
  /** Takes note of rows that the operation has read anyhow, and of the rows in them. */
  readonly prime: (context: Context, rows: readonly Placed<Row, Parent>[], detail?: Pick<Detail, 'secret'>) => void;
}

/**
 * What list rows tell is planned with the other reads of the list; what only point reads tell is read by itself, once an
 * operation. Both with secrets or without. What was read with more serves who asks for less.
 *
 * `primeEmbedded` takes note of the objects of other collections that rows tell.
 */
export function createObjectLoader<Parent extends object, Row extends { readonly id: string }>(
  collection: Collection<Parent, Row>,
  primeEmbedded?: (context: Context, rows: readonly Placed<Row, Parent>[]) => void,
): ObjectLoader<Parent, Row> {
  type Answer = Promise<Placed<Row, Parent> | null>;
  const wholes = createWholeReads(collection);
  const withSecrets = perOperation(() => new Map<string, Answer>());
  // Most lists are read by operations that ask for none of their objects again.
  const told = perOperation<Told<Placed<Row, Parent>>[]>(() => []);
  const keyOf = (parent: Parent, id: string) => `${idsOf(parent).join('\n')}\n${canonicalId(id)}`;

  const secrets = createRowLoader(collection, true, (context) => {
    if (!wholes.areAny(context)) return undefined;
    return (parent, id) => wholes.known(context, parent, id, true);
  });
  const plain = createRowLoader(collection, false, (context) => {
    const secretReads = withSecrets(context);
    if (secretReads.size === 0 && !wholes.areAny(context)) return undefined;
    return (parent, id) => wholes.known(context, parent, id, false) ?? secretReads.get(keyOf(parent, id));
  });

  /** Lets the loaders know what was told since they were last asked. */
  const hear = (context: Context) => {
    const news = told(context);
    if (news.length === 0) return;
    for (const { rows, secret } of news.splice(0)) {
      for (const [parent, siblings] of Map.groupBy(rows, (row) => row.parent)) {
        // Of a row that a list shows twice the first one counts.
        const byId = new Map(siblings.toReversed().map((row) => [canonicalId(row.id), row]));
        plain.prime(context, parent, byId);
        if (secret) secrets.prime(context, parent, byId);
      }
    }
  };

  const load: ObjectLoader<Parent, Row>['load'] = (context, parent, id, { whole = false, secret = false } = {}) => {
    if (whole && !collection.rowsAreWhole) return wholes.load(context, parent, id, secret);
    hear(context);
    if (!secret) return plain.load(context, parent, id);
    // A whole read that is not sent yet brings the secrets along.
    const read = wholes.known(context, parent, id, true) ?? secrets.load(context, parent, id);
    withSecrets(context).set(keyOf(parent, id), read);
    return read;
  };
  const loadEach: ObjectLoader<Parent, Row>['loadEach'] = (context, parent, ids, detail = {}) => {
    const isOfRows = detail.secret !== true && (detail.whole !== true || collection.rowsAreWhole);
    if (!isOfRows) return Promise.all(ids.map((id) => load(context, parent, id, detail).catch(asError)));
    hear(context);
    return plain.loadEach(context, parent, ids);
  };
  return {
    load,
    loadEach,
    prime: (context, rows, { secret = false } = {}) => {
      told(context).push({ rows, secret });
      primeEmbedded?.(context, rows);
    },
  };
}

/** Rows that an operation has read, and whether with their secrets. */
interface Told<Row> {
  readonly rows: readonly Row[];
  readonly secret: boolean;
}

/** The ids of a parent, outermost first. */
function idsOf(parent: object): readonly string[] {
  return Object.values(parent) as string[];
}

/** The id of what may be a row. */
function idIn(row: unknown): string | undefined {
  const { id } = (row ?? {}) as { readonly id?: unknown };
  return typeof id === 'string' ? id : undefined;
}

function createRowLoader<Parent extends object, Row extends { readonly id: string }>(
  collection: Collection<Parent, Row>,
  secret: boolean,
  knownIn: CollapsingLoaderOptions<Parent, Placed<Row, Parent>>['knownIn'],
) {
  return createCollapsingLoader<Parent, Placed<Row, Parent>>({
    knownIn,
    name: collection.noun,
    parentIds: idsOf,
    source: (rest, parent) => {
      const { value, template } = collection.listPath(parent);
      const suffix = secret ? ' secret' : '';
      return {
        list: `${rest.scope}${value}${suffix}`,
        kind: `${rest.scope}${template}`,
        isPaged: collection.isPaged,
        idOf: idIn,
        usable: (row) => collection.usable(row, parent),
        // A quarter of what is left: reading for others must not end an operation. Nobody else gains by secrets.
        spare: () => (secret ? 0 : Math.floor(rest.bill.left / 4)),
        peek: (id) => (secret ? undefined : collection.peek(rest, parent, id)),
        salvage: (id, error) => (secret ? Promise.resolve(undefined) : collection.salvage(rest, parent, id, error)),
        readOne: (id, why) => collection.readOne(rest, parent, id, why, { secret }),
        readPage: async (pageNumber, pageSize, why) => {
          const query = { page_no: pageNumber, per_page: pageSize };
          const page = await collection.readUnchecked(rest, parent, query, { why, secret, keeps: 'rows' });
          return page && { rows: page.rows, paging: placeOfPage(page, pageNumber, pageSize, collection.isPaged) };
        },
      };
    },
  });
}
