/** Peers of the seed's sessions: one for each connection of a participant. */
import type { JsonObject, StoredSessionParticipant } from '../store.ts';
import { seedId, seedMoment } from './ids.ts';
import { customIdOf, nameOf, presetNumberOf } from './participants.ts';
import { fullReport, shortReport } from './peer-report.ts';
import { pick } from './pick.ts';
import { presetNames } from './presets.ts';

/** Of which session a peer is, in the seed's numbers. */
export interface PeerPlan {
  appNumber: number;
  meeting: number;
  session: number;
  /** Counted from 1 within the session. */
  number: number;
  participant: number;
  /** Seconds of the seed. */
  joined: number;
  left: number;
  isPresent: boolean;
  isReported: boolean;
}

/** Every kind of view that a peer event knows, and none. */
const views = ['GROUP_CALL', 'WEBINAR', 'AUDIO_ROOM', 'LIVESTREAM', 'CHAT', null] as const;

/** The id of the nth peer of a session; of breakout room r of session s, the session's number is 100 s + r. */
export function peerId(meeting: number, session: number, number: number): string {
  return seedId('4', session * 1000 + number, meeting);
}

export function seedPeer(plan: PeerPlan): StoredSessionParticipant {
  const { appNumber, meeting, session, number, participant, joined, left, isPresent, isReported } = plan;
  const preset = presetNames(appNumber)[presetNumberOf(participant) - 1] ?? '';
  const joinedAt = seedMoment(joined);
  const lastSeen = seedMoment(left);
  const peer: StoredSessionParticipant = {
    id: peerId(meeting, session, number),
    user_id: seedId('c', participant, meeting),
    custom_participant_id: customIdOf(meeting, participant),
    // Who was enrolled without a name enters one on joining.
    display_name: nameOf(participant),
    preset_name: preset,
    joined_at: joinedAt,
    left_at: isPresent ? null : lastSeen,
    duration: Math.round(((left - joined) / 60) * 10_000) / 10_000,
    created_at: joinedAt,
    updated_at: lastSeen,
    peer_events: [],
    peer_report: isReported ? fullReport(number) : shortReport,
    role: preset,
  };
  peer.peer_events = peerEvents(plan, peer);
  return peer;
}

/** Who is made is in no session yet; who is still present has not left. */
function peerEvents({ appNumber, meeting, session, number, participant }: PeerPlan, peer: StoredSessionParticipant): JsonObject[] {
  const view = viewOf(appNumber, meeting, participant);
  const event = (place: number, event_name: string, moment: string, isInSession: boolean, minutes_consumed = 0): JsonObject => ({
    id: seedId('5', (session * 1000 + number) * 10 + place, meeting),
    peer_id: peer.id,
    event_name,
    preset_view_type: view,
    minutes_consumed,
    participant_id: isInSession ? peer.user_id : null,
    session_id: isInSession ? seedId('e', session, meeting) : null,
    socket_session_id: isInSession ? `socket-${meeting}-${session}-${number}` : null,
    created_at: moment,
    updated_at: moment,
  });
  return [
    event(1, 'PEER_CREATED', peer.created_at, false),
    event(2, 'PEER_JOINING', peer.joined_at, true),
    ...(peer.left_at === null ? [] : [event(3, 'PEER_LEAVING', peer.left_at, true, peer.duration)]),
  ];
}

/** App 3's meetings take turns with all of the views; elsewhere a view is that of the preset. */
function viewOf(appNumber: number, meeting: number, participant: number): (typeof views)[number] {
  if (appNumber === 3) return pick(views, meeting - 101);
  return presetNumberOf(participant) === 3 ? 'WEBINAR' : 'GROUP_CALL';
}
