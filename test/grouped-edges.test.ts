/** What n meetings have, or n people: filtered reads or the list of all, whichever is less, and the same answer either way. */
import { describe, expect, it } from 'vitest';
import type { Fault } from '../src/emulator/faults.ts';
import { seedId } from '../src/emulator/seed/ids.ts';
import { app, large, list, middle, numbers, startWithoutCache } from './support/seeded.ts';
import { factsOf } from './support/selections.ts';
import type { Stack } from './support/stack.ts';

const events = seedId('a', 3);
const webinar = (number: number) => seedId('b', 100 + number);

interface Edge {
  name: string;
  selection: string;
  /** The list of all, without its page. */
  wide: string;
  /** Of the list of all. */
  operation: string;
  filtered: (meeting: string) => string;
  /** All that the type tells. */
  facts: string;
}

const inPage = (type: string) => `{ nodes { ${factsOf(type)} } edges { cursor } totalCount pageInfo { hasNextPage endCursor } }`;
const edges: readonly Edge[] = [
  {
    name: 'sessions',
    selection: 'sessions(first: 2) { nodes { id startedAt } totalCount }',
    wide: 'sessions?',
    operation: 'GetSessions',
    filtered: (meeting) => `sessions?associated_id=${meeting}&page_no=1&per_page=2`,
    facts: `sessions(first: 2) ${inPage('Session')}`,
  },
  {
    name: 'recordings',
    selection: 'recordings(first: 2) { nodes { id invokedAt } totalCount }',
    wide: 'recordings?',
    operation: 'get_all_recordings',
    filtered: (meeting) => `recordings?meeting_id=${meeting}&page_no=1&per_page=2`,
    facts: `recordings(first: 2) ${inPage('Recording')}`,
  },
  {
    name: 'activeSession',
    selection: 'activeSession { id startedAt }',
    wide: 'sessions?status=LIVE&',
    operation: 'GetSessions',
    filtered: (meeting) => `meetings/${meeting}/active-session`,
    facts: `activeSession { ${factsOf('Session')} }`,
  },
  {
    name: 'activeRecording',
    selection: 'activeRecording { id invokedAt }',
    wide: 'recordings?status=RECORDING%2CPAUSED&',
    operation: 'get_all_recordings',
    filtered: (meeting) => `recordings/active-recording/${meeting}`,
    facts: `activeRecording { ${factsOf('Recording')} meeting { id title } }`,
  },
  {
    name: 'activeLivestream',
    selection: 'activeLivestream { id name }',
    wide: 'livestreams?status=LIVE&',
    operation: 'fetch_all_livestreams',
    filtered: (meeting) => `meetings/${meeting}/active-livestream`,
    facts: `activeLivestream { ${factsOf('Livestream')} }`,
  },
];

const [, recordings, activeSession] = edges as [Edge, Edge, Edge];

const meetings = (ids: readonly string[], selection: string, appId = events) =>
  `{ ${ids.map((id, index) => `m${index}: meeting(appId: "${appId}", meetingId: "${id}") { ${selection} }`).join(' ')} }`;
const webinars = (count: number) => numbers(count).map(webinar);
const pagesOf = ({ wide }: Edge, count: number, size: number) =>
  numbers(count).map((page) => `GET /${events}/${wide}page_no=${page}&per_page=${page === 1 ? 100 : size}`);
const filteredOf = ({ filtered }: Edge, count: number) => webinars(count).map((id) => `GET /${events}/${filtered(id)}`);

/** The calls made since the last look, without the order that lists have by themselves; those for the meetings are left out. */
function lookAt({ calls, emulator }: Stack): string[] {
  const made = calls().filter((call) => !/\/meetings(\?|\/[^/]+$)/.test(call));
  emulator.calls.length = 0;
  return made.map((call) => call.replace(/(sort_by=(createdAt|invokedTime|joinedAt)&)?sort_order=(DESC|DSC)&/, '')).sort();
}

/** Spoils the next answer of the list of all. */
function spoil({ emulator }: Stack, { wide }: Edge, from: string, to: string): void {
  emulator.faults.add({
    path: `/${wide.replace(/\?.*/, '?')}`,
    times: 1,
    change: (answer) => ({ ...answer, body: JSON.parse(JSON.stringify(answer.body).replace(from, to)) as unknown }),
  });
}

const clampedTo = (mostPerPage: number) => startWithoutCache({ emulator: { paging: { mostPerPage } } });

describe.each(edges)('Meeting.$name', (edge) => {
  it('of one meeting and of two costs one filtered call each', async () => {
    const stack = await startWithoutCache();
    for (const count of [1, 2]) {
      expect((await stack.query(meetings(webinars(count), edge.selection))).errors).toEqual([]);
      expect(lookAt(stack)).toEqual(filteredOf(edge, count).sort());
    }
  });

  it('of three meetings or more costs the list of all, if that is one page', async () => {
    const stack = await startWithoutCache();
    for (const count of [3, 12]) {
      expect((await stack.query(meetings(webinars(count), edge.selection))).errors).toEqual([]);
      expect(lookAt(stack)).toEqual(pagesOf(edge, 1, 100));
    }
  });

  it('is filtered after a look if the list of all has more pages, and later without the look', async () => {
    const stack = await clampedTo(2);
    const first = await stack.query(meetings(webinars(3), edge.selection));
    expect(lookAt(stack)).toEqual([...pagesOf(edge, 1, 2), ...filteredOf(edge, 3)].sort());
    const second = await stack.query(meetings(webinars(3), edge.selection));
    expect(lookAt(stack)).toEqual(filteredOf(edge, 3).sort());
    const ample = await startWithoutCache();
    const { data } = await ample.query(meetings(webinars(3), edge.selection));
    expect(first).toMatchObject({ data, errors: [] });
    expect(second.data).toEqual(data);
  });

  it('answers the same from the list of all as meeting by meeting, whatever is selected', async () => {
    const stack = await startWithoutCache();
    for (const [appId, ids] of [
      [app, [1, 2, 3].map((number) => seedId('b', number))],
      [events, [...webinars(2), webinar(11), seedId('b', 99)]],
    ] as const) {
      const { data, errors } = await stack.query(meetings(ids, edge.facts, appId));
      expect(errors).toEqual([]);
      const alone = await Promise.all(ids.map((id) => stack.query(meetings([id], edge.facts, appId))));
      expect(Object.values(data ?? {})).toEqual(alone.map((answer) => answer.data?.['m0']));
    }
  });

  it('is filtered if a row of the list of all is not as documented', async () => {
    const stack = await startWithoutCache();
    const { data } = await stack.query(meetings(webinars(3), edge.selection));
    lookAt(stack);
    spoil(stack, edge, '"id":"', '"id":7,"was":"');
    expect(await stack.query(meetings(webinars(3), edge.selection))).toMatchObject({ data, errors: [] });
    expect(lookAt(stack)).toEqual([...pagesOf(edge, 1, 100), ...filteredOf(edge, 3)].sort());
  });

  it.each<[string, Fault, number]>([
    ['is no list', { body: { success: true, data: 7 } }, 1],
    ['fails', { status: 503 }, 3],
    ['does not come', { connection: 'hang' }, 1],
  ])('is filtered if the list of all %s', async (_what, fault, tries) => {
    const { data } = await (await startWithoutCache()).query(meetings(webinars(3), edge.selection));
    const stack = await startWithoutCache({ config: { upstreamTimeoutMs: 300 } });
    stack.emulator.faults.add({ operation: edge.operation, path: 'per_page=100', ...fault });
    expect(await stack.query(meetings(webinars(3), edge.selection))).toMatchObject({ data, errors: [] });
    const looks = Array.from({ length: tries }, () => pagesOf(edge, 1, 100)).flat();
    expect(lookAt(stack)).toEqual([...looks, ...filteredOf(edge, 3)].sort());
  });
});

describe('the list of all', () => {
  it('is read to its end if its pages are fewer than the meetings', async () => {
    const stack = await clampedTo(2);
    const { data } = await stack.query(meetings(webinars(12), activeSession.selection));
    expect(Object.values(data ?? {}).map((meeting) => (meeting as { activeSession: object | null }).activeSession !== null)).toEqual(
      numbers(12).map((number) => number <= 10),
    );
    expect(lookAt(stack)).toEqual(pagesOf(activeSession, 5, 2).sort());
  });

  it('is left at the page that fails, or has a row that is not as documented', async () => {
    const { data } = await (await startWithoutCache()).query(meetings(webinars(12), activeSession.selection));
    const paging = { total_count: 10, start_offset: 1, end_offset: 2 };
    const broken = { body: { success: true, data: { sessions: [{ id: 7 }, { id: 8 }] }, paging } };
    for (const [page, fault, read] of [
      [2, { status: 501 }, 5],
      [1, broken, 1],
    ] as const) {
      const stack = await clampedTo(2);
      stack.emulator.faults.add({ path: `status=LIVE&page_no=${page}&`, ...fault });
      expect(await stack.query(meetings(webinars(12), activeSession.selection))).toMatchObject({ data, errors: [] });
      expect(lookAt(stack)).toEqual([...pagesOf(activeSession, read, 2), ...filteredOf(activeSession, 12)].sort());
    }
  });

  it.each([
    ['a recording of it does not tell its meeting', '"meeting":', '"other":'],
    ['it shows one recording twice and another not at all', seedId('f', 1, 3), seedId('f', 2, 3)],
  ])('is not used if %s', async (_what, from, to) => {
    const stack = await startWithoutCache();
    const { data } = await stack.query(meetings(webinars(3), recordings.selection));
    lookAt(stack);
    spoil(stack, recordings, from, to);
    expect(await stack.query(meetings(webinars(3), recordings.selection))).toMatchObject({ data, errors: [] });
    expect(lookAt(stack)).toEqual([...pagesOf(recordings, 1, 100), ...filteredOf(recordings, 3)].sort());
  });

  it('does not decide which of two recordings of a meeting is the active one', async () => {
    const stack = await startWithoutCache();
    const ids = [1, 2, 3].map((number) => seedId('b', number));
    await stack.query(meetings(ids, 'activeRecording { id }', app));
    const active = `GET /${app}/recordings/active-recording/${ids[0] ?? ''}`;
    expect(lookAt(stack)).toEqual([active, `GET /${app}/recordings?status=RECORDING%2CPAUSED&page_no=1&per_page=100`]);
  });

  it('is another one for each filter and order, but one for all windows', async () => {
    const stack = await startWithoutCache();
    const longest = 'orderBy: { field: MINUTES_CONSUMED, direction: DESC }';
    const { data } = await stack.query(
      meetings(
        webinars(3),
        `live: sessions(filter: { status: LIVE }) { totalCount } one: sessions(first: 1) { nodes { id } } two: sessions(first: 2) { nodes { id } }
         longest: sessions(first: 1, ${longest}) { nodes { id } }`,
      ),
    );
    expect(data?.['m1']).toEqual({
      live: { totalCount: 1 },
      one: { nodes: [{ id: seedId('e', 3, 102) }] },
      two: { nodes: [{ id: seedId('e', 3, 102) }, { id: seedId('e', 2, 102) }] },
      longest: { nodes: [{ id: seedId('e', 2, 102) }] },
    });
    const page = 'page_no=1&per_page=100';
    expect(lookAt(stack)).toEqual(
      ['', 'sort_by=minutesConsumed&', 'status=LIVE&'].map((query) => `GET /${events}/sessions?${query}${page}`),
    );
  });

  it('that is refused is not asked for again meeting by meeting, and fails those that need it and no others', async () => {
    const { query, emulator, calls } = await startWithoutCache();
    await query(`{ sessions(appId: "${events}", first: 100) { totalCount } }`);
    emulator.faults.add({ path: '/sessions?status=LIVE', status: 400 });
    const { data, errors } = await query(
      meetings(webinars(3), 'live: sessions(filter: { status: LIVE }) { totalCount } all: sessions { totalCount }'),
    );
    expect(Object.values(data ?? {})).toEqual(numbers(3).map(() => ({ live: null, all: { totalCount: 3 } })));
    expect(errors.map(({ path, extensions }) => [path, extensions['code']])).toEqual(
      numbers(3).map((number) => [[`m${number - 1}`, 'live'], 'BAD_USER_INPUT']),
    );
    expect(calls().filter((call) => call.includes('status=LIVE'))).toHaveLength(1);
  });
});

describe('Participant.sessionParticipations', () => {
  // All that list rows tell.
  const connection = 'id participantId customParticipantId displayName presetName durationMinutes joinedAt leftAt createdAt updatedAt';
  const ask = (meeting: string, first: number, after = '') =>
    `{ meetingParticipants(appId: "${app}", meetingId: "${meeting}", first: ${first}${after}) {
      nodes { customParticipantId sessionParticipations { ${connection} } } } }`;
  const peers = (session: string) => `GET /${app}/sessions/${session}/participants?`;
  const nodesOf = (data: Record<string, unknown> | null | undefined) =>
    (data?.['meetingParticipants'] as { nodes: { customParticipantId: string; sessionParticipations: { id: string }[] }[] }).nodes;

  it.each([0, 41])('of %i sessions is refused, for no more than the participants cost', async (sessions) => {
    const { query, calls } = await startWithoutCache();
    const { data, errors } = await query(
      `{ meetingParticipants(appId: "${app}", meetingId: "${middle}", first: 1) { nodes { sessionParticipations(sessions: ${sessions}) { id } } } }`,
    );
    expect(data).toEqual({ meetingParticipants: { nodes: [{ sessionParticipations: null }] } });
    expect(errors).toMatchObject([
      { message: `sessions must be 1 to 40 (this one is ${sessions}).`, extensions: { code: 'BAD_USER_INPUT' } },
    ]);
    expect(calls()).toHaveLength(1);
  });

  it('of one person searches each of the newest sessions', async () => {
    const stack = await startWithoutCache();
    const { data, errors } = await stack.query(ask(middle, 1));
    expect(errors).toEqual([]);
    // Two tabs in the newer one.
    expect(nodesOf(data)[0]?.sessionParticipations.map(({ id }) => id)).toEqual([2009, 2001, 1001].map((number) => seedId('4', number, 2)));
    const sessions = [1, 2].map((number) => seedId('e', number, 2));
    expect(lookAt(stack)).toEqual(
      [
        `${list(middle)}?page_no=1&per_page=1`,
        `GET /${app}/sessions?associated_id=${middle}&page_no=1&per_page=5`,
        ...sessions.map((session) => `${peers(session)}search=user-2-1&page_no=1&per_page=100`),
      ].sort(),
    );
  });

  it.each([
    { meeting: middle, sessions: [seedId('e', 1, 2), seedId('e', 2, 2)], pages: 1 },
    { meeting: large, sessions: [seedId('e', 1, 3)], pages: 3 },
  ])('of 25 people reads the $pages pages of each session, and answers the same as one by one', async ({ meeting, sessions, pages }) => {
    const stack = await startWithoutCache();
    const together = await stack.query(ask(meeting, 25));
    expect(together.errors).toEqual([]);
    expect(lookAt(stack)).toEqual(
      [
        `${list(meeting)}?page_no=1&per_page=25`,
        `GET /${app}/sessions?associated_id=${meeting}&page_no=1&per_page=5`,
        ...sessions.flatMap((session) => numbers(pages).map((page) => `${peers(session)}page_no=${page}&per_page=100`)),
      ].sort(),
    );
    const alone = await Promise.all(
      numbers(25).map((number) => stack.query(ask(meeting, 1, number === 1 ? '' : `, after: "${btoa(`place:${number - 2}`)}"`))),
    );
    expect(nodesOf(together.data)).toEqual(alone.flatMap(({ data }) => nodesOf(data)));
  });
});
