/** Lists of recordings: of an app, of a meeting, and the one that goes on. */
import type { GraphQLResolveInfo } from 'graphql';
import { builder } from '../builder.ts';
import { connectionOf, costOfMeetings, costOfPage, type PageArgs, pageArgs, stretchOf } from '../connection.ts';
import type { Context } from '../context.ts';
import { GatewayError } from '../errors.ts';
import { isRow, place } from '../loading/collection.ts';
import { createGroupLoader } from '../loading/group-loader.ts';
import { selects } from '../loading/selection.ts';
import { orderInput } from '../order.ts';
import { canonicalId, checkedId, path } from '../upstream/path.ts';
import { completeWithNull, conceal, fieldsOf } from '../upstream/secrets.ts';
import { object, optional } from '../upstream/wire.ts';
import { readActive } from './active-read.ts';
import { App } from './apps.ts';
import { type AppKey, appArg, appKey } from './keys.ts';
import { Meeting, meetingIdIn } from './meetings.ts';
import {
  Recording,
  RecordingConnection,
  recordingLists,
  recordingObjects,
  recordings,
  RecordingStatus,
  type RecordingWire,
  recordingShape,
  secretsInRecording,
  secretSelections,
} from './recordings.ts';

const groupOf = ({ meeting }: RecordingWire) => meetingIdIn(meeting);

const recordingsOfMeeting = createGroupLoader({
  collection: recordings,
  objects: recordingObjects,
  groupOf,
  readGroup: (context, app, meetingId, request) =>
    recordingLists(context, app, { ...request, query: { ...request.query, meeting_id: meetingId } }),
});

const getActiveRecording = { id: 'get_active_recording', answer: object({ data: optional(recordingShape) }) };

const activeRecordings = createGroupLoader({
  isSingle: true,
  collection: recordings,
  objects: recordingObjects,
  groupOf,
  readGroup: async (context, app, meetingId, { secret }) => {
    const active = path`/${{ appId: app.appId }}/recordings/active-recording/${{ meetingId }}`;
    const live = await readActive(context, secret ? { ...getActiveRecording, secret: true } : getActiveRecording, active, {
      why: 'active recording of one meeting',
      refine: ({ data }) => {
        // This answer never has the storage (API document, 4.11): whoever asks for it reads the recording itself.
        if (secret) completeWithNull(fieldsOf(data, ['download_url', 'audio_download_url']));
        else conceal(secretsInRecording(data));
      },
    });
    const rows = live === null ? [] : [place(Object.assign(live, { meeting_id: meetingId }), app)];
    return { rows, total: rows.length };
  },
});

const RecordingFilter = builder.inputType('RecordingFilter', {
  description: 'Which recordings to list.',
  fields: (t) => ({
    search: t.string({ description: 'A meeting id, or a part of the file name.' }),
    statuses: t.field({ type: [RecordingStatus.type], description: 'Only those of one of these statuses.' }),
    expired: t.boolean({ description: '`true`: only those that can no longer be downloaded; `false`: only the others.' }),
    invokedFrom: t.field({ type: 'DateTime', description: 'Only those asked for at this moment or later.' }),
    invokedTo: t.field({ type: 'DateTime', description: 'Only those asked for at this moment or earlier.' }),
  }),
});

const RecordingOrder = orderInput('Recording', 'recordings', {
  INVOKED_AT: { rest: 'invokedTime', description: 'When the recording was asked for.' },
});

interface RecordingListArgs extends PageArgs {
  meetingId?: string | null | undefined;
  filter?: typeof RecordingFilter.$inferInput | null | undefined;
  orderBy: typeof RecordingOrder.type.$inferInput;
}

async function listRecordings(context: Context, app: AppKey, args: RecordingListArgs, info: GraphQLResolveInfo) {
  const { meetingId, filter, orderBy, ...page } = args;
  const stretch = stretchOf(page);
  const { search, statuses, expired, invokedFrom, invokedTo } = filter ?? {};
  const order = { sort_by: orderBy.field, sort_order: orderBy.direction };
  if (statuses?.length === 0) throw new GatewayError('BAD_USER_INPUT', 'filter.statuses must hold at least one.');
  const status = statuses?.join(',');
  const query = { search, status, expired, start_time: invokedFrom, end_time: invokedTo, ...order };
  const request = { query, stretch, secret: selects(info, secretSelections) };
  if (meetingId == null) return connectionOf(await recordingLists(context, app, request), stretch);
  return connectionOf(await recordingsOfMeeting(context, app, canonicalId(checkedId('meetingId', meetingId)), request), stretch);
}

builder.queryField('recordings', (t) =>
  t.field({
    type: RecordingConnection,
    nullable: true,
    description: `The recordings of an app, the newest first. ${costOfPage}`,
    args: {
      ...appArg(t.arg),
      meetingId: t.arg.id({ description: "RealtimeKit's id of the meeting to list those of. Without it, those of all meetings." }),
      ...pageArgs(t.arg),
      filter: t.arg({ type: RecordingFilter, description: 'Which to list.' }),
      orderBy: RecordingOrder.argument(t.arg),
    },
    resolve: (_root, { appId, ...args }, context, info) => listRecordings(context, appKey({ appId }), args, info),
  }),
);

builder.objectField(App, 'recordings', (t) =>
  t.field({
    type: RecordingConnection,
    nullable: true,
    description: `Its recordings, the newest first. ${costOfPage}`,
    args: {
      meetingId: t.arg.id({ description: "RealtimeKit's id of the meeting to list those of. Without it, those of all meetings." }),
      ...pageArgs(t.arg),
      filter: t.arg({ type: RecordingFilter, description: 'Which to list.' }),
      orderBy: RecordingOrder.argument(t.arg),
    },
    resolve: ({ id }, args, context, info) => listRecordings(context, { appId: canonicalId(id) }, args, info),
  }),
);

builder.objectFields(Meeting, (t) => ({
  recordings: t.field({
    type: RecordingConnection,
    nullable: true,
    description: `Its recordings, the newest first. ${costOfPage} ${costOfMeetings('recordings')}`,
    args: {
      ...pageArgs(t.arg),
      filter: t.arg({ type: RecordingFilter, description: 'Which to list.' }),
      orderBy: RecordingOrder.argument(t.arg),
    },
    resolve: ({ parent, id }, args, context, info) => listRecordings(context, parent, { ...args, meetingId: id }, info),
  }),
  activeRecording: t.field({
    type: Recording,
    nullable: true,
    description: `The recording that goes on or is paused now, \`null\` if there is none. Costs one REST call. ${costOfMeetings('such recordings')} And one for each of them that has several such recordings: only RealtimeKit says which is the active one. One more each for \`startReason\` and \`stopReason\`, and for \`storageConfig\` where the list was not read.`,
    resolve: async ({ parent, id }, _args, context, info) => {
      const query = { status: 'RECORDING,PAUSED' };
      const request = { query, stretch: { offset: 0, first: 1 }, secret: selects(info, secretSelections) };
      const [row = null] = (await activeRecordings(context, parent, canonicalId(id), request))?.rows ?? [];
      if (row !== null && !isRow(row)) throw row;
      return row;
    },
  }),
}));
