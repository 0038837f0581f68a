/** Cloudflare's SDK reads what an app used. It has one of these operations twice. */
import { describe, expect, test } from 'vitest';
import { app, startSdk } from '../support/sdk.ts';

describe("Cloudflare's SDK", () => {
  test('gets sessions and recordings of a range of days, by either of two methods', async () => {
    const { kit, account, calls } = await startSdk();
    const range = { ...account, start_date: '2026-01-08', end_date: '2026-01-09' };
    const { data } = await kit.analytics.getOrgAnalytics(app, range);
    const { data: same } = await kit.livestreams.getOrgAnalytics(app, range);

    expect(data).toEqual({
      session_stats: {
        sessions_count: 4,
        sessions_minutes_consumed: 13_869.9,
        day_stats: [
          { day: '2026-01-08', total_sessions: 3, total_session_minutes: 13_780.8 },
          { day: '2026-01-09', total_sessions: 1, total_session_minutes: 89.1 },
        ],
      },
      recording_stats: {
        recording_count: 7,
        recording_minutes_consumed: 209.45,
        day_stats: [
          { day: '2026-01-08', total_recordings: 4, total_recording_minutes: 209 },
          { day: '2026-01-09', total_recordings: 3, total_recording_minutes: 0 },
        ],
      },
    });
    expect(same).toEqual(data);
    const call = 'get-org-analytics 200 ?start_date=2026-01-08&end_date=2026-01-09';
    expect(calls()).toEqual([call, call]);
  });

  test('gets livestreams of a range of time, added up and day by day', async () => {
    const { kit, account, calls } = await startSdk();
    const [start_time, end_time] = ['2026-01-07', '2026-01-09'].map((day) => Date.parse(day) / 1000) as [number, number];
    const { data: total } = await kit.livestreams.getLivestreamAnalyticsComplete(app, { ...account, start_time, end_time });
    const { data: days } = await kit.livestreams.getLivestreamAnalyticsDaywise(app, { ...account, start_time, end_time });

    expect(total).toEqual({ count: 4, total_ingest_seconds: 15_700, total_viewer_seconds: 47_100 });
    expect(days).toEqual([
      { date: '2026-01-07T00:00:00Z', count: 1, total_ingest_seconds: 2575, total_viewer_seconds: 7725 },
      { date: '2026-01-08T00:00:00Z', count: 3, total_ingest_seconds: 13_125, total_viewer_seconds: 39_375 },
    ]);
    const range = `?start_time=${start_time}&end_time=${end_time}`;
    expect(calls()).toEqual([`get-livestream-analytics-complete 200 ${range}`, `get-livestream-analytics-daywise 200 ${range}`]);
  });
});
