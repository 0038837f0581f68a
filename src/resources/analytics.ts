/** Analytics: what an app used, added up. REST: /{app_id}/analytics */
import { builder, isDate } from '../builder.ts';
import { GatewayError } from '../errors.ts';
import { type WireObject, wireFields } from '../fields.ts';
import { objectIn, objectsIn, textIn } from '../upstream/lenient.ts';
import { canonicalId, path, type Query } from '../upstream/path.ts';
import { anything, array, object } from '../upstream/wire.ts';
import { App } from './apps.ts';
import type { AppKey } from './keys.ts';

// Wire. `day` is a text of no documented format; `date` is a moment in the example and may be null (OpenAPI document).
const getUsage = { id: 'get-org-analytics', answer: object({ data: object({ session_stats: anything, recording_stats: anything }) }) };
const getTotals = { id: 'get-livestream-analytics-complete', answer: object({ data: object({}) }) };
const getDays = { id: 'get-livestream-analytics-daywise', answer: object({ data: array(object({})) }) };

/** The day, also if it came as its midnight; null if there is none. */
function dayIn(field: string, value: unknown): string | null {
  const day = textIn(field, value)?.replace(/T.*$/, '');
  if (day === undefined) return null;
  if (isDate(day)) return day;
  throw new GatewayError('UPSTREAM_INVALID_RESPONSE', `${field} must be a day.`);
}

/** @throws GatewayError `BAD_USER_INPUT` for two moments, or two days, in the wrong order */
function checkOrder([start, end]: readonly [number | null, number | null]): void {
  if (start !== null && end !== null && start > end) throw new GatewayError('BAD_USER_INPUT', 'from must not be after to.');
}

// Usage
interface UsageNames {
  readonly count: string;
  readonly minutes: string;
  readonly dayCount: string;
  readonly dayMinutes: string;
}

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

/** The type of what an app used of one kind. RealtimeKit spells the fields of each in its own way. */
function usageType(name: string, plural: string, minutes: string, names: UsageNames) {
  const Day = builder.objectRef<WireObject>(`${name}Day`).implement({
    description: `${capital(plural)} of an app on one day.`,
    fields: (t) => {
      const wire = wireFields(t);
      return {
        date: t.field({
          type: 'Date',
          nullable: true,
          description: 'The day. Null if RealtimeKit does not tell.',
          resolve: ({ day }) => dayIn('day', day),
        }),
        count: wire.int(names.dayCount, `How many ${plural} there were.`),
        minutes: wire.float(names.dayMinutes, `${minutes}, in minutes.`),
      };
    },
  });
  return builder.objectRef<WireObject>(name).implement({
    description: `${capital(plural)} of an app in a range of days.`,
    fields: (t) => {
      const wire = wireFields(t);
      return {
        count: wire.int(names.count, `How many ${plural} there were.`),
        minutes: wire.float(names.minutes, `${minutes}, in minutes.`),
        days: t.field({
          type: [Day],
          nullable: true,
          description: 'Count and minutes of each day. RealtimeKit may leave out a day without any.',
          resolve: ({ day_stats }) => objectsIn('day_stats', day_stats),
        }),
      };
    },
  });
}

const SessionUsage = usageType('SessionUsage', 'sessions', 'How long people were in these sessions, added up over all people', {
  count: 'sessions_count',
  minutes: 'sessions_minutes_consumed',
  dayCount: 'total_sessions',
  dayMinutes: 'total_session_minutes',
});

const RecordingUsage = usageType('RecordingUsage', 'recordings', 'How long these recordings are, added up', {
  count: 'recording_count',
  minutes: 'recording_minutes_consumed',
  dayCount: 'total_recordings',
  dayMinutes: 'total_recording_minutes',
});

const Usage = builder.objectRef<WireObject>('Usage').implement({
  description: 'What an app used in a range of days.',
  fields: (t) => {
    const wire = wireFields(t);
    return {
      sessions: wire.object('session_stats', SessionUsage, 'Its sessions.'),
      recordings: wire.object('recording_stats', RecordingUsage, 'Its recordings.'),
    };
  },
});

// Livestreams
interface LivestreamRange {
  readonly app: AppKey;
  readonly query: Query;
}

const livestreamSeconds = {
  ingest: 'How long video was sent, in seconds.',
  viewers: 'How long viewers watched, added up over all of them, in seconds.',
};

const LivestreamTotals = builder.objectRef<WireObject>('LivestreamTotals').implement({
  description: 'What an app streamed in a range of time, added up.',
  fields: (t) => {
    const wire = wireFields(t);
    return {
      count: wire.int(
        'count',
        'How many livestreams there were. RealtimeKit counts livestreams in a range, but livestream sessions on a day.',
      ),
      ingestSeconds: wire.float('total_ingest_seconds', livestreamSeconds.ingest),
      viewerSeconds: wire.float('total_viewer_seconds', livestreamSeconds.viewers),
    };
  },
});

const LivestreamDay = builder.objectRef<WireObject>('LivestreamDay').implement({
  description: 'What an app streamed on one day, added up.',
  fields: (t) => {
    const wire = wireFields(t);
    return {
      date: t.field({
        type: 'Date',
        nullable: true,
        description: 'The day. Null if RealtimeKit does not tell.',
        resolve: ({ date }) => dayIn('date', date),
      }),
      count: wire.int(
        'count',
        'How many livestream sessions there were. RealtimeKit counts livestream sessions on a day, but livestreams in a range.',
      ),
      ingestSeconds: wire.float('total_ingest_seconds', livestreamSeconds.ingest),
      viewerSeconds: wire.float('total_viewer_seconds', livestreamSeconds.viewers),
    };
  },
});

const LivestreamAnalytics = builder.objectRef<LivestreamRange>('LivestreamAnalytics').implement({
  description: 'What was streamed in a range of time. Costs nothing by itself.',
  fields: (t) => ({
    totals: t.field({
      type: LivestreamTotals,
      nullable: true,
      description: 'What was streamed in the whole range, added up. Costs one REST call.',
      resolve: async ({ app: { appId }, query }, _args, { rest }) => {
        const read = await rest.read(getTotals, path`/${{ appId }}/analytics/livestreams/overall`, { why: 'asked for by the app', query });
        return objectIn('data', read?.data);
      },
    }),
    days: t.field({
      type: [LivestreamDay],
      nullable: true,
      description: 'What was streamed on each day. RealtimeKit may leave out a day without any. Costs one REST call.',
      resolve: async ({ app: { appId }, query }, _args, { rest }) => {
        const read = await rest.read(getDays, path`/${{ appId }}/analytics/livestreams/daywise`, { why: 'asked for by the app', query });
        return read && objectsIn('data', read.data);
      },
    }),
  }),
});

// Edge of the app
const Analytics = builder.objectRef<AppKey>('Analytics').implement({
  description: 'What an app used. Costs nothing by itself. RealtimeKit keeps analytics of calls for 6 months.',
  fields: (t) => ({
    usage: t.field({
      type: Usage,
      nullable: true,
      description: 'Sessions and recordings in a range of days, the last 30 if none is given. Costs one REST call for each range.',
      args: {
        from: t.arg({ type: 'Date', description: 'The first day of the range.' }),
        to: t.arg({ type: 'Date', description: 'The last day of the range. RealtimeKit does not document whether it is included.' }),
      },
      resolve: async ({ appId }, { from, to }, { rest }) => {
        checkOrder([dayNumber(from), dayNumber(to)]);
        const query = { start_date: from, end_date: to };
        const read = await rest.read(getUsage, path`/${{ appId }}/analytics/daywise`, { why: 'asked for by the app', query });
        return objectIn('data', read?.data);
      },
    }),
    livestreams: t.field({
      type: LivestreamAnalytics,
      nullable: true,
      description:
        'Livestreams in a range of time. Without one, RealtimeKit chooses the range, and does not document which. Costs nothing by itself.',
      args: {
        from: t.arg({ type: 'DateTime', description: 'When the range begins, cut to the second.' }),
        to: t.arg({
          type: 'DateTime',
          description: 'When the range ends, cut to the second. RealtimeKit does not document whether it is included.',
        }),
      },
      resolve: (app, { from, to }) => {
        const query = { start_time: secondsOf('from', from), end_time: secondsOf('to', to) };
        checkOrder([query.start_time, query.end_time]);
        return { app, query };
      },
    }),
  }),
});

function dayNumber(day: string | null | undefined): number | null {
  return day == null ? null : Date.parse(day);
}

/** Unix time, as the routes of livestream analytics take it (API document, section 2); null if none was given. */
function secondsOf(name: string, moment: string | null | undefined): number | null {
  if (moment == null) return null;
  const seconds = Math.floor(Date.parse(moment.toUpperCase()) / 1000);
  if (Number.isFinite(seconds)) return seconds;
  throw new GatewayError('BAD_USER_INPUT', `${name} must be a moment that Unix time has: no leap second.`);
}

builder.objectField(App, 'analytics', (t) =>
  t.field({
    type: Analytics,
    description: 'What the app used, added up. Costs nothing by itself.',
    resolve: ({ id }) => ({ appId: canonicalId(id) }),
  }),
);
