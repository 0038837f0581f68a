/** Starting recordings, and pausing, resuming and stopping them. How they move on is in recording-life.ts. */
import { type Answer, realtimeKitError, success } from '../answer.ts';
import { boolean, byDefault, guid, integer, list, mapOf, object, readBody, text, uri, word } from '../body.ts';
import { presigned, trackLinks } from '../links.ts';
import type { Route, RouteRequest } from '../router.ts';
import type { StoredApp, StoredRecording, StoredSession } from '../store.ts';
import { liveSession, noActiveSession } from './active-session.ts';
import { audioConfig, bucketConfig, livestreamingConfig, storageConfig, videoConfig } from './config-bodies.ts';
import { inApp, inMap, isAnswer } from './lookup.ts';
import { presentPeers } from './presence.ts';
import { calledBy, isRunning, stopRecording } from './recording-life.ts';
import { recordingInFull, visibleRecording } from './recordings.ts';

const path = '/{app_id}/recordings';

const startBody = object(
  { meeting_id: guid },
  {
    allow_multiple_recordings: byDefault(boolean, false),
    audio_config: audioConfig,
    file_name_prefix: text(),
    interactive_config: object({}, { type: word('ID3') }),
    max_seconds: integer({ from: 60, to: 86_400 }),
    realtimekit_bucket_config: bucketConfig,
    rtmp_out_config: livestreamingConfig,
    storage_config: storageConfig,
    url: uri,
    video_config: videoConfig,
  },
);

const layer = object({}, { file_name_prefix: text({ pattern: /^[-\w\s]+$/ }), media_kind: word('audio') });
const trackBody = object({ meeting_id: guid }, { layers: mapOf(layer), user_ids: list(text({ from: 1, to: 256 }), { from: 1, to: 100 }) });
const actionBody = object({ action: word('stop', 'pause', 'resume') }, {});

export const recordingWriteRoutes: readonly Route[] = [
  {
    operation: 'start_recording',
    method: 'POST',
    path,
    handle: inApp((request, app) => {
      const asked = readBody(request.body, startBody);
      const session = sessionToRecord(app, asked.meeting_id);
      if (isAnswer(session)) return session;
      const others = Array.from(app.recordings.values()).filter(
        ({ meeting_id, kind }) => meeting_id === asked.meeting_id && kind === 'composite',
      );
      // One at a time is documented, the status is not: 409 is what RealtimeKit answers to what is there already (API document, section 5).
      if (!asked.allow_multiple_recordings && others.some(isRunning)) {
        return realtimeKitError(409, `A recording is already running for meeting_id ${asked.meeting_id}`);
      }
      const { audio_config, video_config, realtimekit_bucket_config, storage_config = null } = asked;
      const id = request.newId('f');
      const file = `${asked.file_name_prefix ?? 'recording'}-${id}.${endingOf(asked)}`;
      const linkTo = (name: string, isWanted = true) =>
        isWanted && realtimekit_bucket_config?.enabled !== false ? presigned(`recordings/${name}`, id) : null;
      const links = {
        download_url: linkTo(file, video_config?.export_file),
        // There is one only if its config was given.
        audio_download_url: audio_config === undefined ? null : linkTo(`${file}.mp3`, audio_config.export_file),
      };
      return success(recordingInFull(started(request, app, session, { id, kind: 'composite', file, links, storage_config })));
    }),
  },
  {
    operation: 'startTrackRecordingForAMeeting',
    method: 'POST',
    path: `${path}/track`,
    // Nothing says that there is only one at a time.
    handle: inApp((request, app) => {
      const { meeting_id, layers = {}, user_ids } = readBody(request.body, trackBody);
      const session = sessionToRecord(app, meeting_id);
      if (isAnswer(session)) return session;
      const id = request.newId('f');
      const present = new Set(presentPeers(session).map(({ user_id }) => user_id));
      const users = [...present].filter((user) => user_ids === undefined || user_ids.includes(user));
      // Files are named with the participant's id (API document, section 7).
      const prefixes = Object.values(layers).map(({ file_name_prefix }) => (file_name_prefix === undefined ? '' : `${file_name_prefix}-`));
      const files = (prefixes.length > 0 ? prefixes : ['']).flatMap((prefix) => users.map((user) => `${prefix}${user}.webm`));
      const links = { download_url: trackLinks(files, id), audio_download_url: null };
      const recording = started(request, app, session, { id, kind: 'track', file: `recording-${id}.webm`, links, storage_config: null });
      return success({ recording: visibleRecording(recording) });
    }),
  },
  {
    operation: 'pause_resume_stop_recording',
    method: 'PUT',
    path: `${path}/{recording_id}`,
    handle: inMap(
      'recording',
      ({ recordings }) => recordings,
      ({ body, now, nothingRunning }, recording, app) => {
        const { action } = readBody(body, actionBody);
        if (action === 'stop') {
          if (!isRunning(recording)) return realtimeKitError(nothingRunning, `Recording ${recording.id} is not running`);
          stopRecording(recording, now(), calledBy(app));
        } else {
          const [from, to] = action === 'pause' ? (['RECORDING', 'PAUSED'] as const) : (['PAUSED', 'RECORDING'] as const);
          if (recording.status !== from)
            return realtimeKitError(400, `BAD_REQUEST: cannot ${action} a recording that is ${recording.status}`);
          recording.status = to;
        }
        return success(recordingInFull(recording));
      },
    ),
  },
];

/**
 * Track recordings are documented for "an active meeting" only; of composite ones nothing is said, and they are refused alike, as
 * every other operation on a session that is not there.
 */
function sessionToRecord(app: StoredApp, meetingId: string): StoredSession | Answer {
  if (!app.meetings.has(meetingId)) return realtimeKitError(404, `No meeting found with id ${meetingId}`);
  return liveSession(app, meetingId) ?? noActiveSession(meetingId);
}

/** Recordings with timed metadata are .tar, others what their codec is put in. */
function endingOf({ interactive_config, video_config }: { interactive_config?: object; video_config?: { codec?: string } }): string {
  if (interactive_config !== undefined) return 'tar';
  return video_config?.codec?.startsWith('VP') === true ? 'webm' : 'mp4';
}

type Start = Required<Pick<StoredRecording, 'id' | 'kind' | 'links' | 'storage_config'>> & { file: string };

function started({ now }: RouteRequest, app: StoredApp, session: StoredSession, { file, ...start }: Start): StoredRecording {
  const recording: StoredRecording = {
    ...start,
    meeting_id: session.associated_id,
    session_id: session.id,
    status: 'INVOKED',
    invoked_time: new Date(now()).toISOString(),
    started_time: null,
    stopped_time: null,
    output_file_name: file,
    file_size: null,
    recording_duration: 0,
    download_url: null,
    download_url_expiry: null,
    audio_download_url: null,
    start_reason: calledBy(app),
  };
  app.recordings.set(recording.id, recording);
  return recording;
}
