/** Loads the objects of a collection by id, for the fewest calls that the wanted detail allows. */
import { createContextCache } from '@pothos/core';
import type { Context } from '../context.ts';
import { canonicalId } from '../upstream/path.ts';
import { type Collection, type Detail, isRow, type Placed } from './collection.ts';
import { createCollapsingLoader } from './collapsing-loader.ts';
import { placeOfPage } from './first-page.ts';

export interface ObjectLoader<Parent, Row> {
  /**
   * Reads one object: null if there is none, a rejection with the error of this object alone. Ids must be checked before,
   * those of the parent in their canonical spelling too.
   */
  readonly load: (context: Context, parent: Parent, id: string, detail?: Detail) => Promise<Placed<Row, Parent> | null>;
  /** Takes note of rows that the operation has read anyhow. */
  readonly prime: (context: Context, rows: readonly Placed<Row, Parent>[]) => void;
}

/**
 * What list rows tell is planned with the other reads of the list; what only point reads tell is read by itself, once an
 * operation. Both with secrets or without.
 */
export function createObjectLoader<Parent extends object, Row extends { readonly id: string }>(
  collection: Collection<Parent, Row>,
): ObjectLoader<Parent, Row> {
  const plain = createRowLoader(collection, false);
  const secrets = createRowLoader(collection, true);
  const wholes = createContextCache(() => new Map<string, Promise<Placed<Row, Parent> | null>>());

  const load: ObjectLoader<Parent, Row>['load'] = (context, parent, id, { whole = false, secret = false } = {}) => {
    if (!whole || collection.rowsAreWhole) return (secret ? secrets : plain).load(context, parent, id);
    const reads = wholes(context);
    const key = `${String(secret)}\n${idsOf(parent).join('\n')}\n${canonicalId(id)}`;
    let read = reads.get(key);
    if (read === undefined) {
      read = collection.readOne(context.rest, parent, id, 'point read: lists do not tell what is asked', { whole, secret });
      reads.set(key, read);
    }
    return read;
  };
  return {
    load,
    prime: (context, rows) => {
      for (const row of rows) plain.prime(context, row.parent, row.id, row);
    },
  };
}

/** The ids of a parent, outermost first. */
function idsOf(parent: object): readonly string[] {
  return Object.values(parent) as string[];
}

function createRowLoader<Parent extends object, Row extends { readonly id: string }>(collection: Collection<Parent, Row>, secret: boolean) {
  return createCollapsingLoader<Parent, Placed<Row, Parent>>({
    name: collection.noun,
    parentIds: idsOf,
    source: (rest, parent) => {
      const { value, template } = collection.listPath(parent);
      const suffix = secret ? ' secret' : '';
      return {
        list: `${rest.scope}${value}${suffix}`,
        kind: `${rest.scope}${template}`,
        isPaged: collection.isPaged,
        idOf: ({ id }) => id,
        // A quarter of what is left: reading for others must not end an operation. Nobody else gains by secrets.
        spare: () => (secret ? 0 : Math.floor(rest.bill.left / 4)),
        peek: (id) => (secret ? Promise.resolve(undefined) : collection.peek(rest, parent, id)),
        salvage: (id, error) => (secret ? Promise.resolve(undefined) : collection.salvage(rest, parent, id, error)),
        readOne: (id, why) => collection.readOne(rest, parent, id, why, { secret }),
        readPage: async (pageNumber, pageSize, why) => {
          const page = await collection.readPage(rest, parent, { page_no: pageNumber, per_page: pageSize }, { why, secret, keeps: 'rows' });
          if (page === null) return null;
          return { rows: page.rows.filter(isRow), paging: placeOfPage(page, pageNumber, pageSize, collection.isPaged) };
        },
      };
    },
  });
}
