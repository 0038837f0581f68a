/** Cloudflare's SDK reads, starts and stops livestreams. Its types are the schema of Cloudflare's document; live answers look like the examples there. */
import Cloudflare from 'cloudflare';
import { describe, expect, test } from 'vitest';
import { seedId } from '../../src/emulator/seed/ids.ts';
import { livestreamId, livestreamSessionId } from '../../src/emulator/seed/livestreams.ts';
import { failure } from '../support/failure.ts';
import { app, largeApp, now, startSdk } from '../support/sdk.ts';

/** No livestream of it runs. */
const algebra = seedId('b', 2);

/** The stand-up's: it was on air once and is now. */
const standUp = livestreamId(1, 1);

describe("Cloudflare's SDK, in the shape of the examples,", () => {
  test('lists every livestream of an app, the oldest first, page by page', async () => {
    const { kit, account, calls } = await startSdk();
    const pages: unknown[] = [];
    for (const page_no of [1, 2]) {
      pages.push(await kit.livestreams.getAllLivestreams(largeApp, { ...account, page_no, per_page: 20, sort_order: 'ASC' }));
    }
    const idsFrom = (first: number, last: number) =>
      Array.from({ length: last - first + 1 }, (_, index) => ({
        id: livestreamId(3, first + index),
        meeting_id: seedId('b', 100 + first + index),
      }));

    expect(pages).toMatchObject([
      { data: idsFrom(1, 20), paging: { total_count: 30, start_offset: 1, end_offset: 20 } },
      { data: idsFrom(21, 30), paging: { total_count: 30, start_offset: 21, end_offset: 30 } },
    ]);
    expect(calls()).toEqual([1, 2].map((page) => `fetch_all_livestreams 200 ?page_no=${page}&per_page=20&sort_order=ASC`));
  });

  test('lists the livestreams of a status, and those of no meeting', async () => {
    const { kit, account, calls } = await startSdk();
    const live = await kit.livestreams.getAllLivestreams(app, { ...account, status: 'LIVE' });
    const others = await kit.livestreams.getAllLivestreams(app, { ...account, exclude_meetings: true });

    expect(live).toMatchObject({ data: [{ id: standUp, name: 'stand-up-live', disabled: false }], paging: { total_count: 1 } });
    expect(others).toMatchObject({ data: [{ id: livestreamId(1, 5), name: 'town-radio', meeting_id: null, disabled: true }] });
    expect(calls()).toEqual(['fetch_all_livestreams 200 ?status=LIVE', 'fetch_all_livestreams 200 ?exclude_meetings=true']);
  });

  test('gets one livestream with its sessions, the newest first, page by page', async () => {
    const { kit, inApp, calls } = await startSdk();
    const pages: unknown[] = [];
    for (const page_no of [1, 2]) {
      pages.push(await kit.livestreams.getLivestreamSessionForLivestreamID(standUp, { ...inApp, page_no, per_page: 1 }));
    }

    expect(pages).toMatchObject([
      {
        data: { livestream: { id: standUp, stream_key: 'example-stream-key-1-1' }, sessions: [{ id: livestreamSessionId(1, 1, 2) }] },
        paging: { total_count: 2, start_offset: 1, end_offset: 1 },
      },
      { data: { sessions: [{ id: livestreamSessionId(1, 1, 1) }] }, paging: { total_count: 2, start_offset: 2, end_offset: 2 } },
    ]);
    expect(calls()).toEqual([1, 2].map((page) => `get-v2-livestream-session-livestream-id 200 ?page_no=${page}&per_page=1`));
  });

  test('gets the session of a livestream that is on air, and one that is over', async () => {
    const { kit, inApp, calls } = await startSdk();
    const running = await kit.livestreams.getActiveLivestreamsForLivestreamID(standUp, inApp);
    const over = await kit.livestreams.getLivestreamSessionDetailsForSessionID(livestreamSessionId(1, 1, 1), inApp);

    expect(running.data).toMatchObject({
      livestream: { id: standUp, status: 'LIVE' },
      session: { id: livestreamSessionId(1, 1, 2), ingest_seconds: 1675, stopped_time: null },
    });
    expect(over.data).toMatchObject({
      id: livestreamSessionId(1, 1, 1),
      livestream_id: standUp,
      stopped_time: '2026-01-08T16:48:20.000Z',
      viewer_seconds: 13_125.116,
    });
    expect(calls()).toEqual(['get-v2-active-livestream-session-details 200', 'get-v2-livestreams-livestream-session-id 200']);
  });

  test('gets the livestream of a meeting that is on air, without its key', async () => {
    const { kit, inApp, calls } = await startSdk();
    const { data } = await kit.livestreams.getMeetingActiveLivestreams(seedId('b', 1), inApp);

    expect(data).toMatchObject({ id: standUp, meeting_id: seedId('b', 1), status: 'LIVE' });
    expect(data).not.toHaveProperty('stream_key');
    expect(calls()).toEqual(['get-v2-meetings-meetingId-active-livestream 200']);
  });
});

describe("Cloudflare's SDK, in the shape of the schema,", () => {
  test('gets what its types say', async () => {
    const { kit, account, inApp } = await startSdk({ shapes: 'schema' });
    const { data: first } = await kit.livestreams.getAllLivestreams(app, { ...account, sort_order: 'ASC' });
    const { data: one } = await kit.livestreams.getLivestreamSessionForLivestreamID(standUp, inApp);
    const { data: running } = await kit.livestreams.getActiveLivestreamsForLivestreamID(standUp, inApp);
    const { data: ofMeeting } = await kit.livestreams.getMeetingActiveLivestreams(seedId('b', 1), inApp);

    expect([first?.id, first?.disabled, first?.paging?.total_count]).toEqual([standUp, 'false', 5]);
    expect([one?.livestream?.id, one?.session?.id, one?.paging?.total_count]).toEqual([standUp, livestreamSessionId(1, 1, 2), 2]);
    expect([running?.session?.ingest_seconds, running?.session?.viewer_seconds]).toEqual(['1675', '3350']);
    expect(ofMeeting?.stream_key).toBe('example-stream-key-1-1');
  });
});

describe("Cloudflare's SDK", () => {
  test('starts a livestream, which is live when it is read, and stops it', async () => {
    const { kit, inApp, calls } = await startSdk();
    const asked = { name: 'lesson_2-live', video_config: { height: 720, width: 1280 } };
    const { success, data } = await kit.livestreams.startLivestreamingAMeeting(algebra, { ...inApp, ...asked });
    const id = data?.id ?? '';
    const { data: live } = await kit.livestreams.getMeetingActiveLivestreams(algebra, inApp);
    const { data: stopped } = await kit.livestreams.stopLivestreamingAMeeting(algebra, inApp);
    const { data: after } = await kit.livestreams.getLivestreamSessionForLivestreamID(id, inApp);

    expect(success).toBe(true);
    expect(data).toEqual({
      id: expect.any(String) as string,
      status: 'INVOKED',
      ingest_server: 'rtmps://live.cloudflare.com:443/live/',
      stream_key: `example-stream-key-${id}`,
      playback_url: `https://customer-example.cloudflarestream.com/${id}/manifest/video.m3u8`,
    });
    expect(live).toMatchObject({ id, name: 'lesson_2-live', meeting_id: algebra, status: 'LIVE' });
    expect(stopped).toEqual({ message: 'Stopped live stream successfully' });
    expect(after).toMatchObject({ livestream: { id, status: 'IDLE' }, sessions: [{ livestream_id: id, stopped_time: now }] });
    expect(await failure(kit.livestreams.getMeetingActiveLivestreams(algebra, inApp))).toBeInstanceOf(Cloudflare.NotFoundError);
    expect(calls()).toEqual([
      'start-livestreaming 201',
      'get-v2-meetings-meetingId-active-livestream 200',
      'stop_livestreaming 200',
      'get-v2-livestream-session-livestream-id 200',
      'get-v2-meetings-meetingId-active-livestream 404',
    ]);
  });

  test('is told ConflictError of a second livestream of a meeting, whether the first is live or about to be', async () => {
    const { kit, account, inApp, calls } = await startSdk();
    await kit.livestreams.startLivestreamingAMeeting(algebra, inApp);
    const second = await failure(kit.livestreams.startLivestreamingAMeeting(algebra, inApp));
    const besideLive = await failure(kit.livestreams.startLivestreamingAMeeting(seedId('b', 1), inApp));

    expect([second, besideLive].every((error) => error instanceof Cloudflare.ConflictError)).toBe(true);
    // Of the five in the seed, and the one that was started.
    await expect(kit.livestreams.getAllLivestreams(app, account)).resolves.toMatchObject({ paging: { total_count: 6 } });
    expect(calls()).toEqual(['start-livestreaming 201', 'start-livestreaming 409', 'start-livestreaming 409', 'fetch_all_livestreams 200']);
  });

  test('is told NotFoundError where no livestream runs to be stopped, BadRequestError of a name with other characters', async () => {
    const { kit, inApp, calls } = await startSdk();
    const idle = await failure(kit.livestreams.stopLivestreamingAMeeting(algebra, inApp));
    const misnamed = await failure(kit.livestreams.startLivestreamingAMeeting(algebra, { ...inApp, name: 'two words' }));

    expect(idle).toBeInstanceOf(Cloudflare.NotFoundError);
    expect(misnamed).toBeInstanceOf(Cloudflare.BadRequestError);
    expect(calls()).toEqual(['stop_livestreaming 404', 'start-livestreaming 400']);
  });
});
