/** Objects by something else than their id: how far a list is read for them, and what of it is kept. */
import { describe, expect, it } from 'vitest';
import { seedId } from '../src/emulator/seed/ids.ts';
import { app, inMiddle, large, list, middle, numbers, small, startWithoutCache } from './support/seeded.ts';
import { type GraphQLAnswer, type Stack, startStack } from './support/stack.ts';

const meeting = (id: string, fields: string) => `{ meeting(appId: "${app}", meetingId: "${id}") { ${fields} } }`;
const byCustomId = (customId: string, fields = '{ id }') => `participantByCustomId(customParticipantId: "${customId}") ${fields}`;
const inLarge = (number: number) => seedId('c', number, 3);

/** Participants of All hands, by their numbers, under aliases. */
const ask = (...wanted: readonly number[]) =>
  meeting(large, wanted.map((number) => `p${number}: ${byCustomId(`user-3-${number}`)}`).join(' '));
const found = (...wanted: readonly number[]) => Object.fromEntries(wanted.map((number) => [`p${number}`, { id: inLarge(number) }]));
const meetingIn = ({ data }: GraphQLAnswer) => data?.['meeting'];

/** The calls for participants, sorted by their pages. */
function pagesRead({ calls }: Pick<Stack, 'calls'>): string[] {
  const pageNumber = (call: string) => Number(/page_no=(\d+)/.exec(call)?.[1]);
  return calls()
    .filter((call) => call.includes('/participants'))
    .sort((one, other) => pageNumber(one) - pageNumber(other));
}
const pages = (count: number, of = large) => numbers(count).map((page) => `${list(of)}?page_no=${page}&per_page=100`);

type Rows = Record<string, unknown>[];

function changeRows({ emulator }: Pick<Stack, 'emulator'>, change: (row: Rows[number], index: number) => object): void {
  emulator.faults.add({
    operation: 'get_meeting_participants',
    change: (answer) => {
      const body = answer.body as { data: Rows };
      return { ...answer, body: { ...body, data: body.data.map(change) } };
    },
  });
}

describe('participantByCustomId', () => {
  it('of somebody on the first page is one call', async () => {
    const stack = await startWithoutCache();
    expect(meetingIn(await stack.query(ask(42)))).toEqual(found(42));
    expect(pagesRead(stack)).toEqual(pages(1));
  });

  it.each([
    { wanted: [101], last: 2, read: 5 },
    { wanted: [500, 1], last: 5, read: 5 },
    { wanted: [7, 250, 501], last: 6, read: 9 },
    { wanted: [900, 901], last: 10, read: 13 },
    { wanted: [5000], last: 50, read: 50 },
  ])('of $wanted, the last on page $last, reads $read pages: at most three more', async ({ wanted, last, read }) => {
    const stack = await startWithoutCache();
    expect(meetingIn(await stack.query(ask(...wanted)))).toEqual(found(...wanted));
    expect(pagesRead(stack)).toEqual(pages(read));
    expect(read - last).toBeLessThanOrEqual(3);
  });

  it('of 50 people of one meeting is one walk', async () => {
    const stack = await startWithoutCache();
    const wanted = numbers(50).map((number) => number * 20);
    expect(meetingIn(await stack.query(ask(...wanted)))).toEqual(found(...wanted));
    expect(pagesRead(stack)).toEqual(pages(13));
  });

  it('goes on where an earlier look of the operation has stopped', async () => {
    const stack = await startWithoutCache();
    const later = byCustomId('user-3-700');
    const answer = await stack.query(meeting(large, byCustomId('user-3-1', `{ id meeting { participantByCustomId: ${later} } }`)));
    expect(meetingIn(answer)).toEqual({
      participantByCustomId: { id: inLarge(1), meeting: { participantByCustomId: { id: inLarge(700) } } },
    });
    expect(pagesRead(stack)).toEqual(pages(9));
  });

  it('reads the lists of two meetings apart', async () => {
    const stack = await startWithoutCache();
    const { data } = await stack.query(`{
      one: ${meeting(small, byCustomId('user-1-3')).slice(2, -2)}
      two: ${meeting(middle, byCustomId('user-2-120')).slice(2, -2)}
    }`);
    expect(data).toEqual({
      one: { participantByCustomId: { id: seedId('c', 3, 1) } },
      two: { participantByCustomId: { id: inMiddle(120) } },
    });
    expect(pagesRead(stack).sort()).toEqual([...pages(1, small), ...pages(2, middle)].sort());
  });

  it('is null for an id that nobody has, after all pages', async () => {
    const stack = await startWithoutCache();
    expect(await stack.query(ask(1, 5001))).toMatchObject({ data: { meeting: { ...found(1), p5001: null } }, errors: [] });
    expect(pagesRead(stack)).toEqual(pages(50));
  });

  it('is null in a meeting without anybody, after one call', async () => {
    const { query, rest, calls } = await startWithoutCache();
    for (const number of numbers(3)) await rest('DELETE', `/${app}/meetings/${small}/participants/${seedId('c', number, 1)}`);
    expect(await query(meeting(small, byCustomId('user-1-1')))).toMatchObject({
      data: { meeting: { participantByCustomId: null } },
      errors: [],
    });
    expect(pagesRead({ calls })).toEqual(pages(1, small));
  });

  it('costs nothing while the pages are kept, whoever is asked for', async () => {
    const stack = await startStack();
    await stack.query(ask(4999, 5001));
    stack.emulator.calls.length = 0;
    const { data, extensions } = await stack.query(ask(1, 2500, 5001));
    expect(data?.['meeting']).toEqual({ ...found(1, 2500), p5001: null });
    // Two are known by id, and for the third all 50 pages are looked through.
    expect(extensions.cost).toMatchObject({ upstreamCalls: 0, cacheHits: 53 });
    expect(stack.calls()).toEqual([]);
  });

  it('is known by id from then on, whoever was looked for, without a cache too', async () => {
    const stack = await startWithoutCache();
    await stack.query(ask(450));
    stack.emulator.calls.length = 0;
    expect(meetingIn(await stack.query(ask(449)))).toEqual(found(449));
    expect(stack.calls().filter((call) => call.includes('/participants'))).toEqual([`${list(large)}/${inLarge(449)}`]);
  });

  it('is the first one of several with the same id', async () => {
    const stack = await startWithoutCache();
    changeRows(stack, (row) => ({ ...row, custom_participant_id: 'twin' }));
    const { data } = await stack.query(meeting(small, `one: ${byCustomId('twin')} two: ${byCustomId('twin')}`));
    expect(data?.['meeting']).toEqual({ one: { id: seedId('c', 1, 1) }, two: { id: seedId('c', 1, 1) } });
    expect(pagesRead(stack)).toEqual(pages(1, small));
  });

  it('makes everybody on the pages known by id, without a cache too', async () => {
    const stack = await startWithoutCache();
    const byIds = [120, 3]
      .map((number) => `p${number}: participant(participantId: "${inMiddle(number)}") { customParticipantId }`)
      .join(' ');
    const { data } = await stack.query(meeting(middle, byCustomId('user-2-101', `{ meeting { ${byIds} } }`)));
    expect(data?.['meeting']).toEqual({
      participantByCustomId: { meeting: { p120: { customParticipantId: 'user-2-120' }, p3: { customParticipantId: 'user-2-3' } } },
    });
    expect(pagesRead(stack)).toEqual(pages(2, middle));
  });

  it('passes by a row that is not as documented, and calls nobody absent because of it', async () => {
    const stack = await startWithoutCache();
    changeRows(stack, (row, index) => (index === 0 ? { ...row, created_at: 'yesterday' } : row));
    const { data, errors } = await stack.query(meeting(small, `lost: ${byCustomId('user-1-1')} found: ${byCustomId('user-1-2')}`));
    expect(data?.['meeting']).toEqual({ lost: null, found: { id: seedId('c', 2, 1) } });
    expect(errors).toMatchObject([{ path: ['meeting', 'lost'], extensions: { code: 'UPSTREAM_INVALID_RESPONSE' } }]);
  });

  it('is an error for those alone whom no page showed before one failed', async () => {
    const { query, emulator } = await startWithoutCache();
    emulator.faults.add({ path: 'page_no=3&', status: 400 });
    const { data, errors } = await query(ask(1, 101, 201, 401, 5001));
    expect(data?.['meeting']).toEqual({ ...found(1, 101, 401), p201: null, p5001: null });
    expect(errors.map(({ path, extensions }) => [path, extensions['code']])).toEqual(
      ['p201', 'p5001'].map((alias) => [['meeting', alias], 'BAD_USER_INPUT']),
    );
  });

  it('does not call anybody absent later in the operation because of a page that failed', async () => {
    const { query, emulator } = await startWithoutCache();
    emulator.faults.add({ path: 'page_no=3&', status: 400 });
    const late = `{ meeting { late: ${byCustomId('user-3-202')} } }`;
    const { data, errors } = await query(meeting(large, `lost: ${byCustomId('user-3-201')} first: ${byCustomId('user-3-1', late)}`));
    expect(data?.['meeting']).toEqual({ lost: null, first: { meeting: { late: null } } });
    expect(errors.map(({ path }) => path?.join('.')).sort()).toEqual(['meeting.first.meeting.late', 'meeting.lost']);
  });

  it('ends its walk with a page that shows nobody, whatever the total tells', async () => {
    const stack = await startWithoutCache();
    const endless = { total_count: 1e9, start_offset: 1, end_offset: 100 };
    stack.emulator.faults.add({ operation: 'get_meeting_participants', body: { success: true, data: [], paging: endless } });
    expect(await stack.query(ask(1))).toMatchObject({ data: { meeting: { p1: null } }, errors: [] });
    expect(pagesRead(stack).length).toBeLessThanOrEqual(5);
  });
});

describe('Participant.preset', () => {
  const presets = `GET /${app}/presets`;
  const participants = (count: number, fields: string) =>
    `{ meetingParticipants(appId: "${app}", meetingId: "${middle}", first: ${count}) { nodes { ${fields} } } }`;
  const nodesIn = ({ data, errors }: GraphQLAnswer) => {
    expect(errors).toEqual([]);
    return (data?.['meetingParticipants'] as { nodes: Rows }).nodes;
  };

  it('of 100 participants is one list of presets, kept for the next operation', async () => {
    const stack = await startStack();
    for (const most of [2, 0]) {
      stack.emulator.calls.length = 0;
      const nodes = nodesIn(await stack.query(participants(100, 'presetName preset { id name }')));
      expect(nodes).toHaveLength(100);
      for (const { presetName, preset } of nodes) expect(preset).toMatchObject({ name: presetName });
      expect(new Set(nodes.map(({ preset }) => (preset as { id: string }).id))).toEqual(
        new Set(numbers(3).map((number) => seedId('d', number))),
      );
      expect(stack.calls()).toEqual([`${list(middle)}?page_no=1&per_page=100`, `${presets}?page_no=1&per_page=100`].slice(0, most));
    }
  });

  it('is null for a name that the app has no preset of', async () => {
    const stack = await startWithoutCache();
    changeRows(stack, (row, index) => (index === 1 ? { ...row, preset_name: 'group_call' } : row));
    const nodes = nodesIn(await stack.query(participants(3, 'presetName preset { name }')));
    expect(nodes).toEqual([
      { presetName: 'group_call_host', preset: { name: 'group_call_host' } },
      { presetName: 'group_call', preset: null },
      { presetName: 'group_call_participant', preset: { name: 'group_call_participant' } },
    ]);
    expect(stack.calls()).toHaveLength(2);
  });

  it('with its config is read by itself, once for each of the different ones', async () => {
    const stack = await startWithoutCache();
    const fields = 'preset { name config { viewType } permissions { canRecord } ui { designTokens { theme } } }';
    const nodes = nodesIn(await stack.query(participants(100, fields)));
    const views = { group_call_host: 'GROUP_CALL', group_call_participant: 'GROUP_CALL', webinar_presenter: 'WEBINAR' };
    for (const { preset } of nodes) {
      const { name, config } = preset as { name: keyof typeof views; config: object };
      expect(config).toEqual({ viewType: views[name] });
    }
    expect(stack.calls().sort()).toEqual(
      [
        `${list(middle)}?page_no=1&per_page=100`,
        `${presets}?page_no=1&per_page=100`,
        ...numbers(3).map((number) => `${presets}/${seedId('d', number)}`),
      ].sort(),
    );
  });

  it('is an error for each participant if the presets cannot be read, and the participants stand', async () => {
    const { query, emulator } = await startWithoutCache();
    emulator.faults.add({ operation: 'get-presets', status: 500 });
    const { data, errors } = await query(participants(2, 'id preset { name }'));
    expect(data?.['meetingParticipants']).toEqual({ nodes: [1, 2].map((number) => ({ id: inMiddle(number), preset: null })) });
    expect(errors.map(({ path }) => path)).toEqual([0, 1].map((place) => ['meetingParticipants', 'nodes', place, 'preset']));
  });
});
