/** Cloudflare's SDK reads sessions, who was in them, and what is left of them, and has one summed up. */
import Cloudflare from 'cloudflare';
import { describe, expect, test } from 'vitest';
import { seedId } from '../../src/emulator/seed/ids.ts';
import { peerId } from '../../src/emulator/seed/peers.ts';
import { failure } from '../support/failure.ts';
import { app, startSdk } from '../support/sdk.ts';

/** An hour of algebra: with two breakout rooms, files and full reports. Its first member joined twice. */
const lesson = seedId('e', 2, 2);

describe("Cloudflare's SDK", () => {
  test('lists every session of an app, the newest first, page by page', async () => {
    const { kit, account, calls } = await startSdk();
    const pages = [];
    for (const page_no of [1, 2]) pages.push(await kit.sessions.getSessions(app, { ...account, page_no, per_page: 5 }));

    expect(pages.map(({ paging }) => paging)).toEqual([
      { total_count: 7, start_offset: 1, end_offset: 5 },
      { total_count: 7, start_offset: 6, end_offset: 7 },
    ]);
    expect(pages.flatMap(({ data }) => data?.sessions?.map(({ id }) => id))).toEqual([
      seedId('e', 4, 1),
      seedId('e', 1, 3),
      lesson,
      seedId('e', 3, 1),
      seedId('e', 1, 2),
      seedId('e', 2, 1),
      seedId('e', 1, 1),
    ]);
    expect(calls()).toEqual(['GetSessions 200 ?page_no=1&per_page=5', 'GetSessions 200 ?page_no=2&per_page=5']);
  });

  test('lists the sessions of one meeting, and those that go on', async () => {
    const { kit, account, calls } = await startSdk();
    const byMinutes = { sort_by: 'minutesConsumed', sort_order: 'ASC' } as const;
    const { data: ofOne } = await kit.sessions.getSessions(app, { ...account, associated_id: seedId('b', 2), ...byMinutes });
    const { data: live } = await kit.sessions.getSessions(app, { ...account, status: 'LIVE', participants: '1:10' });

    expect(ofOne?.sessions).toMatchObject([
      { id: seedId('e', 1, 2), status: 'ENDED', max_concurrent_participants: 8 },
      { id: lesson, status: 'ENDED', minutes_consumed: 394.2, max_concurrent_participants: 9 },
    ]);
    expect(live?.sessions).toMatchObject([{ id: seedId('e', 4, 1), status: 'LIVE', live_participants: 2 }]);
    expect(calls()).toEqual([
      `GetSessions 200 ?associated_id=${seedId('b', 2)}&sort_by=minutesConsumed&sort_order=ASC`,
      'GetSessions 200 ?status=LIVE&participants=1%3A10',
    ]);
  });

  test('gets one session with its breakout rooms', async () => {
    const { kit, inApp, calls } = await startSdk();
    const { data } = await kit.sessions.getSessionDetails(lesson, { ...inApp, include_breakout_rooms: true });

    expect(data).toMatchObject({
      id: lesson,
      associated_id: seedId('b', 2),
      meeting_display_name: 'Algebra, group A',
      started_at: '2026-01-08T19:20:00.000Z',
      ended_at: '2026-01-08T20:20:00.000Z',
      breakout_rooms: [{ id: seedId('e', 201, 2) }, { id: seedId('e', 202, 2) }],
    });
    expect(calls()).toEqual(['GetSessionDetails 200 ?include_breakout_rooms=true']);
  });

  test('gets the addresses of chat, summary and transcript, and until when they are good', async () => {
    const { kit, inApp, calls } = await startSdk();
    const { data: chat } = await kit.sessions.getSessionChat(lesson, inApp);
    const { data: summary } = await kit.sessions.getSessionSummary(lesson, inApp);
    const { data: transcript } = await kit.sessions.getSessionTranscripts(lesson, { ...inApp, format: 'VTT' });

    expect(chat?.chat_download_url).toContain(`/${lesson}-chat.csv?`);
    expect(summary?.summaryDownloadUrl).toContain(`/${lesson}-summary.txt?`);
    expect(transcript?.transcript_download_url).toContain(`/${lesson}-transcript.vtt?`);
    expect([chat?.chat_download_url_expiry, summary?.summaryDownloadUrlExpiry, transcript?.transcript_download_url_expiry]).toEqual(
      Array.from({ length: 3 }, () => '2026-01-15T20:20:00.000Z'),
    );
    expect([summary?.sessionId, transcript?.sessionId]).toEqual([lesson, lesson]);
    expect(calls()).toEqual(['GetSessionChat 200', 'GetSessionSummary 200', 'GetSessionTranscript 200 ?format=VTT']);
  });

  test('lists who was in a session, in the order in which they joined, page by page', async () => {
    const { kit, inApp, calls } = await startSdk();
    const pages = [];
    for (const page_no of [1, 2]) {
      pages.push(
        await kit.sessions.getSessionParticipants(lesson, { ...inApp, page_no, per_page: 5, sort_by: 'joinedAt', sort_order: 'ASC' }),
      );
    }

    // The SDK's types have no paging here: the document's example has, in `data`.
    expect(pages).toMatchObject([
      { data: { paging: { total_count: 9, start_offset: 1, end_offset: 5 } } },
      { data: { paging: { total_count: 9, start_offset: 6, end_offset: 9 } } },
    ]);
    const people = pages.flatMap(({ data }) => data?.participants ?? []);
    expect(people.map(({ id }) => id)).toEqual(Array.from({ length: 9 }, (_, index) => peerId(2, 2, index + 1)));
    expect([people.at(0), people.at(-1)]).toMatchObject([
      { user_id: seedId('c', 1, 2), display_name: 'Ada Lovelace', duration: 45 },
      { user_id: seedId('c', 1, 2), display_name: 'Ada Lovelace', duration: 42.6 },
    ]);
    expect(calls()).toEqual([1, 2].map((page) => `GetSessionParticipants 200 ?page_no=${page}&per_page=5&sort_by=joinedAt&sort_order=ASC`));
  });

  test('adds up the connections of each person', async () => {
    const { kit, inApp, calls } = await startSdk();
    const asked = { view: 'consolidated', search: 'lovelace', include_peer_events: true } as const;
    const { data } = await kit.sessions.getSessionParticipants(lesson, { ...inApp, ...asked });

    // 45 minutes in the first tab, 42.6 in the second, and 15 in a breakout room.
    expect(data?.participants).toMatchObject([
      { user_id: seedId('c', 1, 2), duration: 102.6, joined_at: '2026-01-08T19:20:00.000Z', left_at: '2026-01-08T20:20:00.000Z' },
    ]);
    expect(data?.participants?.[0]?.peer_events?.map(({ event_name }) => event_name)).toEqual(
      Array.from({ length: 3 }, () => ['PEER_CREATED', 'PEER_JOINING', 'PEER_LEAVING']).flat(),
    );
    expect(calls()).toEqual(['GetSessionParticipants 200 ?view=consolidated&search=lovelace&include_peer_events=true']);
  });

  test('gets one connection to a session', async () => {
    const { kit, inApp, calls } = await startSdk();
    const { data } = await kit.sessions.getSessionParticipantDetails(peerId(2, 2, 2), { ...inApp, session_id: lesson });

    expect(data?.participant).toMatchObject({
      id: peerId(2, 2, 2),
      user_id: seedId('c', 2, 2),
      custom_participant_id: 'user-2-2',
      preset_name: 'group_call_participant',
    });
    expect(calls()).toEqual(['GetParticipantDetails 200']);
  });

  test('gets the report on one connection, whole or a part of it', async () => {
    const { kit, inApp, calls } = await startSdk();
    const { data: whole } = await kit.sessions.getParticipantDataFromPeerID(peerId(2, 2, 1), inApp);
    const { data: part } = await kit.sessions.getParticipantDataFromPeerID(peerId(2, 2, 2), { ...inApp, filters: 'device_info' });

    expect(whole?.participant).toMatchObject({
      id: peerId(2, 2, 1),
      session_id: lesson,
      role: 'group_call_host',
      peer_report: { metadata: { browser_metadata: { browser: 'Chrome' }, ip_information: { city: 'Lisbon' } } },
    });
    expect(whole?.participant?.peer_report?.quality).toBeTypeOf('object');
    expect(part?.participant?.peer_report).toEqual({
      metadata: { device_info: { os: 'iOS', os_version: '19.1', cpus: 6, is_mobile: true } },
    });
    expect(calls()).toEqual(['GetParticipantDataFromPeerId 200', 'GetParticipantDataFromPeerId 200 ?filters=device_info']);
  });

  test('has a session summed up that has a transcript and no summary yet', async () => {
    const { kit, inApp, calls } = await startSdk();
    const unsummed = seedId('e', 1, 2);
    const before = await failure(kit.sessions.getSessionSummary(unsummed, inApp));
    const { success, data } = await kit.sessions.generateSummaryOfTranscripts(unsummed, inApp);
    const { data: after } = await kit.sessions.getSessionSummary(unsummed, inApp);

    expect(before).toBeInstanceOf(Cloudflare.NotFoundError);
    expect(success).toBe(true);
    expect(data).toEqual({ session_id: unsummed, status: 'IN_PROGRESS' });
    expect(after).toMatchObject({ sessionId: unsummed, summaryDownloadUrlExpiry: '2026-03-08T12:00:00.000Z' });
    expect(after?.summaryDownloadUrl).toContain(`/${unsummed}-summary.txt?`);
    expect(calls()).toEqual(['GetSessionSummary 404', 'post-sessions-session_id-summary 200', 'GetSessionSummary 200']);
  });

  test('is told NotFoundError of a session without transcript, which has no summary afterwards', async () => {
    const { kit, inApp, calls } = await startSdk();
    const silent = seedId('e', 1, 1);

    expect(await failure(kit.sessions.generateSummaryOfTranscripts(silent, inApp))).toBeInstanceOf(Cloudflare.NotFoundError);
    expect(await failure(kit.sessions.getSessionSummary(silent, inApp))).toBeInstanceOf(Cloudflare.NotFoundError);
    expect(calls()).toEqual(['post-sessions-session_id-summary 404', 'GetSessionSummary 404']);
  });
});
