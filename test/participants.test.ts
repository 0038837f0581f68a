/** Participants through the front door: the data, and the REST calls it cost. */
import { describe, expect, it, vi } from 'vitest';
import { seedId } from '../src/emulator/seed/ids.ts';
import { app, inMiddle, list, middle, numbers, small, startWithoutCache } from './support/seeded.ts';

const aliases = (ids: readonly string[], meeting: string) =>
  `{ ${ids.map((id, index) => `p${index}: meetingParticipant(appId: "${app}", meetingId: "${meeting}", participantId: "${id}") { id }`).join('\n')} }`;

describe('meetingParticipant', () => {
  it('answers every field as REST has it, for one point read', async () => {
    const { query, calls } = await startWithoutCache();
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
    const { query } = await startWithoutCache();
    const { data } = await query(`{
      nulled: meetingParticipant(appId: "${app}", meetingId: "${middle}", participantId: "${inMiddle(14)}") { name picture }
      missing: meetingParticipant(appId: "${app}", meetingId: "${middle}", participantId: "${inMiddle(20)}") { name picture }
    }`);
    expect(data).toEqual({ nulled: { name: null, picture: null }, missing: { name: null, picture: null } });
  });

  it('is null for a participant that does not exist, for one point read', async () => {
    const { query, calls } = await startWithoutCache();
    expect(await query(aliases([seedId('c', 99, 1)], small))).toMatchObject({ data: { p0: null }, errors: [] });
    expect(calls()).toHaveLength(1);
  });

  it('is null for every participant of a meeting that does not exist, for one call', async () => {
    const { query, calls } = await startWithoutCache();
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
    const { query, calls } = await startWithoutCache();
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
    const { query, calls } = await startWithoutCache();
    const id = inMiddle(10);
    expect((await query(aliases([id.toUpperCase(), id], middle))).data).toEqual({ p0: { id }, p1: { id } });
    expect(calls()).toEqual([`${list(middle)}/${id}`]);
  });

  it('reads the participants of several meetings apart and in parallel', async () => {
    const { query, calls, emulator } = await startWithoutCache();
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

  it('tells the same meeting id in two apps apart', async () => {
    const { query } = await startWithoutCache();
    const ask = (appId: string) =>
      `meetingParticipant(appId: "${appId}", meetingId: "${small}", participantId: "${seedId('c', 1, 1)}") { name }`;
    const { data } = await query(`{ here: ${ask(app)} elsewhere: ${ask(seedId('a', 2))} }`);
    expect(data).toEqual({ here: { name: 'Ada Lovelace' }, elsewhere: null });
  });

  it('keeps the calls of one operation to 16 at a time', async () => {
    const { query, emulator } = await startWithoutCache();
    let release = (): void => undefined;
    emulator.faults.add({ until: new Promise((resolve) => (release = resolve)) });
    let most = 0;
    const record = emulator.record.bind(emulator);
    vi.spyOn(emulator, 'record').mockImplementation((incoming) => {
      const call = record(incoming);
      most = Math.max(most, emulator.calls.filter(({ status }) => status === undefined).length);
      return call;
    });
    const meetings = numbers(40).map((number) => seedId('b', 1000 + number));
    const asking = query(
      `{ ${meetings.map((id, index) => `m${index}: meetingParticipant(appId: "${app}", meetingId: "${id}", participantId: "${id}") { id }`).join('\n')} }`,
    );
    await vi.waitFor(() => {
      expect(emulator.calls).toHaveLength(16);
    }, 10_000);
    release();
    await asking;
    expect(emulator.calls).toHaveLength(40);
    expect(most).toBe(16);
  });
});
