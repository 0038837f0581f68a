/** Many participants by their ids: the data, and the REST calls it cost. */
import { describe, expect, it } from 'vitest';
import { seedId } from '../src/emulator/seed/ids.ts';
import { app, inMiddle, large, list, middle, numbers, small, startWithoutCache } from './support/seeded.ts';
import type { Stack } from './support/stack.ts';

const byIds = `query ($appId: ID!, $meetingId: ID!, $participantIds: [ID!]!) {
  meetingParticipantsByIds(appId: $appId, meetingId: $meetingId, participantIds: $participantIds) { id customParticipantId }
}`;

describe('meetingParticipantsByIds', () => {
  const ask = { appId: app, meetingId: middle };

  it('answers 50 participants of a meeting of 100 with one call, in the order asked', async () => {
    const { query, calls, rest } = await startWithoutCache();
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
    const { query, calls, rest } = await startWithoutCache({ emulator: { paging: { mostPerPage: 25 } } });
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
    const { query, calls, emulator } = await startWithoutCache({
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

  it('leaves the page size to an upstream that fails with 500 for it', async () => {
    const { query, calls, emulator } = await startWithoutCache();
    emulator.faults.add({ operation: 'get_meeting_participants', path: 'per_page=100', status: 500 });
    const { data, errors } = await query(byIds, {
      ...ask,
      meetingId: small,
      participantIds: [1, 2].map((number) => seedId('c', number, 1)),
    });
    expect(errors).toEqual([]);
    expect(data?.['meetingParticipantsByIds']).toHaveLength(2);
    expect(calls().at(-1)).toBe(`${list(small)}?page_no=1`);
  });

  it('answers 3 of 5,000 with one look at the list and three point reads, and later without the look', async () => {
    const { query, calls, emulator } = await startWithoutCache();
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
    const { query, calls, emulator } = await startWithoutCache();
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
    const { query, calls, emulator } = await startWithoutCache();
    const endless = { total_count: 1e300, start_offset: 1, end_offset: 1 };
    emulator.faults.add({ operation: 'get_meeting_participants', body: { success: true, data: [], paging: endless } });
    const participantIds = [1, 2].map((number) => seedId('c', number, 1));
    const { data, errors } = await query(byIds, { ...ask, meetingId: small, participantIds });
    expect(errors).toEqual([]);
    expect(data?.['meetingParticipantsByIds']).toMatchObject(participantIds.map((id) => ({ id })));
    expect(calls()).toHaveLength(3);
  });

  it('matches rows by id, however they are shuffled and repeated', async () => {
    const { query, calls, emulator } = await startWithoutCache();
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
    const { query, calls, emulator } = await startWithoutCache();
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
    const { query, calls, emulator } = await startWithoutCache();
    emulator.faults.add({ operation: 'get_meeting_participants', body: { success: true, data: [] } });
    const participantIds = [1, 2].map((number) => seedId('c', number, 1));
    const { data, errors } = await query(byIds, { ...ask, meetingId: small, participantIds });
    expect(errors).toEqual([]);
    expect(data?.['meetingParticipantsByIds']).toMatchObject(participantIds.map((id) => ({ id })));
    expect(calls()).toHaveLength(3);
  });

  it('fails a key whose point read fails in its own place only', async () => {
    const { query, emulator } = await startWithoutCache();
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
