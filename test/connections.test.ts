/** Lists by `first` and `after`: every row once and in order, and the REST calls that a window costs. */
import { describe, expect, it } from 'vitest';
import { seedId } from '../src/emulator/seed/ids.ts';
import { app, inMiddle, list, middle, numbers, small, startWithoutCache } from './support/seeded.ts';
import type { GraphQLAnswer, Stack } from './support/stack.ts';

const events = seedId('a', 3);

interface Page {
  nodes: ({ id: string } | null)[];
  edges: { cursor: string; node: { id: string } | null }[];
  pageInfo: { hasNextPage: boolean; hasPreviousPage: boolean; startCursor: string | null; endCursor: string | null };
  totalCount: number | null;
}

const pageFields =
  '{ nodes { id } edges { cursor node { id } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } totalCount }';
const participants = (args: string, fields = pageFields) => `meetingParticipants(appId: "${app}", meetingId: "${middle}"${args}) ${fields}`;
const cursor = (place: number) => btoa(`place:${place}`);
const inOrder = (length: number, first = 1) => numbers(length, first).map((number) => ({ id: inMiddle(number) }));
const pages = (...queries: readonly string[]) => queries.map((query) => `${list(middle)}?${query}`);

const pageOf = ({ data, errors }: GraphQLAnswer) => {
  expect(errors).toEqual([]);
  return Object.values(data ?? {})[0] as Page;
};

/** All pages of a list, each asked for behind the last cursor of the one before; at most ten. */
async function walk(query: Stack['query'], field: (after: string) => string): Promise<Page[]> {
  const found: Page[] = [];
  for (let after = ''; found.length < 10;) {
    const page = pageOf(await query(`{ ${field(after)} }`));
    found.push(page);
    if (!page.pageInfo.hasNextPage) break;
    after = `, after: "${page.pageInfo.endCursor ?? ''}"`;
  }
  return found;
}

describe('walking a list by its cursors', () => {
  it('gives the 120 participants of a meeting once and in order, for one call a page', async () => {
    const { query, calls } = await startWithoutCache();
    const read = await walk(query, (after) => participants(`, first: 50${after}`));
    expect(read.flatMap(({ nodes }) => nodes)).toEqual(inOrder(120));
    expect(read.flatMap(({ edges }) => edges)).toEqual(inOrder(120).map((node, place) => ({ node, cursor: cursor(place) })));
    expect(read.map(({ totalCount }) => totalCount)).toEqual([120, 120, 120]);
    expect(read.map(({ pageInfo }) => pageInfo)).toEqual([
      { hasNextPage: true, hasPreviousPage: false, startCursor: cursor(0), endCursor: cursor(49) },
      { hasNextPage: true, hasPreviousPage: true, startCursor: cursor(50), endCursor: cursor(99) },
      { hasNextPage: false, hasPreviousPage: true, startCursor: cursor(100), endCursor: cursor(119) },
    ]);
    expect(calls()).toEqual(pages('page_no=1&per_page=50', 'page_no=2&per_page=50', 'page_no=3&per_page=50'));
  });

  it('gives the 40 recordings of an app with their secrets', async () => {
    const { query, calls } = await startWithoutCache();
    const field = (args: string) => `recordings(appId: "${events}"${args}) { nodes { id downloadUrl } pageInfo { hasNextPage endCursor } }`;
    const read = (await walk(query, (after) => field(`, first: 15${after}`))).flatMap(({ nodes }) => nodes);
    expect(new Set(read.map((node) => node?.id)).size).toBe(40);
    expect(read.filter((node) => (node as unknown as { downloadUrl: unknown }).downloadUrl !== null)).toHaveLength(30);
    expect(calls().map((call) => call.replace(/sort_by.*&page_no/, 'page_no'))).toEqual(
      numbers(3).map((page) => `GET /${events}/recordings?page_no=${page}&per_page=15`),
    );
    expect(pageOf(await query(`{ ${field(', first: 100')} }`)).nodes).toEqual(read);
  });

  it('gives the 30 webhooks of an app, which come unpaged, in slices of one call each', async () => {
    const { query, calls } = await startWithoutCache();
    const read = await walk(query, (after) => `webhooks(appId: "${events}", first: 20${after}) ${pageFields}`);
    expect(read.flatMap(({ nodes }) => nodes)).toEqual(numbers(30).map((number) => ({ id: seedId('1', number, 3) })));
    expect(read.map(({ totalCount, pageInfo }) => [totalCount, pageInfo.endCursor])).toEqual([
      [30, cursor(19)],
      [30, cursor(29)],
    ]);
    expect(calls()).toEqual([`GET /${events}/webhooks`, `GET /${events}/webhooks`]);
  });

  it('ends with an empty page behind the end, which knows the total', async () => {
    const { query } = await startWithoutCache();
    expect(pageOf(await query(`{ ${participants(`, after: "${cursor(119)}"`)} }`))).toEqual({
      nodes: [],
      edges: [],
      pageInfo: { hasNextPage: false, hasPreviousPage: true, startCursor: null, endCursor: null },
      totalCount: 120,
    });
  });

  it('goes on with what is left when the list has shrunk meanwhile', async () => {
    const { query, rest } = await startWithoutCache();
    const first = pageOf(await query(`{ ${participants(', first: 50')} }`));
    for (const number of numbers(60, 61)) await rest('DELETE', `/${app}/meetings/${middle}/participants/${inMiddle(number)}`);
    const second = pageOf(await query(`{ ${participants(`, first: 50, after: "${first.pageInfo.endCursor ?? ''}"`)} }`));
    expect(second).toMatchObject({ nodes: inOrder(10, 51), totalCount: 60, pageInfo: { hasNextPage: false, endCursor: cursor(59) } });
  });
});

describe('a window of a list', () => {
  it.each([
    { where: 'at the beginning', from: 0, first: 25, asked: [[1, 25]] },
    { where: 'where a page of its size ends', from: 80, first: 40, asked: [[3, 40]] },
    { where: 'whole on a page of a larger size', from: 10, first: 7, asked: [[2, 9]] },
    { where: 'up to the end', from: 60, first: 60, asked: [[2, 60]] },
    {
      where: 'across pages of every size',
      from: 50,
      first: 60,
      asked: [
        [1, 60],
        [2, 55],
      ],
    },
  ])('$where costs as many calls as it needs pages', async ({ from, first, asked }) => {
    const { query, calls } = await startWithoutCache();
    const after = from === 0 ? 'null' : `"${cursor(from - 1)}"`;
    const page = pageOf(await query(`{ ${participants(`, first: ${first}, after: ${after}`)} }`));
    expect(page).toMatchObject({ nodes: inOrder(first, from + 1), totalCount: 120 });
    expect(calls()).toEqual(pages(...asked.map(([number = 0, size = 0]) => `page_no=${number}&per_page=${size}`)));
  });

  it.each([40, 120])('holds what was there if the list ends while it is read, whether or not its total of %j tells', async (total) => {
    const { query, emulator, calls } = await startWithoutCache({ emulator: { paging: { mostPerPage: 10 } } });
    const gone = { success: true, data: [], paging: { total_count: total, start_offset: 0, end_offset: 0 } };
    emulator.faults.add({ operation: 'get_meeting_participants', path: 'page_no=4', body: gone });
    expect(pageOf(await query(`{ ${participants(`, after: "${cursor(24)}"`)} }`))).toMatchObject({
      nodes: inOrder(5, 26),
      totalCount: total,
    });
    expect(calls()).toEqual(pages('page_no=2&per_page=25', 'page_no=3&per_page=10', 'page_no=4&per_page=10'));
  });

  it.each([
    { upstream: 'gives less on a page', paging: {}, lessons: ['page_no=2&per_page=25'] },
    { upstream: 'refuses the size', paging: { whenMore: 'refuse', defaultPageSize: 10 }, lessons: ['page_no=2&per_page=25', 'page_no=1'] },
  ] as const)('is read whole from an upstream that $upstream, which is found out once', async ({ paging, lessons }) => {
    const { query, calls, emulator } = await startWithoutCache({ emulator: { paging: { mostPerPage: 10, ...paging } } });
    const ask = `{ ${participants(`, after: "${cursor(24)}"`)} }`;
    const known = [3, 4, 5].map((page) => `page_no=${page}&per_page=10`);
    expect(pageOf(await query(ask))).toMatchObject({ nodes: inOrder(25, 26), totalCount: 120 });
    expect(calls()).toEqual(pages(...lessons, ...known));
    emulator.calls.length = 0;
    expect(pageOf(await query(ask)).nodes).toEqual(inOrder(25, 26));
    expect(calls()).toEqual(pages(...known));
  });
});

describe('a filter that is refused', () => {
  const searched = (first: number) => `{ presets(appId: "${app}", first: ${first}, filter: { search: "x" }) { totalCount } }`;

  it('costs one call if the size of the page was lately taken, and two if that may be what is refused', async () => {
    const { query, calls, emulator } = await startWithoutCache();
    emulator.faults.add({ path: 'search=x', status: 400 });
    for (const cost of [2, 2, 1]) {
      if (cost === 1) await query(`{ presets(appId: "${app}", first: 50) { totalCount } }`);
      emulator.calls.length = 0;
      expect((await query(searched(50))).errors).toMatchObject([{ path: ['presets'], extensions: { code: 'BAD_USER_INPUT' } }]);
      expect(calls()).toHaveLength(cost);
    }
    emulator.calls.length = 0;
    await query(searched(51));
    expect(calls()).toHaveLength(2);
  });

  it('costs nothing if it breaks a documented bound', async () => {
    const { query, calls } = await startWithoutCache();
    const ask = (length: number) => query(`{ apps(filter: { search: "${'a'.repeat(length)}" }) { totalCount } }`);
    expect(await ask(126)).toMatchObject({
      data: { apps: null },
      errors: [{ message: 'filter.search must have 125 characters at most (this one has 126).', extensions: { code: 'BAD_USER_INPUT' } }],
    });
    expect(calls()).toEqual([]);
    expect((await ask(125)).data).toEqual({ apps: { totalCount: 0 } });
  });
});

describe('a search in the lists of a session', () => {
  it('is one call each, and finds parts of names', async () => {
    const { query, calls } = await startWithoutCache();
    const lesson = `session(appId: "${app}", sessionId: "${seedId('e', 2, 2)}")`;
    const page = '(filter: { search: "lovelace" }) { nodes { displayName } totalCount }';
    const { data, errors } = await query(`{ ${lesson} { participants${page} attendees${page} } }`);
    expect(errors).toEqual([]);
    const ada = { displayName: 'Ada Lovelace' };
    expect(data).toEqual({
      session: { participants: { nodes: [ada, ada], totalCount: 2 }, attendees: { nodes: [ada], totalCount: 1 } },
    });
    expect(calls().filter((call) => call.includes('search=lovelace'))).toHaveLength(2);
    expect(calls()).toHaveLength(3);
  });
});

describe('a list that is selected twice in one operation', () => {
  it('is one call, under aliases and below its parent', async () => {
    const { query, calls } = await startWithoutCache();
    const { data, errors } = await query(`{
      one: ${participants(', first: 5', '{ nodes { id } }')}
      two: ${participants(', first: 5', '{ totalCount }')}
      meeting(appId: "${app}", meetingId: "${middle}") { participants(first: 5) { edges { node { id } } } }
    }`);
    expect(errors).toEqual([]);
    expect(data).toMatchObject({ one: { nodes: inOrder(5) }, two: { totalCount: 120 } });
    expect(data?.['meeting']).toEqual({ participants: { edges: inOrder(5).map((node) => ({ node })) } });
    expect(calls().sort()).toEqual([`GET /${app}/meetings/${middle}`, ...pages('page_no=1&per_page=5')]);
  });

  it('in two windows is one call if it comes unpaged, two if not', async () => {
    const { query, calls } = await startWithoutCache();
    const webhooks = (args: string) => `webhooks(appId: "${events}", ${args}) { nodes { id } }`;
    const { data } = await query(`{ one: ${webhooks('first: 1')} two: ${webhooks(`first: 1, after: "${cursor(0)}"`)} }`);
    expect(data).toEqual({ one: { nodes: [{ id: seedId('1', 1, 3) }] }, two: { nodes: [{ id: seedId('1', 2, 3) }] } });
    await query(`{ one: ${participants(', first: 1')} two: ${participants(', first: 2')} }`);
    expect(calls()).toEqual([`GET /${events}/webhooks`, ...pages('page_no=1&per_page=1', 'page_no=1&per_page=2')]);
  });
});

describe('a row that is not as documented', () => {
  it('is null in its place, with an error there, and its neighbours stand', async () => {
    const { query, emulator } = await startWithoutCache();
    emulator.faults.add({
      operation: 'get_meeting_participants',
      change: (answer) => {
        const body = answer.body as { data: object[] };
        return { ...answer, body: { ...body, data: body.data.with(1, { ...body.data[1], preset_name: 7 }) } };
      },
    });
    const ask = `{ page: meetingParticipants(appId: "${app}", meetingId: "${small}") ${pageFields} }`;
    const { data, errors } = await query(ask);
    const rows = [{ id: seedId('c', 1, 1) }, null, { id: seedId('c', 3, 1) }];
    expect(data?.['page']).toMatchObject({
      nodes: rows,
      edges: rows.map((node, place) => ({ node, cursor: cursor(place) })),
      totalCount: 3,
      pageInfo: { endCursor: cursor(2), hasNextPage: false },
    });
    const error = {
      message: 'get_meeting_participants: row 1.preset_name must be a string.',
      extensions: { code: 'UPSTREAM_INVALID_RESPONSE', upstream: { operation: 'get_meeting_participants' }, retryable: false },
    };
    expect(errors).toHaveLength(2);
    expect(errors).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ ...error, path: ['page', 'nodes', 1] }),
        expect.objectContaining({ ...error, path: ['page', 'edges', 1, 'node'] }),
      ]),
    );
  });
});

describe('a window that breaks a rule', () => {
  const lists = [
    'apps(',
    ...['meetings', 'presets', 'recordings', 'sessions', 'livestreams', 'webhooks'].map((name) => `${name}(appId: "${app}", `),
    `recordings(appId: "${app}", meetingId: "${small}", `,
    `sessions(appId: "${app}", meetingId: "${small}", `,
    `meetingParticipants(appId: "${app}", meetingId: "${small}", `,
  ];

  it.each(lists)('of %s…) is BAD_USER_INPUT that names the argument, without a call', async (field) => {
    const { query, calls } = await startWithoutCache();
    const refusal = async (args: string) => {
      const { data, errors } = await query(`{ page: ${field}${args}) { totalCount } }`);
      expect(data).toEqual({ page: null });
      expect(errors).toMatchObject([{ path: ['page'], extensions: { code: 'BAD_USER_INPUT' } }]);
      return errors[0]?.message;
    };
    for (const first of [0, 101, -1]) {
      expect(await refusal(`first: ${first}`)).toBe(`first must be 1 to 100 (this one is ${first}).`);
    }
    for (const after of ['', 'x', '💥', ...['place:', 'place:-1', 'place:1.5', '5', `place:${'9'.repeat(10)}`].map((text) => btoa(text))]) {
      expect(await refusal(`after: "${after}"`)).toBe('after must be a cursor from an answer of this gateway.');
    }
    expect(calls()).toEqual([]);
  });
});

describe('a list whose parent does not exist', () => {
  it('is null if the parent stands in the path', async () => {
    const { query, calls } = await startWithoutCache();
    const names = ['meetings', 'presets', 'recordings', 'sessions', 'livestreams', 'webhooks'];
    const fields = names.map((name) => `${name}(appId: "${seedId('a', 99)}") { totalCount }`);
    fields.push(`meetingParticipants(appId: "${app}", meetingId: "${seedId('b', 99)}") { totalCount }`);
    const { data, errors } = await query(`{ ${fields.join(' ')} }`);
    expect(errors).toEqual([]);
    expect(data).toEqual(Object.fromEntries([...names, 'meetingParticipants'].map((name) => [name, null])));
    expect(calls()).toHaveLength(7);
  });

  it('is empty if the parent is a filter', async () => {
    const field = (name: string) => `${name}(appId: "${app}", meetingId: "${seedId('b', 99)}") ${pageFields}`;
    const { data, errors } = await (await startWithoutCache()).query(`{ ${field('sessions')} ${field('recordings')} }`);
    expect(errors).toEqual([]);
    const empty = { nodes: [], edges: [], totalCount: 0 };
    expect(data).toMatchObject({ sessions: empty, recordings: empty });
  });
});
