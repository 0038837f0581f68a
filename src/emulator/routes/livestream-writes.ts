/** Starting and stopping the livestream of a meeting. */
import { realtimeKitError, success } from '../answer.ts';
import { integer, nullable, object, readBody, text } from '../body.ts';
import type { Route } from '../router.ts';
import type { StoredLivestream } from '../store.ts';
import { liveSession } from './active-session.ts';
import { isStreaming, stopLivestream } from './livestream-life.ts';
import { inMeeting } from './lookup.ts';

const startBody = object(
  {},
  {
    name: nullable(text({ pattern: /^[a-zA-Z0-9-_]*$/ })),
    // Shown by no answer.
    video_config: object({}, { height: integer(), width: integer() }),
  },
);

export const livestreamWriteRoutes: readonly Route[] = [
  {
    operation: 'start-livestreaming',
    method: 'POST',
    path: '/{app_id}/meetings/{meeting_id}/livestreams',
    // A meeting in which nobody is can be streamed too: nothing in the document forbids it.
    handle: inMeeting(({ body, now, newId }, meeting, app) => {
      const { name = null } = readBody(body, startBody);
      const ofMeeting = Array.from(app.livestreams.values()).filter(({ meeting_id }) => meeting_id === meeting.id);
      // The document tells no status; the second start is refused (API document, section 9), and 409 says why.
      if (ofMeeting.some(isStreaming)) return realtimeKitError(409, `A livestream is already running for meeting_id ${meeting.id}`);

      const moment = new Date(now()).toISOString();
      const id = newId('2');
      const started: StoredLivestream = {
        id,
        meeting_id: meeting.id,
        name,
        created_at: moment,
        updated_at: moment,
        status: 'INVOKED',
        disabled: false,
        ingest_server: 'rtmps://live.cloudflare.com:443/live/',
        stream_key: `example-stream-key-${id}`,
        playback_url: `https://customer-example.cloudflarestream.com/${id}/manifest/video.m3u8`,
        sessions: [
          {
            id: newId('3'),
            livestream_id: id,
            session_id: liveSession(app, meeting.id)?.id ?? null,
            created_at: moment,
            updated_at: moment,
            invoked_time: moment,
            started_time: null,
            stopped_time: null,
            err_message: null,
            ingest_seconds: 0,
            viewer_seconds: 0,
          },
        ],
      };
      app.livestreams.set(id, started);
      const { status, ingest_server, stream_key, playback_url } = started;
      return success({ id, status, ingest_server, stream_key, playback_url }, { status: 201 });
    }),
  },
  {
    operation: 'stop_livestreaming',
    method: 'POST',
    path: '/{app_id}/meetings/{meeting_id}/active-livestream/stop',
    handle: inMeeting(({ now, nothingRunning }, { id }, { livestreams }) => {
      const running = Array.from(livestreams.values()).find((one) => one.meeting_id === id && isStreaming(one));
      if (running === undefined) return realtimeKitError(nothingRunning, `No active livestream found for meeting_id ${id}`);
      stopLivestream(running, now());
      return success({ message: 'Stopped live stream successfully' });
    }),
  },
];
