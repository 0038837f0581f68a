/** Single plans, call by call: where pages and point reads cost the same, what a page that fails or is not there leads to, and who gains. */
import { describe, expect, it } from 'vitest';
import { GatewayError } from '../src/errors.ts';
import { collapse, type ListSource } from '../src/loading/collapse.ts';
import type { ListPage } from '../src/loading/first-page.ts';
import { Demand } from '../src/upstream/demand.ts';
import { ListMemory } from '../src/upstream/list-memory.ts';
import { PassingMap } from '../src/upstream/passing-map.ts';

interface Row {
  id: string;
}

const rowsOf = (first: number, length: number) => Array.from({ length }, (_, index) => ({ id: `id-${first + index}` }));
const failed = (code: 'UPSTREAM_TIMEOUT' | 'UPSTREAM_INVALID_RESPONSE') => () => Promise.reject(new GatewayError(code, 'a page'));

/** A list of pages of ten. `spoil` stands in for the pages with these numbers; `spare` calls may be made for others. */
function plan(total: number, spoil: Record<number, () => Promise<ListPage<Row> | null>> = {}, spare = 100) {
  const now = () => 0;
  const knowledge = {
    listMemory: new ListMemory(now),
    demand: new Demand(60_000, now),
    pagesUnderWay: new PassingMap<Promise<unknown>>(),
  };
  const calls: string[] = [];
  /** How many plans read pages of the list at the time of each page. */
  const readers: number[] = [];
  const source: ListSource<Row> = {
    list: 'list',
    kind: 'kind',
    idOf: (row) => (row as Row).id,
    usable: (row) => row as Row,
    spare: () => spare,
    readOne: (id, why) => {
      calls.push(`${why}: ${id}`);
      return Promise.resolve(Number(id.slice(3)) <= total ? { id } : null);
    },
    readPage: async (number, size, why) => {
      calls.push(`${why} by ${size ?? 'any'}`);
      await Promise.resolve();
      readers.push(knowledge.pagesUnderWay.get('list') === undefined ? 0 : 1);
      const spoiled = spoil[number];
      if (spoiled !== undefined) return spoiled();
      const before = (number - 1) * 10;
      const rows = rowsOf(before + 1, Math.max(0, Math.min(10, total - before)));
      return { rows, paging: { total_count: total, start_offset: before + 1, end_offset: before + rows.length } };
    },
  };
  const read = async (...numbers: number[]) => {
    calls.length = 0;
    const ids = numbers.map((number) => `id-${number}`);
    const { outcomes, fromPages } = await collapse(ids, source, knowledge);
    return {
      calls: [...calls],
      found: ids.map((id) => {
        const outcome = outcomes.get(id);
        return outcome instanceof GatewayError ? outcome.code : outcome;
      }),
      fromPages: ids.filter((id) => fromPages.has(id)).length,
    };
  };
  return { ...knowledge, read, readers };
}

const page = (number: number, pages: number) => (number === 1 ? 'list page 1 by 100' : `list page ${number} of ${pages} by 10`);
const missed = 'point read of what list pages did not show';

describe('a plan', () => {
  it('prefers point reads where the pages that remain cost as much', async () => {
    const { read } = plan(20);
    expect(await read(1, 11)).toEqual({ calls: [page(1, 2), `${missed}: id-11`], found: rowsOf(1, 1).concat(rowsOf(11, 1)), fromPages: 1 });
    // Now it is known that there are two pages.
    expect((await read(1, 11)).calls).toEqual(['point read: id-1', 'point read: id-11']);
    expect((await read(1, 2, 11)).calls).toEqual([page(1, 2), `${missed}: id-11`]);
    expect((await read(1)).calls).toEqual(['point read: id-1']);
  });

  it('does not read a page for a single key of a list that has one', async () => {
    const { read } = plan(5);
    await read(1, 2);
    expect((await read(1)).calls).toEqual(['point read: id-1']);
    expect((await read(1, 2)).calls).toEqual([page(1, 1)]);
  });

  it('of a list whose parent does not exist asks nothing more', async () => {
    const { read } = plan(20, { 1: () => Promise.resolve(null) });
    expect(await read(1, 2, 3)).toEqual({ calls: [page(1, 2)], found: [null, null, null], fromPages: 0 });
  });

  it('fails with its first page, but not with one that makes no sense', async () => {
    expect(await plan(20, { 1: failed('UPSTREAM_TIMEOUT') }).read(1, 2)).toEqual({
      calls: [page(1, 2)],
      found: ['UPSTREAM_TIMEOUT', 'UPSTREAM_TIMEOUT'],
      fromPages: 0,
    });
    expect(await plan(20, { 1: failed('UPSTREAM_INVALID_RESPONSE') }).read(1, 2)).toEqual({
      calls: [page(1, 2), `${missed}: id-1`, `${missed}: id-2`],
      found: rowsOf(1, 2),
      fromPages: 0,
    });
  });

  it('reads by themselves the keys of a page that makes no sense, or is gone', async () => {
    for (const spoiled of [failed('UPSTREAM_INVALID_RESPONSE'), () => Promise.resolve(null)]) {
      expect(await plan(30, { 2: spoiled }).read(1, 2, 11, 12, 21)).toEqual({
        calls: [page(1, 3), page(2, 3), page(3, 3), `${missed}: id-11`, `${missed}: id-12`],
        found: [...rowsOf(1, 2), ...rowsOf(11, 2), ...rowsOf(21, 1)],
        fromPages: 3,
      });
    }
  });

  it('reads no more pages after one that failed, nor when all is found, and is not failed by a page that nobody needed', async () => {
    const tens = Array.from({ length: 10 }, (_, index) => 10 * index + 1);
    const many = [...tens, ...tens.map((number) => number + 1)];
    const spoiled = plan(100, { 2: failed('UPSTREAM_TIMEOUT') });
    const { calls, found } = await spoiled.read(...many);
    // Four are read at a time: some are under way when it fails.
    expect(calls.length).toBeLessThanOrEqual(8);
    expect(calls.every((call) => call.startsWith('list page'))).toBe(true);
    expect([found[0], found[1], found.at(-1)]).toEqual([{ id: 'id-1' }, 'UPSTREAM_TIMEOUT', 'UPSTREAM_TIMEOUT']);

    const lucky = plan(100, { 3: failed('UPSTREAM_TIMEOUT') });
    const near = Array.from({ length: 20 }, (_, index) => index + 1);
    expect(await lucky.read(...near)).toMatchObject({ found: rowsOf(1, 20), fromPages: 20 });
  });

  it('is known to be reading pages as long as it does, and not longer', async () => {
    const { read, readers, pagesUnderWay } = plan(40);
    await Promise.all([read(1, 2, 11, 12, 21), read(31, 32, 33, 34)]);
    expect(new Set(readers)).toEqual(new Set([1]));
    expect(pagesUnderWay.get('list')).toBeUndefined();
  });

  it('leaves the note of a plan that came after it', async () => {
    const { promise, resolve } = Promise.withResolvers<null>();
    const { read, pagesUnderWay } = plan(40, { 1: () => promise });
    const reading = read(1, 2);
    const later = Promise.resolve();
    pagesUnderWay.set('list', later);
    resolve(null);
    await reading;
    expect(pagesUnderWay.get('list')).toBe(later);
  });
});

describe('what others asked for', () => {
  it('is worth the pages once, and then counts anew', async () => {
    const { read, demand } = plan(30);
    demand.note('list', ['id-11', 'id-12', 'id-13']);
    // Three others, three pages: they are all read, though the first one has what was asked for by one.
    expect((await read(1)).calls).toEqual([page(1, 3)]);
    expect((await read(21)).calls).toEqual(['point read: id-21']);
    demand.note('list', ['id-11', 'id-12']);
    expect((await read(21)).calls).toEqual(['point read: id-21']);
    demand.note('list', ['id-13']);
    expect((await read(21)).calls).toEqual([page(1, 3), page(2, 3), page(3, 3)]);
  });

  it('is not worth more pages than others asked for objects, than there are calls to spare, nor than ten', async () => {
    for (const [total, others, spare, isRead] of [
      [30, 3, 3, true],
      [30, 2, 100, false],
      [30, 3, 2, false],
      [100, 10, 10, true],
      [110, 20, 100, false],
    ] as const) {
      const { read, demand, listMemory } = plan(total, {}, spare);
      listMemory.learn('list', { total, pageSize: 10 });
      demand.note(
        'list',
        rowsOf(2, others).map(({ id }) => id),
      );
      expect([total, others, spare, (await read(1)).calls]).toEqual([
        total,
        others,
        spare,
        [isRead ? page(1, total / 10) : 'point read: id-1'],
      ]);
    }
  });

  it('is still counted if a look shows more pages than that is worth', async () => {
    const { read, demand } = plan(30);
    demand.note('list', ['id-11', 'id-12']);
    expect((await read(21)).calls).toEqual([page(1, 3), `${missed}: id-21`]);
    demand.note('list', ['id-13']);
    expect((await read(21)).calls).toEqual([page(1, 3), page(2, 3), page(3, 3)]);
  });

  it('is no reason to read a list that is empty', async () => {
    const { read } = plan(0);
    expect((await read(1, 2)).calls[0]).toBe(page(1, 1));
    expect((await read(1)).calls).toEqual(['point read: id-1']);
  });

  it('costs nobody his point read', async () => {
    const { read, demand } = plan(10, { 1: failed('UPSTREAM_TIMEOUT') });
    demand.note('list', ['id-2', 'id-3']);
    expect(await read(1)).toEqual({ calls: [page(1, 1), `${missed}: id-1`], found: rowsOf(1, 1), fromPages: 0 });
  });
});
