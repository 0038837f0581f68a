/**
 * Analytics: the three reads below /{app_id}/analytics, added up from the app's sessions, recordings and livestream sessions.
 *
 * Where a range is not given it is the 30 days up to the newest of these objects, not up to today: the seed's answers are then
 * the same on every machine and on every day. RealtimeKit's own default is the last 30 days (API document, section 2).
 */
import { success } from '../answer.ts';
import { countParameter, dateParameter, type TimeRange, within } from '../query.ts';
import type { Route } from '../router.ts';
import type { StoredApp, StoredLivestreamSession } from '../store.ts';
import { inApp } from './lookup.ts';

const dayMs = 24 * 60 * 60 * 1000;
const path = '/{app_id}/analytics';

export const analyticsRoutes: readonly Route[] = [
  {
    operation: 'get-org-analytics',
    method: 'GET',
    path: `${path}/daywise`,
    handle: inApp(({ query }, app) => {
      const range = daysAsked(query, app);
      const sessions = Array.from(app.sessions.values()).filter(({ started_at }) => within(range, started_at));
      const recordings = Array.from(app.recordings.values()).filter(({ invoked_time }) => within(range, invoked_time));
      const sessionMinutes = (some: typeof sessions) => sum(some, ({ minutes_consumed }) => minutes_consumed);
      const recordingMinutes = (some: typeof recordings) => sum(some, ({ recording_duration }) => recording_duration / 60);
      return success({
        session_stats: {
          sessions_count: sessions.length,
          sessions_minutes_consumed: sessionMinutes(sessions),
          day_stats: byDay(sessions, ({ started_at }) => started_at).map(([day, some]) => ({
            day,
            total_sessions: some.length,
            total_session_minutes: sessionMinutes(some),
          })),
        },
        recording_stats: {
          recording_count: recordings.length,
          recording_minutes_consumed: recordingMinutes(recordings),
          day_stats: byDay(recordings, ({ invoked_time }) => invoked_time).map(([day, some]) => ({
            day,
            total_recordings: some.length,
            // Documented as an integer, unlike the total.
            total_recording_minutes: Math.round(recordingMinutes(some)),
          })),
        },
      });
    }),
  },
  {
    operation: 'get-livestream-analytics-daywise',
    method: 'GET',
    path: `${path}/livestreams/daywise`,
    handle: inApp(({ query }, app) => {
      const days = byDay(livestreamSessions(app, secondsAsked(query, app)), ({ created_at }) => created_at);
      return success(days.map(([day, some]) => ({ date: `${day}T00:00:00Z`, ...livestreamTotals(some) })));
    }),
  },
  {
    operation: 'get-livestream-analytics-complete',
    method: 'GET',
    path: `${path}/livestreams/overall`,
    handle: inApp(({ query }, app) => success(livestreamTotals(livestreamSessions(app, secondsAsked(query, app))))),
  },
];

/** Whole days in UTC, the last one included; a time of day in the query does not count. */
function daysAsked(query: URLSearchParams, app: StoredApp): TimeRange {
  const { from, to } = rangeOf(dateParameter(query, 'start_date'), dateParameter(query, 'end_date'), app);
  return { from: startOfDay(from), to: startOfDay(to) + dayMs - 1 };
}

/** Between two Unix times in seconds, both included. */
function secondsAsked(query: URLSearchParams, app: StoredApp): TimeRange {
  const ms = (name: string) => {
    const seconds = countParameter(query, name);
    return seconds === undefined ? undefined : seconds * 1000;
  };
  return rangeOf(ms('start_time'), ms('end_time'), app);
}

function rangeOf(from: number | undefined, to: number | undefined, app: StoredApp): { from: number; to: number } {
  const end = to ?? newest(app);
  return { from: from ?? end - 30 * dayMs, to: end };
}

function newest(app: StoredApp): number {
  const moments = [
    ...Array.from(app.sessions.values(), ({ started_at }) => started_at),
    ...Array.from(app.recordings.values(), ({ invoked_time }) => invoked_time),
    ...allLivestreamSessions(app).map(({ created_at }) => created_at),
    app.created_at,
  ];
  return Math.max(...moments.map((moment) => Date.parse(moment)));
}

function startOfDay(time: number): number {
  return time - (time % dayMs);
}

/** Groups by day in UTC, as `2026-01-05`, the earliest first; a day without rows is left out. */
function byDay<T>(rows: readonly T[], momentOf: (row: T) => string): [string, T[]][] {
  const days = Map.groupBy(rows, (row) => momentOf(row).slice(0, 10));
  return Array.from(days).sort(([a], [b]) => (a < b ? -1 : 1));
}

function allLivestreamSessions({ livestreams }: StoredApp): StoredLivestreamSession[] {
  return Array.from(livestreams.values()).flatMap(({ sessions }) => sessions);
}

function livestreamSessions(app: StoredApp, range: TimeRange): StoredLivestreamSession[] {
  return allLivestreamSessions(app).filter(({ created_at }) => within(range, created_at));
}

function livestreamTotals(sessions: readonly StoredLivestreamSession[]) {
  return {
    count: sessions.length,
    total_ingest_seconds: Math.round(sum(sessions, ({ ingest_seconds }) => ingest_seconds)),
    total_viewer_seconds: Math.round(sum(sessions, ({ viewer_seconds }) => viewer_seconds)),
  };
}

/** Rounded to 4 decimals, or else the sum of 0.1 and 0.2 had 17. */
function sum<T>(rows: readonly T[], valueOf: (row: T) => number): number {
  return Math.round(rows.reduce((total, row) => total + valueOf(row), 0) * 10_000) / 10_000;
}
