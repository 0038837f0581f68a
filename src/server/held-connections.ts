/**
 * Connections whose clients were answered and may ask again, while many others wait: they are not read for as long. What a client sends
 * meanwhile stays in the kernel, where it costs a few hundred bytes. Read, it would be a request of many objects, which the garbage
 * collector moves about in memory until its turn comes (measured with 10,000 connections: a third of all that the process does).
 *
 * It is not noticed whether anything came, so `since` is the longest that a client can have waited.
 */

/** A socket: only whether it is read. */
export interface Connection {
  pause: () => unknown;
  resume: () => unknown;
}

interface Held {
  readonly connection: Connection;
  readonly since: number;
}

export class HeldConnections {
  /** In the order in which they came. */
  #held: Held[] = [];
  /** What comes from these now has waited for too long. */
  #late = new Set<Connection>();

  get size(): number {
    return this.#held.length;
  }

  /** Since when the first of them is not read; undefined if there is none. */
  get oldest(): number | undefined {
    return this.#held[0]?.since;
  }

  /** Since when the last of them is not read. */
  get newest(): number | undefined {
    return this.#held.at(-1)?.since;
  }

  /** Whether any of those that are read again is still taken to be late. */
  get hasLate(): boolean {
    return this.#late.size > 0;
  }

  hold(connection: Connection, since: number): void {
    connection.pause();
    this.#held.push({ connection, since });
  }

  /** Reads the first or the last of them again. */
  wake(which: 'first' | 'last'): void {
    const next = which === 'first' ? this.#held.shift() : this.#held.pop();
    next?.connection.resume();
  }

  /** Reads those again that have not been read since then, but not more than so many, and takes what they send until `forgetLate` to be late. */
  wakeLate(since: number, most: number): void {
    for (let woken = 0; woken < most && (this.oldest ?? Infinity) <= since; woken += 1) {
      const late = this.#held.shift();
      if (late === undefined) return;
      this.#late.add(late.connection);
      late.connection.resume();
    }
  }

  /** Whether what came from it is late. What comes after that is not. */
  takeLate(connection: Connection): boolean {
    return this.#late.delete(connection);
  }

  /** Whoever has sent nothing until now did not wait. */
  forgetLate(): void {
    this.#late.clear();
  }
}
