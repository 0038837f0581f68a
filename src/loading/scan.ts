/** A list that is walked for objects with certain keys, as far as the last of them. */
import { asError } from '../errors.ts';
import type { Placed } from './collection.ts';
import type { Walk } from './walk.ts';

/** Objects by their key, or the error of a key. */
export type Found<Parent, Row> = ReadonlyMap<string, Placed<Row, Parent> | Error>;

/** What rows a step of a walk has shown: all of them, and those with a key that no row before them had. */
export type RowsNote<Parent, Row> = (rows: readonly Placed<Row, Parent>[], first: readonly Placed<Row, Parent>[]) => void;

/** One walk for all keys of one list that somebody asks for. */
export class Scan<Parent extends object, Row extends { readonly id: string }> {
  readonly #walk: Walk<Parent, Row>;
  readonly #keyOf: (row: Row) => string;
  readonly #note: RowsNote<Parent, Row>;
  readonly #found = new Map<string, Placed<Row, Parent>>();
  #last: Promise<unknown> = Promise.resolve();
  #fault: Error | undefined;

  constructor(walk: Walk<Parent, Row>, keyOf: (row: Row) => string, note: RowsNote<Parent, Row>) {
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
      const first = walked.rows.filter((row) => this.#isFirst(row));
      this.#note(walked.rows, first);
    }
    // A row that could not be understood may be the one that was asked for.
    const reason = failure ?? this.#fault;
    if (reason === undefined) return this.#found;
    return new Map<string, Placed<Row, Parent> | Error>([...this.#found, ...missing().map((key) => [key, reason] as const)]);
  }

  #isFirst(row: Placed<Row, Parent>): boolean {
    const key = this.#keyOf(row);
    if (this.#found.has(key)) return false;
    this.#found.set(key, row);
    return true;
  }
}
