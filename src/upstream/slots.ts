/** Calls that one operation has under way at the same time; the others wait, in order. */
export class Slots {
  #free: number;
  #waiting: (() => void)[] | undefined;

  constructor(atOnce: number) {
    this.#free = atOnce;
  }

  /** Acts when there is a slot, and gives it back when that has ended. */
  async run<T>(act: () => Promise<T>): Promise<T> {
    if (this.#free > 0) this.#free -= 1;
    else await this.#turn();
    try {
      return await act();
    } finally {
      const next = this.#waiting?.shift();
      if (next === undefined) this.#free += 1;
      else next();
    }
  }

  #turn(): Promise<void> {
    return new Promise((resolve) => {
      (this.#waiting ??= []).push(resolve);
    });
  }
}
