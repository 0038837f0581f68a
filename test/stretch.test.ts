/** The promise of list windows, against every list and every upstream that we can think of. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ErrorCode, GatewayError } from '../src/errors.ts';
import { type PageAnswer, type PagedList, readStretch } from '../src/loading/stretch.ts';

interface Upstream {
  length: number;
  /** The most rows it gives on a page. */
  most: number;
  whenMore: 'clamp' | 'refuse';
  /** Rows on a page when no size is asked for. */
  usual: number;
  /** Whether answers tell the paging. */
  tells: boolean;
}

/** A list of numbers that counts how often it is asked. */
function listOf({ length, most, whenMore, usual, tells }: Upstream): PagedList<number> & { calls: number } {
  let learned: number | undefined;
  let accepted = 0;
  const list = {
    calls: 0,
    hole: () => -1,
    mostPerPage: () => learned,
    learnMostPerPage: (rows: number) => {
      learned = rows;
    },
    accepts: (rows: number) => rows <= accepted,
    learnAccepted: (rows: number) => {
      accepted = Math.max(accepted, rows);
    },
    readPage: (pageNumber: number, pageSize: number | undefined) => {
      list.calls += 1;
      if (pageSize !== undefined && pageSize > most && whenMore === 'refuse') {
        return Promise.reject(new GatewayError('BAD_USER_INPUT', 'per_page is too large'));
      }
      const size = Math.min(pageSize ?? usual, most);
      const start = (pageNumber - 1) * size;
      const rows = Array.from({ length: Math.max(0, Math.min(size, length - start)) }, (_, index) => start + index);
      const offsets = rows.length === 0 ? { start_offset: 0, end_offset: 0 } : { start_offset: start + 1, end_offset: start + rows.length };
      return Promise.resolve({ rows, paging: tells ? { total_count: length, ...offsets } : undefined });
    },
  };
  return list;
}

const generous: Omit<Upstream, 'length'> = { most: 200, whenMore: 'clamp', usual: 25, tells: true };
const places = (offset: number, first: number, length: number) =>
  Array.from({ length: Math.max(0, Math.min(first, length - offset)) }, (_, index) => offset + index);

describe('a stretch of a list', () => {
  it('costs at most two calls, wherever it lies and however long the list is', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(1000), fc.integer({ min: 1, max: 100 }), fc.nat(1200), fc.boolean(), async (offset, first, length, tells) => {
        const list = listOf({ ...generous, length, tells });
        const read = await readStretch({ offset, first }, list);
        expect(read?.rows).toEqual(places(offset, first, length));
        expect(list.calls).toBeLessThanOrEqual(2);
        if (tells) expect(read?.total).toBe(length);
      }),
      { numRuns: 5000 },
    );
  });

  it('costs one call if it begins where a page of its size begins', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(50), fc.integer({ min: 1, max: 100 }), fc.nat(2000), async (page, first, length) => {
        const list = listOf({ ...generous, length });
        await readStretch({ offset: page * first, first }, list);
        expect(list.calls).toBe(1);
      }),
      { numRuns: 2000 },
    );
  });

  it('is whole whatever the upstream gives on a page, for at most ceil(first / m) + 2 calls once that is known', async () => {
    const upstream = fc.record({
      length: fc.nat(600),
      most: fc.integer({ min: 1, max: 120 }),
      whenMore: fc.constantFrom('clamp' as const, 'refuse' as const),
      usual: fc.integer({ min: 1, max: 60 }),
      tells: fc.constant(true),
    });
    await fc.assert(
      fc.asyncProperty(upstream, fc.nat(500), fc.integer({ min: 1, max: 100 }), async (given, offset, first) => {
        const list = listOf(given);
        expect((await readStretch({ offset, first }, list))?.rows).toEqual(places(offset, first, given.length));
        list.calls = 0;
        expect((await readStretch({ offset, first }, list))?.rows).toEqual(places(offset, first, given.length));
        const size = Math.min(first, list.mostPerPage() ?? given.most, given.most);
        expect(list.calls).toBeLessThanOrEqual(Math.ceil(first / size) + 2);
      }),
      { numRuns: 5000 },
    );
  });
});

/** A list whose pages are these answers, one after the other, and how it was asked. */
function answering(...answers: (() => Promise<PageAnswer<number> | null>)[]) {
  const asked: [number, number | undefined][] = [];
  const list: PagedList<number> = {
    ...listOf({ ...generous, length: 100 }),
    readPage: (...question) => {
      asked.push(question);
      return (answers.shift() ?? (() => Promise.resolve({ rows: [], paging: undefined })))();
    },
  };
  return { list, asked };
}

const failing = (code: ErrorCode) => () => Promise.reject(new GatewayError(code, code));
const showing =
  (rows: readonly number[], paging?: PageAnswer<number>['paging']): (() => Promise<PageAnswer<number>>) =>
  () =>
    Promise.resolve({ rows, paging });
const told = (total_count: number, start_offset: number, end_offset: number) => ({ total_count, start_offset, end_offset });

describe('a page of a stretch', () => {
  it('that fails for something else than its size fails the stretch, and is not asked for again', async () => {
    const { list, asked } = answering(failing('UPSTREAM_TIMEOUT'));
    await expect(readStretch({ offset: 0, first: 10 }, list)).rejects.toMatchObject({ code: 'UPSTREAM_TIMEOUT' });
    expect(asked).toEqual([[1, 10]]);
  });

  it('that fails in any size fails with what was said of the size that was asked for', async () => {
    const { list, asked } = answering(failing('BAD_USER_INPUT'), failing('UPSTREAM_TIMEOUT'));
    await expect(readStretch({ offset: 20, first: 10 }, list)).rejects.toMatchObject({ code: 'BAD_USER_INPUT' });
    expect(asked).toEqual([
      [3, 10],
      [1, undefined],
    ]);
  });

  it('whose size was taken before is not asked for in another one', async () => {
    const { list, asked } = answering(showing([1, 2], told(20, 1, 2)), failing('BAD_USER_INPUT'));
    await expect(readStretch({ offset: 0, first: 10 }, list)).rejects.toMatchObject({ code: 'BAD_USER_INPUT' });
    expect(asked).toEqual([
      [1, 10],
      [2, 2],
    ]);
  });

  it('is left to the upstream once, and not again', async () => {
    const { list, asked } = answering(failing('BAD_USER_INPUT'), showing([0, 1], told(20, 1, 2)), failing('BAD_USER_INPUT'));
    await expect(readStretch({ offset: 0, first: 10 }, list)).rejects.toMatchObject({ code: 'BAD_USER_INPUT' });
    expect(asked).toEqual([
      [1, 10],
      [1, undefined],
      [2, 2],
    ]);
  });

  it('is none if the parent of the list does not exist, in whatever size', async () => {
    const nothing = () => Promise.resolve(null);
    expect(await readStretch({ offset: 0, first: 10 }, answering(nothing).list)).toBeNull();
    expect(await readStretch({ offset: 0, first: 10 }, answering(failing('BAD_USER_INPUT'), nothing).list)).toBeNull();
  });

  it('that leaves out rows has holes in their places', async () => {
    const { list, asked } = answering(showing([0, 1], told(4, 1, 4)));
    expect(await readStretch({ offset: 0, first: 4 }, list)).toEqual({ rows: [0, 1, -1, -1], total: 4 });
    expect(asked).toHaveLength(1);
  });

  it('that does not tell its place stands where it was asked for, and a full one does not tell the total', async () => {
    expect(await readStretch({ offset: 4, first: 2 }, answering(showing([4, 5])).list)).toEqual({ rows: [4, 5], total: undefined });
    expect(await readStretch({ offset: 4, first: 2 }, answering(showing([4])).list)).toEqual({ rows: [4], total: 5 });
  });

  it('that begins behind what was asked for ends the stretch', async () => {
    const { list, asked } = answering(showing([8, 9], told(10, 9, 10)));
    expect(await readStretch({ offset: 0, first: 2 }, list)).toEqual({ rows: [], total: 10 });
    expect(asked).toHaveLength(1);
  });
});
