/** From the ids of a path to what they name, or the error that RealtimeKit answers. */
import { type Answer, realtimeKitError } from '../answer.ts';
import { uuid } from '../query.ts';
import type { Route, RouteRequest } from '../router.ts';
import type { StoredApp, StoredMeeting } from '../store.ts';

export type AppHandler = (request: RouteRequest, app: StoredApp) => Answer;
export type MeetingHandler = (request: RouteRequest, meeting: StoredMeeting, app: StoredApp) => Answer;

/** Answers about an app that exists. */
export function inApp(handle: AppHandler): Route['handle'] {
  return (request) => {
    const { app_id = '' } = request.params;
    const app = request.store.apps.get(app_id.toLowerCase());
    return app ? handle(request, app) : realtimeKitError(404, `No app found with id ${app_id}`);
  };
}

/** Answers about a meeting that exists. */
export function inMeeting(handle: MeetingHandler): Route['handle'] {
  return inApp((request, app) => {
    const meeting = one(request, 'meeting', app.meetings);
    return isAnswer(meeting) ? meeting : handle(request, meeting, app);
  });
}

/** Answers about an object of an app's map that exists, named by `{noun}_id` in the path. */
export function inMap<T extends object>(
  noun: string,
  mapOf: (app: StoredApp) => ReadonlyMap<string, T>,
  handle: (request: RouteRequest, found: T, app: StoredApp) => Answer,
): Route['handle'] {
  return inApp((request, app) => {
    const found = one(request, noun, mapOf(app));
    return isAnswer(found) ? found : handle(request, found, app);
  });
}

/** The object that a path parameter names; the 400 for an id that is no UUID, the 404 for one that nobody has. */
export function one<T extends object>({ params }: RouteRequest, noun: string, map: ReadonlyMap<string, T>): T | Answer {
  const id = params[`${noun}_id`] ?? '';
  if (!uuid.test(id)) return realtimeKitError(400, `BAD_REQUEST: "${noun}_id" must be a valid GUID`);
  return map.get(id.toLowerCase()) ?? realtimeKitError(404, `No ${noun} found with id ${id}`);
}

export function isAnswer(value: object): value is Answer {
  return 'status' in value && 'body' in value;
}
