/** Recordings of the seed's apps. */
import { expiryOf, presigned, trackLinks } from '../links.ts';
import type { JsonObject, StoredRecording, StoredSession } from '../store.ts';
import { seedId } from './ids.ts';
import { storageConfig } from './media.ts';
import { meetingsOf } from './meetings.ts';
import { nameOf } from './participants.ts';

const byApi = { reason: 'API_CALL', caller: { type: 'ORGANIZATION', name: 'Acme back end' } };
const byItself = { reason: 'RECORD_ON_START' };
const allLeft = { reason: 'ALL_PEERS_LEFT' };

/** Started or stopped by a meeting's first participant. */
function byHost(meeting: number): JsonObject {
  return { reason: 'API_CALL', caller: { type: 'USER', name: nameOf(1), user_Id: seedId('c', 1, meeting) } };
}

interface Plan {
  meeting: number;
  /** Number of the session of that meeting. */
  session: number;
  status: StoredRecording['status'];
  kind?: StoredRecording['kind'];
  start?: JsonObject;
  stop?: JsonObject;
  /** Variant of the storage config; undefined for RealtimeKit's own bucket. */
  storage?: number;
}

/** In the order of their ids. In app 1 every status and every reason occurs. */
function plansOf(appNumber: number): Plan[] {
  if (appNumber === 1) {
    return [
      { meeting: 1, session: 1, status: 'UPLOADED', start: byItself, stop: allLeft, storage: 0 },
      { meeting: 1, session: 2, status: 'UPLOADED', start: byHost(1), stop: byHost(1), storage: 1 },
      { meeting: 1, session: 3, status: 'ERRORED', stop: { reason: 'INTERNAL_ERROR' }, storage: 2 },
      { meeting: 2, session: 1, status: 'UPLOADED', stop: byApi, storage: 3 },
      { meeting: 2, session: 2, status: 'UPLOADING', stop: allLeft, storage: 4 },
      { meeting: 2, session: 2, status: 'UPLOADED', kind: 'track', stop: byApi },
      { meeting: 3, session: 1, status: 'UPLOADED', start: byItself, stop: allLeft, storage: 5 },
      { meeting: 1, session: 4, status: 'PAUSED' },
      { meeting: 1, session: 4, status: 'RECORDING', start: byHost(1), storage: 0 },
      { meeting: 1, session: 4, status: 'INVOKED' },
    ];
  }
  if (appNumber !== 3) return [];
  const meetings = meetingsOf(appNumber).map(({ number }) => number);
  return [
    ...meetings.map((meeting, index): Plan => ({ meeting, session: 1, status: 'UPLOADED', stop: allLeft, storage: index })),
    ...meetings.slice(0, 10).map((meeting): Plan => ({ meeting, session: 3, status: 'RECORDING' })),
  ];
}

/** Of app 1 (10, one of them a track recording) and of app 3 (40). `sessions` are the app's. */
export function seedRecordings(appNumber: number, sessions: readonly StoredSession[]): StoredRecording[] {
  return plansOf(appNumber).map((plan, index) => {
    const session = sessions.find(({ id }) => id === seedId('e', plan.session, plan.meeting));
    if (session === undefined) throw new Error(`The seed has no session ${plan.session} of meeting ${plan.meeting}`);
    return recording(appNumber, index + 1, plan, session);
  });
}

/** It begins seconds after the session, more for each further one, and lasts until the session's end. */
function recording(appNumber: number, number: number, plan: Plan, session: StoredSession): StoredRecording {
  const { meeting, status, kind = 'composite', start = byApi, stop, storage } = plan;
  const id = seedId('f', number, appNumber === 1 ? 0 : appNumber);
  const invoked = Date.parse(session.started_at) + number * 1000;
  const started = status === 'INVOKED' ? null : invoked + 5000;
  const stopped = session.ended_at === null ? null : Date.parse(session.ended_at);
  const seconds = started === null || stopped === null || status === 'ERRORED' ? 0 : Math.floor((stopped - started) / 1000);
  const file = `recording-${meeting}-${number}.${kind === 'track' ? 'webm' : 'mp4'}`;
  const isUploaded = status === 'UPLOADED';
  return {
    id,
    meeting_id: seedId('b', meeting),
    // Before it starts it has not joined a session.
    session_id: started === null ? null : session.id,
    kind,
    status,
    invoked_time: new Date(invoked).toISOString(),
    started_time: momentOf(started),
    stopped_time: momentOf(stopped),
    output_file_name: file,
    file_size: isUploaded ? seconds * 125_000 : null,
    recording_duration: seconds,
    download_url: isUploaded ? (kind === 'track' ? trackLinks(trackFiles(meeting), id) : presigned(`recordings/${file}`, id)) : null,
    download_url_expiry: isUploaded && session.ended_at !== null ? expiryOf(session.ended_at) : null,
    audio_download_url: isUploaded && kind === 'composite' && number % 2 === 0 ? presigned(`recordings/${file}.mp3`, id) : null,
    storage_config: storage === undefined ? null : storageConfig(storage),
    start_reason: start,
    ...(stop && { stop_reason: stop }),
  };
}

/** A file for each participant, named after it (API document, section 7). */
function trackFiles(meeting: number): string[] {
  return [1, 2].map((participant) => `${seedId('c', participant, meeting)}.webm`);
}

function momentOf(time: number | null): string | null {
  return time === null ? null : new Date(time).toISOString();
}
