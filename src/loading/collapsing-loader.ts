/** Loaders whose keys live in lists: one per GraphQL operation, planned one list at a time. */
import { createContextCache } from '@pothos/core';
import DataLoader from 'dataloader';
import type { Context, GatewayState } from '../context.ts';
import { allOf, andThen, type Awaitable } from '../upstream/awaitable.ts';
import type { RestClient } from '../upstream/client.ts';
import { canonicalId } from '../upstream/path.ts';
import { collapse, type Collapsed, type ListSource, type Outcome } from './collapse.ts';
import { CollapseWindows } from './collapse-window.ts';
import { type List, Lists } from './lists.ts';
import { perOperation } from './per-operation.ts';

/** A list whose objects may be in the cache as well. */
export interface CachedListSource<Row> extends ListSource<Row> {
  /** What the cache has and is fresh; undefined if it has nothing. */
  readonly peek: (id: string) => Awaitable<Row | null | undefined>;
  /** What the cache had of an object that cannot be read now because of this error. */
  readonly salvage: (id: string, error: Error) => Promise<Row | undefined>;
}

export interface CollapsingLoaderOptions<Parent, Row> {
  name: string;
  /** The ids that lead to the list, outermost first. */
  parentIds: (parent: Parent) => readonly string[];
  source: (rest: RestClient, parent: Parent) => CachedListSource<Row>;
  /** A read of this object that the operation has asked for already and that tells no less. If it fails, the object is planned. */
  known: (context: Context, parent: Parent, id: string) => Promise<Row | null> | undefined;
}

export interface CollapsingLoader<Parent, Row> {
  /**
   * Reads an object of a list by id: null if there is none, a rejection with the error of this key alone. Ids must be
   * checked before, those of the parent in their canonical spelling too.
   */
  readonly load: (context: Context, parent: Parent, id: string) => Promise<Row | null>;
  /** Takes note of a row that the operation has read anyhow. */
  readonly prime: (context: Context, parent: Parent, id: string, row: Row) => void;
}

/** How long a read waits for pages that another operation is reading, in milliseconds: some slow answers, not a deadline. */
const longestWaitMs = 2_000;

interface Key<Parent> {
  readonly parent: Parent;
  readonly id: string;
  readonly list: List;
}

/** A loader for the objects of a list. All keys of one tick are planned together, each list apart from the others. */
export function createCollapsingLoader<Parent, Row>(options: CollapsingLoaderOptions<Parent, Row>): CollapsingLoader<Parent, Row> {
  const windowsOf = createContextCache((gateway: GatewayState) => new CollapseWindows<Row>(gateway.collapseWindowMs, gateway));

  const loadingOf = perOperation((context: Context) => ({
    lists: new Lists(options.parentIds),
    loader: new DataLoader<Key<Parent>, Row | null, string>((keys) => readBatch(context, keys), {
      name: options.name,
      cacheKeyFn: ({ list: { prefix }, id }) => prefix + id,
    }),
  }));

  async function readBatch(context: Context, keys: readonly Key<Parent>[]): Promise<Outcome<Row>[]> {
    const [only] = keys;
    if (only !== undefined && keys.length === 1) return [await readKey(context, only)];
    const known = keys.map(({ parent, id }) => options.known(context, parent, id)?.catch(() => undefined));
    // Most batches: nothing of them is being read already.
    if (known.every((read) => read === undefined)) {
      return keys.map(await readLists(context, keys));
    }
    const unknown = keys.filter((_key, index) => known[index] === undefined);
    const [outcomeOf, told] = await Promise.all([
      readLists(context, unknown),
      Promise.all(known.map((read) => read ?? Promise.resolve(undefined))),
    ]);
    const outcomeAgainOf = await readLists(
      context,
      keys.filter((_key, index) => known[index] !== undefined && told[index] === undefined),
    );
    return keys.map((key, index) => {
      const row = told[index];
      // Null is an answer: it is not there.
      if (row !== undefined) return row;
      return known[index] === undefined ? outcomeOf(key) : outcomeAgainOf(key);
    });
  }

  /** What most operations ask for: one object. */
  async function readKey(context: Context, { parent, id }: Key<Parent>): Promise<Outcome<Row>> {
    const told = await options.known(context, parent, id)?.catch(() => undefined);
    if (told !== undefined) return told;
    const outcomes = await readList(context, options.source(context.rest, parent), [id]);
    return outcomes.get(id) ?? null;
  }

  /** Plans each list apart from the others; gives what became of a key. */
  async function readLists(context: Context, keys: readonly Key<Parent>[]): Promise<(key: Key<Parent>) => Outcome<Row>> {
    const read = await Promise.all(
      Array.from(
        Map.groupBy(keys, (key) => key.list),
        async ([list, group]) => {
          const [{ parent }] = group as [Key<Parent>];
          const ids = group.map(({ id }) => id);
          return [list, await readList(context, options.source(context.rest, parent), ids)] as const;
        },
      ),
    );
    const outcomes = new Map(read);
    return ({ list, id }) => outcomes.get(list)?.get(id) ?? null;
  }

  async function readList(
    { rest, gateway }: Context,
    source: CachedListSource<Row>,
    ids: readonly string[],
  ): Promise<ReadonlyMap<string, Outcome<Row>>> {
    const outcomes = new Map<string, Outcome<Row>>();
    let unknown = rest.remembers ? await peekAt(ids) : ids;
    const pages = gateway.pagesUnderWay.get(source.list);
    if (unknown.length > 0 && pages !== undefined && rest.remembers) {
      await atMost(longestWaitMs, pages);
      unknown = await peekAt(unknown);
    }
    if (unknown.length === 0) return outcomes;

    const { outcomes: read, fromPages } = await plan();
    const failed: (readonly [string, Error])[] = [];
    for (const id of unknown) {
      const outcome = read.get(id);
      if (fromPages.has(id)) rest.bill.collapsedReads += 1;
      if (outcome instanceof Error) failed.push([id, outcome]);
    }
    if (unknown === ids && failed.length === 0) return read;
    // What was planned for others as well is theirs too, so nothing is added to it.
    for (const id of unknown) outcomes.set(id, read.get(id) ?? null);
    await Promise.all(
      failed.map(async ([id, error]) => {
        const row = await source.salvage(id, error);
        if (row !== undefined) outcomes.set(id, row);
      }),
    );
    return outcomes;

    /** Takes what the cache has; the ids that it has not. */
    function peekAt(wanted: readonly string[]): Awaitable<readonly string[]> {
      return andThen(allOf(wanted.map(source.peek)), (rows) =>
        wanted.filter((id, index) => {
          const row = rows[index];
          if (row !== undefined) outcomes.set(id, row);
          return row === undefined;
        }),
      );
    }

    function plan(): Promise<Collapsed<Row>> {
      // Who wants a fresh answer does not wait for others, nor share what they read, nor read for them.
      if (rest.fresh) return collapse(unknown, source, { ...gateway, demand: undefined });
      gateway.demand?.note(source.list, unknown);
      if (gateway.collapseWindowMs === 0) return collapse(unknown, source, gateway);
      return windowsOf(gateway).join({ ids: unknown, source });
    }
  }

  return {
    load: (context, parent, id) => {
      const { lists, loader } = loadingOf(context);
      return loader.load({ parent, id: canonicalId(id), list: lists.of(parent) });
    },
    prime: (context, parent, id, row) => {
      const { lists, loader } = loadingOf(context);
      loader.prime({ parent, id: canonicalId(id), list: lists.of(parent) }, row);
    },
  };
}

/** Waits for something, but not for longer than this; leaves no timer behind. */
async function atMost(ms: number, something: Promise<unknown>): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const timeIsUp = new Promise((resolve) => {
    timer = setTimeout(resolve, ms);
  });
  await Promise.race([something, timeIsUp]).finally(() => {
    clearTimeout(timer);
  });
}
