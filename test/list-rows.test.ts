/** What the rows of a list tell the operation that reads it, and what the size of a page teaches. */
import { describe, expect, it } from 'vitest';
import { seedId } from '../src/emulator/seed/ids.ts';
import { peerId } from '../src/emulator/seed/peers.ts';
import { app, list, small, startWithoutCache } from './support/seeded.ts';

const appId = `appId: "${app}"`;
const inSmall = (number: number) => seedId('c', number, 1);
const participants = (fields: string) => `meetingParticipants(${appId}, meetingId: "${small}", first: 3) { ${fields} }`;

interface Body {
  data: object[];
}

/** A gateway without a cache, whose upstream changes the rows of participants. */
async function startWith(change: (rows: object[]) => object[]) {
  const stack = await startWithoutCache();
  stack.emulator.faults.add({
    operation: 'get_meeting_participants',
    change: (answer) => {
      const body = answer.body as Body;
      return { ...answer, body: { ...body, data: change(body.data) } };
    },
  });
  return stack;
}

describe('a row that is left out of a page', () => {
  it('is null in its place, with an error that names the place, and the list is as long as it was', async () => {
    const { query, calls } = await startWith((rows) => rows.slice(0, 2));
    const { data, errors } = await query(`{ ${participants('nodes { id } totalCount')} }`);
    expect(data).toEqual({ meetingParticipants: { nodes: [{ id: inSmall(1) }, { id: inSmall(2) }, null], totalCount: 3 } });
    expect(errors).toMatchObject([
      {
        path: ['meetingParticipants', 'nodes', 2],
        message: 'RealtimeKit left out the participant at place 2 of its list.',
        extensions: { code: 'UPSTREAM_INVALID_RESPONSE' },
      },
    ]);
    expect(calls()).toHaveLength(1);
  });
});

describe('the rows of a list', () => {
  it('need not be read again, though one of them is not as documented', async () => {
    const { query, calls } = await startWith((rows) => rows.with(0, { ...rows[0], created_at: 'yesterday' }));
    const again = `participant(participantId: "${inSmall(3)}") { name }`;
    const { data, errors } = await query(`{ ${participants(`nodes { meeting { title ${again} } }`)} }`);
    const node = { meeting: { title: 'Stand-up', participant: { name: 'Alan Turing' } } };
    expect(data).toEqual({ meetingParticipants: { nodes: [null, node, node] } });
    expect(errors).toMatchObject([{ path: ['meetingParticipants', 'nodes', 0] }]);
    expect(calls()).toEqual([`${list(small)}?page_no=1&per_page=3`, `GET /${app}/meetings/${small}`]);
  });

  it('do not stand for single objects if they sum up', async () => {
    const { query, calls } = await startWithoutCache();
    const lesson = seedId('e', 2, 2);
    const peer = peerId(2, 2, 1);
    const alone = await query(`{ session(${appId}, sessionId: "${lesson}") { participant(peerId: "${peer}") { durationMinutes } } }`);
    const sessions = `sessions(first: 5) { nodes { id participant(peerId: "${peer}") { durationMinutes } } }`;
    const { data } = await query(
      `{ session(${appId}, sessionId: "${lesson}") { attendees(first: 100) { nodes { durationMinutes participant { meeting { ${sessions} } } } } } }`,
    );
    const expected = JSON.stringify((alone.data?.['session'] as { participant: object }).participant);
    const found = JSON.stringify(data).match(new RegExp(`"id":"${lesson}","participant":\\{[^}]*\\}`, 'g'));
    expect(new Set(found)).toEqual(new Set([`"id":"${lesson}","participant":${expected}`]));
    expect(calls().filter((call) => call.endsWith(`${lesson}/participants/${peer}`))).toHaveLength(2);
  });

  it('do not stand for single objects with their secrets, nor does what is told in them', async () => {
    const { query } = await startWithoutCache();
    const storage = 'title recordingConfig { storageConfig { bucket } }';
    const bucket = { recordingConfig: { storageConfig: { bucket: 'acme-recordings' } } };
    const algebra = seedId('b', 2);
    const { data } = await query(
      `{ meetings(${appId}, first: 100) { nodes { id title participants(first: 1) { nodes { meeting { ${storage} } } } } } }`,
    );
    const { nodes } = data?.['meetings'] as { nodes: { id: string }[] };
    expect(nodes.find(({ id }) => id === algebra)).toMatchObject({ participants: { nodes: [{ meeting: bucket }] } });
    const told = await query(`{ recordings(${appId}, first: 100) { nodes { meeting { id ${storage} } } } }`);
    const meetings = (told.data?.['recordings'] as { nodes: { meeting: { id: string } }[] }).nodes.map(({ meeting }) => meeting);
    expect(meetings.find(({ id }) => id === algebra)).toMatchObject(bucket);
  });

  it('are read for a reason that the trace tells', async () => {
    const { query } = await startWithoutCache();
    const whys = async (field: string) =>
      (await query(`{ ${field} { totalCount } }`, undefined, { headers: { 'x-gateway-trace': '1' } })).extensions.trace?.map(
        ({ why }) => why,
      );
    expect(await whys(`webhooks(${appId})`)).toEqual(['the whole list']);
    const second = btoa('place:24');
    expect(await whys(`meetings(${appId}, first: 25, after: "${second}")`)).toEqual(['list page 2']);
  });
});

describe('the size of a page', () => {
  it('that is taken for one kind of list may be refused for another', async () => {
    const { query, calls, emulator } = await startWithoutCache();
    emulator.faults.add({ path: 'search=x', status: 400 });
    await query(`{ meetings(${appId}, first: 50) { totalCount } }`);
    emulator.calls.length = 0;
    const { errors } = await query(`{ presets(${appId}, first: 50, filter: { search: "x" }) { totalCount } }`);
    expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
    expect(calls()).toHaveLength(2);
  });
});
