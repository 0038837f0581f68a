/** Cloudflare's SDK kicks people out of the session that goes on in a meeting, and asks them something. */
import Cloudflare from 'cloudflare';
import { describe, expect, test } from 'vitest';
import { seedId } from '../../src/emulator/seed/ids.ts';
import { peerId } from '../../src/emulator/seed/peers.ts';
import { now, startSdk } from '../support/sdk.ts';
import { failure } from '../support/failure.ts';

const standUp = seedId('b', 1);
/** The stand-up's: Ada and Grace are in it. */
const session = seedId('e', 4, 1);
const ada = seedId('c', 1, 1);
const grace = seedId('c', 2, 1);
/** No session goes on in it. */
const algebra = seedId('b', 2);

describe("Cloudflare's SDK", () => {
  test('kicks one person, by her own id, and the other stays', async () => {
    const { kit, inApp, calls } = await startSdk();
    const { success, data } = await kit.activeSession.kickParticipants(standUp, {
      ...inApp,
      custom_participant_ids: ['user-1-1', 'nobody'],
    });
    const { data: after } = await kit.activeSession.getActiveSession(standUp, inApp);
    const { data: people } = await kit.sessions.getSessionParticipants(session, { ...inApp, sort_by: 'joinedAt', sort_order: 'ASC' });

    expect(success).toBe(true);
    expect(data).toMatchObject({ action: 'kick', participants: [{ id: ada, name: 'Ada Lovelace' }] });
    expect(after).toMatchObject({ id: session, status: 'LIVE', live_participants: 1, updated_at: now });
    expect(people?.participants).toMatchObject([
      { id: peerId(1, 4, 1), user_id: ada, left_at: now },
      { id: peerId(1, 4, 2), user_id: grace, left_at: null },
      { id: peerId(1, 4, 3) },
    ]);
    expect(calls()).toEqual(['KickPartcipants 200', 'GetActiveSession 200', 'GetSessionParticipants 200 ?sort_by=joinedAt&sort_order=ASC']);
  });

  test('kicks everybody, which ends the session with its recording and its livestream', async () => {
    const { kit, inApp, calls } = await startSdk();
    const { data } = await kit.activeSession.kickAllParticipants(standUp, inApp);
    const { data: after } = await kit.sessions.getSessionDetails(session, inApp);
    const { data: recording } = await kit.recordings.getOneRecording(seedId('f', 9), inApp);
    const gone = await Promise.all(
      [kit.activeSession.getActiveSession(standUp, inApp), kit.livestreams.getMeetingActiveLivestreams(standUp, inApp)].map(failure),
    );

    expect(data).toEqual({ action: 'kick-all', kicked_participants_count: 2 });
    expect(after).toMatchObject({ id: session, status: 'ENDED', ended_at: now, live_participants: 0 });
    expect(recording).toMatchObject({ status: 'UPLOADED', stopped_time: now, stop_reason: { reason: 'ALL_PEERS_LEFT' } });
    expect(gone.map((error) => error instanceof Cloudflare.NotFoundError)).toEqual([true, true]);
    expect(calls().slice(0, 3)).toEqual(['KickAllParticipants 200', 'GetSessionDetails 200', 'get_one_recording 200']);
    expect(calls().slice(3).toSorted()).toEqual(['GetActiveSession 404', 'get-v2-meetings-meetingId-active-livestream 404']);
  });

  // No operation reads a poll again, so there is no state to look at but the session's.
  test('begins polls, each with an id of its own', async () => {
    const { kit, inApp, calls } = await startSdk();
    const { data: before } = await kit.activeSession.getActiveSession(standUp, inApp);
    const asked = { ...inApp, question: 'Lunch?', options: ['Now', 'Later'] };
    const { data: first } = await kit.activeSession.createPoll(standUp, { ...asked, anonymous: true, hide_votes: true });
    const { data: second } = await kit.activeSession.createPoll(standUp, asked);
    const { data: after } = await kit.activeSession.getActiveSession(standUp, inApp);

    expect(first).toEqual({
      action: 'poll',
      poll: {
        id: expect.any(String) as string,
        question: 'Lunch?',
        options: [
          { text: 'Now', count: 0, votes: [] },
          { text: 'Later', count: 0, votes: [] },
        ],
        anonymous: true,
        hide_votes: true,
        created_by: 'Acme Classroom',
        voted: [],
      },
    });
    expect(second?.poll).toMatchObject({ anonymous: false, hide_votes: false });
    expect(second?.poll?.id).not.toBe(first?.poll?.id);
    expect(after).toEqual(before);
    expect(calls()).toEqual(['GetActiveSession 200', 'CreatePoll 201', 'CreatePoll 201', 'GetActiveSession 200']);
  });

  test('is told NotFoundError where no session goes on', async () => {
    const { kit, inApp, calls } = await startSdk();
    const errors = await Promise.all(
      [
        kit.activeSession.kickParticipants(algebra, { ...inApp, participant_ids: [ada] }),
        kit.activeSession.kickAllParticipants(algebra, inApp),
        kit.activeSession.createPoll(algebra, { ...inApp, question: 'Lunch?', options: ['Now'] }),
      ].map(failure),
    );

    expect(errors.map((error) => error instanceof Cloudflare.NotFoundError)).toEqual([true, true, true]);
    expect(calls().toSorted()).toEqual(['CreatePoll 404', 'KickAllParticipants 404', 'KickPartcipants 404']);
  });

  test('is told NotFoundError of who is not in the session, BadRequestError if it names nobody, and nobody is kicked', async () => {
    const { kit, inApp, calls } = await startSdk();
    const absent = await failure(kit.activeSession.kickParticipants(standUp, { ...inApp, participant_ids: [seedId('c', 3, 1)] }));
    const nobody = await failure(kit.activeSession.kickParticipants(standUp, { ...inApp, participant_ids: [] }));
    const { data } = await kit.activeSession.getActiveSession(standUp, inApp);

    expect(absent).toBeInstanceOf(Cloudflare.NotFoundError);
    expect(nobody).toBeInstanceOf(Cloudflare.BadRequestError);
    expect(data?.live_participants).toBe(2);
    expect(calls()).toEqual(['KickPartcipants 404', 'KickPartcipants 400', 'GetActiveSession 200']);
  });
});
