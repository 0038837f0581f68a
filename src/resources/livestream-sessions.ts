/** Livestream sessions: each time that a livestream was on air. REST: below /{app_id}/livestreams and /{app_id}/sessions/{session_id} */
import { builder } from '../builder.ts';
import { connectionOf, connectionType, costOfPage, type PageArgs, pageArgs, stretchOf } from '../connection.ts';
import type { Context } from '../context.ts';
import { wireFields } from '../fields.ts';
import { place, type Placed } from '../loading/collection.ts';
import { readStretch } from '../loading/stretch.ts';
import { missingRow } from '../loading/list-loader.ts';
import { Node, nodeIdOf, registerNode } from '../node-interface.ts';
import { pagingOf } from '../upstream/paging.ts';
import { canonicalId, checkedId, type Path, path } from '../upstream/path.ts';
import { conceal } from '../upstream/secrets.ts';
import { anything, object, optional } from '../upstream/wire.ts';
import { readActive } from './active-read.ts';
import { appEdge } from './apps.ts';
import { type AppKey, appArg, appKey } from './keys.ts';
import {
  idIn,
  livestreamSession,
  type LivestreamSessionWire,
  pagingIn,
  placedRows,
  concealLivestreams,
  secretsInLivestream,
  rowsAnswer,
  rowsIn,
} from './livestream-answers.ts';
import { Livestream, type LivestreamRow, readKnownLivestream } from './livestreams.ts';
import { Session } from './sessions.ts';

export type LivestreamSessionRow = Placed<LivestreamSessionWire, AppKey>;

// Reads
const getOne = {
  id: 'get-v2-livestreams-livestream-session-id',
  answer: object({ data: livestreamSession }),
  idOf: { field: 'data.id', read: ({ data }: { data: LivestreamSessionWire }) => data.id },
};
const getActive = {
  id: 'get-v2-active-livestream-session-details',
  answer: object({ data: optional(object({ livestream: anything, session: optional(livestreamSession) })) }),
};

/** The routes that list livestream sessions, and the fields that hold them. */
const ofLivestream = { id: 'get-v2-livestream-session-livestream-id', fields: ['sessions', 'session'] };
const ofSession = { id: 'get-v2-livestreamsession-session-meetingId-active-livestream', fields: ['data'] };

async function readLivestreamSession({ rest }: Context, app: AppKey, id: string): Promise<LivestreamSessionRow | null> {
  const one = path`/${{ appId: app.appId }}/livestreams/sessions/${{ livestreamSessionId: id }}`;
  const answer = await rest.read(getOne, one, { why: 'point read', expectedId: id });
  return answer && place(answer.data, app);
}

async function listSessions({ rest, gateway }: Context, app: AppKey, route: typeof ofLivestream, list: Path, page: PageArgs) {
  const stretch = stretchOf(page);
  const kind = `${rest.scope}${list.template}`;
  const read = await readStretch(stretch, {
    ...gateway.listMemory.pageSizesOf(kind),
    readPage: async (page_no, per_page) => {
      const operation = { id: route.id, answer: rowsAnswer };
      const answer = await rest.read(operation, list, {
        why: `list page ${page_no}`,
        query: { page_no, per_page },
        refine: concealLivestreams,
      });
      if (answer === null) return null;
      return { rows: placedRows(route.id, livestreamSession, rowsIn(answer, ...route.fields), app), paging: pagingOf(pagingIn(answer)) };
    },
    hole: (place) => missingRow('livestream session', place),
  });
  return connectionOf(read, stretch);
}

// Types
export const LivestreamSession = builder.objectRef<LivestreamSessionRow>('LivestreamSession').implement({
  description: 'One time that a livestream is or was on air. Costs one REST call by itself.',
  interfaces: [Node],
  fields: (t) => {
    const wire = wireFields(t);
    return {
      nodeId: t.id({ description: 'Opaque global id, for `node`.', resolve: (row) => nodeIdOf('LivestreamSession', row) }),
      id: t.exposeID('id', { description: "RealtimeKit's id of the livestream session." }),
      createdAt: wire.dateTime('created_at', 'When the record was made.'),
      updatedAt: wire.dateTime('updated_at', 'When the record was last changed.'),
      invokedAt: wire.dateTime('invoked_time', 'When it was told to start. Null if nobody did, or if RealtimeKit does not tell.'),
      startedAt: wire.dateTime('started_time', 'When it went on air. Null if it did not yet, or if RealtimeKit does not tell.'),
      stoppedAt: wire.dateTime('stopped_time', 'When it went off air. Null while it is on air.'),
      errorMessage: wire.text('err_message', "What went wrong, in RealtimeKit's own words. Null if nothing did."),
      ingestSeconds: wire.float('ingest_seconds', 'How long video was sent, in seconds.'),
      viewerSeconds: wire.float('viewer_seconds', 'How long viewers watched, added up over all of them, in seconds.'),
      app: appEdge(t),
      livestream: t.field({
        type: Livestream,
        nullable: true,
        description: 'The livestream that was on air. Costs nothing for its `id`, else one REST call, shared by all its sessions.',
        resolve: ({ parent, livestream_id }, _args, context, info) => {
          const livestreamId = idIn(livestream_id);
          return livestreamId === null ? null : readKnownLivestream(context, parent, livestreamId, info);
        },
      }),
    };
  },
});

const LivestreamSessionConnection = connectionType('LivestreamSession', 'livestream sessions', LivestreamSession);

registerNode('LivestreamSession', 2, (context, [appId = '', id = '']) => readLivestreamSession(context, { appId }, id));

// Queries
builder.queryField('livestreamSession', (t) =>
  t.field({
    type: LivestreamSession,
    nullable: true,
    description: 'One livestream session, `null` if there is none with this id. Costs one REST call for each.',
    args: {
      ...appArg(t.arg),
      livestreamSessionId: t.arg.id({ required: true, description: "RealtimeKit's id of the livestream session." }),
    },
    resolve: (_root, { livestreamSessionId, ...ids }, context) =>
      readLivestreamSession(context, appKey(ids), canonicalId(checkedId('livestreamSessionId', livestreamSessionId))),
  }),
);

// Edges of the livestream
const pathOf = ({ parent: { appId }, id }: LivestreamRow) => path`/${{ appId }}/livestreams/${{ livestreamId: canonicalId(id) }}`;

builder.objectFields(Livestream, (t) => ({
  sessions: t.field({
    type: LivestreamSessionConnection,
    nullable: true,
    description: `Each time that it was on air, in RealtimeKit's order. ${costOfPage}`,
    args: pageArgs(t.arg),
    resolve: (row, page, context) => listSessions(context, row.parent, ofLivestream, pathOf(row), page),
  }),
  activeSession: t.field({
    type: LivestreamSession,
    nullable: true,
    description: 'The session that is on air now, `null` if there is none. Costs one REST call for each livestream.',
    resolve: async ({ parent: app, id }, _args, context) => {
      const active = path`/${{ appId: app.appId }}/livestreams/${{ livestreamId: canonicalId(id) }}/active-livestream-session`;
      const live = await readActive(context, getActive, active, {
        why: 'asked for by its livestream',
        refine: ({ data }) => {
          conceal(secretsInLivestream(data?.livestream));
        },
      });
      return live?.session == null ? null : place(live.session, app);
    },
  }),
}));

// Edge of the session
builder.objectField(Session, 'livestreamSessions', (t) =>
  t.field({
    type: LivestreamSessionConnection,
    nullable: true,
    description: `Each time that it was streamed to viewers, in RealtimeKit's order. ${costOfPage}`,
    args: pageArgs(t.arg),
    resolve: ({ parent: app, id }, page, context) => {
      const list = path`/${{ appId: app.appId }}/sessions/${{ sessionId: canonicalId(id) }}/livestream-sessions`;
      return listSessions(context, app, ofSession, list, page);
    },
  }),
);
