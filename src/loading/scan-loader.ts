/** Loads objects by something else than their id: RealtimeKit has no such read, so their list is walked until it shows them. */
import DataLoader from 'dataloader';
import type { Context } from '../context.ts';
import { asError } from '../errors.ts';
import { isOfLeader } from '../upstream/turns.ts';
import type { Collection, Placed } from './collection.ts';
import { forgetReads } from './forget-reads.ts';
import type { ObjectLoader } from './object-loader.ts';
import { perOperation } from './per-operation.ts';
import { type Found, Scan } from './scan.ts';
import { Walk } from './walk.ts';

/** Pages that one operation may read for what it looks for anew, beyond what it may call otherwise. */
const mostPagesBeyond = 100;

export interface ScanLoaderOptions<Parent extends object, Row extends { readonly id: string }> {
  collection: Collection<Parent, Row>;
  objects: ObjectLoader<Parent, Row>;
  /** What objects are asked for by. */
  keyOf: (row: Row) => string;
}

export interface ScanLoader<Parent, Row> {
  /** An object of the list with this key; null if the list shows none. */
  readonly load: (context: Context, parent: Parent, key: string) => Promise<Placed<Row, Parent> | null>;
  /**
   * The same, as things stand now. All who look at the same time share the walks through the list: one that is under way may have
   * passed by what was added since, so who comes meanwhile waits for the next one.
   */
  readonly loadAnew: (context: Context, parent: Parent, key: string) => Promise<Placed<Row, Parent> | null>;
  /** Takes note of where an object is, so that it is found without a walk. */
  readonly note: (context: Context, row: Placed<Row, Parent>) => void;
}

interface Key<Parent> {
  parent: Parent;
  key: string;
}

/**
 * All keys of one operation share one walk through each list, which ends when the last of them is found: at most the pages up to that
 * one and three more, since pages after the first are read by fours.
 */
export function createScanLoader<Parent extends object, Row extends { readonly id: string }>({
  collection,
  objects,
  keyOf,
}: ScanLoaderOptions<Parent, Row>): ScanLoader<Parent, Row> {
  const listOf = (parent: Parent) => Object.values(parent).join('\n');
  const scans = perOperation(() => new Map<string, Scan<Parent, Row>>());
  const loaderOf = perOperation(
    (context: Context) =>
      new DataLoader<Key<Parent>, Placed<Row, Parent> | null, string>((keys) => readKeys(context, keys), {
        name: collection.noun,
        cacheKeyFn: ({ parent, key }) => `${listOf(parent)}\n${key}`,
      }),
  );
  const indexNameOf = ({ rest }: Context, parent: Parent) => `${rest.scope}${collection.listPath(parent).value}`;

  async function readKeys(context: Context, keys: readonly Key<Parent>[]) {
    const found = await Promise.all(
      Array.from(
        Map.groupBy(keys, ({ parent }) => listOf(parent)),
        async ([list, group]) => [list, await readList(context, list, group)] as const,
      ),
    );
    const byList = new Map(found);
    return keys.map(({ parent, key }) => byList.get(listOf(parent))?.get(key) ?? null);
  }

  /** What is where it was last time, and of the rest what a walk shows. */
  async function readList(context: Context, list: string, group: readonly Key<Parent>[]): Promise<Found<Parent, Row>> {
    const found = new Map<string, Placed<Row, Parent> | Error>();
    await Promise.all(
      group.map(async ({ parent, key }) => {
        const outcome = await readHinted(context, parent, key).catch(asError);
        if (outcome !== null) found.set(key, outcome);
      }),
    );
    const missing = group.map(({ key }) => key).filter((key) => !found.has(key));
    const shown = missing.length === 0 ? undefined : await scanOf(context, list, group).find(missing);
    for (const key of missing) {
      const row = shown?.get(key);
      if (row !== undefined) found.set(key, row);
    }
    return found;
  }

  async function readHinted(context: Context, parent: Parent, key: string): Promise<Placed<Row, Parent> | null> {
    const { keyIndex } = context.gateway;
    const list = indexNameOf(context, parent);
    const id = keyIndex.idOf(list, key);
    if (id === undefined) return null;
    // By the next moment the key may be another one's.
    context.rest.bill.toldTheMoment = true;
    const row = await objects.load(context, parent, id);
    if (row !== null && keyOf(row) === key) return row;
    keyIndex.forget(list, key);
    return null;
  }

  /** Every row that a walk shows is paid for: whoever asks for it next finds it by id. */
  function note(context: Context, parent: Parent, rows: readonly Placed<Row, Parent>[]): void {
    const list = indexNameOf(context, parent);
    for (const row of rows) context.gateway.keyIndex.note(list, keyOf(row), row.id);
  }

  function scanOf(context: Context, list: string, [first]: readonly Key<Parent>[]): Scan<Parent, Row> {
    const known = scans(context);
    let scan = known.get(list);
    if (scan === undefined) {
      if (first === undefined) throw new Error('a group has at least the key that made it');
      const { parent } = first;
      const walk = new Walk(context, collection, parent, { query: {}, secret: false });
      scan = new Scan(walk, keyOf, (rows, firstOfKeys) => {
        objects.prime(context, rows);
        note(context, parent, firstOfKeys);
      });
      known.set(list, scan);
    }
    return scan;
  }

  /** One walk for all of these keys, and the calls that it took. */
  async function scanAnew(context: Context, parent: Parent, keys: ReadonlySet<string>) {
    const { bill } = context.rest;
    const before = bill.upstreamCalls;
    const walk = new Walk(context, collection, parent, { query: {}, secret: false });
    let isExtended = false;
    const scan = new Scan(walk, keyOf, (_rows, firstOfKeys) => {
      note(context, parent, firstOfKeys);
      if (!isExtended) bill.extend('looking', walk.pages ?? 0, mostPagesBeyond);
      isExtended = true;
    });
    const found = await scan.find([...keys]);
    return { found, calls: bill.upstreamCalls - before };
  }

  async function loadAnew(context: Context, parent: Parent, key: string): Promise<Placed<Row, Parent> | null> {
    forgetReads(context);
    const fresh = { ...context, rest: context.rest.freshly() };
    const hinted = await readHinted(fresh, parent, key);
    if (hinted !== null) return hinted;
    const { turns } = context.gateway;
    for (;;) {
      const { answer, isOwn } = await turns.inRounds(indexNameOf(context, parent), key, (keys) => scanAnew(fresh, parent, keys));
      const row = answer.found.get(key);
      if (!isOwn && isOfLeader(row)) continue;
      if (!isOwn) context.rest.bill.sharedCalls += answer.calls;
      if (row instanceof Error) throw row;
      return row ?? null;
    }
  }

  return {
    load: (context, parent, key) => loaderOf(context).load({ parent, key }),
    loadAnew,
    note: (context, row) => {
      note(context, row.parent, [row]);
    },
  };
}
