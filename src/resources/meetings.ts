/** Meetings: the rooms of an app, which outlive the sessions held in them. REST: /{app_id}/meetings */
import type { GraphQLResolveInfo } from 'graphql';
import { builder } from '../builder.ts';
import { connectionOf, connectionType, costOfPage, type PageArgs, pageArgs, stretchOf } from '../connection.ts';
import type { Context } from '../context.ts';
import { wireFields } from '../fields.ts';
import { createCollection, type Detail, place, type Placed } from '../loading/collection.ts';
import { createListLoader } from '../loading/list-loader.ts';
import { createObjectLoader } from '../loading/object-loader.ts';
import { selects, selectsOnly } from '../loading/selection.ts';
import { lookup } from '../lookup.ts';
import { Node, nodeIdOf, registerNode } from '../node-interface.ts';
import { restEnum } from '../rest-enum.ts';
import { paging } from '../upstream/paging.ts';
import { canonicalId, checkedId, isSafeId, path } from '../upstream/path.ts';
import { type WireField, fieldsOf } from '../upstream/secrets.ts';
import { anything, array, dateTime, object, optional, type Wire, identifier } from '../upstream/wire.ts';
import { App, appEdge } from './apps.ts';
import { type AppKey, appArg, appKey, meetingArgs, type MeetingKey } from './keys.ts';

// Wire. A list row has all but `ai_config` (API document, 4.14, oddity 6).
export const meetingShape = object({
  id: identifier,
  created_at: dateTime,
  updated_at: dateTime,
  title: anything,
  status: anything,
  record_on_start: anything,
  live_stream_on_start: anything,
  persist_chat: anything,
  summarize_on_end: anything,
  transcribe_on_end: anything,
  session_keep_alive_time_in_secs: anything,
  recording_config: anything,
  ai_config: anything,
});

/** A meeting as a list row, as a point read and as it stands in a recording's row. */
export type MeetingWire = Wire<typeof meetingShape>;
export type MeetingRow = Placed<MeetingWire, AppKey>;

/** Where recordings go and where streams go to hold credentials: they are taken out unless they are asked for. */
export const meetingSecrets = ['storage_config', 'live_streaming_config'];

/** Where something that should be a meeting holds secrets. What is write-only is shown by no field. */
export function secretsInMeeting(meetingLike: unknown): readonly WireField[] {
  const { recording_config: config } = (meetingLike ?? {}) as Partial<MeetingWire>;
  return fieldsOf(config, meetingSecrets);
}

/** Whether something is a meeting as RealtimeKit documents it. */
export const isMeeting = (value: unknown): value is MeetingWire => meetingShape.fault(value) === undefined;

/** The id of something that should be a meeting; undefined if there is none that can stand in a path. */
export function meetingIdIn(meetingLike: unknown): string | undefined {
  const { id } = (meetingLike ?? {}) as { id?: unknown };
  return typeof id === 'string' && isSafeId(id) ? canonicalId(id) : undefined;
}

// Loaders
export const meetings = createCollection({
  noun: 'meeting',
  row: meetingShape,
  itemPath: ({ appId }: AppKey, meetingId: string) => path`/${{ appId }}/meetings/${{ meetingId }}`,
  item: { id: 'get_meeting', answer: object({ data: meetingShape }), idOf: { field: 'data.id', read: ({ data }) => data.id } },
  rowIn: ({ data }) => data,
  asItem: (data) => ({ data }),
  listPath: ({ appId }: AppKey) => path`/${{ appId }}/meetings`,
  list: { id: 'get_all_meetings', answer: object({ data: array(anything), paging: optional(paging) }) },
  rowsIn: ({ data }) => data,
  pagingIn: (answer) => answer.paging ?? undefined,
  rowsAreWhole: false,
  secretNames: meetingSecrets,
  secretsIn: secretsInMeeting,
});

export const meetingObjects = createObjectLoader(meetings);
const meetingLists = createListLoader(meetings, meetingObjects);

const secretSelections = ['recordingConfig.storageConfig', 'recordingConfig.livestreamingConfig'];

const detailOf = (info: GraphQLResolveInfo): Detail => ({ whole: selects(info, ['aiConfig']), secret: selects(info, secretSelections) });

/** A meeting with what the query selects of it; null if there is none. */
export function readMeeting(context: Context, app: AppKey, meetingId: string, info: GraphQLResolveInfo): Promise<MeetingRow | null> {
  return meetingObjects.load(context, app, meetingId, detailOf(info));
}

/** A meeting that is known to exist: read only if more than its id is selected. */
export async function readKnownMeeting(context: Context, app: AppKey, meetingId: string, info: GraphQLResolveInfo) {
  return selectsOnly(info, ['id', 'nodeId']) ? place({ id: meetingId } as MeetingWire, app) : readMeeting(context, app, meetingId, info);
}

/** A part of a meeting that rows do not have, from wherever it can be had. */
export async function detailOfMeeting(context: Context, row: MeetingRow, detail: Detail): Promise<MeetingWire | null> {
  return meetingObjects.load(context, row.parent, canonicalId(row.id), detail);
}

// Types
export const MeetingStatus = restEnum('MeetingStatus', 'Whether a meeting can be joined.', {
  ACTIVE: 'It can be joined.',
  INACTIVE: 'Nobody can join and no session can start, not even with a valid token.',
});

export const Meeting = builder.objectRef<MeetingRow>('Meeting').implement({
  description:
    'A room that people are enrolled in and that sessions are held in. It has no start and no end. Costs one REST call by itself; meetings of one app asked for together share list pages.',
  interfaces: [Node],
  fields: (t) => {
    const wire = wireFields(t);
    return {
      nodeId: t.id({ description: 'Opaque global id, for `node`.', resolve: (row) => nodeIdOf('Meeting', row) }),
      id: t.exposeID('id', { description: "RealtimeKit's id of the meeting." }),
      createdAt: wire.checkedDateTime('created_at', 'When the meeting was made.'),
      updatedAt: wire.checkedDateTime('updated_at', 'When the meeting was last changed.'),
      title: wire.text('title', 'What the meeting is called. Null if it has no title.'),
      ...wire.word('status', 'status', MeetingStatus, 'Whether it can be joined.'),
      recordOnStart: wire.boolean('record_on_start', 'Whether a recording starts with each session.'),
      livestreamOnStart: wire.boolean('live_stream_on_start', 'Whether a livestream starts with each session.'),
      persistChat: wire.boolean('persist_chat', 'Whether the chat is kept after a session.'),
      summarizeOnEnd: wire.boolean('summarize_on_end', 'Whether a summary is made when a session ends.'),
      transcribeOnEnd: wire.boolean('transcribe_on_end', 'Whether a transcript is made when a session ends.'),
      sessionKeepAliveSeconds: wire.int(
        'session_keep_alive_time_in_secs',
        'How long a session stays open after the last one has left, in seconds.',
      ),
      app: appEdge(t),
    };
  },
});

export const MeetingConnection = connectionType('Meeting', 'meetings', Meeting);

registerNode('Meeting', 2, (context, [appId = '', id = ''], info) => readMeeting(context, { appId }, id, info));

// Queries
builder.queryField('meeting', (t) =>
  t.field({
    type: Meeting,
    nullable: true,
    description:
      'One meeting, `null` if there is none with this id. Costs one REST call; many of one app share list pages, unless `aiConfig` is selected.',
    args: meetingArgs(t.arg),
    ...lookup(meetingObjects, (ids: MeetingKey) => ({ parent: appKey(ids), id: checkedId('meetingId', ids.meetingId) }), detailOf),
  }),
);

const MeetingFilter = builder.inputType('MeetingFilter', {
  description: 'Which meetings to list.',
  fields: (t) => ({
    search: t.string({ description: 'A meeting id, or a part of the title.' }),
    status: t.field({ type: MeetingStatus.type, description: 'Only those of this status.' }),
    createdFrom: t.field({ type: 'DateTime', description: 'Only those made at this moment or later.' }),
    createdTo: t.field({ type: 'DateTime', description: 'Only those made at this moment or earlier.' }),
  }),
});

interface MeetingListArgs extends PageArgs {
  filter?: typeof MeetingFilter.$inferInput | null | undefined;
}

async function listMeetings(context: Context, app: AppKey, { filter, ...page }: MeetingListArgs, info: GraphQLResolveInfo) {
  const stretch = stretchOf(page);
  const { search, status, createdFrom, createdTo } = filter ?? {};
  const query = { search, status, start_time: createdFrom, end_time: createdTo };
  return connectionOf(await meetingLists(context, app, { query, stretch, secret: selects(info, secretSelections) }), stretch);
}

builder.queryField('meetings', (t) =>
  t.field({
    type: MeetingConnection,
    nullable: true,
    description: `The meetings of an app, in RealtimeKit's order. ${costOfPage}`,
    args: { ...appArg(t.arg), ...pageArgs(t.arg), filter: t.arg({ type: MeetingFilter, description: 'Which to list.' }) },
    resolve: (_root, { appId, ...args }, context, info) => listMeetings(context, appKey({ appId }), args, info),
  }),
);

builder.objectField(App, 'meetings', (t) =>
  t.field({
    type: MeetingConnection,
    nullable: true,
    description: `Its meetings, in RealtimeKit's order. ${costOfPage}`,
    args: { ...pageArgs(t.arg), filter: t.arg({ type: MeetingFilter, description: 'Which to list.' }) },
    resolve: ({ id }, args, context, info) => listMeetings(context, { appId: canonicalId(id) }, args, info),
  }),
);
