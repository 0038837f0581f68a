/** Recordings: the three reads below /{app_id}/recordings. */
import { pageOf, realtimeKitError, success } from '../answer.ts';
import { booleanParameter, contains, idParameter, oneOf, someOf, sorted, textParameter, timeRange, within } from '../query.ts';
import type { Route } from '../router.ts';
import type { StoredApp, StoredRecording } from '../store.ts';
import { inApp, inMap, inMeeting } from './lookup.ts';
import { meetingRow } from './meetings.ts';
import { beginInvoked, finishUpload } from './recording-life.ts';
import { withoutSecrets } from './secrets.ts';

const list = '/{app_id}/recordings';
const statuses = ['INVOKED', 'RECORDING', 'UPLOADING', 'UPLOADED', 'ERRORED', 'PAUSED'] as const;

export const recordingRoutes: readonly Route[] = [
  {
    operation: 'get_all_recordings',
    method: 'GET',
    path: list,
    handle: inApp(({ query, paging, now }, app) => {
      const order = oneOf(query, 'sort_order', ['ASC', 'DESC']) ?? 'DESC';
      // The only key there is, and the one taken if none is asked for.
      oneOf(query, 'sort_by', ['invokedTime']);
      beginInvoked(app, now());
      const found = Array.from(app.recordings.values()).filter(filterOf(query, now()));
      const rows = sorted(found, ({ invoked_time }) => invoked_time, order).map((one) => row(one, app));
      return pageOf(rows, query, paging);
    }),
  },
  {
    operation: 'get_one_recording',
    method: 'GET',
    path: `${list}/{recording_id}`,
    handle: inMap(
      'recording',
      ({ recordings }) => recordings,
      ({ now }, recording, app) => {
        beginInvoked(app, now());
        finishUpload(recording);
        return success(recordingInFull(recording));
      },
    ),
  },
  {
    operation: 'get_active_recording',
    method: 'GET',
    path: `${list}/active-recording/{meeting_id}`,
    handle: inMeeting(({ now }, { id }, app) => {
      beginInvoked(app, now());
      const active = Array.from(app.recordings.values()).findLast(
        ({ meeting_id, status }) => meeting_id === id && (status === 'RECORDING' || status === 'PAUSED'),
      );
      return active ? success(visibleRecording(active)) : realtimeKitError(404, `No active recording found for meeting_id ${id}`);
    }),
  },
];

/** What the query asks for. `now` is in milliseconds. A search is part of a file's name or a whole meeting id. */
function filterOf(query: URLSearchParams, now: number): (recording: StoredRecording) => boolean {
  const meetingId = idParameter(query, 'meeting_id');
  const status = someOf(query, 'status', statuses);
  const expired = booleanParameter(query, 'expired');
  const search = textParameter(query, 'search');
  const invoked = timeRange(query);
  return (one) =>
    (meetingId === undefined || one.meeting_id === meetingId) &&
    (status === undefined || status.includes(one.status)) &&
    (expired === undefined || isExpired(one, now) === expired) &&
    (contains(search, one.output_file_name) || one.meeting_id === search?.toLowerCase()) &&
    within(invoked, one.invoked_time);
}

function isExpired({ download_url_expiry }: StoredRecording, now: number): boolean {
  return download_url_expiry !== null && Date.parse(download_url_expiry) < now;
}

/** A row of the list embeds the meeting and has no reasons. */
function row(recording: StoredRecording, { meetings }: StoredApp): object {
  const meeting = meetings.get(recording.meeting_id);
  return { ...stored(recording), ...(meeting && { meeting: meetingRow(meeting) }) };
}

/** As an answer about it alone shows it. */
export function recordingInFull(recording: StoredRecording): object {
  const { start_reason, stop_reason } = recording;
  return { ...stored(recording), ...(start_reason && { start_reason }), ...(stop_reason && { stop_reason }) };
}

function stored(recording: StoredRecording): object {
  const { storage_config } = recording;
  return { ...visibleRecording(recording), storage_config: storage_config && withoutSecrets(storage_config) };
}

/** What every answer about a recording has. */
export function visibleRecording(stored: StoredRecording): object {
  const { meeting_id, kind, storage_config, start_reason, stop_reason, links, ...recording } = stored;
  return recording;
}
