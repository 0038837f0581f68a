/** What answers about objects and pages of lists leave behind: what the next operation need not read, and what it must. */
import { describe, expect, it, vi } from 'vitest';
import type { Fault } from '../src/emulator/faults.ts';
import { seedId } from '../src/emulator/seed/ids.ts';
import { livestreamId } from '../src/emulator/seed/livestreams.ts';
import { peerId } from '../src/emulator/seed/peers.ts';
import { MemoryStore } from '../src/upstream/answer-store.ts';
import { app, list, middle, small } from './support/seeded.ts';
import { hastyClock, startStack } from './support/stack.ts';

const appId = `appId: "${app}"`;
const inSmall = (number: number) => seedId('c', number, 1);
const participant = (number: number, fields: string) =>
  `meetingParticipant(${appId}, meetingId: "${small}", participantId: "${inSmall(number)}") { ${fields} }`;
const participants = `meetingParticipants(${appId}, meetingId: "${small}", first: 3) { nodes { id } }`;
const meeting = (fields: string, id = middle) => `meeting(${appId}, meetingId: "${id}") { ${fields} }`;
const livestream = (fields: string) => `livestream(${appId}, livestreamId: "${livestreamId(1, 1)}") { ${fields} }`;
const meetings = `meetings(${appId}, first: 100) { nodes { id } }`;

interface Row {
  id: string;
}

/** Changes each row of the next answer that is a list. */
const rowsBecome = (change: (row: Row) => object): Fault => ({
  times: 1,
  change: (answer) => {
    const body = answer.body as { data: Row[] };
    return { ...answer, body: { ...body, data: body.data.map(change) } };
  },
});

/** A gateway that keeps what it reads, and a clock that stands still. */
async function start() {
  let now = Date.now();
  const memory = new MemoryStore({ maxEntries: 1_000, maxBytes: 1_000_000 });
  const keeping = vi.spyOn(memory, 'set');
  const stack = await startStack({
    dependencies: { store: memory, clock: { ...hastyClock, now: () => now } },
    emulator: { now: () => now },
  });
  const { emulator } = stack;
  /** What a query answers, and the calls that it makes. */
  const ask = async (query: string) => {
    emulator.calls.length = 0;
    const { data, errors, extensions } = await stack.query(`{ object: ${query} }`, undefined, { headers: { 'x-gateway-trace': '1' } });
    return { object: data?.['object'], errors, calls: stack.calls(), cost: extensions.cost, trace: extensions.trace };
  };
  const spoil = (fault: Fault) => {
    emulator.faults.add(fault);
  };
  const kept = () => keeping.mock.calls.map(([, path, query, { value }]) => `${path}?${query} ${JSON.stringify(value)}`);
  return { ask, spoil, kept, pass: (ms: number) => (now += ms) };
}

describe('an object', () => {
  it('is read for a reason that the trace tells, and stands in its place', async () => {
    const { ask } = await start();
    const read = await ask(participant(1, 'nodeId customParticipantId meeting { id }'));
    expect(read).toMatchObject({
      object: { nodeId: expect.any(String) as string, customParticipantId: 'user-1-1', meeting: { id: small } },
      calls: [`${list(small)}/${inSmall(1)}`],
    });
    expect(read.trace).toMatchObject([{ operation: 'get_meeting_participant', why: 'point read' }]);
    // The same from the cache.
    expect(await ask(participant(1, 'nodeId customParticipantId meeting { id }'))).toMatchObject({ object: read.object, calls: [] });
  });

  it('is not another one', async () => {
    const { ask, spoil } = await start();
    spoil({
      change: (answer) => ({ ...answer, body: JSON.parse(JSON.stringify(answer.body).replace(inSmall(1), inSmall(2))) as unknown }),
    });
    expect(await ask(participant(1, 'id'))).toMatchObject({
      object: null,
      errors: [
        {
          message: 'get_meeting_participant: data.id must be the id that was asked for.',
          extensions: { code: 'UPSTREAM_INVALID_RESPONSE' },
        },
      ],
    });
  });

  it('that lacks what only point reads tell has none of it, and is not read for that again', async () => {
    const { ask } = await start();
    expect(await ask(meeting('title', small))).toMatchObject({ errors: [], calls: [`GET /${app}/meetings/${small}`] });
    expect(await ask(meeting('aiConfig { summarization { wordLimit } }', small))).toMatchObject({ object: { aiConfig: null }, calls: [] });
  });

  it('is asked to tell all it can only by who selects that', async () => {
    const { ask } = await start();
    const session = (fields: string) => `session(${appId}, sessionId: "${seedId('e', 2, 2)}") { ${fields} }`;
    const path = `GET /${app}/sessions/${seedId('e', 2, 2)}`;
    expect((await ask(session('status'))).calls).toEqual([path]);
    expect((await ask(session('status breakoutRooms { id }'))).calls).toEqual([`${path}?include_breakout_rooms=true`]);
    expect((await ask(session('status'))).calls).toEqual([]);
  });

  it('with its secret is read each time, and its other facts are kept', async () => {
    const { ask } = await start();
    const path = `GET /${app}/livestreams/${livestreamId(1, 1)}`;
    expect(await ask(livestream('name'))).toMatchObject({ errors: [], calls: [path] });
    const streamKey = expect.stringContaining('example-stream-key') as string;
    for (const fields of ['name streamKey', 'streamKey', 'name streamKey']) {
      expect(await ask(livestream(fields))).toMatchObject({ object: { streamKey }, calls: [path] });
    }
    expect((await ask(livestream('name'))).calls).toEqual([]);
  });

  it('has no secret, which is not asked for again, if RealtimeKit sends none', async () => {
    const { ask, spoil } = await start();
    spoil({
      change: (answer) => ({ ...answer, body: JSON.parse(JSON.stringify(answer.body).replaceAll('"stream_key":', '"other":')) as unknown }),
    });
    expect(await ask(`livestreams(${appId}, first: 1) { nodes { streamKey } }`)).toMatchObject({
      object: { nodes: [{ streamKey: null }] },
      errors: [],
      calls: [expect.stringContaining('/livestreams?') as string],
    });
  });

  it('is kept without its secret, and with it not at all', async () => {
    const { ask, kept } = await start();
    const secret = 'example-stream-key';
    await ask(livestream('name'));
    await ask(`livestreams(${appId}) { nodes { name } }`);
    expect(kept().join()).toMatch(/"name":/);
    const before = kept().length;
    await ask(livestream('name streamKey'));
    await ask(`livestreams(${appId}) { nodes { name streamKey } }`);
    expect(kept()).toHaveLength(before);
    expect(kept().join()).not.toContain(secret);
  });

  it('is what was last known of it when it cannot be read: by itself, or as a row of its list', async () => {
    const { ask, spoil, pass } = await start();
    await ask(participant(1, 'id'));
    await ask(meetings);
    spoil({ status: 503 });
    pass(10_000);
    const stale = { errors: [], cost: { stale: 1 } };
    expect(await ask(participant(1, 'customParticipantId nodeId meeting { id }'))).toMatchObject({
      ...stale,
      object: { customParticipantId: 'user-1-1', nodeId: expect.any(String) as string, meeting: { id: small } },
    });
    expect(await ask(meeting('title nodeId app { id }'))).toMatchObject({
      ...stale,
      object: { title: expect.any(String) as string, nodeId: expect.any(String) as string, app: { id: app } },
    });
    expect(await ask(participant(2, 'id'))).toMatchObject({ object: null, errors: [{ extensions: { code: 'UPSTREAM_ERROR' } }] });
  });
});

describe('a row of a list', () => {
  it('is all that a point read of a participant would tell', async () => {
    const { ask } = await start();
    await ask(participants);
    expect(await ask(participant(2, 'name createdAt presetName meeting { id }'))).toMatchObject({
      object: { name: 'Grace Hopper', meeting: { id: small } },
      errors: [],
      calls: [],
      cost: { cacheHits: 1 },
    });
  });

  it('is not all that a point read of a meeting would tell', async () => {
    const { ask } = await start();
    await ask(meetings);
    expect(await ask(meeting('title nodeId app { id }'))).toMatchObject({ object: { app: { id: app } }, errors: [], calls: [] });
    expect((await ask(meeting('title aiConfig { summarization { wordLimit } }'))).calls).toEqual([`GET /${app}/meetings/${middle}`]);
  });

  it('tells of the objects in it too', async () => {
    const { ask } = await start();
    await ask(`recordings(${appId}, first: 5) { nodes { id } }`);
    expect(await ask(meeting('title', small))).toMatchObject({ object: { title: expect.any(String) as string }, calls: [] });
  });

  it('is known by its id in any spelling', async () => {
    const { ask, spoil } = await start();
    spoil(rowsBecome((row) => ({ ...row, id: row.id.toUpperCase() })));
    await ask(participants);
    expect(await ask(participant(2, 'name'))).toMatchObject({ object: { name: 'Grace Hopper' }, calls: [] });
  });

  it('that is not as documented is kept for nobody, and its neighbours are', async () => {
    const { ask, spoil } = await start();
    spoil(rowsBecome((row) => (row.id === inSmall(2) ? { ...row, created_at: 'yesterday' } : row)));
    expect((await ask(participants)).object).toEqual({ nodes: [{ id: inSmall(1) }, null, { id: inSmall(3) }] });
    expect((await ask(participant(3, 'createdAt'))).calls).toEqual([]);
    expect(await ask(participant(2, 'createdAt'))).toMatchObject({
      object: { createdAt: expect.any(String) as string },
      calls: [`${list(small)}/${inSmall(2)}`],
    });
  });

  it('that sums up is not what a point read tells', async () => {
    const { ask } = await start();
    const session = (fields: string) => `session(${appId}, sessionId: "${seedId('e', 2, 2)}") { ${fields} }`;
    await ask(session('attendees(first: 100) { nodes { displayName } }'));
    const peer = peerId(2, 2, 1);
    expect((await ask(session(`participant(peerId: "${peer}") { durationMinutes }`))).calls).toEqual([
      `GET /${app}/sessions/${seedId('e', 2, 2)}/participants/${peer}`,
    ]);
  });
});

describe('a page', () => {
  it('is kept for who asks for it, but not if it was read for single objects alone', async () => {
    const { ask } = await start();
    expect((await ask(participants)).calls).toHaveLength(1);
    expect((await ask(participants)).calls).toEqual([]);
    const byIds = `meetingParticipantsByIds(${appId}, meetingId: "${middle}", participantIds: ["${seedId('c', 1, 2)}", "${seedId('c', 2, 2)}"]) { id }`;
    expect((await ask(byIds)).calls).toEqual([`${list(middle)}?page_no=1&per_page=100`]);
    const same = `meetingParticipants(${appId}, meetingId: "${middle}", first: 100) { totalCount }`;
    expect((await ask(same)).calls).toEqual([`${list(middle)}?page_no=1&per_page=100`]);
  });

  it('of a list that comes as a whole is asked for without a number', async () => {
    const { ask } = await start();
    const webhook = (number: number) => `w${number}: webhook(${appId}, webhookId: "${seedId('1', number)}") { name }`;
    expect(await ask(`webhook(${appId}, webhookId: "${seedId('1', 1)}") { name } ${webhook(2)}`)).toMatchObject({
      errors: [],
      calls: [`GET /${app}/webhooks`],
    });
  });
});
