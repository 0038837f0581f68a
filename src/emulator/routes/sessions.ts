/** Sessions of an app and of a meeting, and the files that are left of one. The only thing to write is a summary. */
import { type Answer, pageOf, realtimeKitError, success } from '../answer.ts';
import { expiryOf, presigned } from '../links.ts';
import { BadParameter, booleanParameter, contains, idParameter, oneOf, sorted, textParameter, timeRange, within } from '../query.ts';
import type { Route, RouteRequest } from '../router.ts';
import type { Shapes } from '../shapes.ts';
import type { StoredApp, StoredSession } from '../store.ts';
import { inApp, inMap } from './lookup.ts';

const list = '/{app_id}/sessions';
const item = `${list}/{session_id}`;

export const sessionRoutes: readonly Route[] = [
  {
    operation: 'GetSessions',
    method: 'GET',
    path: list,
    handle: inApp(({ query, paging, shapes }, app) => {
      const sortBy = oneOf(query, 'sort_by', ['minutesConsumed', 'createdAt']) ?? 'createdAt';
      const order = oneOf(query, 'sort_order', ['ASC', 'DESC']) ?? 'DESC';
      const found = Array.from(app.sessions.values()).filter(filterOf(query, app));
      const rows = sorted(found, (one) => (sortBy === 'createdAt' ? one.created_at : one.minutes_consumed), order);
      return pageOf(rows, query, paging, (page, paging) =>
        success({ sessions: page.map((one) => visibleSession(one, app, shapes)) }, { paging }),
      );
    }),
  },
  {
    operation: 'GetSessionDetails',
    method: 'GET',
    path: item,
    handle: inSession(({ query, shapes }, session, app) => {
      const withRooms = booleanParameter(query, 'include_breakout_rooms') ?? false;
      const rooms = session.breakout_rooms.map((room) => visibleSession(room, app, shapes));
      return success({ ...visibleSession(session, app, shapes), ...(withRooms && { breakout_rooms: rooms }) });
    }),
  },
  {
    operation: 'GetSessionChat',
    method: 'GET',
    path: `${item}/chat`,
    handle: inSession((_request, { id, chat }) => (chat ? success(chat) : nothingOf('chat', id))),
  },
  {
    operation: 'GetSessionSummary',
    method: 'GET',
    path: `${item}/summary`,
    handle: inSession((_request, { id, summary }) => (summary ? success(summary) : nothingOf('summary', id))),
  },
  {
    operation: 'post-sessions-session_id-summary',
    method: 'POST',
    path: `${item}/summary`,
    // It sums up the transcript: without one the answer is that of the transcript's route. It is ready at once.
    handle: inSession(({ now }, session) => {
      const { id, transcript } = session;
      if (transcript === undefined) return nothingOf('transcript', id);
      const expiry = expiryOf(new Date(now()).toISOString());
      const summaryDownloadUrl = presigned(`sessions/${id}-summary.txt`, id);
      session.summary = { sessionId: id, summaryDownloadUrl, summaryDownloadUrlExpiry: expiry };
      return success({ session_id: id, status: 'IN_PROGRESS' });
    }),
  },
  {
    operation: 'GetSessionTranscript',
    method: 'GET',
    path: `${item}/transcript`,
    handle: inSession(({ query }, { id, transcript }) => {
      const format = oneOf(query, 'format', ['SRT', 'VTT', 'JSON', 'CSV']) ?? 'CSV';
      if (transcript === undefined) return nothingOf('transcript', id);
      // The stored link is that of the default format.
      const url = transcript.transcript_download_url.replace('.csv?', `.${format.toLowerCase()}?`);
      return success({ ...transcript, transcript_download_url: url });
    }),
  },
];

/** The sessions of an app that have an id: breakout rooms are in no list, but can be read by it. */
export function sessionsOf({ sessions }: StoredApp): ReadonlyMap<string, StoredSession> {
  const all = Array.from(sessions.values()).flatMap((session) => [session, ...session.breakout_rooms]);
  return new Map(all.map((session) => [session.id, session]));
}

/** Answers about a session that exists. */
export function inSession(handle: (request: RouteRequest, session: StoredSession, app: StoredApp) => Answer): Route['handle'] {
  return inMap('session', sessionsOf, handle);
}

/** A session as every answer shows it; of one that is live, the document's example has an `ended_at` of "null", in words. */
export function visibleSession(session: StoredSession, app: StoredApp, shapes: Shapes): object {
  const { breakout_rooms, participants, chat, transcript, summary, polls, ended_at, ...fields } = session;
  const present = Array.from(participants.values()).filter(({ left_at }) => left_at === null);
  return {
    ...fields,
    ...(ended_at === null ? shapes === 'examples' && { ended_at: 'null' } : { ended_at }),
    meeting_display_name: app.meetings.get(session.associated_id)?.title ?? '',
    organization_id: app.id,
    live_participants: session.status === 'LIVE' ? present.length : 0,
  };
}

/** What the query asks for; it has no `meeting_id`, which RealtimeKit ignores too (API document, section 9). */
function filterOf(query: URLSearchParams, { meetings }: StoredApp): (session: StoredSession) => boolean {
  const meetingId = idParameter(query, 'associated_id');
  const status = oneOf(query, 'status', ['LIVE', 'ENDED']);
  const search = textParameter(query, 'search');
  const created = timeRange(query);
  const participants = participantRange(query);
  return (one) =>
    (meetingId === undefined || one.associated_id === meetingId) &&
    (status === undefined || one.status === status) &&
    contains(search, meetings.get(one.associated_id)?.title ?? null, one.associated_id, one.id) &&
    within(created, one.created_at) &&
    participants.from <= one.max_concurrent_participants &&
    one.max_concurrent_participants <= participants.to;
}

/** `1:10` is documented without a word; it is taken for a range, both ends included, of the most participants at once. */
function participantRange(query: URLSearchParams): { from: number; to: number } {
  const text = textParameter(query, 'participants');
  if (text === undefined) return { from: 0, to: Infinity };
  const [, from, to] = /^(\d{1,15}):(\d{1,15})$/.exec(text) ?? [];
  if (from === undefined || to === undefined) throw new BadParameter('participants', 'must be a range such as 1:10');
  return { from: Number(from), to: Number(to) };
}

function nothingOf(what: string, sessionId: string): Answer {
  return realtimeKitError(404, `No ${what} found for session_id ${sessionId}`);
}
