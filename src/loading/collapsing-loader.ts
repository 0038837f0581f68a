/** Loaders whose keys live in lists: one per GraphQL operation, planned one list at a time. */
import { createContextCache } from '@pothos/core';
import DataLoader from 'dataloader';
import type { Context } from '../context.ts';
import { canonicalId } from '../upstream/path.ts';
import { collapse, type ListSource } from './collapse.ts';

export interface CollapsingLoaderOptions<Parent, Row> {
  name: string;
  /** The ids that lead to the list, outermost first. */
  parentIds: (parent: Parent) => readonly string[];
  source: (context: Context, parent: Parent) => ListSource<Row>;
}

/**
 * Reads an object of a list by id: null if there is none, a rejection with the error of this key alone. Ids must be
 * checked before.
 */
export type CollapsingLoader<Parent, Row> = (context: Context, parent: Parent, id: string) => Promise<Row | null>;

interface Key<Parent> {
  parent: Parent;
  id: string;
}

/** A loader for the objects of a list. All keys of one tick are planned together, each list apart from the others. */
export function createCollapsingLoader<Parent, Row>(options: CollapsingLoaderOptions<Parent, Row>): CollapsingLoader<Parent, Row> {
  // Ids hold no line break (path.ts refuses them), so joined keys cannot collide.
  const listOf = (parent: Parent) => options.parentIds(parent).map(canonicalId).join('\n');

  const loaderOf = createContextCache(
    (context: Context) =>
      new DataLoader<Key<Parent>, Row | null, string>((keys) => readBatch(context, keys), {
        name: options.name,
        cacheKeyFn: ({ parent, id }) => `${listOf(parent)}\n${id}`,
      }),
  );

  async function readBatch(context: Context, keys: readonly Key<Parent>[]): Promise<(Row | null | Error)[]> {
    const lists = Map.groupBy(keys, ({ parent }) => listOf(parent));
    const outcomes = new Map(
      await Promise.all(
        Array.from(lists, async ([list, [first, ...others]]) => {
          if (first === undefined) throw new Error('a group of keys has at least one');
          const ids = [first, ...others].map(({ id }) => id);
          return [list, await collapse(ids, options.source(context, first.parent), context.listMemory)] as const;
        }),
      ),
    );
    return keys.map(({ parent, id }) => outcomes.get(listOf(parent))?.get(id) ?? null);
  }

  return (context, parent, id) => loaderOf(context).load({ parent, id: canonicalId(id) });
}
