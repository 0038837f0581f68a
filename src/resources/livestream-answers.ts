/**
 * Livestreams and their sessions as RealtimeKit sends them. Hardly one schema of these routes fits the example beside it, and
 * no two routes agree (API document, 2, 4.11 and 4.14, oddity 12; OpenAPI document, examples). Both are read here:
 *
 * - fetch_all_livestreams: `data` is one livestream with `paging` among its fields in the schema; in the example it is a list,
 *   with `paging` beside it.
 * - get-v2-livestream-session-livestream-id: `data` holds `livestream`, `session` (one) and `paging` in the schema; `livestream`
 *   and `sessions` (a list) in the example, with `paging` beside `data`.
 * - livestream-session-details: `data` holds `livestreams` (a list), `sessions` (one) and `paging` in the schema; in the example it
 *   is as in the route before.
 * - get-v2-livestreamsession-session-meetingId-active-livestream: `data` is one session with `paging` among its fields in the
 *   schema; in the example it holds `data` (a list) and `paging`.
 * - get-v2-meetings-meetingId-active-livestream: the example lacks `ingest_server` and `stream_key`, which the schema has.
 * - `disabled` is a text in all schemas but that of livestream-session-details; in all examples it is a boolean.
 * - `ingest_seconds` and `viewer_seconds` are numbers, integers or texts in the schemas, numbers in the examples.
 * - `name`, `meeting_id`, `err_message` and the times are texts in the schemas, null in the examples.
 * - `invoked_time` is missing in the schema of get-v2-livestreams-livestream-session-id, `started_time` in that of
 *   get-v2-livestreamsession-session-meetingId-active-livestream; the examples have both.
 */
import { GatewayError } from '../errors.ts';
import { place, type Placed } from '../loading/collection.ts';
import { paging } from '../upstream/paging.ts';
import { canonicalId, isSafeId } from '../upstream/path.ts';
import { conceal, type WireField, fieldsOf } from '../upstream/secrets.ts';
import { anything, object, optional, type Shape, type Wire, identifier } from '../upstream/wire.ts';

export const livestream = object({
  id: identifier,
  meeting_id: anything,
  name: anything,
  status: anything,
  disabled: anything,
  ingest_server: anything,
  playback_url: anything,
  stream_key: anything,
  created_at: anything,
  updated_at: anything,
});

export type LivestreamWire = Wire<typeof livestream>;

export const livestreamSession = object({
  id: identifier,
  livestream_id: anything,
  created_at: anything,
  updated_at: anything,
  invoked_time: anything,
  started_time: anything,
  stopped_time: anything,
  err_message: anything,
  ingest_seconds: anything,
  viewer_seconds: anything,
});

export type LivestreamSessionWire = Wire<typeof livestreamSession>;

/** An object that has rows, or is one. */
const holder = object({ id: anything, paging: optional(paging) });
type Holder = Wire<typeof holder> & Readonly<Record<string, unknown>>;

const rows: Shape<readonly unknown[] | Holder> = {
  optional: false,
  fault: (value) => (Array.isArray(value) ? undefined : holder.fault(value)),
};

/** An answer with rows, wherever they are. */
export const rowsAnswer = object({ data: rows, paging: optional(paging) });

export type RowsAnswer = Wire<typeof rowsAnswer>;

/** The rows: a list, or one in the place of a list; in one of these fields of `data`, or `data` itself. */
export function rowsIn({ data }: RowsAnswer, ...fields: readonly string[]): readonly unknown[] {
  if (isList(data)) return data;
  const found = fields.map((field) => data[field]).find((value) => value != null);
  if (found !== undefined) return isList(found) ? found : [found];
  return data.id == null ? [] : [data];
}

/** Where the page stands in its list: told beside `data`, in it, or not at all. */
export function pagingIn({ data, paging: beside }: RowsAnswer): Wire<typeof paging> | undefined {
  return beside ?? (isList(data) ? undefined : data.paging) ?? undefined;
}

function isList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value);
}

/** Rows in their places, and on each what leads to it; one that is not as documented is the error that says so. */
export function placedRows<Row extends { readonly id: string }, Parent>(
  operation: string,
  shape: Shape<Row>,
  values: readonly unknown[],
  parent: Parent,
): (Placed<Row, Parent> | GatewayError)[] {
  return values.map((value, index) => {
    const fault = shape.fault(value) ?? (isSafeId((value as Row).id) ? undefined : '.id must be an id that can stand in a path');
    if (fault === undefined) return place(value as Row, parent);
    return new GatewayError('UPSTREAM_INVALID_RESPONSE', `${operation}: row ${index}${fault}.`, { upstream: { operation } });
  });
}

/** Where something that should be a livestream holds a secret. */
export function secretsInLivestream(row: unknown): readonly WireField[] {
  return fieldsOf(row, ['stream_key']);
}

/** Takes the secrets out of an answer, wherever it may have livestreams. */
export function concealLivestreams({ data }: RowsAnswer): void {
  const holders = isList(data) ? data : [data, data['livestream'], data['livestreams']].flat();
  conceal(holders.flatMap(secretsInLivestream));
}

/** The id of another object, in its canonical spelling; null if there is none that can stand in a path. */
export function idIn(value: unknown): string | null {
  return typeof value === 'string' && isSafeId(value) ? canonicalId(value) : null;
}
