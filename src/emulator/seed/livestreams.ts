/** Livestreams of the seed's apps. */
import type { StoredLivestream, StoredLivestreamSession, StoredSession } from '../store.ts';
import { seedId, seedMoment } from './ids.ts';
import { meetingsOf } from './meetings.ts';

/** What tells one livestream of the seed from another. Their numbers are their places in the list. */
interface LivestreamPlan {
  meeting?: number;
  name?: string;
  status: StoredLivestream['status'];
  disabled?: boolean;
  /** Numbers of the meeting's sessions that were streamed; `undefined` streams something else. */
  streamed: readonly (number | undefined)[];
  error?: string;
}

export function livestreamId(appNumber: number, number: number): string {
  return seedId('2', number, parentOf(appNumber));
}

/** The id of the nth session of a livestream, unique over all apps up to 15: its parent is the livestream's number + 0x100 of the app. */
export function livestreamSessionId(appNumber: number, livestream: number, number: number): string {
  return seedId('3', number, parentOf(appNumber) * 0x100 + livestream);
}

function parentOf(appNumber: number): number {
  return appNumber === 1 ? 0 : appNumber;
}

function plansOf(appNumber: number): LivestreamPlan[] {
  if (appNumber === 1) {
    return [
      { meeting: 1, name: 'stand-up-live', status: 'LIVE', streamed: [3, 4] },
      { meeting: 2, status: 'IDLE', streamed: [1, 2] },
      { meeting: 3, status: 'INVOKED', streamed: [] },
      { meeting: 3, name: 'all-hands', status: 'ERRORED', streamed: [1], error: 'The encoder stopped sending' },
      { name: 'town-radio', status: 'IDLE', disabled: true, streamed: [undefined] },
    ];
  }
  if (appNumber !== 3) return [];
  return meetingsOf(appNumber).map(({ number }, index) =>
    index < 10 ? { meeting: number, status: 'LIVE', streamed: [3] } : { meeting: number, status: 'IDLE', streamed: [1] },
  );
}

/** App 1: one in each status and one without meeting; app 3: 30, the first 10 of them live; the others: none. `sessions` are the app's. */
export function seedLivestreams(appNumber: number, sessions: readonly StoredSession[]): StoredLivestream[] {
  return plansOf(appNumber).map((plan, index) => livestream(appNumber, index + 1, plan, sessions));
}

function livestream(appNumber: number, number: number, plan: LivestreamPlan, sessions: readonly StoredSession[]): StoredLivestream {
  const { meeting, name = null, status, disabled = false, streamed } = plan;
  // An hour apart, and before the first of the app's sessions.
  const created = seedMoment((appNumber === 1 ? 0 : appNumber * 1_000_000) + number * 3600);
  const streams = streamed.map((session, index) => {
    const source = session === undefined ? undefined : sessions.find(({ id }) => id === seedId('e', session, meeting));
    return livestreamSession(plan, livestreamSessionId(appNumber, number, index + 1), livestreamId(appNumber, number), source, created);
  });
  return {
    id: livestreamId(appNumber, number),
    meeting_id: meeting === undefined ? null : seedId('b', meeting),
    name,
    created_at: created,
    updated_at: streams.at(-1)?.updated_at ?? created,
    status,
    disabled,
    ingest_server: 'rtmps://live.cloudflare.com:443/live/',
    stream_key: `example-stream-key-${appNumber}-${number}`,
    playback_url: `https://customer-example.cloudflarestream.com/example-${appNumber}-${number}/manifest/video.m3u8`,
    sessions: streams,
  };
}

/** From two minutes after the source began until it ended; of a source that is live it still runs. */
function livestreamSession(
  { error }: LivestreamPlan,
  id: string,
  livestream_id: string,
  source: StoredSession | undefined,
  created: string,
): StoredLivestreamSession {
  const invoked = Date.parse(source?.started_at ?? created) + 120_000;
  const started = invoked + 5000;
  const until = source ? Date.parse(source.updated_at) : started + 600_000;
  const ingest = (until - started) / 1000;
  const isRunning = source?.status === 'LIVE';
  return {
    id,
    livestream_id,
    session_id: source?.id ?? null,
    created_at: moment(started),
    updated_at: moment(until),
    // A stand-alone livestream starts when its encoder does: nobody invokes it.
    invoked_time: source ? moment(invoked) : null,
    started_time: moment(started),
    stopped_time: isRunning ? null : moment(until),
    err_message: error ?? null,
    ingest_seconds: ingest,
    // Seconds of viewers are summed up exactly, seconds of the stream are whole, as in the OpenAPI document's examples.
    viewer_seconds: isRunning ? ingest * 2 : ingest * 3 + 0.116,
  };
}

function moment(time: number): string {
  return new Date(time).toISOString();
}
