/** What one operation has asked for of lists, and where it is told what became of it. */
import type { Outcome } from './collapse.ts';
import type { List } from './lists.ts';

/** What became of objects, by id in canonical spelling: at least of those that were asked for. */
export type Outcomes<Row> = ReadonlyMap<string, Outcome<Row>>;

interface Group<Row> {
  readonly list: List;
  readonly ids: readonly string[];
  readonly outcomes: Promise<Outcomes<Row>>;
}

/** Objects that were asked for together have one promise: one for each would be a third of what an operation holds that waits for many. */
export class Asked<Row> {
  /** By the list's prefix and the id. */
  readonly #byKey = new Map<string, Promise<Outcomes<Row>>>();
  /** Not yet among those: most operations ask for nothing a second time. */
  #unfiled: Group<Row>[] = [];

  get isEmpty(): boolean {
    return this.#unfiled.length === 0 && this.#byKey.size === 0;
  }

  /** What has the outcome of an object, if it was asked for. */
  find(list: List, id: string): Promise<Outcomes<Row>> | undefined {
    if (this.#unfiled.length > 0) this.#file();
    return this.#byKey.get(list.prefix + id);
  }

  /** Notes what has, or will have, the outcomes of these objects. What was asked for before stands. */
  note(list: List, ids: readonly string[], outcomes: Promise<Outcomes<Row>>): void {
    this.#unfiled.push({ list, ids, outcomes });
  }

  #file(): void {
    for (const { list, ids, outcomes } of this.#unfiled) {
      for (const id of ids) if (!this.#byKey.has(list.prefix + id)) this.#byKey.set(list.prefix + id, outcomes);
    }
    this.#unfiled = [];
  }
}
