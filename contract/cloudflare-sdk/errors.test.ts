/** What Cloudflare's SDK makes of the refusals of the emulator. */
import Cloudflare from 'cloudflare';
import { describe, expect, test } from 'vitest';
import { seedId } from '../../src/emulator/seed/ids.ts';
import { failure } from '../support/failure.ts';
import { startSdk } from '../support/sdk.ts';

const standUp = seedId('b', 1);
const ada = seedId('c', 1, 1);

describe("Cloudflare's SDK throws its own", () => {
  test('AuthenticationError, with the code of the edge, for a wrong token', async () => {
    const { kitWith, inApp } = await startSdk();
    const error = await failure(kitWith('not-the-token').meetings.getMeetingParticipant(ada, { ...inApp, meeting_id: standUp }));

    expect(error).toBeInstanceOf(Cloudflare.AuthenticationError);
    expect(error).toMatchObject({ status: 401, errors: [{ code: 10000 }] });
  });

  test("PermissionDeniedError for an account that is not the token's", async () => {
    const { kit, inApp } = await startSdk();
    const elsewhere = { ...inApp, account_id: 'f'.repeat(32), meeting_id: standUp };

    expect(await failure(kit.meetings.getMeetingParticipant(ada, elsewhere))).toBeInstanceOf(Cloudflare.PermissionDeniedError);
  });

  test('BadRequestError for a preset that does not exist', async () => {
    const { kit, inApp } = await startSdk();
    const error = await failure(kit.meetings.addParticipant(standUp, { ...inApp, custom_participant_id: 'mary', preset_name: 'nobody' }));

    expect(error).toBeInstanceOf(Cloudflare.BadRequestError);
    expect(error).toMatchObject({ error: { success: false, error: { code: 400 } } });
  });

  test('NotFoundError for what is not there', async () => {
    const { kit, account, inApp, calls } = await startSdk();
    const nobody = seedId('b', 999);
    const errors = await Promise.all(
      [
        kit.meetings.getMeetingByID(nobody, inApp),
        kit.activeSession.getActiveSession(seedId('b', 2), inApp),
        kit.recordings.getActiveRecordings(seedId('b', 2), inApp),
        kit.livestreams.getMeetingActiveLivestreams(seedId('b', 2), inApp),
        kit.sessions.getSessionSummary(seedId('e', 1, 2), inApp),
        kit.sessions.getSessions(seedId('a', 999), account),
      ].map(failure),
    );

    expect(errors.filter((error) => !(error instanceof Cloudflare.NotFoundError))).toEqual([]);
    expect(errors).toHaveLength(6);
    expect(calls().toSorted()).toEqual([
      'GetActiveSession 404',
      'GetSessionSummary 404',
      'GetSessions 404',
      'get-v2-meetings-meetingId-active-livestream 404',
      'get_active_recording 404',
      'get_meeting 404',
    ]);
  });

  test('RateLimitError, which tells when to come back, for a fault of 429', async () => {
    const { kit, emulator, inApp } = await startSdk();
    const inStandUp = { ...inApp, meeting_id: standUp };
    emulator.faults.add({ operation: 'get_meeting_participant', status: 429, headers: { 'retry-after': '7' }, times: 1 });
    const error = await failure(kit.meetings.getMeetingParticipant(ada, inStandUp));

    expect(error).toBeInstanceOf(Cloudflare.RateLimitError);
    expect((error as InstanceType<typeof Cloudflare.RateLimitError>).headers.get('retry-after')).toBe('7');
    await expect(kit.meetings.getMeetingParticipant(ada, inStandUp)).resolves.toMatchObject({ data: { id: ada } });
  });

  test('RateLimitError when the quota is used up', async () => {
    const { kit, emulator, inApp } = await startSdk();
    const inStandUp = { ...inApp, meeting_id: standUp };
    emulator.quota.rules = { ...emulator.quota.rules, limit: 1 };
    await kit.meetings.getMeetingParticipant(ada, inStandUp);
    const error = await failure(kit.meetings.getMeetingParticipant(ada, inStandUp));

    expect(error).toBeInstanceOf(Cloudflare.RateLimitError);
    expect(error).toMatchObject({ errors: [{ code: 971 }] });
  });
});
