/** Loaders whose keys live in lists: one per GraphQL operation, planned one list at a time. */
import { createContextCache } from '@pothos/core';
import DataLoader from 'dataloader';
import type { Context, GatewayState } from '../context.ts';
import { asError } from '../errors.ts';
import { allOf, andThen, type Awaitable } from '../upstream/awaitable.ts';
import type { RestClient } from '../upstream/client.ts';
import { canonicalId } from '../upstream/path.ts';
import { Asked, type Outcomes } from './asked.ts';
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
  /**
   * Finds reads of single objects that the operation has asked for already and that tell no less; undefined if it has asked for none. If such a
   * read fails, the object is planned.
   */
  knownIn: (context: Context) => ((parent: Parent, id: string) => Promise<Row | null> | undefined) | undefined;
}

/** Ids must be checked before, those of the parent in their canonical spelling too. */
export interface CollapsingLoader<Parent, Row> {
  /** Reads an object of a list by id: null if there is none, a rejection with the error of this key alone. */
  readonly load: (context: Context, parent: Parent, id: string) => Promise<Row | null>;
  /** Reads objects of one list, each its outcome, in the order of their ids: many at once take less than one by one. */
  readonly loadEach: (context: Context, parent: Parent, ids: readonly string[]) => Promise<readonly Outcome<Row>[]>;
  /** Takes note of rows of a list that the operation has read anyhow. */
  readonly prime: (context: Context, parent: Parent, rows: ReadonlyMap<string, Row>) => void;
}

/** How long a read waits for pages that another operation is reading, in milliseconds: some slow answers, not a deadline. */
const longestWaitMs = 2_000;

const none: Outcomes<never> = new Map();

/** Objects of one list that are asked for together; none of them where all are known. */
interface Wanted<Parent> {
  readonly parent: Parent;
  readonly list: List;
  readonly ids: readonly string[];
}

/** A loader for the objects of a list. All that is asked for in one tick is planned together, each list apart from the others. */
export function createCollapsingLoader<Parent, Row>(options: CollapsingLoaderOptions<Parent, Row>): CollapsingLoader<Parent, Row> {
  const windowsOf = createContextCache((gateway: GatewayState) => new CollapseWindows<Row>(gateway.collapseWindowMs, gateway));

  const loadingOf = perOperation((context: Context) => ({
    lists: new Lists(options.parentIds),
    asked: new Asked<Row>(),
    // For its tick alone: what was read is known beside it.
    loader: new DataLoader<Wanted<Parent>, Outcomes<Row>>((wanted) => readBatch(context, wanted), { name: options.name, cache: false }),
  }));

  async function readBatch(context: Context, batch: readonly Wanted<Parent>[]): Promise<readonly Outcomes<Row>[]> {
    const [only] = batch;
    // Most batches: all of one list, asked for at once.
    if (only !== undefined && batch.length === 1) return [await readWanted(context, only.parent, only.ids)];
    const read = Array.from(
      Map.groupBy(batch, ({ list }) => list),
      async ([list, group]) => {
        const [{ parent }] = group as [Wanted<Parent>];
        const ids = group.flatMap((wanted) => wanted.ids);
        return [list, await readWanted(context, parent, ids)] as const;
      },
    );
    const outcomes = new Map(await Promise.all(read));
    return batch.map(({ list }) => outcomes.get(list) ?? none);
  }

  /** Reads objects of one list. What nobody foresaw is the outcome of all that was asked of it, and of no other list. */
  async function readWanted(context: Context, parent: Parent, wanted: readonly string[]): Promise<Outcomes<Row>> {
    if (wanted.length === 0) return none;
    const distinct = new Set(wanted);
    const ids = distinct.size === wanted.length ? wanted : Array.from(distinct);
    try {
      return await readBesideKnown(context, parent, ids);
    } catch (error) {
      return new Map(ids.map((id) => [id, asError(error)]));
    }
  }

  /** Waits for those that are being read by themselves already, and reads the others, and again those of which that fails. */
  async function readBesideKnown(context: Context, parent: Parent, ids: readonly string[]): Promise<Outcomes<Row>> {
    const source = options.source(context.rest, parent);
    const knownOf = options.knownIn(context);
    if (knownOf === undefined) return readList(context, source, ids);
    const known = ids.flatMap((id) => {
      const read = knownOf(parent, id);
      return read === undefined ? [] : { id, read };
    });
    if (known.length === 0) return readList(context, source, ids);
    const told = new Map<string, Row | null>();
    const hear = ({ id, read }: (typeof known)[number]) =>
      read.then(
        // Null is an answer: it is not there.
        (row) => told.set(id, row),
        () => undefined,
      );
    const isKnown = new Set(known.map(({ id }) => id));
    const unknown = ids.filter((id) => !isKnown.has(id));
    const [outcomes] = await Promise.all([unknown.length === 0 ? [] : readList(context, source, unknown), ...known.map(hear)]);
    const failed = known.flatMap(({ id }) => (told.has(id) ? [] : id));
    const again = failed.length === 0 ? [] : await readList(context, source, failed);
    return new Map<string, Outcome<Row>>([...outcomes, ...again, ...told]);
  }

  async function readList({ rest, gateway }: Context, source: CachedListSource<Row>, ids: readonly string[]): Promise<Outcomes<Row>> {
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
    if (unknown === ids && failed.length === 0 && read.size === ids.length) return read;
    // What was planned for others as well is theirs too, so nothing is added to it, nor is it kept.
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
    load: async (context, parent, id) => {
      const { lists, loader, asked } = loadingOf(context);
      const list = lists.of(parent);
      const key = canonicalId(id);
      const known = asked.find(list, key);
      const read = loader.load({ parent, list, ids: known === undefined ? [key] : [] });
      if (known === undefined) asked.note(list, [key], read);
      // What is known waits for what others of its tick read, so that all that these lead to is planned together, as DataLoader does it.
      const outcomes = await read;
      const outcome = (known === undefined ? outcomes : await known).get(key) ?? null;
      if (outcome instanceof Error) throw outcome;
      return outcome;
    },
    loadEach: async (context, parent, ids) => {
      const { lists, loader, asked } = loadingOf(context);
      const list = lists.of(parent);
      const keys = ids.map(canonicalId);
      const unasked = asked.isEmpty ? keys : keys.filter((key) => asked.find(list, key) === undefined);
      const read = loader.load({ parent, list, ids: unasked });
      asked.note(list, unasked, read);
      const outcomes = await read;
      // Of most operations none was asked for before.
      if (unasked.length === keys.length) return keys.map((key) => outcomes.get(key) ?? null);
      return Promise.all(keys.map(async (key) => (await asked.find(list, key))?.get(key) ?? null));
    },
    prime: (context, parent, rows) => {
      const { lists, asked } = loadingOf(context);
      asked.note(lists.of(parent), Array.from(rows.keys()), Promise.resolve(rows));
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
