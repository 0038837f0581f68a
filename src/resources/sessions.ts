/** Sessions: the live runs of a meeting. REST: /{app_id}/sessions and /{app_id}/meetings/{meeting_id}/active-session */
import type { GraphQLResolveInfo } from 'graphql';
import { builder } from '../builder.ts';
import { connectionOf, connectionType, costOfPage, type PageArgs, pageArgs, stretchOf } from '../connection.ts';
import type { Context } from '../context.ts';
import { GatewayError } from '../errors.ts';
import { wireFields } from '../fields.ts';
import { createCollection, isRow, place, type Placed } from '../loading/collection.ts';
import { createGroupLoader } from '../loading/group-loader.ts';
import { createListLoader } from '../loading/list-loader.ts';
import { createObjectLoader } from '../loading/object-loader.ts';
import { selects, selectsOnly } from '../loading/selection.ts';
import { Node, nodeIdOf, registerNode } from '../node-interface.ts';
import { orderInput } from '../order.ts';
import { restEnum } from '../rest-enum.ts';
import { objectsIn } from '../upstream/lenient.ts';
import { paging } from '../upstream/paging.ts';
import { canonicalId, checkedId, path } from '../upstream/path.ts';
import { anything, array, object, optional, string, type Wire, identifier } from '../upstream/wire.ts';
import { App, appEdge } from './apps.ts';
import { type AppKey, appArg, appKey } from './keys.ts';
import { Meeting, readKnownMeeting } from './meetings.ts';

// Wire. Times are strings without a documented format, and `ended_at` of a live session is the text "null" in the document's
// own example (API document, 4.14, oddity 7): they are read leniently, field by field.
const session = object({
  id: identifier,
  associated_id: string,
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
  detailFields: ['breakout_rooms'],
  wholeQuery: { include_breakout_rooms: true },
});

const sessionObjects = createObjectLoader(sessions);
const sessionLists = createListLoader(sessions, sessionObjects);

const meetingOf = ({ associated_id }: SessionWire) => canonicalId(associated_id);

/** Stretches of the sessions of a meeting, of several together where that is cheaper. */
export const sessionsOfMeeting = createGroupLoader({
  collection: sessions,
  objects: sessionObjects,
  groupOf: meetingOf,
  // `meeting_id` would be ignored without a word (API document, section 9).
  readGroup: (context, app, meetingId, request) =>
    sessionLists(context, app, { ...request, query: { ...request.query, associated_id: meetingId } }),
});

export const liveSessions = createGroupLoader({
  isSingle: true,
  collection: sessions,
  objects: sessionObjects,
  groupOf: meetingOf,
  readGroup: async (context, app, meetingId) => {
    const { appId } = app;
    const active = path`/${{ appId }}/meetings/${{ meetingId }}/active-session`;
    const answer = await context.rest.read({ id: 'GetActiveSession', answer: sessionAnswer }, active, {
      why: 'active session of one meeting',
    });
    const rows = answer === null ? [] : [place(answer.data, app)];
    sessionObjects.prime(context, rows);
    return { rows, total: rows.length };
  },
});

/** A session with what the query selects of it; null if there is none. */
export function readSession(context: Context, app: AppKey, sessionId: string, info: GraphQLResolveInfo): Promise<SessionRow | null> {
  return sessionObjects.load(context, app, sessionId, { whole: selects(info, ['breakoutRooms']) });
}

/** A session as lists tell it; null if there is none. */
export const loadSession = sessionObjects.load;

/** A session that is known to exist: read only if more than its id is selected. */
export async function readKnownSession(context: Context, app: AppKey, sessionId: string, info: GraphQLResolveInfo) {
  return selectsOnly(info, ['id', 'nodeId']) ? place({ id: sessionId } as SessionWire, app) : readSession(context, app, sessionId, info);
}

// Types
const SessionStatus = restEnum('SessionStatus', 'Whether a session goes on.', {
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
      status: wire.word('status', SessionStatus, 'Whether it goes on. Null for a word that this schema does not know.'),
      statusText: wire.text('status', "The status in RealtimeKit's own word."),
      type: wire.word('type', SessionType, 'What kind of session it is. Null for a word that this schema does not know.'),
      typeText: wire.text('type', "The type in RealtimeKit's own word."),
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
        resolve: (row, _args, context, info) => readKnownMeeting(context, row.parent, meetingOf(row), info),
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
    description: 'One session, `null` if there is none with this id. Costs one REST call; many of one app share list pages.',
    args: { ...appArg(t.arg), sessionId: t.arg.id({ required: true, description: "RealtimeKit's id of the session." }) },
    resolve: (_root, { appId, sessionId }, context, info) =>
      readSession(context, appKey({ appId }), checkedId('sessionId', sessionId), info),
  }),
);

const SessionFilter = builder.inputType('SessionFilter', {
  description: 'Which sessions to list.',
  fields: (t) => ({
    search: t.string({ description: 'A part of the title, a meeting id or a session id.' }),
    status: t.field({ type: SessionStatus.type, description: 'Only those of this status.' }),
    createdFrom: t.field({ type: 'DateTime', description: 'Only those made at this moment or later.' }),
    createdTo: t.field({ type: 'DateTime', description: 'Only those made at this moment or earlier.' }),
    participants: t.string({
      description:
        'How many participants, as RealtimeKit takes it: for example `1:10`, presumably at least 1 and at most 10. RealtimeKit does not document it.',
    }),
  }),
});

const SessionOrder = orderInput('Session', 'sessions', {
  CREATED_AT: { rest: 'createdAt', description: 'When the session was made.' },
  MINUTES_CONSUMED: { rest: 'minutesConsumed', description: 'The minutes of all who were in it, added up.' },
});

interface SessionListArgs extends PageArgs {
  filter?: typeof SessionFilter.$inferInput | null | undefined;
  orderBy: typeof SessionOrder.type.$inferInput;
}

function requestOf({ filter, orderBy, ...page }: SessionListArgs) {
  const { search, status, createdFrom, createdTo, participants } = filter ?? {};
  if (participants != null && !/^\d+:\d+$/.test(participants)) {
    throw new GatewayError('BAD_USER_INPUT', 'filter.participants must be two numbers with a colon between them, for example "1:10".');
  }
  const order = { sort_by: orderBy.field, sort_order: orderBy.direction };
  const query = { search, status, start_time: createdFrom, end_time: createdTo, participants, ...order };
  return { query, stretch: stretchOf(page), secret: false };
}

interface AppSessionListArgs extends SessionListArgs {
  meetingId?: string | null | undefined;
}

async function listSessions(context: Context, app: AppKey, { meetingId, ...args }: AppSessionListArgs) {
  const request = requestOf(args);
  const { stretch } = request;
  if (meetingId == null) return connectionOf(await sessionLists(context, app, request), stretch);
  return connectionOf(await sessionsOfMeeting(context, app, canonicalId(checkedId('meetingId', meetingId)), request), stretch);
}

builder.queryField('sessions', (t) =>
  t.field({
    type: SessionConnection,
    nullable: true,
    description: `The sessions of an app, live and ended, the newest first. ${costOfPage}`,
    args: {
      ...appArg(t.arg),
      meetingId: t.arg.id({ description: "RealtimeKit's id of the meeting to list those of. Without it, those of all meetings." }),
      ...pageArgs(t.arg),
      filter: t.arg({ type: SessionFilter, description: 'Which to list.' }),
      orderBy: SessionOrder.argument(t.arg),
    },
    resolve: (_root, { appId, ...args }, context) => listSessions(context, appKey({ appId }), args),
  }),
);

builder.objectField(App, 'sessions', (t) =>
  t.field({
    type: SessionConnection,
    nullable: true,
    description: `Its sessions, live and ended, the newest first. ${costOfPage}`,
    args: {
      meetingId: t.arg.id({ description: "RealtimeKit's id of the meeting to list those of. Without it, those of all meetings." }),
      ...pageArgs(t.arg),
      filter: t.arg({ type: SessionFilter, description: 'Which to list.' }),
      orderBy: SessionOrder.argument(t.arg),
    },
    resolve: ({ id }, args, context) => listSessions(context, { appId: canonicalId(id) }, args),
  }),
);

// Edges of the meeting
builder.objectFields(Meeting, (t) => ({
  sessions: t.field({
    type: SessionConnection,
    nullable: true,
    description:
      'Its sessions, the newest first. Costs one REST call; for n meetings together n calls or the pages of the list of all sessions, whichever is less, and one more at most.',
    args: {
      ...pageArgs(t.arg),
      filter: t.arg({ type: SessionFilter, description: 'Which to list.' }),
      orderBy: SessionOrder.argument(t.arg),
    },
    resolve: ({ parent, id }, args, context) => listSessions(context, parent, { ...args, meetingId: id }),
  }),
  activeSession: t.field({
    type: Session,
    nullable: true,
    description:
      'The session that goes on now, `null` if there is none. Costs one REST call; for n meetings together n calls or the pages of the list of live sessions, whichever is less, and one more at most.',
    resolve: async ({ parent, id }, _args, context) => {
      const request = { query: { status: 'LIVE' }, stretch: { offset: 0, first: 1 }, secret: false };
      const [row = null] = (await liveSessions(context, parent, canonicalId(id), request))?.rows ?? [];
      if (row !== null && !isRow(row)) throw row;
      return row;
    },
  }),
}));
