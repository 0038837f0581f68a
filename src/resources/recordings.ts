/** Recordings of sessions: of all together, or of tracks. REST: /{app_id}/recordings */
import type { GraphQLResolveInfo } from 'graphql';
import { builder } from '../builder.ts';
import { connectionType } from '../connection.ts';
import type { Context } from '../context.ts';
import { GatewayError } from '../errors.ts';
import { wireFields } from '../fields.ts';
import { createCollection, type Detail, isRow, place, type Placed } from '../loading/collection.ts';
import { createListLoader } from '../loading/list-loader.ts';
import { createObjectLoader } from '../loading/object-loader.ts';
import { selects } from '../loading/selection.ts';
import { lookup } from '../lookup.ts';
import { Node, nodeIdOf, registerNode } from '../node-interface.ts';
import { restEnum } from '../rest-enum.ts';
import { dateTimeIn, objectIn, urlIn } from '../upstream/lenient.ts';
import { paging } from '../upstream/paging.ts';
import { canonicalId, checkedId, isSafeId, path } from '../upstream/path.ts';
import { type WireField, fieldsOf } from '../upstream/secrets.ts';
import { anything, array, object, optional, type Wire, identifier } from '../upstream/wire.ts';
import { appEdge } from './apps.ts';
import { type AppKey, appArg, appKey } from './keys.ts';
import {
  isMeeting,
  Meeting,
  meetingIdIn,
  meetingObjects,
  meetings,
  meetingSecrets,
  readKnownMeeting,
  secretsInMeeting,
} from './meetings.ts';
import { RecordingReason } from './recording-reason.ts';
import { loadSession, meetingIdOf, readKnownSession, Session } from './sessions.ts';
import { StorageConfig } from './storage-config.ts';

// Wire. Rows of lists have the meeting, which point reads have not; those have the reasons, which rows have not.
export const recordingShape = object({
  id: identifier,
  status: anything,
  session_id: anything,
  invoked_time: anything,
  started_time: anything,
  stopped_time: anything,
  output_file_name: anything,
  file_size: anything,
  recording_duration: anything,
  download_url: anything,
  audio_download_url: anything,
  download_url_expiry: anything,
  storage_config: anything,
  start_reason: anything,
  stop_reason: anything,
  meeting: anything,
  /** Not of the wire: noted on recordings that were asked for by their meeting. */
  meeting_id: anything,
});

export type RecordingWire = Wire<typeof recordingShape>;
export type RecordingRow = Placed<RecordingWire, AppKey>;

const secrets = ['download_url', 'audio_download_url', 'storage_config'];
/** Those of the meeting in it included. */
export const recordingSecrets = [...secrets, ...meetingSecrets];

/** Where something that should be a recording holds secrets, the meeting in it included. */
export function secretsInRecording(row: unknown): readonly WireField[] {
  const { meeting } = (row ?? {}) as Partial<RecordingWire>;
  return [...fieldsOf(row, secrets), ...secretsInMeeting(meeting)];
}

// Loaders
export const recordings = createCollection({
  noun: 'recording',
  row: recordingShape,
  itemPath: ({ appId }: AppKey, recordingId: string) => path`/${{ appId }}/recordings/${{ recordingId }}`,
  item: { id: 'get_one_recording', answer: object({ data: recordingShape }), idOf: { field: 'data.id', read: ({ data }) => data.id } },
  rowIn: ({ data }) => data,
  asItem: (data) => ({ data }),
  listPath: ({ appId }: AppKey) => path`/${{ appId }}/recordings`,
  list: { id: 'get_all_recordings', answer: object({ data: array(anything), paging: optional(paging) }) },
  rowsIn: ({ data }) => data,
  pagingIn: (answer) => answer.paging ?? undefined,
  rowsAreWhole: false,
  secretNames: recordingSecrets,
  secretsIn: secretsInRecording,
  embedded: ({ meeting }, app) => (isMeeting(meeting) && isSafeId(meeting.id) ? [meetings.entryOf(meeting, app)] : []),
});

export const recordingObjects = createObjectLoader(recordings, (context, rows) => {
  const embedded = rows.flatMap(({ meeting, parent }) => (isMeeting(meeting) ? [place(meeting, parent)] : []));
  meetingObjects.prime(context, embedded);
});
export const recordingLists = createListLoader(recordings, recordingObjects);

/** What is a secret of a recording: read only if it is selected. */
export const secretSelections = ['downloadUrl', 'audioDownloadUrl', 'tracks', 'storageConfig'];

const detailOf = (info: GraphQLResolveInfo): Detail => ({
  whole: selects(info, ['startReason', 'stopReason']),
  secret: selects(info, secretSelections),
});

function readRecording(context: Context, app: AppKey, recordingId: string, info: GraphQLResolveInfo): Promise<RecordingRow | null> {
  return recordingObjects.load(context, app, recordingId, detailOf(info));
}

/** The row itself if it tells this, or else one that does. */
async function rowWith(name: keyof RecordingWire, row: RecordingRow, context: Context, detail: Detail): Promise<RecordingWire | null> {
  return row[name] === undefined ? recordingObjects.load(context, row.parent, canonicalId(row.id), detail) : row;
}

/**
 * The meeting of a recording. A row tells it, a point read does not: then its session does, and of one that belongs to no
 * session the row, which is found by the moment when it was asked for.
 */
async function meetingOf(row: RecordingRow, context: Context): Promise<{ readonly id: string } | null> {
  if (isMeeting(row.meeting)) return row.meeting;
  const { session_id: sessionId, meeting_id: asked } = row;
  const meetingId = meetingIdIn(row.meeting) ?? asked;
  if (typeof meetingId === 'string') return { id: meetingId };
  if (typeof sessionId === 'string' && isSafeId(sessionId)) {
    const session = await loadSession(context, row.parent, sessionId);
    return session && { id: meetingIdOf(session) };
  }
  const moment = dateTimeIn('invoked_time', row.invoked_time);
  const request = { query: { start_time: moment, end_time: moment }, stretch: { offset: 0, first: 100 }, secret: false };
  const found = moment === null ? null : await recordingLists(context, row.parent, request);
  const told = found?.rows.filter(isRow).find(({ id }) => canonicalId(id) === canonicalId(row.id));
  if (isMeeting(told?.meeting)) return told.meeting;
  const id = meetingIdIn(told?.meeting);
  return id === undefined ? null : { id };
}

// Types
export const RecordingStatus = restEnum('RecordingStatus', 'How far a recording has come.', {
  INVOKED: 'It was asked for; the recorder is on its way.',
  RECORDING: 'It goes on.',
  PAUSED: 'It is paused, and can be resumed.',
  UPLOADING: 'It has stopped and is being stored.',
  UPLOADED: 'It is stored and can be downloaded.',
  ERRORED: 'It failed.',
});

interface Track {
  readonly fileName: string;
  readonly downloadUrl: unknown;
}

const RecordingTrack = builder.objectRef<Track>('RecordingTrack').implement({
  description: 'One file of a recording of tracks.',
  fields: (t) => ({
    fileName: t.exposeString('fileName', { description: 'The name of the file. It begins with the id of the participant.' }),
    downloadUrl: t.field({
      type: 'URL',
      nullable: true,
      description: 'A secret: whoever has this address can download the file.',
      resolve: ({ downloadUrl }) => urlIn('download_url', downloadUrl),
    }),
  }),
});

/**
 * The files of a recording of tracks. The schema says that `download_url` is a text; of tracks it was seen to be
 * `{ links: [{ download_urls: { "<file>": { download_url } } }] }` (API document, 4.14, oddity 10).
 */
function tracksIn(downloads: unknown): Track[] {
  if (typeof downloads !== 'object' || downloads === null) return [];
  const { links } = downloads as { links?: unknown };
  if (!Array.isArray(links))
    throw new GatewayError('UPSTREAM_INVALID_RESPONSE', 'download_url must be a text, or an object with a list of links.');
  return links.flatMap((link: unknown) => {
    const files = objectIn('download_urls', objectIn('links', link)?.['download_urls']) ?? {};
    return Object.entries(files).map(([fileName, file]) => ({
      fileName,
      downloadUrl: (file as { download_url?: unknown } | null)?.download_url,
    }));
  });
}

const pointRead = 'Costs nothing with `recording`; on the recordings of a list one REST call each.';

export const Recording = builder.objectRef<RecordingRow>('Recording').implement({
  description:
    'A recording of a session: one file of all together, or a file for each track. Costs one REST call by itself; recordings of one app asked for together share list pages.',
  interfaces: [Node],
  fields: (t) => {
    const wire = wireFields(t);
    return {
      nodeId: t.id({ description: 'Opaque global id, for `node`.', resolve: (row) => nodeIdOf('Recording', row) }),
      id: t.exposeID('id', { description: "RealtimeKit's id of the recording." }),
      ...wire.word('status', 'status', RecordingStatus, 'How far it has come.'),
      invokedAt: wire.dateTime('invoked_time', 'When it was asked for.'),
      startedAt: wire.dateTime('started_time', 'When it began. Null before.'),
      stoppedAt: wire.dateTime('stopped_time', 'When it stopped. Null before.'),
      outputFileName: wire.text('output_file_name', 'The name of the file.'),
      fileSizeBytes: wire.float('file_size', 'How large the file is, in bytes. Null before it is stored.'),
      durationSeconds: wire.float('recording_duration', 'How long it is, in seconds.'),
      downloadUrl: t.field({
        type: 'URL',
        nullable: true,
        description:
          "Where the file can be downloaded until `downloadUrlExpiresAt`. Null before it is stored, if it does not go to RealtimeKit's bucket, and for a recording of tracks. A secret: read only if it is selected, and never kept.",
        resolve: async (row, _args, context) => {
          const downloads = (await rowWith('download_url', row, context, { secret: true }))?.download_url;
          return tracksIn(downloads).length > 0 ? null : urlIn('download_url', typeof downloads === 'object' ? null : downloads);
        },
      }),
      audioDownloadUrl: t.field({
        type: 'URL',
        nullable: true,
        description:
          'Where the audio alone can be downloaded. Null before it is stored, and if there is no file of the audio alone. A secret: read only if it is selected, and never kept.',
        resolve: async (row, _args, context) =>
          urlIn('audio_download_url', (await rowWith('audio_download_url', row, context, { secret: true }))?.audio_download_url),
      }),
      tracks: t.field({
        type: [RecordingTrack],
        nullable: true,
        description:
          'The files of a recording of tracks. Empty before they are stored, and for a recording of all together. Null only if they cannot be read. Secrets: read only if they are selected, and never kept.',
        resolve: async (row, _args, context) => tracksIn((await rowWith('download_url', row, context, { secret: true }))?.download_url),
      }),
      downloadUrlExpiresAt: wire.dateTime('download_url_expiry', 'When the addresses stop working. Null if there is none.'),
      storageConfig: t.field({
        type: StorageConfig,
        nullable: true,
        description:
          'Your own storage that it goes to, `null` if it goes to RealtimeKit. A secret: read only if it is selected, and never kept.',
        resolve: async (row, _args, context) =>
          objectIn('storage_config', (await rowWith('storage_config', row, context, { secret: true }))?.storage_config),
      }),
      startReason: t.field({
        type: RecordingReason,
        nullable: true,
        description: `Why it began, and who asked for it. ${pointRead}`,
        resolve: async (row, _args, context) =>
          objectIn('start_reason', (await rowWith('start_reason', row, context, { whole: true }))?.start_reason),
      }),
      stopReason: t.field({
        type: RecordingReason,
        nullable: true,
        description: `Why it stopped, and who asked for it. Null before. ${pointRead}`,
        resolve: async (row, _args, context) => {
          const whole = row.start_reason === undefined ? await rowWith('stop_reason', row, context, { whole: true }) : row;
          return objectIn('stop_reason', whole?.stop_reason);
        },
      }),
      app: appEdge(t),
      meeting: t.field({
        type: Meeting,
        nullable: true,
        description:
          'The meeting that was recorded, `null` if RealtimeKit does not tell. Costs nothing on the recordings of a list; with `recording` one REST call to find it, and one for the meeting if more than its `id` is selected.',
        resolve: async (row, _args, context, info) => {
          const meeting = await meetingOf(row, context);
          if (meeting === null) return null;
          const isWhole = isMeeting(meeting) && !selects(info, ['aiConfig']);
          return isWhole ? place(meeting, row.parent) : readKnownMeeting(context, row.parent, canonicalId(meeting.id), info);
        },
      }),
      session: t.field({
        type: Session,
        nullable: true,
        description: 'The session that was recorded. Costs nothing for its `id`, else one REST call each, or fewer for many of one app.',
        resolve: ({ session_id: sessionId, parent }, _args, context, info) =>
          typeof sessionId === 'string' && isSafeId(sessionId) ? readKnownSession(context, parent, canonicalId(sessionId), info) : null,
      }),
    };
  },
});

export const RecordingConnection = connectionType('Recording', 'recordings', Recording);

registerNode('Recording', 2, (context, [appId = '', id = ''], info) => readRecording(context, { appId }, id, info));

// Query
builder.queryField('recording', (t) =>
  t.field({
    type: Recording,
    nullable: true,
    description:
      'One recording, `null` if there is none with this id. Costs one REST call; many of one app share list pages, unless `startReason` or `stopReason` is selected.',
    args: { ...appArg(t.arg), recordingId: t.arg.id({ required: true, description: "RealtimeKit's id of the recording." }) },
    ...lookup(
      recordingObjects,
      (ids: AppKey & { readonly recordingId: string }) => ({ parent: appKey(ids), id: checkedId('recordingId', ids.recordingId) }),
      detailOf,
    ),
  }),
);
