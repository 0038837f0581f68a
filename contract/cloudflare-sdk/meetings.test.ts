/** Cloudflare's SDK reads and writes the meetings of an app, and reads the session that goes on in one. */
import Cloudflare from 'cloudflare';
import { describe, expect, test } from 'vitest';
import { seedId } from '../../src/emulator/seed/ids.ts';
import { failure } from '../support/failure.ts';
import { app, largeApp, now, startSdk } from '../support/sdk.ts';

describe("Cloudflare's SDK", () => {
  test('lists every meeting of an app, page by page', async () => {
    const { kit, account, calls } = await startSdk();
    const pages = [];
    for (const page_no of [1, 2]) pages.push(await kit.meetings.get(largeApp, { ...account, page_no, per_page: 20 }));

    expect(pages.map(({ paging }) => paging)).toEqual([
      { total_count: 30, start_offset: 1, end_offset: 20 },
      { total_count: 30, start_offset: 21, end_offset: 30 },
    ]);
    expect(pages.flatMap(({ data }) => data.map(({ id }) => id))).toEqual(
      Array.from({ length: 30 }, (_, index) => seedId('b', 101 + index)),
    );
    expect(calls()).toEqual(['get_all_meetings 200 ?page_no=1&per_page=20', 'get_all_meetings 200 ?page_no=2&per_page=20']);
  });

  test('lists the meetings of a title, of a status and of a time', async () => {
    const { kit, account, calls } = await startSdk();
    const { data: found } = await kit.meetings.get(app, { ...account, search: 'algebra' });
    const { data: closed } = await kit.meetings.get(largeApp, { ...account, status: 'INACTIVE' });
    const { data: early } = await kit.meetings.get(app, { ...account, end_time: '2026-01-05T09:20:00.000Z' });

    expect(found).toMatchObject([{ id: seedId('b', 2), title: 'Algebra, group A', session_keep_alive_time_in_secs: 600 }]);
    expect(closed).toMatchObject([{ id: seedId('b', 130), title: 'Webinar 30', status: 'INACTIVE' }]);
    expect(early).toMatchObject([{ id: seedId('b', 1), title: 'Stand-up', status: 'ACTIVE' }]);
    expect(calls()).toEqual([
      'get_all_meetings 200 ?search=algebra',
      'get_all_meetings 200 ?status=INACTIVE',
      'get_all_meetings 200 ?end_time=2026-01-05T09%3A20%3A00.000Z',
    ]);
  });

  test('gets one meeting, with its configs and without the secrets in them', async () => {
    const { kit, inApp, calls } = await startSdk();
    const { data } = await kit.meetings.getMeetingByID(seedId('b', 2), inApp);

    expect(data).toMatchObject({
      id: seedId('b', 2),
      title: 'Algebra, group A',
      summarize_on_end: true,
      recording_config: { max_seconds: 3600, audio_config: { codec: 'AAC', channel: 'stereo' }, video_config: { codec: 'H264' } },
      ai_config: { transcription: { language: 'en-US' }, summarization: { summary_type: 'lecture', word_limit: 500 } },
    });
    expect(data?.recording_config?.storage_config).toEqual({
      type: 'aws',
      bucket: 'acme-recordings',
      path: 'recordings/2026',
      region: 'us-east-1',
    });
    expect(calls()).toEqual(['get_meeting 200']);
  });

  test('gets the session that goes on in a meeting', async () => {
    const { kit, inApp, calls } = await startSdk();
    const { data } = await kit.activeSession.getActiveSession(seedId('b', 1), inApp);

    expect(data).toMatchObject({
      id: seedId('e', 4, 1),
      associated_id: seedId('b', 1),
      organization_id: app,
      meeting_display_name: 'Stand-up',
      status: 'LIVE',
      live_participants: 2,
      max_concurrent_participants: 3,
      minutes_consumed: 89.1,
    });
    expect(calls()).toEqual(['GetActiveSession 200']);
  });

  test('makes a meeting, with what it is not told as documented', async () => {
    const { kit, account, inApp, calls } = await startSdk();
    const transcription = { language: 'en-US' as const, keywords: ['RealtimeKit'] };
    const asked = { title: 'Tutorial', persist_chat: true, ai_config: { transcription } };
    const { success, data } = await kit.meetings.create(app, { ...account, ...asked });
    const { data: read } = await kit.meetings.getMeetingByID(data?.id ?? '', inApp);
    const { paging } = await kit.meetings.get(app, account);

    expect(success).toBe(true);
    expect(data).toEqual({
      id: expect.any(String) as string,
      created_at: now,
      updated_at: now,
      title: 'Tutorial',
      status: 'ACTIVE',
      persist_chat: true,
      record_on_start: false,
      live_stream_on_start: false,
      summarize_on_end: false,
      transcribe_on_end: false,
      session_keep_alive_time_in_secs: 60,
      ai_config: { transcription: { ...transcription, profanity_filter: false } },
    });
    expect(read).toEqual(data);
    expect(paging.total_count).toBe(4);
    expect(calls()).toEqual(['create_meeting 201', 'get_meeting 200', 'get_all_meetings 200']);
  });

  test('changes the fields of a meeting that it names and no others', async () => {
    const { kit, inApp, calls } = await startSdk();
    const { data: before } = await kit.meetings.getMeetingByID(seedId('b', 2), inApp);
    const { data } = await kit.meetings.updateMeetingByID(seedId('b', 2), { ...inApp, title: 'Algebra', status: 'INACTIVE' });
    const { data: after } = await kit.meetings.getMeetingByID(seedId('b', 2), inApp);

    expect(data).toEqual({ ...before, title: 'Algebra', status: 'INACTIVE', updated_at: now });
    expect(after).toEqual(data);
    expect(calls()).toEqual(['get_meeting 200', 'update_meeting 200', 'get_meeting 200']);
  });

  test('replaces a meeting, which loses what it is not told but its status', async () => {
    const { kit, inApp, calls } = await startSdk();
    const { data: before } = await kit.meetings.getMeetingByID(seedId('b', 2), inApp);
    const { data } = await kit.meetings.replaceMeetingByID(seedId('b', 2), { ...inApp, title: 'Algebra', record_on_start: true });
    const { data: after } = await kit.meetings.getMeetingByID(seedId('b', 2), inApp);
    const { paging } = await kit.meetings.getMeetingParticipants(seedId('b', 2), inApp);

    expect(data).toEqual({
      id: seedId('b', 2),
      created_at: before?.created_at,
      updated_at: now,
      title: 'Algebra',
      status: 'ACTIVE',
      persist_chat: false,
      record_on_start: true,
      live_stream_on_start: false,
      summarize_on_end: false,
      transcribe_on_end: false,
      session_keep_alive_time_in_secs: 60,
    });
    expect(after).toEqual(data);
    expect(paging.total_count).toBe(120);
    expect(calls()).toEqual(['get_meeting 200', 'replace_meeting 200', 'get_meeting 200', 'get_meeting_participants 200']);
  });

  test('is told NotFoundError of a meeting that is not there, BadRequestError of a value out of bounds', async () => {
    const { kit, account, inApp, calls } = await startSdk();
    const nowhere = seedId('b', 999);
    const tooShort = { session_keep_alive_time_in_secs: 59 };
    const errors = [
      await failure(kit.meetings.updateMeetingByID(nowhere, { ...inApp, title: 'x' })),
      await failure(kit.meetings.replaceMeetingByID(nowhere, { ...inApp, title: 'x' })),
      await failure(kit.meetings.create(app, { ...account, ...tooShort })),
      await failure(kit.meetings.updateMeetingByID(seedId('b', 2), { ...inApp, ...tooShort })),
    ];

    expect(errors.slice(0, 2).every((error) => error instanceof Cloudflare.NotFoundError)).toBe(true);
    expect(errors.slice(2).every((error) => error instanceof Cloudflare.BadRequestError)).toBe(true);
    expect(calls()).toEqual(['update_meeting 404', 'replace_meeting 404', 'create_meeting 400', 'update_meeting 400']);
  });
});
