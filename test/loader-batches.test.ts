/** What one operation asks for at the same moment: planned list by list, each object once, and what is known already not at all. */
import { describe, expect, it } from 'vitest';
import { seedId } from '../src/emulator/seed/ids.ts';
import { app, inMiddle, large, list, middle, small, startWithoutCache } from './support/seeded.ts';
import { hastyClock, startStack } from './support/stack.ts';

const inSmall = (number: number) => seedId('c', number, 1);
const one = (meeting: string, id: string) =>
  `meetingParticipant(appId: "${app}", meetingId: "${meeting}", participantId: "${id}") { id customParticipantId }`;
const asked = (...wanted: readonly (readonly [string, string])[]) =>
  `{ ${wanted.map(([meeting, id], index) => `p${index}: ${one(meeting, id)}`).join(' ')} }`;
const page = (meeting: string) => `${list(meeting)}?page_no=1&per_page=100`;
const member = (meeting: number, number: number) => ({
  id: seedId('c', number, meeting),
  customParticipantId: `user-${meeting}-${number}`,
});

describe('objects asked for at the same moment', () => {
  it('of two lists are read from a page of each, and those of a third by themselves', async () => {
    const { query, calls } = await startWithoutCache();
    const alone = seedId('c', 7, 3);
    const { data, errors, extensions } = await query(
      asked([small, inSmall(1)], [middle, inMiddle(5)], [large, alone], [small, inSmall(3)], [middle, inMiddle(9)], [small, inSmall(99)]),
    );
    expect(errors).toEqual([]);
    expect(Object.values(data ?? {})).toEqual([member(1, 1), member(2, 5), member(3, 7), member(1, 3), member(2, 9), null]);
    expect(calls().sort()).toEqual([page(small), `${list(small)}/${inSmall(99)}`, page(middle), `${list(large)}/${alone}`].sort());
    // The one who is nowhere was not answered by a page, nor was the one alone.
    expect(extensions.cost).toMatchObject({ upstreamCalls: 4, collapsedReads: 4 });
  });

  it('are told apart by their meetings, whatever their ids', async () => {
    const { query, calls } = await startWithoutCache();
    const same = inSmall(1);
    const { data } = await query(asked([small, same], [middle, same], [large, same], [small, inMiddle(5)], [middle, inMiddle(5)]));
    expect(Object.values(data ?? {})).toEqual([member(1, 1), null, null, null, member(2, 5)]);
    const points = [[small, inMiddle(5)] as const, [middle, same] as const, [large, same] as const];
    expect(calls().sort()).toEqual([page(small), page(middle), ...points.map(([meeting, id]) => `${list(meeting)}/${id}`)].sort());
  });

  it('are one if they are the same in two spellings', async () => {
    const { query, calls } = await startWithoutCache();
    const { data } = await query(asked([middle, inMiddle(5)], [middle, inMiddle(5).toUpperCase()], [middle.toUpperCase(), inMiddle(5)]));
    expect(Object.values(data ?? {})).toEqual([member(2, 5), member(2, 5), member(2, 5)]);
    expect(calls()).toEqual([`${list(middle)}/${inMiddle(5)}`]);
  });

  it('are read by themselves if their rows are not as documented, and rows of others do not matter', async () => {
    const { query, calls, emulator } = await startWithoutCache();
    const spoilt = new Map<string, unknown>([
      [inSmall(1), { id: inSmall(1), name: 'no more than that' }],
      [inSmall(4), null],
    ]);
    emulator.faults.add({
      operation: 'get_meeting_participants',
      change: (answer) => {
        const body = answer.body as { data: { id: string }[] };
        return { ...answer, body: { ...body, data: body.data.map((row) => (spoilt.has(row.id) ? spoilt.get(row.id) : row)) } };
      },
    });
    const { data, errors } = await query(asked([small, inSmall(1)], [small, inSmall(2)]));
    expect(errors).toEqual([]);
    expect(data).toEqual({ p0: member(1, 1), p1: member(1, 2) });
    expect(calls()).toEqual([page(small), `${list(small)}/${inSmall(1)}`]);
  });

  it('are found on a page however RealtimeKit spells them', async () => {
    const { query, calls, emulator } = await startWithoutCache();
    emulator.faults.add({
      operation: 'get_meeting_participants',
      change: (answer) => {
        const body = answer.body as { data: { id: string }[] };
        return { ...answer, body: { ...body, data: body.data.map((row) => ({ ...row, id: row.id.toUpperCase() })) } };
      },
    });
    const { data } = await query(asked([small, inSmall(1)], [small, inSmall(2)]));
    expect(data).toMatchObject({ p0: { customParticipantId: 'user-1-1' }, p1: { customParticipantId: 'user-1-2' } });
    expect(calls()).toEqual([page(small)]);
  });

  it('are not looked for if the operation has read them with a list, however they are spelt', async () => {
    const { query, calls } = await startWithoutCache();
    const again = [1, 2].map((number) => `p${number}: participant(participantId: "${inSmall(number).toUpperCase()}") { name }`).join(' ');
    const { data, errors } = await query(
      `{ meetingParticipants(appId: "${app}", meetingId: "${small}", first: 3) { nodes { id meeting { id title ${again} } } } }`,
    );
    expect(errors).toEqual([]);
    expect(JSON.stringify(data)).not.toContain('null');
    expect(calls().sort()).toEqual([`GET /${app}/meetings/${small}`, `${list(small)}?page_no=1&per_page=3`]);
  });

  it('are as the list told them first, if it shows one twice', async () => {
    const { query, emulator } = await startWithoutCache();
    emulator.faults.add({
      operation: 'get_meeting_participants',
      change: (answer) => {
        const body = answer.body as { data: object[] };
        return { ...answer, body: { ...body, data: body.data.flatMap((row) => [row, { ...row, name: 'again' }]) } };
      },
    });
    const again = `participant(participantId: "${inSmall(1)}") { name }`;
    const { data } = await query(
      `{ meetingParticipants(appId: "${app}", meetingId: "${small}", first: 2) { nodes { name meeting { ${again} } } } }`,
    );
    const { nodes } = data?.['meetingParticipants'] as { nodes: { name: string; meeting: { participant: { name: string } } }[] };
    expect(nodes.map(({ name }) => name)).toEqual([expect.not.stringMatching('again'), 'again']);
    expect(nodes.map(({ meeting }) => meeting.participant.name)).toEqual([nodes[0]?.name, nodes[0]?.name]);
  });

  it('wait for each other if some of them are known, so that what they lead to is read together', async () => {
    const { query, calls } = await startWithoutCache();
    const edges = 'title activeSession { id } sessions(first: 2) { totalCount } recordings(first: 1) { totalCount }';
    const asking = `{
      known: meeting(appId: "${app}", meetingId: "${small}") { title }
      sessions(appId: "${app}", first: 50) { nodes { meeting { ${edges} } } }
    }`;
    for (let sight = 1; sight <= 3; sight += 1) {
      const { data, errors } = await query(asking);
      expect(errors).toEqual([]);
      expect(JSON.stringify(data)).not.toContain('"meeting":null');
    }
    // Of the meetings together each edge is a list: of one by itself, and then of the others, it would be calls for each.
    const once = [
      `/meetings/${small}`,
      '/meetings?page_no=1&per_page=100',
      '/recordings?sort_by=invokedTime&sort_order=DESC&page_no=1&per_page=100',
      '/sessions?sort_by=createdAt&sort_order=DESC&page_no=1&per_page=100',
      '/sessions?sort_by=createdAt&sort_order=DESC&page_no=1&per_page=50',
      '/sessions?status=LIVE&page_no=1&per_page=100',
    ].map((path) => `GET /${app}${path}`);
    expect(calls().sort()).toEqual([once, once, once].flat().sort());
  });

  it('are fetched without those that the cache has', async () => {
    // Nothing goes out of date.
    const { query, calls, emulator } = await startStack({ dependencies: { clock: { ...hastyClock, now: () => 0 } } });
    const inLarge = (number: number) => seedId('c', number, 3);
    for (const number of [1001, 9999]) await query(asked([large, inLarge(number)]));
    emulator.calls.length = 0;
    const answer = await query(asked([large, inLarge(9999)], [large, inLarge(1002)], [large, inLarge(1001)]));
    expect(Object.values(answer.data ?? {})).toEqual([null, member(3, 1002), member(3, 1001)]);
    expect(answer.extensions.cost).toMatchObject({ upstreamCalls: 1, cacheHits: 2 });
    expect(calls()).toEqual([`${list(large)}/${inLarge(1002)}`]);
    const again = await query(asked([large, inLarge(1001)], [large, inLarge(1002)]));
    expect(Object.values(again.data ?? {})).toEqual([member(3, 1001), member(3, 1002)]);
    expect(again.extensions.cost).toMatchObject({ upstreamCalls: 0, cacheHits: 2 });
  });

  it('are read from one page by who wants them fresh too', async () => {
    const { query, calls } = await startStack();
    const fresh = { headers: { 'cache-control': 'no-cache' } };
    for (const count of [1, 2]) {
      const { data } = await query(asked([small, inSmall(1)], [small, inSmall(2)]), undefined, fresh);
      expect(Object.values(data ?? {})).toEqual([member(1, 1), member(1, 2)]);
      expect(calls()).toEqual(Array.from({ length: count }, () => page(small)));
    }
  });

  it('fail each with its own error, and those of other lists stand', async () => {
    const { query, emulator } = await startWithoutCache();
    emulator.faults.add({ path: `${small}/participants`, status: 403 });
    const { data, errors } = await query(asked([small, inSmall(1)], [middle, inMiddle(1)], [small, inSmall(2)], [middle, inMiddle(2)]));
    expect(data).toEqual({ p0: null, p1: member(2, 1), p2: null, p3: member(2, 2) });
    expect(errors.map(({ path, extensions }) => [path, extensions['code']])).toEqual([
      [['p0'], 'UPSTREAM_AUTH_FAILED'],
      [['p2'], 'UPSTREAM_AUTH_FAILED'],
    ]);
  });
});

describe('what is known of a list', () => {
  it('is not known of another one: its length', async () => {
    const { query, calls, emulator } = await startWithoutCache();
    const far = [2000, 3000].map((number) => [large, seedId('c', number, 3)] as const);
    await query(asked(...far));
    expect(calls()).toEqual([page(large), ...far.map(([meeting, id]) => `${list(meeting)}/${id}`)]);
    emulator.calls.length = 0;
    await query(asked([small, inSmall(1)], [small, inSmall(2)]));
    expect(calls()).toEqual([page(small)]);
    emulator.calls.length = 0;
    await query(asked(...far));
    expect(calls()).toEqual(far.map(([meeting, id]) => `${list(meeting)}/${id}`));
  });

  it('is known of all of its kind, and of no other kind: the size of a page that it refuses', async () => {
    const { query, calls, emulator } = await startWithoutCache();
    emulator.faults.add({ operation: 'get_meeting_participants', path: 'per_page=100', status: 400 });
    await query(asked([small, inSmall(1)], [small, inSmall(2)]));
    expect(calls()).toEqual([page(small), `${list(small)}?page_no=1`]);
    emulator.calls.length = 0;
    await query(asked([middle, inMiddle(1)], [middle, inMiddle(2)]));
    expect(calls()).toEqual([`${list(middle)}?page_no=1`]);
    emulator.calls.length = 0;
    await query(`{ ${[small, middle].map((id, index) => `m${index}: meeting(appId: "${app}", meetingId: "${id}") { title }`).join(' ')} }`);
    expect(calls()).toEqual([`GET /${app}/meetings?page_no=1&per_page=100`]);
  });

  it('that does not exist is that nothing is in it', async () => {
    const { query, calls } = await startWithoutCache();
    const nowhere = seedId('b', 99);
    expect(await query(asked([nowhere, inSmall(1)], [nowhere, inSmall(2)]))).toMatchObject({ data: { p0: null, p1: null }, errors: [] });
    expect(calls()).toEqual([page(nowhere)]);
  });
});

describe('a batch of which some are read with more', () => {
  const title = (id: string, fields = 'title') => `meeting(appId: "${app}", meetingId: "${id}") { ${fields} }`;

  it('is answered by that, and looks for the others alone', async () => {
    const { query, calls } = await startWithoutCache();
    const { data, errors } = await query(
      `{ a: ${title(small)} b: ${title(middle)} c: ${title(large)} d: ${title(small, 'title aiConfig { __typename }')} }`,
    );
    expect(errors).toEqual([]);
    expect(data).toMatchObject({ a: { title: expect.any(String) as string }, b: { title: expect.any(String) as string } });
    expect(calls().sort()).toEqual([`GET /${app}/meetings/${small}`, `GET /${app}/meetings?page_no=1&per_page=100`].sort());
  });

  it('does not read again what is on its way, though that is another call', async () => {
    const { query, calls } = await startWithoutCache();
    const [lesson, other] = [2, 1].map((number) => seedId('e', number, 2)) as [string, string];
    const session = (id: string, fields = 'status') => `session(appId: "${app}", sessionId: "${id}") { ${fields} }`;
    const { data, errors } = await query(`{ a: ${session(lesson)} b: ${session(other)} c: ${session(lesson, 'breakoutRooms { id }')} }`);
    expect(errors).toEqual([]);
    expect(data).toMatchObject({ a: { status: 'ENDED' }, b: { status: 'ENDED' } });
    expect(calls().sort()).toEqual([`GET /${app}/sessions/${other}`, `GET /${app}/sessions/${lesson}?include_breakout_rooms=true`]);
  });

  it('is not answered by secrets of another one', async () => {
    const { query, calls } = await startWithoutCache();
    const secretly = 'id title recordingConfig { storageConfig { bucket } }';
    const { data, errors } = await query(`{ a: ${title(middle, secretly)} b: ${title(small, 'id title')} c: ${title(middle, 'id')} }`);
    expect(errors).toEqual([]);
    expect(data).toMatchObject({ a: { id: middle }, b: { id: small }, c: { id: middle } });
    expect(calls().sort()).toEqual([small, middle].map((id) => `GET /${app}/meetings/${id}`));
  });

  it('is one read of each object, however it is spelt', async () => {
    const { query, calls } = await startWithoutCache();
    const whole = 'title aiConfig { __typename }';
    const { data, errors } = await query(
      `{ a: ${title(small, whole)} b: ${title(small.toUpperCase(), whole)} c: ${title(middle, whole)} }`,
    );
    expect(errors).toEqual([]);
    expect(data?.['b']).toEqual(data?.['a']);
    expect(data?.['c']).not.toEqual(data?.['a']);
    expect(calls().sort()).toEqual([small, middle].map((id) => `GET /${app}/meetings/${id}`));
  });

  it('is read again for secrets that were not asked for when the call was sent', async () => {
    const { query, calls } = await startWithoutCache();
    const later = `participants(first: 1) { nodes { meeting { title recordingConfig { storageConfig { bucket } } } } }`;
    const { data, errors } = await query(`{ ${title(middle, `aiConfig { __typename } ${later}`)} }`);
    expect(errors).toEqual([]);
    expect(data).toMatchObject({
      meeting: { participants: { nodes: [{ meeting: { recordingConfig: { storageConfig: { bucket: 'acme-recordings' } } } }] } },
    });
    expect(calls()).toEqual([`GET /${app}/meetings/${middle}`, `${list(middle)}?page_no=1&per_page=1`, `GET /${app}/meetings/${middle}`]);
  });

  it('says in the trace why it is read by itself', async () => {
    const { query } = await startWithoutCache();
    const { extensions } = await query(`{ ${title(small, 'aiConfig { __typename }')} }`, undefined, {
      headers: { 'x-gateway-trace': '1' },
    });
    expect(extensions.trace?.map(({ why }) => why)).toEqual(['point read: lists do not tell what is asked']);
  });

  it('is null where that says that there is nothing, without another look', async () => {
    const { query, calls } = await startWithoutCache();
    const nowhere = seedId('b', 99);
    const { data, errors } = await query(
      `{ a: ${title(nowhere)} b: ${title(middle)} d: ${title(nowhere, 'title aiConfig { __typename }')} }`,
    );
    expect(errors).toEqual([]);
    expect(data).toMatchObject({ a: null, b: { title: expect.any(String) as string }, d: null });
    expect(calls().sort()).toEqual([middle, nowhere].map((id) => `GET /${app}/meetings/${id}`).sort());
  });
});
