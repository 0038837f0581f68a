/** Livestreams of an app and of a meeting, and their sessions. What their answers look like is in livestream-shapes.ts. */
import { type Answer, pageOf, realtimeKitError, success } from '../answer.ts';
import { booleanParameter, oneOf, sorted, timeRange, within } from '../query.ts';
import type { Route, RouteRequest } from '../router.ts';
import type { StoredApp, StoredLivestream, StoredLivestreamSession } from '../store.ts';
import { goLive } from './livestream-life.ts';
import * as shapeOf from './livestream-shapes.ts';
import { inApp, inMeeting } from './lookup.ts';
import { inSession } from './sessions.ts';

const list = '/{app_id}/livestreams';
const item = `${list}/{livestream_id}`;

const reads: readonly Route[] = [
  {
    operation: 'fetch_all_livestreams',
    method: 'GET',
    path: list,
    handle: inApp((request, app) => {
      const { query } = request;
      // DSC, not DESC.
      const order = oneOf(query, 'sort_order', ['ASC', 'DSC']) === 'ASC' ? 'ASC' : 'DESC';
      const found = Array.from(app.livestreams.values()).filter(filterOf(query));
      const rows = sorted(found, ({ created_at }) => created_at, order);
      return pageFor(request, rows, (page, paging) => shapeOf.livestreamList(request.shapes, page, paging));
    }),
  },
  {
    operation: 'get-v2-livestream-session-livestream-id',
    method: 'GET',
    path: item,
    handle: inLivestream((request, livestream) =>
      pageFor(request, newestFirst(livestream.sessions), (page, paging) =>
        shapeOf.livestreamWithSessions(request.shapes, livestream, page, paging),
      ),
    ),
  },
  {
    operation: 'get-v2-active-livestream-session-details',
    method: 'GET',
    path: `${item}/active-livestream-session`,
    handle: inLivestream(({ shapes }, livestream) => {
      const running = livestream.sessions.findLast(({ started_time, stopped_time }) => started_time !== null && stopped_time === null);
      return running
        ? success(shapeOf.activeLivestreamSession(shapes, livestream, running))
        : realtimeKitError(404, `No active livestream session found for livestream_id ${livestream.id}`);
    }),
  },
  {
    operation: 'get-v2-livestreams-livestream-session-id',
    method: 'GET',
    path: `${list}/sessions/{livestream-session-id}`,
    handle: inApp(({ params, shapes }, app) => {
      const id = params['livestream-session-id'] ?? '';
      const found = streamsOf(app).find((one) => one.id === id.toLowerCase());
      return found ? success(shapeOf.livestreamSession(shapes, found)) : realtimeKitError(404, `No livestream session found with id ${id}`);
    }),
  },
  {
    operation: 'get-v2-meetings-meetingId-active-livestream',
    method: 'GET',
    path: '/{app_id}/meetings/{meeting_id}/active-livestream',
    handle: inMeeting(({ shapes }, { id }, app) => {
      const live = livestreamsOf(app, id).find(({ status }) => status === 'LIVE');
      return live
        ? success(shapeOf.activeLivestream(shapes, live))
        : realtimeKitError(404, `No active livestream found for meeting_id ${id}`);
    }),
  },
  {
    operation: 'livestream-session-details',
    method: 'GET',
    path: '/{app_id}/meetings/{meeting_id}/livestream',
    handle: inMeeting((request, { id }, app) => {
      const found = livestreamsOf(app, id);
      const [newest] = found;
      if (newest === undefined) return realtimeKitError(404, `No livestream found for meeting_id ${id}`);
      return pageFor(request, newestFirst(newest.sessions), (page, paging) =>
        shapeOf.livestreamsOfMeeting(request.shapes, newest, found, page, paging),
      );
    }),
  },
  {
    operation: 'get-v2-livestreamsession-session-meetingId-active-livestream',
    method: 'GET',
    path: '/{app_id}/sessions/{session_id}/livestream-sessions',
    handle: inSession((request, { id }, app) =>
      pageFor(request, newestFirst(streamsOf(app).filter(({ session_id }) => session_id === id)), (page, paging) =>
        shapeOf.livestreamSessionsOfSession(request.shapes, page, paging),
      ),
    ),
  },
];

/** Whichever is read first, what a call has invoked is live by then. */
export const livestreamRoutes: readonly Route[] = reads.map(({ handle, ...route }) => ({
  ...route,
  handle: inApp((request, app) => {
    goLive(app, request.now());
    return handle(request);
  }),
}));

/** Answers about a livestream that exists. Its id is any text in the OpenAPI document, so none is malformed. */
function inLivestream(handle: (request: RouteRequest, livestream: StoredLivestream) => Answer): Route['handle'] {
  return inApp((request, { livestreams }) => {
    const { livestream_id = '' } = request.params;
    const found = livestreams.get(livestream_id.toLowerCase());
    return found ? handle(request, found) : realtimeKitError(404, `No livestream found with id ${livestream_id}`);
  });
}

/** A page of rows; where the schema has an object in the place of a list, that is a page of one row. */
function pageFor<T>({ query, paging, shapes }: RouteRequest, rows: readonly T[], answer: shapeOf.PageAnswer<T>): Answer {
  return pageOf(rows, query, shapes === 'schema' ? { ...paging, mostPerPage: 1, whenMore: 'clamp' } : paging, answer);
}

function filterOf(query: URLSearchParams): (livestream: StoredLivestream) => boolean {
  const status = oneOf(query, 'status', ['LIVE', 'IDLE', 'ERRORED', 'INVOKED']);
  const withoutMeetings = booleanParameter(query, 'exclude_meetings') ?? false;
  const created = timeRange(query);
  return (one) =>
    (status === undefined || one.status === status) && (!withoutMeetings || one.meeting_id === null) && within(created, one.created_at);
}

/** Of a meeting, the newest first. */
function livestreamsOf({ livestreams }: StoredApp, meetingId: string): StoredLivestream[] {
  return newestFirst(Array.from(livestreams.values()).filter(({ meeting_id }) => meeting_id === meetingId));
}

function streamsOf({ livestreams }: StoredApp): StoredLivestreamSession[] {
  return Array.from(livestreams.values()).flatMap(({ sessions }) => sessions);
}

function newestFirst<T extends { readonly created_at: string }>(rows: readonly T[]): T[] {
  return sorted(rows, ({ created_at }) => created_at, 'DESC');
}
