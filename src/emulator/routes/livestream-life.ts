/** The life of livestreams that calls start and stop: INVOKED → LIVE, as soon as somebody reads, → IDLE. */
import type { StoredApp, StoredLivestream } from '../store.ts';

/** Whether it can be stopped, and stands in the way of another one. */
export function isStreaming({ status }: StoredLivestream): boolean {
  return status === 'LIVE' || status === 'INVOKED';
}

/** What every read does first: the livestreams of an app that were invoked by a call are live meanwhile. The seed's has no session. */
export function goLive({ livestreams }: StoredApp, now: number): void {
  const moment = new Date(now).toISOString();
  for (const livestream of livestreams.values()) {
    const invoked = livestream.sessions.at(-1);
    if (livestream.status !== 'INVOKED' || invoked === undefined) continue;
    livestream.status = 'LIVE';
    livestream.updated_at = moment;
    invoked.started_time = moment;
    invoked.updated_at = moment;
  }
}

/** The session of a livestream that runs, or is about to, stops with it. */
export function stopLivestream(livestream: StoredLivestream, now: number): void {
  const moment = new Date(now).toISOString();
  livestream.status = 'IDLE';
  livestream.updated_at = moment;
  for (const session of livestream.sessions) {
    if (session.stopped_time !== null) continue;
    const { started_time } = session;
    session.stopped_time = moment;
    session.updated_at = moment;
    session.ingest_seconds = started_time === null ? 0 : Math.max(0, Math.floor((now - Date.parse(started_time)) / 1000));
  }
}
