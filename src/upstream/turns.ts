/** What must not happen at the same time: by key, one after the other, or once for all who want it meanwhile. */

import { Refusal } from './layer.ts';

/** What is done next for all who have come. */
interface Round {
  readonly items: Set<string>;
  readonly answer: Promise<unknown>;
}

/** One for a gateway. Keys are free again when nobody is at them. */
export class Turns {
  readonly #last = new Map<string, Promise<unknown>>();
  readonly #underWay = new Map<string, Promise<unknown>>();
  readonly #nextRounds = new Map<string, Round>();

  /** Waits for those who came before to be done, however they ended, and then acts. */
  async take<T>(key: string, act: () => Promise<T>): Promise<T> {
    const before = this.#last.get(key) ?? Promise.resolve();
    const turn = before.then(act, act);
    const settled = turn.catch(() => undefined);
    this.#last.set(key, settled);
    try {
      return await turn;
    } finally {
      if (this.#last.get(key) === settled) this.#last.delete(key);
    }
  }

  /**
   * Acts once for all who come while it is under way. Keys must tell all that the outcome depends on. If the one who acts
   * leaves before the end, another one acts.
   */
  async together<T>(key: string, act: () => Promise<T>): Promise<T> {
    for (;;) {
      const underWay = this.#underWay.get(key) as Promise<T> | undefined;
      if (underWay === undefined) break;
      try {
        return await underWay;
      } catch (error) {
        if (!isOfLeader(error)) throw error;
      }
    }
    const acting = act();
    this.#underWay.set(key, acting);
    try {
      return await acting;
    } finally {
      this.#underWay.delete(key);
    }
  }

  /**
   * Acts for many at once, one round after the other: who comes while a round is under way is in the next one, so its answer is not
   * older than the question. The first of a round acts for it. `isOwn` says whether that was the one who asks.
   */
  async inRounds<T>(key: string, item: string, act: (items: ReadonlySet<string>) => Promise<T>): Promise<{ answer: T; isOwn: boolean }> {
    const next = this.#nextRounds.get(key);
    if (next !== undefined) {
      next.items.add(item);
      return { answer: (await next.answer) as T, isOwn: false };
    }
    const items = new Set([item]);
    const answer = this.take(`${key} rounds`, () => {
      this.#nextRounds.delete(key);
      return act(items);
    });
    this.#nextRounds.set(key, { items, answer });
    return { answer: await answer, isOwn: true };
  }
}

/** Whether an error is of the one who acted, and says nothing to those who waited: they left, or could not pay. */
export function isOfLeader(error: unknown): boolean {
  const hasLeft = error instanceof Error && error.name === 'AbortError';
  return hasLeft || (error instanceof Refusal && error.code === 'COST_LIMIT_EXCEEDED');
}
