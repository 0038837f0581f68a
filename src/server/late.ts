/** Those who have stood in line for too long, and are yet to be told to come back later: in order, and few at a time. */

/** A connection, as far as it stands in line. */
export interface HeldConnection {
  /** Requests that it may send without standing in line for them. */
  turnsLeft: number;
  /** By when it must have sent them, by the clock of the line. */
  turnsUntil: number;
  /** Its place in line, kept for the next time: if hundreds wait, one made for each time outlives the young objects and dies among the old. */
  place?: Place | undefined;
  pause: () => void;
  resume: () => void;
}

/** The place of a connection in line. */
export interface Place extends InLine {
  since: number;
  /** Whether it stands there. */
  isTaken: boolean;
}

/** A request that waits, or a connection that is not read. */
export interface InLine {
  readonly since: number;
  /** Does what it waits for; false if there is nothing to be done any more. */
  readonly call: () => boolean;
  /** Tells it that it is too late; false if nobody is there to be told. */
  readonly refuse: () => boolean;
  /** Undefined for a request. */
  readonly connection?: HeldConnection;
}

/** How many are told from one sweep to the next at most: 1,200 a second. */
const refusedInASweep = 30;
/**
 * So many where the process cannot compute more than it does: to be told costs as much as two answers of the cache, as nothing of the connection is in
 * the processor's caches any more, and who asks again at once is the next one in line (`bench/README.md`).
 */
const refusedWhileSwamped = 12;

export class Late {
  #line: InLine[] = [];
  /** Connections that are read in this turn of the event loop: what they have sent, if they have, is refused. */
  readonly #called = new Set<HeldConnection>();
  #refusalsLeft = 0;

  get length(): number {
    return this.#line.length;
  }

  push(late: InLine): void {
    this.#line.push(late);
  }

  /** The first of them, who has a turn all the same. */
  shift(): InLine | undefined {
    return this.#line.shift();
  }

  /** Whether what this connection has sent is to be refused. */
  takes(connection: HeldConnection): boolean {
    const isLate = this.#called.delete(connection);
    if (isLate) this.#refusalsLeft -= 1;
    return isLate;
  }

  /** Another sweep. True if connections are to be read in this turn of the event loop. */
  sweep(isSwamped: boolean): boolean {
    this.#refusalsLeft = isSwamped ? refusedWhileSwamped : refusedInASweep;
    return this.#tell();
  }

  /** The turn ends: who was read and had sent nothing was not late, and the next ones are told. True if some are to be read in the next turn. */
  endTurn(): boolean {
    this.#called.clear();
    return this.#tell();
  }

  #tell(): boolean {
    while (this.#line.length > 0 && this.#called.size < this.#refusalsLeft) {
      const late = this.#line.shift();
      if (late?.connection !== undefined) {
        this.#called.add(late.connection);
        late.refuse();
      } else if (late?.refuse() === true) this.#refusalsLeft -= 1;
    }
    return this.#called.size > 0;
  }

  /** Forgets connections; what they send from now on is not late. */
  forgetConnections(): HeldConnection[] {
    const connections = this.#line.flatMap(({ connection }) => connection ?? []);
    this.#line = this.#line.filter(({ connection }) => connection === undefined);
    return connections;
  }
}
