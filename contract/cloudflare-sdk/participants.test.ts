/** Cloudflare's SDK reads and writes the participants of a meeting. */
import Cloudflare from 'cloudflare';
import { assert, describe, expect, test } from 'vitest';
import { seedId } from '../../src/emulator/seed/ids.ts';
import { failure } from '../support/failure.ts';
import { now, startSdk } from '../support/sdk.ts';

const standUp = seedId('b', 1);
const algebra = seedId('b', 2);
const ada = seedId('c', 1, 1);

/** With what it needs to be told of the stand-up's participants. */
async function startInStandUp() {
  const sdk = await startSdk();
  return { ...sdk, inStandUp: { ...sdk.inApp, meeting_id: standUp } };
}

describe("Cloudflare's SDK", () => {
  test('lists every participant of a meeting, page by page', async () => {
    const { kit, inApp, calls } = await startSdk();
    const pages = [];
    for (const page_no of [1, 2, 3]) pages.push(await kit.meetings.getMeetingParticipants(algebra, { ...inApp, page_no, per_page: 50 }));

    expect(pages.map(({ paging }) => paging)).toEqual([
      { total_count: 120, start_offset: 1, end_offset: 50 },
      { total_count: 120, start_offset: 51, end_offset: 100 },
      { total_count: 120, start_offset: 101, end_offset: 120 },
    ]);
    expect(pages.flatMap(({ data }) => data.map(({ id }) => id))).toEqual(
      Array.from({ length: 120 }, (_, index) => seedId('c', index + 1, 2)),
    );
    expect(calls()).toEqual([1, 2, 3].map((page) => `get_meeting_participants 200 ?page_no=${page}&per_page=50`));
  });

  test('gets one participant', async () => {
    const { kit, inStandUp, calls } = await startInStandUp();
    const { success, data } = await kit.meetings.getMeetingParticipant(ada, inStandUp);

    expect(success).toBe(true);
    expect(data).toMatchObject({ id: ada, name: 'Ada Lovelace', preset_name: 'group_call_host', custom_participant_id: 'user-1-1' });
    expect(calls()).toEqual(['get_meeting_participant 200']);
  });

  test('adds a participant, who is in the list from then on without the token', async () => {
    const { kit, inApp, calls } = await startSdk();
    const fields = { custom_participant_id: 'mary@example.com', preset_name: 'webinar_viewer', name: 'Mary Sue' };
    const { data: added } = await kit.meetings.addParticipant(standUp, { ...inApp, ...fields });
    const { data: rows, paging } = await kit.meetings.getMeetingParticipants(standUp, inApp);

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
    const { kit, inStandUp, calls } = await startInStandUp();
    const { data: before } = await kit.meetings.getMeetingParticipant(ada, inStandUp);
    const { data: edited } = await kit.meetings.editParticipant(ada, { ...inStandUp, name: 'Countess', picture: null });
    const { data: after } = await kit.meetings.getMeetingParticipant(ada, inStandUp);

    expect(after).toEqual({ ...before, name: 'Countess', picture: null, updated_at: now });
    expect(edited).toEqual({ ...after, token: expect.any(String) as string });
    expect(calls()).toEqual(['get_meeting_participant 200', 'edit_participant 200', 'get_meeting_participant 200']);
  });

  test('refreshes the token of the participant it names', async () => {
    const { kit, inStandUp, calls } = await startInStandUp();
    const { data } = await kit.meetings.refreshParticipantToken(ada, inStandUp);

    expect(claimsOf(data.token)).toMatchObject({ meetingId: standUp, participantId: ada, iat: Date.parse(now) / 1000 });
    expect(calls()).toEqual(['regenerate_token 200']);
  });

  test('is told NotFoundError of a participant who is not there', async () => {
    const { kit, inStandUp, calls } = await startInStandUp();
    const nobody = seedId('c', 999, 1);
    const errors = [
      await failure(kit.meetings.editParticipant(nobody, { ...inStandUp, name: 'x' })),
      await failure(kit.meetings.refreshParticipantToken(nobody, inStandUp)),
      await failure(kit.meetings.deleteMeetingParticipant(nobody, inStandUp)),
    ];

    expect(errors.every((error) => error instanceof Cloudflare.NotFoundError)).toBe(true);
    expect(calls()).toEqual(['edit_participant 404', 'regenerate_token 404', 'delete_meeting_participant 404']);
  });

  test('is told BadRequestError of a preset that is not there, and the participant keeps the one before', async () => {
    const { kit, inStandUp, calls } = await startInStandUp();

    expect(await failure(kit.meetings.editParticipant(ada, { ...inStandUp, preset_name: 'nobody' }))).toBeInstanceOf(
      Cloudflare.BadRequestError,
    );
    await expect(kit.meetings.getMeetingParticipant(ada, inStandUp)).resolves.toMatchObject({ data: { preset_name: 'group_call_host' } });
    expect(calls()).toEqual(['edit_participant 400', 'get_meeting_participant 200']);
  });

  test('deletes a participant, who is not found from then on', async () => {
    const { kit, inApp, inStandUp, calls } = await startInStandUp();
    const { data: deleted } = await kit.meetings.deleteMeetingParticipant(ada, inStandUp);

    expect(deleted).toMatchObject({ custom_participant_id: 'user-1-1', preset_id: seedId('d', 1) });
    await expect(kit.meetings.getMeetingParticipant(ada, inStandUp)).rejects.toBeInstanceOf(Cloudflare.NotFoundError);
    await expect(kit.meetings.getMeetingParticipants(standUp, inApp)).resolves.toMatchObject({ paging: { total_count: 2 } });
    expect(calls()).toEqual(['delete_meeting_participant 200', 'get_meeting_participant 404', 'get_meeting_participants 200']);
  });
});

/** What a join token says: the middle part of a JWT. */
function claimsOf(token: string): unknown {
  return JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
}
