/** Decisions that a generator makes: a list of numbers, so that fast-check can shrink what was made of them. */
import fc from 'fast-check';

export class Choices {
  readonly #numbers: readonly number[];
  #next = 0;

  constructor(numbers: readonly number[]) {
    this.#numbers = numbers;
  }

  /** A whole number below `count`; 0 once there are no decisions left, so that every generator ends. */
  below(count: number): number {
    const number = this.#numbers[this.#next] ?? 0;
    this.#next += 1;
    return number % count;
  }

  /** One of a list, which must not be empty; the first one is the simplest. */
  oneOf<Item>(items: readonly Item[]): Item {
    return items[this.below(items.length)] as Item;
  }

  /** True in so many of 100 cases. */
  chance(percent: number): boolean {
    return this.below(100) >= 100 - percent;
  }
}

export const choices = fc.array(fc.noBias(fc.nat(9_999)), { maxLength: 200, size: 'max' }).map((numbers) => new Choices(numbers));
