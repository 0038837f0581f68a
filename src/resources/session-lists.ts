/** Lists of sessions: of an app, of a meeting, and the one that goes on. */
import { builder } from '../builder.ts';
import { connectionOf, costOfMeetings, costOfPage, type PageArgs, pageArgs, stretchOf } from '../connection.ts';
import type { Context } from '../context.ts';
import { GatewayError } from '../errors.ts';
import { isRow } from '../loading/collection.ts';
import { orderInput } from '../order.ts';
import { canonicalId, checkedId } from '../upstream/path.ts';
import { App } from './apps.ts';
import { type AppKey, appArg, appKey } from './keys.ts';
import { Meeting } from './meetings.ts';
import { liveSessions, Session, SessionConnection, sessionLists, sessionsOfMeeting, SessionStatus } from './sessions.ts';

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
    description: `Its sessions, the newest first. ${costOfPage} ${costOfMeetings('sessions')}`,
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
    description: `The session that goes on now, \`null\` if there is none. Costs one REST call. ${costOfMeetings('live sessions')}`,
    resolve: async ({ parent, id }, _args, context) => {
      const request = { query: { status: 'LIVE' }, stretch: { offset: 0, first: 1 }, secret: false };
      const [row = null] = (await liveSessions(context, parent, canonicalId(id), request))?.rows ?? [];
      if (row !== null && !isRow(row)) throw row;
      return row;
    },
  }),
}));
