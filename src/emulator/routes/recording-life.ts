/**
 * The life of the recordings that calls start or stop: INVOKED → RECORDING ⇄ PAUSED → UPLOADING → UPLOADED. No clock moves them
 * on but that somebody reads them, so that a test can walk through all of it. What only the seed knows stays as it is.
 */
import { expiryOf, presigned } from '../links.ts';
import type { JsonObject, StoredApp, StoredRecording } from '../store.ts';

/** About 1 Mbit/s, as in the seed. */
const bytesPerSecond = 125_000;

/** Whether it can be stopped, and stands in the way of another one. */
export function isRunning({ status }: StoredRecording): boolean {
  return status === 'INVOKED' || status === 'RECORDING' || status === 'PAUSED';
}

/** What every read does first: the recorders of an app that were invoked by a call have begun meanwhile. */
export function beginInvoked({ recordings }: StoredApp, now: number): void {
  for (const recording of recordings.values()) {
    if (recording.links === undefined || recording.status !== 'INVOKED') continue;
    recording.status = 'RECORDING';
    recording.started_time = new Date(now).toISOString();
  }
}

/** What a read of this one recording does: a file that a call has made to be uploaded is there. */
export function finishUpload(recording: StoredRecording): void {
  const { links, status, stopped_time, recording_duration } = recording;
  if (links === undefined || status !== 'UPLOADING' || stopped_time === null) return;
  recording.status = 'UPLOADED';
  recording.file_size = recording_duration * bytesPerSecond;
  Object.assign(recording, links);
  if (links.download_url !== null || links.audio_download_url !== null) recording.download_url_expiry = expiryOf(stopped_time);
}

/** One that has not begun ends without a second of recording. Seconds of a pause count. */
export function stopRecording(recording: StoredRecording, now: number, reason: JsonObject): void {
  const { id, output_file_name, started_time } = recording;
  const started = started_time === null ? now : Date.parse(started_time);
  recording.status = 'UPLOADING';
  recording.stopped_time = new Date(now).toISOString();
  recording.recording_duration = Math.max(0, Math.floor((now - started) / 1000));
  recording.stop_reason = reason;
  recording.links ??= { download_url: presigned(`recordings/${output_file_name}`, id), audio_download_url: null };
}

/** A start or stop by a call is always the organization's. */
export function calledBy({ name }: StoredApp): JsonObject {
  return { reason: 'API_CALL', caller: { type: 'ORGANIZATION', name } };
}
