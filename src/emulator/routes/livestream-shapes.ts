/**
 * Answers about livestreams in both shapes: no two operations have the same schema, and hardly one fits the example beside it
 * (API document, sections 2 and 4.14). In the shape of a schema, one row stands where the example has a list.
 */
import { type Answer, type Paging, success } from '../answer.ts';
import { inShape, type Shapes } from '../shapes.ts';
import type { StoredLivestream, StoredLivestreamSession } from '../store.ts';

export type PageAnswer<T> = (page: readonly T[], paging: Paging) => Answer;

/** fetch_all_livestreams: the schema knows one livestream, with the paging among its fields. */
export function livestreamList(shapes: Shapes, page: readonly StoredLivestream[], paging: Paging): Answer {
  if (shapes === 'examples') return success(page.map(exampleOf), { paging });
  const [first] = page;
  return success({ ...(first && schemaOf(first)), paging });
}

/** get-v2-livestream-session-livestream-id: the schema has `session` and `data.paging`. */
export function livestreamWithSessions(
  shapes: Shapes,
  livestream: StoredLivestream,
  page: readonly StoredLivestreamSession[],
  paging: Paging,
): Answer {
  if (shapes === 'examples') return success({ livestream: exampleOf(livestream), sessions: page.map(visible) }, { paging });
  const [first] = page;
  return success({ livestream: schemaOf(livestream), ...(first && { session: inShape(shapes, visible(first)) }), paging });
}

/** get-v2-active-livestream-session-details: in the schema, the seconds are texts. */
export function activeLivestreamSession(shapes: Shapes, livestream: StoredLivestream, session: StoredLivestreamSession): object {
  if (shapes === 'examples') return { livestream: exampleOf(livestream), session: visible(session) };
  const { ingest_seconds, viewer_seconds } = session;
  const seconds = { ingest_seconds: String(ingest_seconds), viewer_seconds: String(viewer_seconds) };
  return { livestream: schemaOf(livestream), session: inShape(shapes, { ...visible(session), ...seconds }) };
}

/** get-v2-livestreams-livestream-session-id: in the schema, the seconds are whole and `invoked_time` is missing. */
export function livestreamSession(shapes: Shapes, session: StoredLivestreamSession): object {
  if (shapes === 'examples') return visible(session);
  const { session_id, invoked_time, ...fields } = session;
  return inShape(shapes, { ...fields, viewer_seconds: Math.round(fields.viewer_seconds) });
}

/** get-v2-meetings-meetingId-active-livestream: the example has neither the server to send to nor its key. */
export function activeLivestream(shapes: Shapes, livestream: StoredLivestream): object {
  if (shapes === 'schema') return schemaOf(livestream);
  const { sessions, ingest_server, stream_key, ...fields } = livestream;
  return fields;
}

/** livestream-session-details: the schema has `livestreams[]`, the newest first and `disabled` no text, and an object named `sessions`. */
export function livestreamsOfMeeting(
  shapes: Shapes,
  newest: StoredLivestream,
  all: readonly StoredLivestream[],
  page: readonly StoredLivestreamSession[],
  paging: Paging,
): Answer {
  if (shapes === 'examples') return livestreamWithSessions(shapes, newest, page, paging);
  const livestreams = all.map((one) => inShape(shapes, exampleOf(one)));
  const [first] = page;
  if (first === undefined) return success({ livestreams, paging });
  const { session_id, viewer_seconds, ...fields } = first;
  const sessions = inShape(shapes, { ...fields, ingest_seconds: String(fields.ingest_seconds) });
  return success({ livestreams, sessions, paging });
}

/**
 * get-v2-livestreamsession-session-meetingId-active-livestream: the schema knows one livestream session, without the time that it
 * started, and allows words of a status as its `err_message`.
 */
export function livestreamSessionsOfSession(shapes: Shapes, page: readonly StoredLivestreamSession[], paging: Paging): Answer {
  if (shapes === 'examples') return success({ data: page.map(visible), paging });
  const [first] = page;
  if (first === undefined) return success({ paging });
  const { session_id, started_time, ...fields } = first;
  return success({ ...inShape(shapes, { ...fields, err_message: fields.err_message && 'ERRORED' }), paging });
}

function exampleOf({ sessions, ...livestream }: StoredLivestream): object {
  return livestream;
}

function schemaOf({ sessions, ...livestream }: StoredLivestream): object {
  return inShape('schema', { ...livestream, disabled: String(livestream.disabled) });
}

/** No answer tells which session of the meeting was streamed. */
function visible({ session_id, ...session }: StoredLivestreamSession): object {
  return session;
}
