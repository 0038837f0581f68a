/** Livestreams: what a meeting or an encoder sends to viewers. REST: /{app_id}/livestreams and below /{app_id}/meetings/{meeting_id} */
import type { GraphQLResolveInfo } from 'graphql';
import { builder } from '../builder.ts';
import { connectionOf, connectionType, costOfMeetings, costOfPage, type PageArgs, pageArgs, stretchOf } from '../connection.ts';
import type { Context } from '../context.ts';
import { wireFields } from '../fields.ts';
import { createCollection, type Detail, isRow, place, type Placed } from '../loading/collection.ts';
import { createGroupLoader } from '../loading/group-loader.ts';
import { createListLoader } from '../loading/list-loader.ts';
import { createObjectLoader } from '../loading/object-loader.ts';
import { selects, selectsOnly } from '../loading/selection.ts';
import { lookup } from '../lookup.ts';
import { Node, nodeIdOf, registerNode } from '../node-interface.ts';
import { orderInput } from '../order.ts';
import { restEnum } from '../rest-enum.ts';
import type { ReadOperation } from '../upstream/client.ts';
import { canonicalId, checkedId, path } from '../upstream/path.ts';
import { conceal } from '../upstream/secrets.ts';
import { object, optional } from '../upstream/wire.ts';
import { readActive } from './active-read.ts';
import { App, appEdge } from './apps.ts';
import { type AppKey, appArg, appKey } from './keys.ts';
import {
  concealLivestreams,
  idIn,
  livestream,
  type LivestreamWire,
  pagingIn,
  placedRows,
  rowsAnswer,
  rowsIn,
  secretsInLivestream,
} from './livestream-answers.ts';
import { Meeting, type MeetingRow, readKnownMeeting } from './meetings.ts';

export type LivestreamRow = Placed<LivestreamWire, AppKey>;

// Loaders. A list row has every field that the route of one livestream has, in the schemas as in the examples; only their spelling
// differs, which the fields of the type read alike. So a list row may stand in for a point read, and many are read as list pages.
const livestreams = createCollection({
  noun: 'livestream',
  row: livestream,
  itemPath: ({ appId }: AppKey, livestreamId: string) => path`/${{ appId }}/livestreams/${{ livestreamId }}`,
  item: {
    id: 'get-v2-livestream-session-livestream-id',
    answer: object({ data: object({ livestream }) }),
    idOf: { field: 'data.livestream.id', read: ({ data }) => data.livestream.id },
  },
  rowIn: ({ data }) => data.livestream,
  asItem: (row) => ({ data: { livestream: row } }),
  listPath: ({ appId }: AppKey) => path`/${{ appId }}/livestreams`,
  list: { id: 'fetch_all_livestreams', answer: rowsAnswer },
  rowsIn: (answer) => rowsIn(answer),
  pagingIn,
  rowsAreWhole: true,
  secretNames: ['stream_key'],
  secretsIn: secretsInLivestream,
});

const livestreamObjects = createObjectLoader(livestreams);
const livestreamLists = createListLoader(livestreams, livestreamObjects);

const getOfMeeting = { id: 'livestream-session-details', answer: rowsAnswer };
export const getActive = { id: 'get-v2-meetings-meetingId-active-livestream', answer: object({ data: livestream }) };

const getActiveOrNone = { ...getActive, answer: object({ data: optional(livestream) }) };

/** The same read, whose answer holds the secret. */
const secretly = <T>(operation: ReadOperation<T>): ReadOperation<T> => ({ ...operation, secret: true });

/** The group of livestreams that no meeting has. */
const standAlone = '';

const activeLivestreams = createGroupLoader({
  isSingle: true,
  collection: livestreams,
  objects: livestreamObjects,
  groupOf: ({ meeting_id: meetingId }) => (meetingId === null ? standAlone : (idIn(meetingId) ?? undefined)),
  readGroup: async (context, app, meetingId, { secret }) => {
    const active = path`/${{ appId: app.appId }}/meetings/${{ meetingId }}/active-livestream`;
    const live = await readActive(context, secret ? secretly(getActiveOrNone) : getActiveOrNone, active, {
      why: 'asked for by the meeting',
      ...(!secret && {
        refine: ({ data }) => {
          conceal(secretsInLivestream(data));
        },
      }),
    });
    return live === null ? { rows: [], total: 0 } : { rows: [place(live, app)], total: 1 };
  },
});

const asksForSecret = (info: GraphQLResolveInfo) => selects(info, ['streamKey']);

const detailOf = (info: GraphQLResolveInfo): Detail => ({ secret: asksForSecret(info) });

/** A livestream with what the query selects of it; null if there is none. */
function readLivestream(context: Context, app: AppKey, livestreamId: string, info: GraphQLResolveInfo) {
  return livestreamObjects.load(context, app, livestreamId, detailOf(info));
}

/** A livestream that is known to exist: read only if more than its id is selected. */
export async function readKnownLivestream(context: Context, app: AppKey, livestreamId: string, info: GraphQLResolveInfo) {
  return selectsOnly(info, ['id', 'nodeId']) ? place({ id: livestreamId }, app) : readLivestream(context, app, livestreamId, info);
}

// Types
const LivestreamStatus = restEnum('LivestreamStatus', 'Whether a livestream is on air.', {
  LIVE: 'It is on air.',
  IDLE: 'Nothing is sent to it.',
  ERRORED: 'It failed.',
  INVOKED: 'It was told to start and is not on air yet.',
});

export const Livestream = builder.objectRef<LivestreamRow>('Livestream').implement({
  description:
    'A video that viewers watch at an address: of a meeting, or of an encoder of your own. It goes on air once or many times: these are its sessions. Costs one REST call by itself; livestreams of one app asked for together share list pages.',
  interfaces: [Node],
  fields: (t) => {
    const wire = wireFields(t);
    return {
      nodeId: t.id({ description: 'Opaque global id, for `node`.', resolve: (row) => nodeIdOf('Livestream', row) }),
      id: t.exposeID('id', { description: "RealtimeKit's id of the livestream." }),
      name: wire.text('name', 'What the livestream is called. Null if it has no name.'),
      ...wire.word('status', 'status', LivestreamStatus, 'Whether it is on air.'),
      disabled: wire.boolean('disabled', 'Whether it is switched off.'),
      playbackUrl: wire.url('playback_url', 'Where viewers watch it: the address of an HLS manifest.'),
      ingestServer: wire.text('ingest_server', 'Where an encoder sends video to: an RTMP address.'),
      streamKey: wire.text(
        'stream_key',
        'A secret: whoever has it can send video to this livestream. It is read only if it is selected, and never kept.',
      ),
      createdAt: wire.dateTime('created_at', 'When the livestream was made.'),
      updatedAt: wire.dateTime('updated_at', 'When the livestream was last changed.'),
      app: appEdge(t),
      meeting: t.field({
        type: Meeting,
        nullable: true,
        description:
          'The meeting that it streams, `null` if it streams no meeting. Costs nothing for its `id`, else one REST call each, or fewer for many of one app.',
        resolve: ({ parent, meeting_id }, _args, context, info) => {
          const meetingId = idIn(meeting_id);
          return meetingId === null ? null : readKnownMeeting(context, parent, meetingId, info);
        },
      }),
    };
  },
});

const LivestreamConnection = connectionType('Livestream', 'livestreams', Livestream);

registerNode('Livestream', 2, (context, [appId = '', id = ''], info) => readLivestream(context, { appId }, id, info));

// Queries
builder.queryField('livestream', (t) =>
  t.field({
    type: Livestream,
    nullable: true,
    description: 'One livestream, `null` if there is none with this id. Costs one REST call; many of one app share list pages.',
    args: { ...appArg(t.arg), livestreamId: t.arg.id({ required: true, description: "RealtimeKit's id of the livestream." }) },
    ...lookup(
      livestreamObjects,
      (ids: AppKey & { readonly livestreamId: string }) => ({ parent: appKey(ids), id: checkedId('livestreamId', ids.livestreamId) }),
      detailOf,
    ),
  }),
);

const LivestreamFilter = builder.inputType('LivestreamFilter', {
  description: 'Which livestreams to list.',
  fields: (t) => ({
    status: t.field({ type: LivestreamStatus.type, description: 'Only those of this status.' }),
    excludeMeetings: t.boolean({ description: '`true`: only those that stream no meeting.' }),
    createdFrom: t.field({ type: 'DateTime', description: 'Only those made at this moment or later.' }),
    createdTo: t.field({ type: 'DateTime', description: 'Only those made at this moment or earlier.' }),
  }),
});

const LivestreamOrder = orderInput('Livestream', 'livestreams', { CREATED_AT: 'When the livestream was made.' });

interface LivestreamListArgs extends PageArgs {
  filter?: typeof LivestreamFilter.$inferInput | null | undefined;
  orderBy: typeof LivestreamOrder.type.$inferInput;
}

/** What the other lists call DESC (API document, 4.14, oddity 12). */
const directions: Readonly<Record<string, string>> = { ASC: 'ASC', DESC: 'DSC' };

async function listLivestreams(context: Context, app: AppKey, { filter, orderBy, ...page }: LivestreamListArgs, info: GraphQLResolveInfo) {
  const stretch = stretchOf(page);
  const { status, excludeMeetings, createdFrom, createdTo } = filter ?? {};
  const sort_order = directions[orderBy.direction];
  const query = { status, exclude_meetings: excludeMeetings, start_time: createdFrom, end_time: createdTo, sort_order };
  return connectionOf(await livestreamLists(context, app, { query, stretch, secret: asksForSecret(info) }), stretch);
}

builder.queryField('livestreams', (t) =>
  t.field({
    type: LivestreamConnection,
    nullable: true,
    description: `The livestreams of an app, the newest first. ${costOfPage}`,
    args: {
      ...appArg(t.arg),
      ...pageArgs(t.arg),
      filter: t.arg({ type: LivestreamFilter, description: 'Which to list.' }),
      orderBy: LivestreamOrder.argument(t.arg),
    },
    resolve: (_root, { appId, ...args }, context, info) => listLivestreams(context, appKey({ appId }), args, info),
  }),
);

builder.objectField(App, 'livestreams', (t) =>
  t.field({
    type: LivestreamConnection,
    nullable: true,
    description: `Its livestreams, the newest first. ${costOfPage}`,
    args: {
      ...pageArgs(t.arg),
      filter: t.arg({ type: LivestreamFilter, description: 'Which to list.' }),
      orderBy: LivestreamOrder.argument(t.arg),
    },
    resolve: ({ id }, args, context, info) => listLivestreams(context, { appId: canonicalId(id) }, args, info),
  }),
);

// Edges of the meeting
async function listLivestreamsOf(context: Context, { parent: app, id }: MeetingRow, page: PageArgs, info: GraphQLResolveInfo) {
  const stretch = stretchOf(page);
  const secret = asksForSecret(info);
  const list = path`/${{ appId: app.appId }}/meetings/${{ meetingId: canonicalId(id) }}/livestream`;
  const answer = await context.rest.read(secret ? secretly(getOfMeeting) : getOfMeeting, list, {
    why: 'asked for by the meeting',
    ...(!secret && { refine: concealLivestreams }),
  });
  const rows = answer === null ? [] : placedRows(getOfMeeting.id, livestream, rowsIn(answer, 'livestreams', 'livestream'), app);
  livestreamObjects.prime(context, rows.filter(isRow), { secret });
  return connectionOf({ rows: rows.slice(stretch.offset, stretch.offset + stretch.first), total: rows.length }, stretch);
}

/** Whether the query selects what the answer about a meeting's active livestream may leave out, and this one did. */
function lacksSelected(row: LivestreamRow, info: GraphQLResolveInfo): boolean {
  return (row.ingest_server === undefined && selects(info, ['ingestServer'])) || (row.stream_key === undefined && asksForSecret(info));
}

builder.objectFields(Meeting, (t) => ({
  livestreams: t.field({
    type: LivestreamConnection,
    nullable: true,
    description:
      'Its livestreams, as far as RealtimeKit lists them: its schema promises all, its example shows only the newest. Costs one REST call for each meeting, whatever the page.',
    args: pageArgs(t.arg),
    resolve: (meeting, page, context, info) => listLivestreamsOf(context, meeting, page, info),
  }),
  activeLivestream: t.field({
    type: Livestream,
    nullable: true,
    description: `The livestream that is on air now, \`null\` if there is none. Costs one REST call. ${costOfMeetings('livestreams on air')} And one for each of them that has several. One more for \`ingestServer\` or \`streamKey\` if RealtimeKit leaves them out here.`,
    resolve: async ({ parent, id }, _args, context, info) => {
      const request = { query: { status: 'LIVE' }, stretch: { offset: 0, first: 1 }, secret: asksForSecret(info) };
      const read = await activeLivestreams(context, parent, canonicalId(id), request);
      const row = read?.rows.find(isRow) ?? null;
      return row !== null && lacksSelected(row, info) ? readLivestream(context, parent, row.id, info) : row;
    },
  }),
}));
