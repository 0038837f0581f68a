/** Who is in a live session, and how they leave it. */
import { type Answer, realtimeKitError } from '../answer.ts';
import { guid, list, object, readBody, text } from '../body.ts';
import { BadParameter } from '../query.ts';
import type { RouteRequest } from '../router.ts';
import type { StoredApp, StoredSession, StoredSessionParticipant } from '../store.ts';
import { isStreaming, stopLivestream } from './livestream-life.ts';
import { isRunning, stopRecording } from './recording-life.ts';

/** The peers of a session that have not left it. */
export function presentPeers({ participants }: StoredSession): StoredSessionParticipant[] {
  return Array.from(participants.values()).filter(({ left_at }) => left_at === null);
}

/** Of the present peers, all of the users that a body names. Who is not there is passed over, unless nobody of them is. */
export function chosenPeers({ body }: RouteRequest, session: StoredSession, ids: 'UUIDs' | 'texts'): StoredSessionParticipant[] | Answer {
  const reader = object(
    {},
    { participant_ids: list(ids === 'UUIDs' ? guid : text(), { from: 1 }), custom_participant_ids: list(text(), { from: 1 }) },
  );
  const { participant_ids, custom_participant_ids } = readBody(body, reader);
  const [first] = [participant_ids, custom_participant_ids].flatMap((given) => given ?? []);
  if (first === undefined) throw new BadParameter('participant_ids', 'or "custom_participant_ids" is required');

  const users = new Set(participant_ids?.map((id) => id.toLowerCase()));
  const customIds = new Set(custom_participant_ids);
  const chosen = presentPeers(session).filter((peer) => users.has(peer.user_id) || customIds.has(peer.custom_participant_id));
  return chosen.length > 0 ? chosen : realtimeKitError(404, `No user found with id ${first}`);
}

/** As kicks and mutes answer: a row for each user, whose id is the participant's, however many peers it has. No e-mail address is known. */
export function usersOf(peers: readonly StoredSessionParticipant[], { associated_id }: StoredSession, { meetings }: StoredApp): object[] {
  const enrolled = meetings.get(associated_id)?.participants;
  const users = new Map(peers.map((peer) => [peer.user_id, peer]));
  return Array.from(users.values(), ({ user_id, display_name, created_at, updated_at }) => {
    const picture = enrolled?.get(user_id)?.picture;
    return { id: user_id, name: display_name, ...(picture != null && { picture }), created_at, updated_at };
  });
}

/** These peers leave, at this time in milliseconds. */
export function leaveSession(
  session: StoredSession,
  peers: readonly StoredSessionParticipant[],
  time: number,
  newId: RouteRequest['newId'],
) {
  const moment = new Date(time).toISOString();
  for (const peer of peers) {
    const minutes = rounded(Math.max(0, time - Date.parse(peer.joined_at)) / 60_000);
    // Like the event of its joining, in all but these.
    const leaving = { id: newId('5'), event_name: 'PEER_LEAVING', minutes_consumed: minutes, created_at: moment, updated_at: moment };
    peer.peer_events.push({ ...peer.peer_events.at(-1), ...leaving });
    Object.assign(peer, { left_at: moment, updated_at: moment, duration: minutes });
  }
  session.updated_at = moment;
  session.minutes_consumed = rounded(Array.from(session.participants.values()).reduce((sum, { duration }) => sum + duration, 0));
}

/** What records and streams a session stops with it; only a track recording runs on (API document, section 7). */
export function endSession(session: StoredSession, { recordings, livestreams }: StoredApp, time: number): void {
  session.status = 'ENDED';
  session.ended_at = new Date(time).toISOString();
  for (const recording of recordings.values()) {
    const ends = recording.session_id === session.id && recording.kind === 'composite' && isRunning(recording);
    if (ends) stopRecording(recording, time, { reason: 'ALL_PEERS_LEFT' });
  }
  for (const livestream of livestreams.values()) {
    if (isStreaming(livestream) && livestream.sessions.at(-1)?.session_id === session.id) stopLivestream(livestream, time);
  }
}

/** Minutes have 4 decimals. */
function rounded(minutes: number): number {
  return Math.round(minutes * 10_000) / 10_000;
}
