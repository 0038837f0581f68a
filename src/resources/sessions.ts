/** Sessions: the live runs of a meeting. REST: /{app_id}/sessions and /{app_id}/meetings/{meeting_id}/active-session */
import type { GraphQLResolveInfo } from 'graphql';
import { builder } from '../builder.ts';
import { connectionType } from '../connection.ts';
import type { Context } from '../context.ts';
import { GatewayError } from '../errors.ts';
import { wireFields } from '../fields.ts';
import { createCollection, type Detail, place, type Placed } from '../loading/collection.ts';
import { createGroupLoader } from '../loading/group-loader.ts';
import { createListLoader } from '../loading/list-loader.ts';
import { createObjectLoader } from '../loading/object-loader.ts';
import { selects, selectsOnly } from '../loading/selection.ts';
import { lookup } from '../lookup.ts';
import { Node, nodeIdOf, registerNode } from '../node-interface.ts';
import { restEnum } from '../rest-enum.ts';
import { objectsIn } from '../upstream/lenient.ts';
import { paging } from '../upstream/paging.ts';
import { canonicalId, checkedId, isSafeId, path } from '../upstream/path.ts';
import { anything, array, identifier, object, optional, type Wire } from '../upstream/wire.ts';
import { readActive } from './active-read.ts';
import { appEdge } from './apps.ts';
import { type AppKey, appArg, appKey, type SessionKey } from './keys.ts';
import { Meeting, readKnownMeeting } from './meetings.ts';

// Wire. Times are strings without a documented format, and `ended_at` of a live session is the text "null" in the document's
// own example (API document, 4.14, oddity 7): they are read leniently, field by field.
const session = object({
  id: identifier,
  associated_id: anything,
  created_at: anything,
  started_at: anything,
  ended_at: anything,
  updated_at: anything,
  status: anything,
  type: anything,
  meeting_display_name: anything,
  live_participants: anything,
  max_concurrent_participants: anything,
  minutes_consumed: anything,
  breakout_rooms: anything,
});

export type SessionWire = Wire<typeof session>;
export type SessionRow = Placed<SessionWire, AppKey>;

export const sessionAnswer = object({ data: session });

// Loaders. A list row is what a point read tells, but for the breakout rooms.
const sessions = createCollection({
  noun: 'session',
  row: session,
  itemPath: ({ appId }: AppKey, sessionId: string) => path`/${{ appId }}/sessions/${{ sessionId }}`,
  item: { id: 'GetSessionDetails', answer: sessionAnswer, idOf: { field: 'data.id', read: ({ data }) => data.id } },
  rowIn: ({ data }) => data,
  asItem: (data) => ({ data }),
  listPath: ({ appId }: AppKey) => path`/${{ appId }}/sessions`,
  list: { id: 'GetSessions', answer: object({ data: object({ sessions: array(anything) }), paging: optional(paging) }) },
  rowsIn: ({ data }) => data.sessions,
  pagingIn: (answer) => answer.paging ?? undefined,
  rowsAreWhole: false,
  wholeQuery: { include_breakout_rooms: true },
});

const sessionObjects = createObjectLoader(sessions);
export const sessionLists = createListLoader(sessions, sessionObjects);

/** The id of the meeting that a session is a run of; undefined if it does not tell any that can stand in a path. */
const meetingOf = ({ associated_id: id }: SessionWire) => (typeof id === 'string' && isSafeId(id) ? canonicalId(id) : undefined);

/**
 * The id of the meeting that a session is a run of.
 *
 * @throws GatewayError `UPSTREAM_INVALID_RESPONSE` if the session does not tell it
 */
export function meetingIdOf(row: SessionWire): string {
  const id = meetingOf(row);
  if (id === undefined) throw new GatewayError('UPSTREAM_INVALID_RESPONSE', 'associated_id must be an id that can stand in a path.');
  return id;
}

/** Stretches of the sessions of a meeting, of several together where that is cheaper. */
export const sessionsOfMeeting = createGroupLoader({
  collection: sessions,
  objects: sessionObjects,
  groupOf: meetingOf,
  // `meeting_id` would be ignored without a word (API document, section 9).
  readGroup: (context, app, meetingId, request) =>
    sessionLists(context, app, { ...request, query: { ...request.query, associated_id: meetingId } }),
});

const getActiveSession = { id: 'GetActiveSession', answer: object({ data: optional(session) }) };

export const liveSessions = createGroupLoader({
  isSingle: true,
  collection: sessions,
  objects: sessionObjects,
  groupOf: meetingOf,
  readGroup: async (context, app, meetingId) => {
    const { appId } = app;
    const active = path`/${{ appId }}/meetings/${{ meetingId }}/active-session`;
    const live = await readActive(context, getActiveSession, active, { why: 'active session of one meeting' });
    const rows = live === null ? [] : [place(live, app)];
    sessionObjects.prime(context, rows);
    return { rows, total: rows.length };
  },
});

const detailOf = (info: GraphQLResolveInfo): Detail => ({ whole: selects(info, ['breakoutRooms']) });

/** A session with what the query selects of it; null if there is none. */
function readSession(context: Context, app: AppKey, sessionId: string, info: GraphQLResolveInfo): Promise<SessionRow | null> {
  return sessionObjects.load(context, app, sessionId, detailOf(info));
}

/** A session as lists tell it; null if there is none. */
export const loadSession = sessionObjects.load;

/** A session that is known to exist: read only if more than its id is selected. */
export async function readKnownSession(context: Context, app: AppKey, sessionId: string, info: GraphQLResolveInfo) {
  return selectsOnly(info, ['id', 'nodeId']) ? place({ id: sessionId }, app) : readSession(context, app, sessionId, info);
}

// Types
export const SessionStatus = restEnum('SessionStatus', 'Whether a session goes on.', {
  LIVE: 'People are in it, or it is kept alive for them to come back.',
  ENDED: 'It is over.',
});

const SessionType = restEnum('SessionType', 'What kind of session it is.', {
  MEETING: { rest: 'meeting', description: 'People meet.' },
  LIVESTREAM: { rest: 'livestream', description: 'It is streamed to viewers.' },
  PARTICIPANT: { rest: 'participant', description: 'It belongs to a participant.' },
});

export const Session = builder.objectRef<SessionRow>('Session').implement({
  description:
    'One live run of a meeting, from the first one who joins to the last one who leaves. Costs one REST call by itself; sessions of one app asked for together share list pages.',
  interfaces: [Node],
  fields: (t) => {
    const wire = wireFields(t);
    return {
      nodeId: t.id({ description: 'Opaque global id, for `node`.', resolve: (row) => nodeIdOf('Session', row) }),
      id: t.exposeID('id', { description: "RealtimeKit's id of the session." }),
      ...wire.word('status', 'status', SessionStatus, 'Whether it goes on.'),
      ...wire.word('type', 'type', SessionType, 'What kind of session it is.'),
      meetingTitle: wire.text('meeting_display_name', 'The title that the meeting had.'),
      createdAt: wire.dateTime('created_at', 'When the session was made.'),
      startedAt: wire.dateTime('started_at', 'When the first one joined.'),
      endedAt: wire.dateTime('ended_at', 'When it ended. Null while it goes on.'),
      updatedAt: wire.dateTime('updated_at', 'When the session was last changed.'),
      liveParticipants: wire.int('live_participants', 'How many are in it now.'),
      maxConcurrentParticipants: wire.int('max_concurrent_participants', 'The most that were in it at the same time.'),
      minutesConsumed: wire.float('minutes_consumed', 'The minutes of all who were in it, added up: what is billed.'),
      app: appEdge(t),
      meeting: t.field({
        type: Meeting,
        nullable: true,
        description: 'The meeting that it is a run of. Costs nothing for its `id`, else one REST call each, or fewer for many of one app.',
        resolve: (row, _args, context, info) => readKnownMeeting(context, row.parent, meetingIdOf(row), info),
      }),
    };
  },
});

builder.objectField(Session, 'breakoutRooms', (t) =>
  t.field({
    type: [Session],
    nullable: true,
    description:
      'The rooms that people were sent to from it, `null` if RealtimeKit does not tell. Costs nothing with `session`; on the sessions of a list one REST call each.',
    resolve: async (row, _args, context) => {
      const whole = row.breakout_rooms === undefined ? await sessionObjects.load(context, row.parent, row.id, { whole: true }) : row;
      return breakoutRoomsOf(whole, row.parent);
    },
  }),
);

/** Null if RealtimeKit does not tell. */
function breakoutRoomsOf(row: SessionWire | null, app: AppKey): SessionRow[] | null {
  if (row?.breakout_rooms == null) return null;
  return objectsIn('breakout_rooms', row.breakout_rooms).map((room) => {
    const fault = session.fault(room);
    if (fault !== undefined) throw new GatewayError('UPSTREAM_INVALID_RESPONSE', `GetSessionDetails: breakout_rooms${fault}.`);
    return place(room as SessionWire, app);
  });
}

export const SessionConnection = connectionType('Session', 'sessions', Session);

registerNode('Session', 2, (context, [appId = '', id = ''], info) => readSession(context, { appId }, id, info));

// Queries
builder.queryField('session', (t) =>
  t.field({
    type: Session,
    nullable: true,
    description:
      'One session, `null` if there is none with this id. Costs one REST call; many of one app share list pages, unless `breakoutRooms` is selected.',
    args: { ...appArg(t.arg), sessionId: t.arg.id({ required: true, description: "RealtimeKit's id of the session." }) },
    ...lookup(sessionObjects, (ids: SessionKey) => ({ parent: appKey(ids), id: checkedId('sessionId', ids.sessionId) }), detailOf),
  }),
);
