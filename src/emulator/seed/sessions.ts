/** Sessions of the seed's apps. */
import { expiryOf, presigned } from '../links.ts';
import type { StoredSession } from '../store.ts';
import { seedId, seedMoment } from './ids.ts';
import { seedPeer } from './peers.ts';

/** What tells one session of the seed from another. */
interface SessionPlan {
  meeting: number;
  /** Counted from 1 within the meeting; breakout rooms of session n are 100 n + 1 and 100 n + 2. */
  number: number;
  /** Seconds of the seed. */
  start: number;
  minutes: number;
  /** Numbers of the meeting's participants, in the order in which they join. Who occurs twice has two tabs open. */
  members: readonly number[];
  /** How many members, counted from the first, are still there. The session is over if this is missing. */
  present?: number;
  type?: StoredSession['type'];
  rooms?: readonly SessionPlan[];
  /** Whether there are a chat and a transcript to download, and a summary too if it is not left out. */
  downloads?: boolean | 'no summary';
  /** Whether the reports on its peers have every field. */
  isReported?: boolean;
}

/** Breakout rooms are open at the end of a session, when all have left the plenum. */
const roomMinutes = 15;

const secondsPerDay = 86_400;

/** App 1: 7 sessions of meetings 1 to 3, 1 of them live; app 2: 1; app 3: 70 of 30 meetings, 10 of them live; the others: none. */
export function seedSessions(appNumber: number): StoredSession[] {
  return plansOf(appNumber)
    .toSorted((a, b) => a.start - b.start)
    .map((plan) => session(appNumber, plan));
}

function plansOf(appNumber: number): SessionPlan[] {
  if (appNumber === 1) {
    return [
      plan(1, 1, 45, count(3)),
      plan(1, 2, 60, count(3)),
      plan(1, 3, 75, count(3)),
      plan(1, 4, 30, count(3), { present: 2 }),
      plan(2, 1, 45, count(8), { downloads: 'no summary' }),
      plan(2, 2, 60, [...count(8), 1], { downloads: true, isReported: true, rooms: [room(2, 2, 1, count(4)), room(2, 2, 2, count(4, 5))] }),
      plan(3, 1, 90, count(250)),
    ];
  }
  if (appNumber === 2) return [plan(4, 1, 20, count(2))];
  if (appNumber !== 3) return [];
  return count(30, 101).flatMap((meeting) => [
    plan(meeting, 1, 45, count(4), { downloads: true, type: typeOfFirst(meeting) }),
    plan(meeting, 2, 60, count(3)),
    ...(meeting <= 110 ? [plan(meeting, 3, 30, count(4), { present: 4 })] : []),
  ]);
}

/** Sessions of a meeting are a day apart and begin after its participants were made. */
function plan(meeting: number, number: number, minutes: number, members: readonly number[], more: Partial<SessionPlan> = {}): SessionPlan {
  return { meeting, number, start: meeting * 100_000 + 10_000 + (number - 1) * secondsPerDay, minutes, members, ...more };
}

/** A breakout room of a session of an hour. */
function room(meeting: number, sessionNumber: number, number: number, members: readonly number[]): SessionPlan {
  const { start } = plan(meeting, sessionNumber, 60, []);
  return { meeting, number: sessionNumber * 100 + number, start: start + (60 - roomMinutes) * 60, minutes: roomMinutes, members };
}

/** Of app 3's first sessions, one has the type "livestream" and one the type "participant". */
function typeOfFirst(meeting: number): StoredSession['type'] {
  if (meeting === 102) return 'livestream';
  return meeting === 103 ? 'participant' : 'meeting';
}

function session(appNumber: number, plan: SessionPlan): StoredSession {
  const {
    meeting,
    number,
    start,
    minutes,
    members,
    present = 0,
    type = 'meeting',
    rooms = [],
    downloads = false,
    isReported = false,
  } = plan;
  const id = seedId('e', number, meeting);
  const end = start + minutes * 60;
  const lastLeft = rooms.length > 0 ? end - roomMinutes * 60 : end;
  const peers = members.map((participant, index) =>
    // They come and go seconds apart, so that no two have the same times.
    seedPeer({
      ...{ appNumber, meeting, session: number, number: index + 1, participant, isReported },
      isPresent: index < present,
      joined: start + index * 7,
      left: lastLeft - index * 11,
    }),
  );
  return {
    id,
    associated_id: seedId('b', meeting),
    created_at: seedMoment(start),
    updated_at: seedMoment(end),
    started_at: seedMoment(start),
    ended_at: present > 0 ? null : seedMoment(end),
    status: present > 0 ? 'LIVE' : 'ENDED',
    type,
    minutes_consumed: Math.round(peers.reduce((sum, { duration }) => sum + duration, 0) * 10_000) / 10_000,
    max_concurrent_participants: peers.length,
    breakout_rooms: rooms.map((one) => session(appNumber, one)),
    participants: new Map(peers.map((peer) => [peer.id, peer])),
    ...(downloads !== false && downloadsOf(id, end, downloads === true)),
  };
}

function downloadsOf(id: string, end: number, isSummarised: boolean): Pick<StoredSession, 'chat' | 'transcript' | 'summary'> {
  const link = (file: string) => presigned(`sessions/${file}`, id);
  const expiry = expiryOf(seedMoment(end));
  return {
    chat: { chat_download_url: link(`${id}-chat.csv`), chat_download_url_expiry: expiry },
    transcript: { sessionId: id, transcript_download_url: link(`${id}-transcript.csv`), transcript_download_url_expiry: expiry },
    ...(isSummarised && { summary: { sessionId: id, summaryDownloadUrl: link(`${id}-summary.txt`), summaryDownloadUrlExpiry: expiry } }),
  };
}

function count(length: number, first = 1): number[] {
  return Array.from({ length }, (_, index) => first + index);
}
