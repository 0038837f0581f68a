/** Objects that an operation has asked for with more, and asks for again: what it was told stands. */
import { expect, it } from 'vitest';
import type { Context, GatewayState } from '../src/context.ts';
import { type CachedListSource, createCollapsingLoader } from '../src/loading/collapsing-loader.ts';
import { ListMemory } from '../src/upstream/list-memory.ts';
import { PassingMap } from '../src/upstream/passing-map.ts';

interface Row {
  readonly id: string;
}

/** A list of a and b, whose pages and objects are noted when they are read. */
function thingsIn(asked: string[], readOne: (id: string) => Promise<Row>): CachedListSource<Row> {
  return {
    list: 'things',
    kind: 'things',
    idOf: (row) => (row as Row).id,
    usable: (row) => row as Row,
    spare: () => 0,
    peek: () => undefined,
    salvage: () => Promise.resolve(undefined),
    readOne: (id) => {
      asked.push(id);
      return readOne(id);
    },
    readPage: () => {
      asked.push('page');
      const rows = [{ id: 'a' }, { id: 'b' }];
      return Promise.resolve({ rows, paging: { total_count: 2, start_offset: 1, end_offset: 2 } });
    },
  };
}

function startOperation(collapseWindowMs: number) {
  const gateway = { listMemory: new ListMemory(() => 0), pagesUnderWay: new PassingMap(), collapseWindowMs } as unknown as GatewayState;
  return () => ({ rest: { bill: { collapsedReads: 0 } }, gateway, made: new Map() }) as unknown as Context;
}

it('is not read again, whether it was asked for alone, with others or told with a list', async () => {
  const operation = startOperation(0)();
  const asked: string[] = [];
  const loader = createCollapsingLoader<object, Row>({
    name: 'thing',
    parentIds: () => ['things'],
    knownIn: () => undefined,
    source: () => thingsIn(asked, (id) => (id === 'x' ? Promise.reject(new Error('not to be had')) : Promise.resolve({ id }))),
  });
  const parent = {};
  expect(await loader.load(operation, parent, 'a')).toEqual({ id: 'a' });
  loader.prime(operation, parent, new Map([['told', { id: 'told' }]]));
  expect(await loader.loadEach(operation, parent, ['told', 'b', 'a', 'x', 'b'])).toEqual([
    { id: 'told' },
    { id: 'b' },
    { id: 'a' },
    new Error('not to be had'),
    { id: 'b' },
  ]);
  expect(asked).toEqual(['a', 'page', 'x']);
  await expect(loader.load(operation, parent, 'x')).rejects.toThrow('not to be had');
  expect(await loader.load(operation, parent, 'b')).toEqual({ id: 'b' });
  expect(await loader.loadEach(operation, parent, ['a', 'told'])).toEqual([{ id: 'a' }, { id: 'told' }]);
  // What was answered stands, and is not what a list tells later.
  loader.prime(operation, parent, new Map([['b', { id: 'other' }]]));
  expect(await loader.load(operation, parent, 'b')).toEqual({ id: 'b' });
  expect(asked).toEqual(['a', 'page', 'x']);
});

it('is absent to who was told so, though a plan shared with others finds it', async () => {
  const operation = startOperation(1);
  const [reader, told, other] = [operation(), operation(), operation()];
  const asked: string[] = [];
  const slow = Promise.withResolvers<Row>();
  const { load } = createCollapsingLoader<object, Row>({
    name: 'thing',
    parentIds: () => ['things'],
    knownIn: (context) => {
      if (context !== told) return undefined;
      return (_parent, id) => (id === 'a' ? Promise.resolve(null) : Promise.reject(new Error('not to be had')));
    },
    source: () => thingsIn(asked, (id) => (id === 'slow' ? slow.promise : Promise.resolve({ id }))),
  });
  const parent = {};
  // While the list is being read for somebody, those who ask wait for each other.
  const before = load(reader, parent, 'slow');
  await Promise.resolve();
  const answers = await Promise.all([load(told, parent, 'a'), load(told, parent, 'b'), load(other, parent, 'a')]);
  expect(answers).toEqual([null, { id: 'b' }, { id: 'a' }]);
  // Both members of the plan ask for its page.
  expect(asked).toEqual(['slow', 'page', 'page']);
  slow.resolve({ id: 'slow' });
  expect(await before).toEqual({ id: 'slow' });
});

it('is what the cache has, though a plan shared with others reads as many objects as were asked for', async () => {
  const start = startOperation(1);
  const [reader, one, other] = [start(), start(), start()];
  for (const { rest } of [reader, one, other]) Object.assign(rest, { remembers: true });
  const asked: string[] = [];
  const slow = Promise.withResolvers<Row>();
  const things = thingsIn(asked, (id) => (id === 'slow' ? slow.promise : Promise.resolve({ id })));
  const { load, loadEach } = createCollapsingLoader<object, Row>({
    name: 'thing',
    parentIds: () => ['things'],
    knownIn: () => undefined,
    source: () => ({ ...things, peek: (id) => (id === 'kept' ? { id } : undefined) }),
  });
  const parent = {};
  const before = load(reader, parent, 'slow');
  await Promise.resolve();
  const answers = await Promise.all([loadEach(one, parent, ['kept', 'b']), load(other, parent, 'a')]);
  expect(answers).toEqual([[{ id: 'kept' }, { id: 'b' }], { id: 'a' }]);
  expect(asked).toEqual(['slow', 'page', 'page']);
  slow.resolve({ id: 'slow' });
  await before;
});

it('is no worse for what nobody foresaw of another list, nor is what was told before', async () => {
  const operation = startOperation(0)();
  Object.assign(operation.rest, { remembers: true });
  const broken = { list: 'broken' };
  const { load, loadEach } = createCollapsingLoader<{ readonly list: string }, Row>({
    name: 'thing',
    parentIds: ({ list }) => [list],
    knownIn: () => undefined,
    source: (_rest, { list }) => ({
      ...thingsIn([], (id) => Promise.resolve({ id })),
      list,
      peek: (id) => {
        if (list === 'broken' && id !== 'a') throw new Error('a fault');
        return undefined;
      },
    }),
  });
  expect(await load(operation, broken, 'a')).toEqual({ id: 'a' });
  const answers = await Promise.all([loadEach(operation, broken, ['a', 'b']), loadEach(operation, { list: 'whole' }, ['a', 'b'])]);
  expect(answers).toEqual([
    [{ id: 'a' }, new Error('a fault')],
    [{ id: 'a' }, { id: 'b' }],
  ]);
});
