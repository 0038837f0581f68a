/** Counts the gateway's own writes, so that no read that began before one is kept or shared after it. */
import { countedMap } from './counted-map.ts';

const mostScopes = 10_000;

/** One for a gateway, by scope (token and account). */
export class Epochs {
  readonly #epochs = countedMap<number>(mostScopes, {
    dispose: (epoch, _scope, reason) => {
      if (reason === 'evict') this.#forgotten = Math.max(this.#forgotten, epoch);
    },
  });
  #latest = 0;
  /** Of scopes that are not known, which one of those may be that were pushed out: not older than any of them. */
  #forgotten = 0;

  of(scope: string): number {
    return this.#epochs.get(scope) ?? this.#forgotten;
  }

  /** A write happened, or may have. */
  advance(scope: string): void {
    // Never the same number twice: a scope that was pushed out and comes back must not meet its past.
    this.#epochs.set(scope, (this.#latest += 1));
  }
}
