/** Participants through the front door: the data, and the REST calls it cost. */
import { describe, expect, it, vi } from 'vitest';
import { seedId } from '../src/emulator/seed.ts';
import { type Stack, type StackOptions, startStack } from './support/stack.ts';

const app = seedId('a', 1);
const [small, middle, large] = [1, 2, 3].map((number) => seedId('b', number)) as [string, string, string];
const inMiddle = (number: number) => seedId('c', number, 2);
const numbers = (length: number, first = 1) => Array.from({ length }, (_, index) => first + index);
const list = (meeting: string) => `GET /${app}/meetings/${meeting}/participants`;

const byIds = `query ($appId: ID!, $meetingId: ID!, $participantIds: [ID!]!) {
  meetingParticipantsByIds(appId: $appId, meetingId: $meetingId, participantIds: $participantIds) { id customParticipantId }
}`;

const aliases = (ids: readonly string[], meeting: string) =>
  `{ ${ids.map((id, index) => `p${index}: meetingParticipant(appId: "${app}", meetingId: "${meeting}", participantId: "${id}") { id }`).join('\n')} }`;

/** Without the cache: what a plan costs when nothing is known. */
const start = ({ emulator, config }: StackOptions = {}) =>
  startStack({ ...(emulator && { emulator }), config: { cacheTtlMs: 0, ...config } });

describe('meetingParticipant', () => {
  it('answers every field as REST has it, for one point read', async () => {
    const { query, calls } = await start();
    const { data, errors } = await query(
      `query ($appId: ID!, $meetingId: ID!, $participantId: ID!) {
        meetingParticipant(appId: $appId, meetingId: $meetingId, participantId: $participantId) {
          id createdAt updatedAt customParticipantId presetName name picture
        }
      }`,
      { appId: app, meetingId: small, participantId: seedId('c', 1, 1) },
    );
    expect(errors).toEqual([]);
    expect(data).toEqual({
      meetingParticipant: {
        id: 'c0000000-0000-4000-8001-000000000001',
        createdAt: '2026-01-06T12:46:41.000Z',
        updatedAt: '2026-01-06T12:46:41.000Z',
        customParticipantId: 'user-1-1',
        presetName: 'group_call_host',
        name: 'Ada Lovelace',
        picture: 'https://example.com/avatars/1-1.png',
      },
    });
    expect(calls()).toEqual([`${list(small)}/${seedId('c', 1, 1)}`]);
  });

  it('answers null for a name or picture that REST sends as null or leaves out', async () => {
    const { query } = await start();
    const { data } = await query(`{
      nulled: meetingParticipant(appId: "${app}", meetingId: "${middle}", participantId: "${inMiddle(14)}") { name picture }
      missing: meetingParticipant(appId: "${app}", meetingId: "${middle}", participantId: "${inMiddle(20)}") { name picture }
    }`);
    expect(data).toEqual({ nulled: { name: null, picture: null }, missing: { name: null, picture: null } });
  });

  it('is null for a participant that does not exist, for one point read', async () => {
    const { query, calls } = await start();
    expect(await query(aliases([seedId('c', 99, 1)], small))).toMatchObject({ data: { p0: null }, errors: [] });
    expect(calls()).toHaveLength(1);
  });

  it('is null for every participant of a meeting that does not exist, for one call', async () => {
    const { query, calls } = await start();
    const nowhere = seedId('b', 99);
    expect(
      await query(
        aliases(
          [1, 2, 3].map((number) => seedId('c', number)),
          nowhere,
        ),
      ),
    ).toMatchObject({
      data: { p0: null, p1: null, p2: null },
      errors: [],
    });
    expect(calls()).toEqual([`${list(nowhere)}?page_no=1&per_page=100`]);
  });

  it('reads 50 aliases of the same id with one call', async () => {
    const { query, calls } = await start();
    const { data } = await query(
      aliases(
        Array.from({ length: 50 }, () => inMiddle(7)),
        middle,
      ),
    );
    expect(Object.values(data ?? {})).toEqual(Array.from({ length: 50 }, () => ({ id: inMiddle(7) })));
    expect(calls()).toEqual([`${list(middle)}/${inMiddle(7)}`]);
  });

  it('takes a UUID in upper case for the one in lower case', async () => {
    const { query, calls } = await start();
    const id = inMiddle(10);
    expect((await query(aliases([id.toUpperCase(), id], middle))).data).toEqual({ p0: { id }, p1: { id } });
    expect(calls()).toEqual([`${list(middle)}/${id}`]);
  });

  it('reads the participants of several meetings apart and in parallel', async () => {
    const { query, calls, emulator } = await start();
    emulator.faults.add({ latencyMs: 20 });
    const { data, errors } = await query(`{
      ${[1, 2, 3].map((number) => `a${number}: meetingParticipant(appId: "${app}", meetingId: "${small}", participantId: "${seedId('c', number, 1)}") { id }`).join('\n')}
      ${[1, 2, 3].map((number) => `b${number}: meetingParticipant(appId: "${app}", meetingId: "${middle}", participantId: "${inMiddle(number)}") { id }`).join('\n')}
      c: meetingParticipant(appId: "${seedId('a', 2)}", meetingId: "${seedId('b', 4)}", participantId: "${seedId('c', 2, 4)}") { id }
    }`);
    expect(errors).toEqual([]);
    expect(Object.values(data ?? {})).not.toContain(null);
    expect(calls().sort()).toEqual([
      `${list(small)}?page_no=1&per_page=100`,
      `${list(middle)}?page_no=1&per_page=100`,
      `GET /${seedId('a', 2)}/meetings/${seedId('b', 4)}/participants/${seedId('c', 2, 4)}`,
    ]);
  });

  it('keeps the calls of one operation to 16 at a time', async () => {
    const { query, emulator } = await start();
    emulator.faults.add({ latencyMs: 100 });
    let most = 0;
    const record = emulator.record.bind(emulator);
    vi.spyOn(emulator, 'record').mockImplementation((incoming) => {
      const call = record(incoming);
      most = Math.max(most, emulator.calls.filter(({ status }) => status === undefined).length);
      return call;
    });
    const meetings = numbers(40).map((number) => seedId('b', 1000 + number));
    await query(
      `{ ${meetings.map((id, index) => `m${index}: meetingParticipant(appId: "${app}", meetingId: "${id}", participantId: "${id}") { id }`).join('\n')} }`,
    );
    expect(emulator.calls).toHaveLength(40);
    expect(most).toBe(16);
  });
});

describe('meetingParticipantsByIds', () => {
  const ask = { appId: app, meetingId: middle };

  it('answers 50 participants of a meeting of 100 with one call, in the order asked', async () => {
    const { query, calls, rest } = await start();
    await shrinkToHundred(rest);
    const participantIds = numbers(50, 51).reverse().map(inMiddle);
    const { data, errors } = await query(byIds, { ...ask, participantIds });
    expect(errors).toEqual([]);
    expect(data?.['meetingParticipantsByIds']).toEqual(
      numbers(50, 51)
        .reverse()
        .map((number) => ({ id: inMiddle(number), customParticipantId: `user-2-${number}` })),
    );
    expect(calls()).toEqual([`${list(middle)}?page_no=1&per_page=100`]);
  });

  it('answers 100 of 100 with four calls when the upstream gives 25 on a page', async () => {
    const { query, calls, rest } = await start({ emulator: { paging: { mostPerPage: 25 } } });
    await shrinkToHundred(rest);
    const { data } = await query(byIds, { ...ask, participantIds: numbers(100).map(inMiddle) });
    expect(data?.['meetingParticipantsByIds']).toEqual(
      numbers(100).map((number) => ({ id: inMiddle(number), customParticipantId: `user-2-${number}` })),
    );
    expect(calls().sort()).toEqual([
      `${list(middle)}?page_no=1&per_page=100`,
      ...[2, 3, 4].map((page) => `${list(middle)}?page_no=${page}&per_page=25`),
    ]);
  });

  it('leaves the page size to an upstream that refuses it, and remembers that', async () => {
    const { query, calls, emulator } = await start({
      emulator: { paging: { mostPerPage: 50, whenMore: 'refuse', defaultPageSize: 40 } },
    });
    const participantIds = numbers(120).map(inMiddle);
    const first = await query(byIds, { ...ask, participantIds });
    expect(first.errors).toEqual([]);
    expect(first.data?.['meetingParticipantsByIds']).not.toContain(null);
    expect(calls().sort()).toEqual([
      `${list(middle)}?page_no=1`,
      `${list(middle)}?page_no=1&per_page=100`,
      `${list(middle)}?page_no=2`,
      `${list(middle)}?page_no=3`,
    ]);
    emulator.calls.length = 0;
    await query(byIds, { ...ask, participantIds });
    expect(calls().sort()).toEqual([1, 2, 3].map((page) => `${list(middle)}?page_no=${page}`));
  });

  it('answers 3 of 5,000 with one look at the list and three point reads, and later without the look', async () => {
    const { query, calls, emulator } = await start();
    const participantIds = [2000, 3000, 4000].map((number) => seedId('c', number, 3));
    const answer = [2000, 3000, 4000].map((number) => ({ id: seedId('c', number, 3), customParticipantId: `user-3-${number}` }));
    const asked = { ...ask, meetingId: large, participantIds };
    expect((await query(byIds, asked)).data?.['meetingParticipantsByIds']).toEqual(answer);
    const points = participantIds.map((id) => `${list(large)}/${id}`);
    expect(calls()).toEqual([`${list(large)}?page_no=1&per_page=100`, ...points]);
    emulator.calls.length = 0;
    expect((await query(byIds, asked)).data?.['meetingParticipantsByIds']).toEqual(answer);
    expect(calls()).toEqual(points);
  });

  it('confirms by a point read what the list does not hold', async () => {
    const { query, calls, emulator } = await start();
    // A row that moved to an earlier page while the list was read: no page shows it.
    emulator.faults.add({ operation: 'get_meeting_participants', change: (answer) => withRows(answer, (rows) => rows.slice(1)) });
    const { data, errors } = await query(byIds, {
      ...ask,
      meetingId: small,
      participantIds: [1, 2, 99].map((number) => seedId('c', number, 1)),
    });
    expect(errors).toEqual([]);
    expect(data?.['meetingParticipantsByIds']).toMatchObject([
      { customParticipantId: 'user-1-1' },
      { customParticipantId: 'user-1-2' },
      null,
    ]);
    expect(calls()).toEqual([
      `${list(small)}?page_no=1&per_page=100`,
      ...[1, 99].map((number) => `${list(small)}/${seedId('c', number, 1)}`),
    ]);
  });

  it('survives a list that claims to be endless', async () => {
    const { query, calls, emulator } = await start();
    const endless = { total_count: 1e300, start_offset: 1, end_offset: 1 };
    emulator.faults.add({ operation: 'get_meeting_participants', body: { success: true, data: [], paging: endless } });
    const participantIds = [1, 2].map((number) => seedId('c', number, 1));
    const { data, errors } = await query(byIds, { ...ask, meetingId: small, participantIds });
    expect(errors).toEqual([]);
    expect(data?.['meetingParticipantsByIds']).toMatchObject(participantIds.map((id) => ({ id })));
    expect(calls()).toHaveLength(3);
  });

  it('matches rows by id, however they are shuffled and repeated', async () => {
    const { query, calls, emulator } = await start();
    emulator.faults.add({
      operation: 'get_meeting_participants',
      change: (answer) => withRows(answer, (rows) => [...rows.slice(0, 2), ...rows].reverse()),
    });
    const participantIds = [3, 1, 3, 2].map((number) => seedId('c', number, 1));
    const { data } = await query(byIds, { ...ask, meetingId: small, participantIds });
    expect(data?.['meetingParticipantsByIds']).toMatchObject(participantIds.map((id) => ({ id })));
    expect(calls()).toHaveLength(1);
  });

  it('reads a row again that is not as documented, and its neighbours stand', async () => {
    const { query, calls, emulator } = await start();
    emulator.faults.add({
      operation: 'get_meeting_participants',
      change: (answer) => withRows(answer, ([first, ...rows]) => [{ ...first, preset_name: 7 }, ...rows]),
    });
    const participantIds = [1, 2].map((number) => seedId('c', number, 1));
    const { data, errors } = await query(byIds, { ...ask, meetingId: small, participantIds });
    expect(errors).toEqual([]);
    expect(data?.['meetingParticipantsByIds']).toMatchObject(participantIds.map((id) => ({ id })));
    expect(calls()).toEqual([`${list(small)}?page_no=1&per_page=100`, `${list(small)}/${participantIds[0] ?? ''}`]);
  });

  it('reads one by one when the list itself is not as documented', async () => {
    const { query, calls, emulator } = await start();
    emulator.faults.add({ operation: 'get_meeting_participants', body: { success: true, data: [] } });
    const participantIds = [1, 2].map((number) => seedId('c', number, 1));
    const { data, errors } = await query(byIds, { ...ask, meetingId: small, participantIds });
    expect(errors).toEqual([]);
    expect(data?.['meetingParticipantsByIds']).toMatchObject(participantIds.map((id) => ({ id })));
    expect(calls()).toHaveLength(3);
  });

  it('fails a key whose point read fails in its own place only', async () => {
    const { query, emulator } = await start();
    const participantIds = [4000, 4001, 4002].map((number) => seedId('c', number, 3));
    emulator.faults.add({ path: participantIds[1] ?? '', status: 500 });
    const { data, errors } = await query(byIds, { ...ask, meetingId: large, participantIds });
    expect(data?.['meetingParticipantsByIds']).toMatchObject([{ id: participantIds[0] }, null, { id: participantIds[2] }]);
    expect(errors).toMatchObject([{ path: ['meetingParticipantsByIds', 1], extensions: { code: 'UPSTREAM_ERROR' } }]);
  });
});

type Rows = Record<string, unknown>[];

function withRows<T extends { body: unknown }>(answer: T, change: (rows: Rows) => Rows): T {
  const body = answer.body as { data: Rows };
  return { ...answer, body: { ...body, data: change(body.data) } };
}

/** Leaves participants 1 to 100 in the meeting of 120. */
async function shrinkToHundred(rest: Stack['rest']): Promise<void> {
  for (const number of numbers(20, 101))
    expect(await rest('DELETE', `/${app}/meetings/${middle}/participants/${inMiddle(number)}`)).toBe(200);
}
