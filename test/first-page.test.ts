/** What the first page of a list tells: the size of its pages, its length, and what a refusal was about. */
import { describe, expect, it } from 'vitest';
import { type ErrorCode, GatewayError } from '../src/errors.ts';
import { extentOf, type ListPage, mayRefusePageSize, pagesOf, placeOfPage, readFirstPage, spanOf } from '../src/loading/first-page.ts';
import { ListMemory } from '../src/upstream/list-memory.ts';

const failure = (code: ErrorCode, status?: number) =>
  new GatewayError(code, 'a page', status === undefined ? {} : { upstream: { operation: 'list', status } });
const refusal = failure('BAD_USER_INPUT', 400);
const page: ListPage<number> = { rows: [7], paging: { total_count: 1, start_offset: 1, end_offset: 1 } };

type Answer = () => Promise<ListPage<number> | null>;
const shown: Answer = () => Promise.resolve(page);
const failing =
  (error: Error): Answer =>
  () =>
    Promise.reject(error);

/** A list that gives these answers, one after the other; a read of it tells how it was asked, and what came of it. */
function listOf(...answers: Answer[]) {
  const memory = new ListMemory(() => 0);
  return async (isPaged?: boolean) => {
    const asked: (string | number | undefined)[][] = [];
    const source = {
      kind: 'kind',
      ...(isPaged !== undefined && { isPaged }),
      readPage: (...question: [number, number | undefined, string]) => {
        asked.push(question);
        return (answers.shift() ?? shown)();
      },
    };
    const outcome = await readFirstPage(source, memory).catch((error: unknown) => error);
    return { asked, outcome };
  };
}

const inHundreds = [1, 100, 'list page 1'];
const inAnySize = [1, undefined, 'list page 1, of whatever size'];

describe('the first page', () => {
  it('is asked for with 100 rows', async () => {
    expect(await listOf()()).toEqual({ asked: [inHundreds], outcome: { page, askedSize: 100 } });
  });

  it('is none if the parent of the list does not exist, whatever size is asked for', async () => {
    const nothing: Answer = () => Promise.resolve(null);
    expect(await listOf(nothing)()).toEqual({ asked: [inHundreds], outcome: null });
    expect(await listOf(failing(refusal), nothing)()).toEqual({ asked: [inHundreds, inAnySize], outcome: null });
  });

  it('is left to the upstream if that refuses its size, and from then on without asking', async () => {
    const read = listOf(failing(refusal));
    expect(await read()).toEqual({ asked: [inHundreds, inAnySize], outcome: { page, askedSize: undefined } });
    expect(await read()).toEqual({ asked: [[1, undefined, 'list page 1']], outcome: { page, askedSize: undefined } });
  });

  it('is not asked for again if it was not its size that was refused, and the size is asked for the next time', async () => {
    const other = failure('BAD_USER_INPUT', 422);
    const read = listOf(failing(refusal), failing(other));
    expect(await read()).toEqual({ asked: [inHundreds, inAnySize], outcome: other });
    expect((await read()).asked).toEqual([inHundreds]);
  });

  it('is not asked for again in another size if the size was lately taken', async () => {
    const read = listOf(shown, failing(refusal));
    await read();
    expect(await read()).toEqual({ asked: [inHundreds], outcome: refusal });
  });

  it('is not asked for again in the size that was refused', async () => {
    const read = listOf(failing(refusal), shown, failing(refusal));
    await read();
    expect(await read()).toEqual({ asked: [[1, undefined, 'list page 1']], outcome: refusal });
  });

  it('is not asked for again if it fails for what is not in the request', async () => {
    const timeout = failure('UPSTREAM_TIMEOUT');
    expect(await listOf(failing(timeout))()).toEqual({ asked: [inHundreds], outcome: timeout });
  });

  it('of a list that comes as a whole has no size, and is asked for once', async () => {
    expect(await listOf()(false)).toEqual({ asked: [[1, undefined, 'list page 1']], outcome: { page, askedSize: undefined } });
    expect(await listOf(failing(refusal))(false)).toEqual({ asked: [[1, undefined, 'list page 1']], outcome: refusal });
    expect((await listOf()(true)).asked).toEqual([inHundreds]);
  });
});

describe('a failure', () => {
  it.each([
    ['BAD_USER_INPUT', 400, true],
    ['BAD_USER_INPUT', undefined, true],
    ['UPSTREAM_ERROR', 500, true],
    ['UPSTREAM_ERROR', 200, true],
    ['UPSTREAM_ERROR', 503, false],
    ['UPSTREAM_ERROR', undefined, false],
    ['UPSTREAM_INVALID_RESPONSE', 200, false],
    ['UPSTREAM_UNAVAILABLE', 500, false],
    ['RATE_LIMITED', 429, false],
  ] as const)('%s with status %s may be about the size of the page: %s', (code, status, may) => {
    expect(mayRefusePageSize(failure(code, status))).toBe(may);
  });

  it('that nobody foresaw is not about the size of the page', () => {
    expect(mayRefusePageSize(new Error('400'))).toBe(false);
    expect(mayRefusePageSize(undefined)).toBe(false);
  });
});

const rows = (length: number) => Array.from({ length }, () => 'a row');
const told = (total_count: number, start_offset: number, end_offset: number) => ({ total_count, start_offset, end_offset });

describe('the place of a page', () => {
  it('is what the answer tells', () => {
    expect(placeOfPage({ rows: rows(3), paging: told(50, 11, 13) }, 9, 3, true)).toEqual(told(50, 11, 13));
  });

  it.each([
    { what: 'a full page, which has another behind it', length: 10, number: 3, size: 10, isPaged: true, place: told(31, 21, 30) },
    { what: 'more than a full page', length: 11, number: 1, size: 10, isPaged: true, place: told(12, 1, 11) },
    { what: 'a page that is not full, the last one', length: 4, number: 3, size: 10, isPaged: true, place: told(24, 21, 24) },
    { what: 'an empty page behind the end', length: 0, number: 3, size: 10, isPaged: true, place: told(20, 0, 0) },
    { what: 'an empty list', length: 0, number: 1, size: 10, isPaged: true, place: told(0, 0, 0) },
    { what: 'a page of whatever size', length: 25, number: 2, size: undefined, isPaged: true, place: told(50, 26, 50) },
    { what: 'a list that comes as a whole', length: 30, number: 2, size: 10, isPaged: false, place: told(30, 1, 30) },
  ])('is guessed if the answer does not tell: $what', ({ length, number, size, isPaged, place }) => {
    expect(placeOfPage({ rows: rows(length), paging: undefined }, number, size, isPaged)).toEqual(place);
  });
});

describe('the span of a page', () => {
  it.each([
    { what: 'is that of its offsets, though rows are missing on it', length: 8, paging: told(100, 11, 20), size: 10, span: 10 },
    { what: 'is that of its offsets in whatever size', length: 8, paging: told(100, 11, 20), size: undefined, span: 10 },
    { what: 'is one place if its offsets are the same', length: 3, paging: told(100, 1, 1), size: 10, span: 1 },
    { what: 'is that of its rows without paging', length: 8, paging: undefined, size: 10, span: 8 },
    { what: 'is that of its rows if its offsets count from 0', length: 8, paging: told(100, 0, 9), size: 20, span: 8 },
    { what: 'is that of its rows if its offsets go backwards', length: 8, paging: told(100, 20, 11), size: 10, span: 8 },
    { what: 'is that of its rows if its offsets go nowhere', length: 8, paging: told(100, 11, 10), size: 10, span: 8 },
    { what: 'is that of its rows if its offsets tell more than was asked for', length: 8, paging: told(100, 11, 21), size: 10, span: 8 },
  ])('$what', ({ length, paging, size, span }) => {
    expect(spanOf({ rows: rows(length), paging }, size)).toBe(span);
  });

  it('tells how many pages a list has', () => {
    const extent = extentOf({ rows: rows(10), paging: told(101, 1, 10) }, 100);
    expect(extent).toEqual({ total: 101, pageSize: 10 });
    expect([pagesOf(extent), pagesOf({ total: 100, pageSize: 10 }), pagesOf({ total: 0, pageSize: 10 })]).toEqual([11, 10, 0]);
    expect(extentOf({ rows: [], paging: told(0, 0, 0) }, 100)).toEqual({ total: 0, pageSize: 1 });
  });
});
