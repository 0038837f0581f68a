/** Cloudflare's official SDK, unchanged, takes the emulator for RealtimeKit. */
import Cloudflare from 'cloudflare';
import { afterEach, assert, beforeEach, describe, expect, test } from 'vitest';
import { seedId } from '../src/emulator/seed.ts';
import { type RunningEmulator, startEmulator } from '../src/emulator/server.ts';

const now = '2026-03-01T12:00:00.000Z';
const standUp = seedId('b', 1);
const algebra = seedId('b', 2);
const ada = seedId('c', 1, 1);

let running: RunningEmulator;

beforeEach(async () => {
  running = await startEmulator({ now: () => Date.parse(now) });
});

afterEach(() => running.close());

const meetingsWith = (apiToken: string) => new Cloudflare({ apiToken, baseURL: running.baseUrl, maxRetries: 0 }).realtimeKit.meetings;
const meetings = () => meetingsWith(running.token);
const inApp = () => ({ account_id: running.accountId, app_id: seedId('a', 1) });
const inStandUp = () => ({ ...inApp(), meeting_id: standUp });
const calls = () => running.emulator.calls.map(({ operation, status }) => `${operation ?? 'no operation'} ${status ?? 'unanswered'}`);

describe("Cloudflare's SDK", () => {
  test('lists every participant of a meeting, page by page', async () => {
    const pages = [];
    for (const page_no of [1, 2, 3]) {
      pages.push(await meetings().getMeetingParticipants(algebra, { ...inApp(), page_no, per_page: 50 }));
    }

    expect(pages.map(({ paging }) => paging)).toEqual([
      { total_count: 120, start_offset: 1, end_offset: 50 },
      { total_count: 120, start_offset: 51, end_offset: 100 },
      { total_count: 120, start_offset: 101, end_offset: 120 },
    ]);
    expect(pages.flatMap(({ data }) => data.map(({ id }) => id))).toEqual(
      Array.from({ length: 120 }, (_, index) => seedId('c', index + 1, 2)),
    );
    expect(running.emulator.calls.at(-1)?.path).toBe(`/${inApp().app_id}/meetings/${algebra}/participants?page_no=3&per_page=50`);
  });

  test('gets one participant', async () => {
    const { success, data } = await meetings().getMeetingParticipant(ada, inStandUp());

    expect(success).toBe(true);
    expect(data).toMatchObject({ id: ada, name: 'Ada Lovelace', preset_name: 'group_call_host', custom_participant_id: 'user-1-1' });
    expect(calls()).toEqual(['get_meeting_participant 200']);
  });

  test('adds a participant, who is in the list from then on without the token', async () => {
    const fields = { custom_participant_id: 'mary@example.com', preset_name: 'webinar_viewer', name: 'Mary Sue' };
    const { data: added } = await meetings().addParticipant(standUp, { ...inApp(), ...fields });
    const { data: rows, paging } = await meetings().getMeetingParticipants(standUp, inApp());

    expect(added).toEqual({
      id: expect.any(String) as string,
      created_at: now,
      updated_at: now,
      ...fields,
      token: expect.any(String) as string,
    });
    assert(added);
    const { token, ...row } = added;
    expect(claimsOf(token)).toMatchObject({ meetingId: standUp, participantId: row.id });
    expect(rows.at(-1)).toEqual(row);
    expect(paging.total_count).toBe(4);
    expect(calls()).toEqual(['add_participant 201', 'get_meeting_participants 200']);
  });

  test('edits the fields that it names and no others', async () => {
    const { data: before } = await meetings().getMeetingParticipant(ada, inStandUp());
    await meetings().editParticipant(ada, { ...inStandUp(), name: 'Countess', picture: null });
    const { data: after } = await meetings().getMeetingParticipant(ada, inStandUp());

    expect(after).toEqual({ ...before, name: 'Countess', picture: null, updated_at: now });
  });

  test('refreshes the token of the participant it names', async () => {
    const { data } = await meetings().refreshParticipantToken(ada, inStandUp());

    expect(claimsOf(data.token)).toMatchObject({ meetingId: standUp, participantId: ada, iat: Date.parse(now) / 1000 });
    expect(calls()).toEqual(['regenerate_token 200']);
  });

  test('deletes a participant, who is not found from then on', async () => {
    const { data: deleted } = await meetings().deleteMeetingParticipant(ada, inStandUp());

    expect(deleted).toMatchObject({ custom_participant_id: 'user-1-1', preset_id: seedId('d', 1) });
    await expect(meetings().getMeetingParticipant(ada, inStandUp())).rejects.toBeInstanceOf(Cloudflare.NotFoundError);
    await expect(meetings().getMeetingParticipants(standUp, inApp())).resolves.toMatchObject({ paging: { total_count: 2 } });
    expect(calls()).toEqual(['delete_meeting_participant 200', 'get_meeting_participant 404', 'get_meeting_participants 200']);
  });
});

describe("Cloudflare's SDK throws its own", () => {
  const failure = (reading: Promise<unknown>) =>
    reading.then(
      () => undefined,
      (error: unknown) => error,
    );

  test('AuthenticationError, with the code of the edge, for a wrong token', async () => {
    const error = await failure(meetingsWith('not-the-token').getMeetingParticipant(ada, inStandUp()));

    expect(error).toBeInstanceOf(Cloudflare.AuthenticationError);
    expect(error).toMatchObject({ status: 401, errors: [{ code: 10000 }] });
  });

  test("PermissionDeniedError for an account that is not the token's", async () => {
    const error = await failure(meetings().getMeetingParticipant(ada, { ...inStandUp(), account_id: 'f'.repeat(32) }));

    expect(error).toBeInstanceOf(Cloudflare.PermissionDeniedError);
  });

  test('BadRequestError for a preset that does not exist', async () => {
    const error = await failure(meetings().addParticipant(standUp, { ...inApp(), custom_participant_id: 'mary', preset_name: 'nobody' }));

    expect(error).toBeInstanceOf(Cloudflare.BadRequestError);
    expect(error).toMatchObject({ error: { success: false, error: { code: 400 } } });
  });

  test('RateLimitError, which tells when to come back, for a fault of 429', async () => {
    running.emulator.faults.add({ operation: 'get_meeting_participant', status: 429, headers: { 'retry-after': '7' }, times: 1 });
    const error = await failure(meetings().getMeetingParticipant(ada, inStandUp()));

    expect(error).toBeInstanceOf(Cloudflare.RateLimitError);
    expect((error as InstanceType<typeof Cloudflare.RateLimitError>).headers.get('retry-after')).toBe('7');
    await expect(meetings().getMeetingParticipant(ada, inStandUp())).resolves.toMatchObject({ data: { id: ada } });
  });

  test('RateLimitError when the quota is used up', async () => {
    running.emulator.quota.rules = { ...running.emulator.quota.rules, limit: 1 };
    await meetings().getMeetingParticipant(ada, inStandUp());
    const error = await failure(meetings().getMeetingParticipant(ada, inStandUp()));

    expect(error).toBeInstanceOf(Cloudflare.RateLimitError);
    expect(error).toMatchObject({ errors: [{ code: 971 }] });
  });
});

/** What a join token says: the middle part of a JWT. */
function claimsOf(token: string): unknown {
  return JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
}
