/** What one operation has asked for of lists, and where it is told what became of it. */
import type { Outcome } from './collapse.ts';
import type { List } from './lists.ts';

/** What became of objects, by id in canonical spelling: at least of those that were asked for. */
export type Outcomes<Row> = ReadonlyMap<string, Outcome<Row>>;

interface Together<Row> {
  readonly list: List;
  readonly ids: Iterable<string>;
  readonly outcomes: Promise<Outcomes<Row>>;
}

/** Objects that were asked for together have one promise: one for each of them would be most of what an operation holds while it waits. */
export class Asked<Row> {
  /** By the list's prefix and the id. */
  readonly #known = new Map<string, Promise<Outcomes<Row>>>();
  /** Not yet among those: most operations ask for nothing a second time. */
  readonly #news: Together<Row>[] = [];

  get isNothing(): boolean {
    return this.#news.length === 0 && this.#known.size === 0;
  }

  /** What has the outcome of an object, if it was asked for. */
  find(list: List, id: string): Promise<Outcomes<Row>> | undefined {
    for (const { list: of, ids, outcomes } of this.#news.splice(0)) {
      for (const each of ids) if (!this.#known.has(of.prefix + each)) this.#known.set(of.prefix + each, outcomes);
    }
    return this.#known.get(list.prefix + id);
  }

  /** Notes what has, or will have, the outcomes of these objects. What was asked for before stands. */
  note(list: List, ids: Iterable<string>, outcomes: Promise<Outcomes<Row>>): void {
    this.#news.push({ list, ids, outcomes });
  }
}
