/** Loads objects by something else than their id: RealtimeKit has no such read, so their list is walked until it shows them. */
import { createContextCache } from '@pothos/core';
import DataLoader from 'dataloader';
import type { Context } from '../context.ts';
import { asError } from '../errors.ts';
import type { Collection, Placed } from './collection.ts';
import type { ObjectLoader } from './object-loader.ts';
import { Walk } from './walk.ts';

export interface ScanLoaderOptions<Parent extends object, Row extends { readonly id: string }> {
  collection: Collection<Parent, Row>;
  objects: ObjectLoader<Parent, Row>;
  /** What objects are asked for by. */
  keyOf: (row: Row) => string;
}

export interface ScanLoader<Parent, Row> {
  /** An object of the list with this key; null if the list shows none. */
  readonly load: (context: Context, parent: Parent, key: string) => Promise<Placed<Row, Parent> | null>;
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
  const scans = createContextCache(() => new Map<string, Scan<Parent, Row>>());
  const loaderOf = createContextCache(
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
      if (row === undefined) continue;
      found.set(key, row);
      if (!(row instanceof Error)) note(context, row);
    }
    return found;
  }

  async function readHinted(context: Context, parent: Parent, key: string): Promise<Placed<Row, Parent> | null> {
    const { keyIndex } = context.gateway;
    const list = indexNameOf(context, parent);
    const id = keyIndex.idOf(list, key);
    if (id === undefined) return null;
    const row = await objects.load(context, parent, id);
    if (row !== null && keyOf(row) === key) return row;
    keyIndex.forget(list, key);
    return null;
  }

  function note(context: Context, row: Placed<Row, Parent>): void {
    context.gateway.keyIndex.note(indexNameOf(context, row.parent), keyOf(row), row.id);
  }

  function scanOf(context: Context, list: string, [first]: readonly Key<Parent>[]): Scan<Parent, Row> {
    const known = scans(context);
    let scan = known.get(list);
    if (scan === undefined) {
      if (first === undefined) throw new Error('a group has at least the key that made it');
      const walk = new Walk(context, collection, first.parent, { query: {}, secret: false });
      scan = new Scan(walk, keyOf, (rows) => {
        objects.prime(context, rows);
      });
      known.set(list, scan);
    }
    return scan;
  }

  return { load: (context, parent, key) => loaderOf(context).load({ parent, key }), note };
}

/** Objects by their key, or the error of a key. */
type Found<Parent, Row> = ReadonlyMap<string, Placed<Row, Parent> | Error>;

class Scan<Parent extends object, Row extends { readonly id: string }> {
  readonly #walk: Walk<Parent, Row>;
  readonly #keyOf: (row: Row) => string;
  readonly #note: (rows: readonly Placed<Row, Parent>[]) => void;
  readonly #found = new Map<string, Placed<Row, Parent>>();
  #last: Promise<unknown> = Promise.resolve();
  #fault: Error | undefined;

  constructor(walk: Walk<Parent, Row>, keyOf: (row: Row) => string, note: (rows: readonly Placed<Row, Parent>[]) => void) {
    this.#walk = walk;
    this.#keyOf = keyOf;
    this.#note = note;
  }

  /** What the list has under these keys, or for keys that were not found before a page failed, the error. One at a time. */
  find(keys: readonly string[]): Promise<Found<Parent, Row>> {
    const answer = this.#last.then(() => this.#walkFor(keys));
    this.#last = answer;
    return answer;
  }

  async #walkFor(keys: readonly string[]): Promise<Found<Parent, Row>> {
    const missing = () => keys.filter((key) => !this.#found.has(key));
    let failure: Error | undefined;
    while (missing().length > 0 && !this.#walk.isOver && failure === undefined) {
      const walked = await this.#walk.next().catch((error: unknown) => ({ rows: [], faults: [], failure: asError(error) }));
      ({ failure } = walked);
      this.#fault ??= walked.faults[0];
      this.#note(walked.rows);
      for (const row of walked.rows) {
        const key = this.#keyOf(row);
        if (!this.#found.has(key)) this.#found.set(key, row);
      }
    }
    // A row that could not be understood may be the one that was asked for.
    const reason = failure ?? this.#fault;
    if (reason === undefined) return this.#found;
    return new Map<string, Placed<Row, Parent> | Error>([...this.#found, ...missing().map((key) => [key, reason] as const)]);
  }
}
