/** What an operation has read with more than was asked for serves who asks for less: no object is read twice in one operation. */
import { describe, expect, it } from 'vitest';
import { seedId } from '../src/emulator/seed/ids.ts';
import { app, middle, small, startWithoutCache } from './support/seeded.ts';

const appId = `appId: "${app}"`;
const lesson = seedId('e', 2, 2);
const meeting = (id: string, fields: string) => `meeting(${appId}, meetingId: "${id}") { ${fields} }`;
const session = (fields: string) => `session(${appId}, sessionId: "${lesson}") { ${fields} }`;
const recording = (number: number, fields: string) => `recording(${appId}, recordingId: "${seedId('f', number)}") { ${fields} }`;

const storage = 'recordingConfig { storageConfig { bucket } }';
const backToMeeting = 'participants(first: 2) { nodes { meeting { title } } }';

describe('an object', () => {
  it.each([
    {
      what: 'a session, then who was in it',
      query: session('breakoutRooms { id } participants(first: 2) { nodes { participant { id } } }'),
      cost: 3,
    },
    { what: 'a meeting with its aiConfig, then plainly', query: meeting(middle, `aiConfig { __typename } ${backToMeeting}`), cost: 2 },
    { what: 'a meeting with its secrets, then plainly', query: meeting(middle, `${storage} ${backToMeeting}`), cost: 2 },
    {
      what: 'a meeting with both, then with either',
      query: meeting(middle, `aiConfig { __typename } ${storage} participants(first: 2) { nodes { meeting { title ${storage} } } }`),
      cost: 2,
    },
    {
      what: 'a meeting plainly and with its aiConfig at once',
      query: `a: ${meeting(middle, 'title')} b: ${meeting(middle, 'aiConfig { __typename }')}`,
      cost: 1,
    },
    {
      what: 'a meeting plainly, with its secrets and with its aiConfig at once',
      query: `a: ${meeting(middle, 'title')} b: ${meeting(middle, `title ${storage}`)} c: ${meeting(middle, 'aiConfig { __typename }')}`,
      cost: 1,
    },
    {
      what: 'a recording with its reason, then with its storage',
      query: recording(1, 'startReason { reason } storageConfig { bucket }'),
      cost: 1,
    },
    {
      what: 'an active recording whose answer lacks both',
      query: meeting(small, 'activeRecording { storageConfig { bucket } startReason { reason } }'),
      cost: 3,
    },
    {
      what: 'two recordings, one of them with its reason',
      query: `a: ${recording(1, 'status')} b: ${recording(2, 'status')} c: ${recording(1, 'startReason { reason }')}`,
      cost: 2,
    },
    {
      what: 'meetings of a list with secrets',
      query: `meetings(${appId}, first: 3) { nodes { ${storage} participants(first: 1) { nodes { meeting { title ${storage} } } } } }`,
      cost: 4,
    },
    {
      what: 'the meetings in the rows of recordings',
      query: `recordings(${appId}, first: 5) { nodes { session { meeting { title } } } }`,
      cost: 2,
    },
    {
      what: 'the meetings in the rows of recordings, read with their secrets',
      query: `recordings(${appId}, first: 5) { nodes { downloadUrl session { meeting { title } } } }`,
      cost: 2,
    },
  ])('is read once: $what', async ({ query: asked, cost }) => {
    const { query, calls } = await startWithoutCache();
    const { data, errors } = await query(`{ ${asked} }`);
    expect(errors).toEqual([]);
    expect(JSON.stringify(data)).not.toMatch(/"(title|meeting|participant)":null/);
    expect(calls()).toHaveLength(cost);
    expect(new Set(calls().map((call) => call.replace(/\?.*/, ''))).size).toBe(cost);
  });

  it('that is read with more is not looked for together with another one', async () => {
    const { query, calls } = await startWithoutCache();
    const { errors } = await query(
      `{ a: ${recording(1, 'status')} b: ${recording(2, 'status')} c: ${recording(1, 'startReason { reason }')} }`,
    );
    expect(errors).toEqual([]);
    expect(calls().sort()).toEqual([1, 2].map((number) => `GET /${app}/recordings/${seedId('f', number)}`));
  });

  it('is read plainly beside another one if it cannot be read with more', async () => {
    const { query, calls, emulator } = await startWithoutCache();
    emulator.faults.add({ path: 'include_breakout_rooms', status: 400 });
    const other = seedId('e', 1, 2);
    const { data } = await query(
      `{ a: ${session('status')} b: ${session('breakoutRooms { id }')} c: ${session('status').replace(lesson, other)} }`,
    );
    expect(data).toEqual({ a: { status: 'ENDED' }, b: null, c: { status: 'ENDED' } });
    expect(calls().sort()).toEqual([
      `GET /${app}/sessions/${other}`,
      `GET /${app}/sessions/${lesson}`,
      `GET /${app}/sessions/${lesson}?include_breakout_rooms=true`,
    ]);
  });

  it('is read plainly if it cannot be read with more', async () => {
    const { query, calls, emulator } = await startWithoutCache();
    emulator.faults.add({ path: 'include_breakout_rooms', status: 400 });
    const { data, errors } = await query(`{ a: ${session('status')} b: ${session('breakoutRooms { id }')} }`);
    expect(data).toEqual({ a: { status: 'ENDED' }, b: null });
    expect(errors).toMatchObject([{ path: ['b'], extensions: { code: 'BAD_USER_INPUT' } }]);
    expect(calls()).toEqual([`GET /${app}/sessions/${lesson}?include_breakout_rooms=true`, `GET /${app}/sessions/${lesson}`]);
  });
});
