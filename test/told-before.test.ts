/** Objects that an operation has asked for with more, and asks for again: what it was told stands. */
import { expect, it } from 'vitest';
import type { Context, GatewayState } from '../src/context.ts';
import { createCollapsingLoader } from '../src/loading/collapsing-loader.ts';
import { ListMemory } from '../src/upstream/list-memory.ts';
import { PassingMap } from '../src/upstream/passing-map.ts';

interface Row {
  readonly id: string;
}

it('is absent to who was told so, though a plan shared with others finds it', async () => {
  const gateway = { listMemory: new ListMemory(() => 0), pagesUnderWay: new PassingMap(), collapseWindowMs: 1 } as unknown as GatewayState;
  const operation = () => ({ rest: { bill: { collapsedReads: 0 } }, gateway, made: new Map() }) as unknown as Context;
  const [reader, told, other] = [operation(), operation(), operation()];
  const asked: string[] = [];
  const slow = Promise.withResolvers<Row>();
  const { load } = createCollapsingLoader<object, Row>({
    name: 'thing',
    parentIds: () => ['things'],
    known: (context, _parent, id) => {
      if (context !== told) return undefined;
      return id === 'a' ? Promise.resolve(null) : Promise.reject(new Error('not to be had'));
    },
    source: () => ({
      list: 'things',
      kind: 'things',
      idOf: (row) => (row as Row).id,
      usable: (row) => row as Row,
      spare: () => 0,
      peek: () => undefined,
      salvage: () => Promise.resolve(undefined),
      readOne: (id) => {
        asked.push(id);
        return id === 'slow' ? slow.promise : Promise.resolve({ id });
      },
      readPage: () => {
        asked.push('page');
        const rows = [{ id: 'a' }, { id: 'b' }];
        return Promise.resolve({ rows, paging: { total_count: 2, start_offset: 1, end_offset: 2 } });
      },
    }),
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
