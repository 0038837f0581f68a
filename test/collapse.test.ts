/** The planner's promise, against every list that we can think of: right rows, and no more calls than it says. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { GatewayError } from '../src/errors.ts';
import { collapse, type ListSource } from '../src/loading/collapse.ts';
import type { ListPage } from '../src/loading/first-page.ts';
import { ListMemory } from '../src/upstream/list-memory.ts';
import { PassingMap } from '../src/upstream/passing-map.ts';

interface Row {
  id: string;
  value: number;
}

/** A list as RealtimeKit might keep it, and what goes wrong while it is read. */
interface World {
  size: number;
  pageSize: number;
  /** Refuses a page size larger than its own instead of clamping it. */
  refuses: boolean;
  /** Numbers of the ids asked for; those past `size` do not exist. */
  asked: number[];
  /** Rows that no page shows although a point read finds them. */
  hidden: number[];
  /** Rows whose point read fails. */
  failing: number[];
  /** How far the rows move between one page and the next. */
  drift: number;
  /** Rows on each page that belong to nobody who was asked for, and repeated rows. */
  extra: number;
  repeated: number;
  shuffled: boolean;
  /** Turns of the event loop that calls take, in order. */
  delays: number[];
}

// Without `size: 'max'` fast-check keeps every list near ten.
const numbers = (most: number, maxLength: number, minLength = 0) =>
  fc.array(fc.nat(most), { minLength, maxLength, size: 'max' }).map((list) => Array.from(new Set(list)));

const worlds: fc.Arbitrary<World> = fc.integer({ min: 0, max: 300 }).chain((size) =>
  fc.record({
    size: fc.constant(size),
    pageSize: fc.integer({ min: 1, max: 100 }),
    refuses: fc.boolean(),
    asked: numbers(Math.max(10, Math.ceil(size * 1.2)), 120, 1),
    hidden: numbers(size, 20),
    failing: numbers(size, 5),
    drift: fc.oneof(fc.constant(0), fc.integer({ min: -5, max: 5 })),
    extra: fc.nat(3),
    repeated: fc.nat(3),
    shuffled: fc.boolean(),
    delays: fc.array(fc.nat(4), { minLength: 1, maxLength: 7 }),
  }),
);

const idOf = (number: number) => `id-${number}`;

class Upstream implements ListSource<Row> {
  readonly list: string;
  readonly kind: string;
  readonly world: World;
  readonly #hidden: Set<number>;
  readonly #failing: Set<string>;
  readonly pagesRead = new Set<number>();
  points: string[] = [];
  served = new Set<string>();
  calls = 0;
  refusals = 0;

  constructor(world: World, name = newName()) {
    this.list = `list of ${name}`;
    this.kind = `kind of ${name}`;
    this.world = world;
    this.#hidden = new Set(world.hidden);
    this.#failing = new Set(world.failing.map(idOf));
  }

  idOf = (row: unknown) => (row as Row).id;
  usable = (row: unknown) => row as Row;
  spare = () => 0;

  get pages(): number {
    return Math.ceil(this.world.size / this.world.pageSize);
  }

  truth(id: string): Row | null {
    const number = Number(id.slice(3));
    return number < this.world.size ? { id, value: number } : null;
  }

  /** A point read of this id fails, and no page showed it. */
  fails(id: string): boolean {
    return this.#failing.has(id) && !this.served.has(id);
  }

  async #call(): Promise<void> {
    const { delays } = this.world;
    for (let turn = delays[this.calls++ % delays.length] ?? 0; turn > 0; turn -= 1) await Promise.resolve();
  }

  readOne = async (id: string): Promise<Row | null> => {
    this.points.push(id);
    await this.#call();
    if (this.#failing.has(id)) throw new GatewayError('UPSTREAM_ERROR', id);
    return this.truth(id);
  };

  readPage = async (pageNumber: number, asked: number | undefined): Promise<ListPage<Row>> => {
    const { size, pageSize, refuses, drift, extra, repeated, shuffled } = this.world;
    const moved = drift * this.pagesRead.size;
    await this.#call();
    if (refuses && asked !== undefined && asked > pageSize) {
      this.refusals += 1;
      throw new GatewayError('BAD_USER_INPUT', '"per_page" is too large');
    }
    this.pagesRead.add(pageNumber);
    const length = Math.min(asked ?? pageSize, pageSize);
    const start = (pageNumber - 1) * length;
    const end = Math.min(start + length, size);
    const rows: Row[] = [];
    for (let index = start; index < end; index += 1) {
      const number = (((index + moved) % size) + size) % size;
      if (!this.#hidden.has(number)) rows.push({ id: idOf(number), value: number });
    }
    for (const row of rows) this.served.add(row.id);
    rows.push(...rows.slice(0, repeated));
    for (let index = 0; index < extra; index += 1) rows.push({ id: `stranger-${index}`, value: -1 });
    if (shuffled) rows.reverse();
    return { rows, paging: { total_count: size, start_offset: end > start ? start + 1 : 0, end_offset: end > start ? end : 0 } };
  };

  /** The documented bound: a confirmed miss is a point read of what no page showed, after every page was read. */
  get bound(): number {
    const confirmedMisses = this.pagesRead.size >= this.pages ? this.points.filter((id) => !this.served.has(id)).length : 0;
    return Math.min(this.world.asked.length, this.pages) + 1 + confirmedMisses + this.refusals;
  }
}

// One memory for all, because making one is slow; every world has names of its own in it.
const knowledge = { listMemory: new ListMemory(() => 1), demand: undefined, pagesUnderWay: new PassingMap<Promise<unknown>>() };
let names = 0;
const newName = () => String((names += 1));

async function run(world: World, name?: string): Promise<{ upstream: Upstream; wrong: string[] }> {
  const upstream = new Upstream(world, name);
  const ids = world.asked.map(idOf);
  const { outcomes } = await collapse(ids, upstream, knowledge);
  const wrong = ids.filter((id) => {
    const outcome = outcomes.get(id);
    if (upstream.fails(id)) return !(outcome instanceof Error);
    const truth = upstream.truth(id);
    return outcome instanceof Error || outcome?.id !== truth?.id || outcome?.value !== truth?.value;
  });
  return { upstream, wrong };
}

describe('the collapse planner', () => {
  it('gives every key its own row and keeps its bound, over 20,000 random lists', { timeout: 120_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(worlds, async (world) => {
        const { upstream, wrong } = await run(world);
        // Plain comparisons: fast-check takes false for a failure, and thousands of `expect` are slow.
        return (
          wrong.length === 0 &&
          upstream.refusals <= 1 &&
          upstream.calls <= upstream.bound &&
          new Set(upstream.points).size === upstream.points.length
        );
      }),
      { numRuns: 20_000 },
    );
  });

  it('plans a list that it has seen without the look: never more calls than the cheaper of the two ways', { timeout: 60_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(worlds, async (world) => {
        const name = newName();
        const first = await run(world, name);
        const { upstream, wrong } = await run(world, name);
        const listWasRead = first.upstream.pagesRead.size > 0;
        const misses = upstream.pagesRead.size >= upstream.pages ? upstream.points.length : 0;
        const cheaperWay = Math.min(world.asked.length, Math.max(1, upstream.pages)) + misses;
        // What a refused page size taught is not asked again.
        return wrong.length === 0 && (!listWasRead || (upstream.refusals === 0 && upstream.calls <= cheaperWay));
      }),
      { numRuns: 3_000 },
    );
  });

  it('forgets the size of a list after a minute', () => {
    let now = 1_000;
    const memory = new ListMemory(() => now);
    memory.learn('list', { total: 10_000, pageSize: 100 });
    expect(memory.extentOf('list')).toEqual({ total: 10_000, pageSize: 100 });
    now += 60_001;
    expect(memory.extentOf('list')).toBeUndefined();
  });

  it('never looks at the list for a single key', async () => {
    const { upstream } = await run({ ...plain, asked: [7] });
    expect([upstream.pagesRead.size, upstream.points]).toEqual([0, ['id-7']]);
  });

  it('reads 3 of 10,000 with at most four calls', async () => {
    const { upstream, wrong } = await run({ ...plain, size: 10_000, asked: [3_000, 6_000, 9_000] });
    expect([wrong, upstream.calls]).toEqual([[], 4]);
  });

  it('fails the keys of a page that failed, and keeps those of the others', async () => {
    const world = { ...plain, size: 40, pageSize: 10, asked: Array.from({ length: 40 }, (_, index) => index) };
    const upstream = new Upstream(world);
    const readPage = upstream.readPage;
    upstream.readPage = async (pageNumber, asked) => {
      if (pageNumber === 3) throw new GatewayError('UPSTREAM_TIMEOUT', 'page 3');
      return readPage(pageNumber, asked);
    };
    const { outcomes } = await collapse(world.asked.map(idOf), upstream, knowledge);
    const failed = Array.from(outcomes).flatMap(([id, outcome]) => (outcome instanceof Error ? [id] : []));
    expect(failed).toEqual(Array.from({ length: 10 }, (_, index) => idOf(20 + index)));
    expect(upstream.points).toEqual([]);
  });
});

const plain: World = {
  size: 100,
  pageSize: 100,
  refuses: false,
  asked: [],
  hidden: [],
  failing: [],
  drift: 0,
  extra: 0,
  repeated: 0,
  shuffled: false,
  delays: [0],
};
