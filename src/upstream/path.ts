/** Paths of the REST API, built so that no id can change the route. */
import { GatewayError } from '../errors.ts';

/** A path below `/accounts/{account_id}/realtime/kit`. `template` has the names in place of the ids: it is safe to log. */
export interface Path {
  readonly value: string;
  readonly template: string;
  /** The app that it leads into, in canonical spelling; undefined if it concerns the account. */
  readonly appId?: string | undefined;
}

/** The longest id accepted, in UTF-16 code units. RealtimeKit's own ids are UUIDs of 36. */
export const longestId = 128;

const controlCharacter = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/;
const separator = /[/\\%]/;

/**
 * A path from a template whose values are objects of one entry, so that each id brings its name along:
 * `` path`/${{ appId }}/meetings/${{ meetingId }}` ``.
 *
 * Percent-encodes every id. Encoding alone is not enough: `..` survives it and `%2e%2e` is decoded by proxies on the way.
 *
 * @throws GatewayError `BAD_USER_INPUT` that names the argument and the rule it breaks
 */
export function path(strings: TemplateStringsArray, ...ids: readonly Record<string, string>[]): Path {
  let value = strings[0] ?? '';
  let template = value;
  let appId: string | undefined;
  ids.forEach((named, index) => {
    const rest = strings[index + 1] ?? '';
    for (const name in named) {
      const id = checkedId(name, named[name] ?? '');
      if (name === 'appId') appId = canonicalId(id);
      value += (plainId.test(id) ? id : encodeURIComponent(id)) + rest;
      template += `{${name}}${rest}`;
    }
  });
  return { value, template, appId };
}

/**
 * The id, if it may stand as one segment of a path.
 *
 * @throws GatewayError `BAD_USER_INPUT` that names the argument and the rule it breaks
 */
export function checkedId(name: string, id: string): string {
  const fault = faultOf(id);
  if (fault !== undefined) throw new GatewayError('BAD_USER_INPUT', `${name} ${fault}.`);
  return id;
}

/** Ids as RealtimeKit makes them need no second look, and no encoding. */
const plainId = /^[\w-]{1,128}$/;

function faultOf(id: string): string | undefined {
  if (plainId.test(id)) return undefined;
  if (id === '') return 'must not be empty';
  if (id.length > longestId) return `must not be longer than ${longestId} characters (this one has ${id.length})`;
  if (id === '.' || id === '..') return `must not be "${id}"`;
  if (controlCharacter.test(id)) return 'must not contain control characters or line breaks';
  if (separator.test(id)) return 'must not contain "/", "\\" or "%"';
  if (!id.isWellFormed()) return 'must be well-formed Unicode (it has half of a surrogate pair)';
  return undefined;
}

const uuid = /^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/i;

/** One spelling of an id: a UUID in lower case (Swift prints them in upper case), any other id as it is. */
export function canonicalId(id: string): string {
  const lower = id.toLowerCase();
  // Nearly all are in lower case, so they need no look at what they are.
  return lower !== id && uuid.test(id) ? lower : id;
}

/** Whether an id may stand in a path. */
export function isSafeId(id: string): boolean {
  return faultOf(id) === undefined;
}

/**
 * Where the cache keeps what list rows tell of an object, if point reads tell more. No id can make such a path: `#` is
 * encoded in them.
 */
export function rowOf(path: Path): Path {
  return { ...path, value: `${path.value}#row` };
}

/** For what a write touches: everything below a path. */
export function below(path: Path): Path {
  return { ...path, value: `${path.value}/` };
}

/** Query parameters; those that are undefined or null are not sent. */
export type Query = Readonly<Record<string, string | number | boolean | null | undefined>>;

/** A query as it is sent, without the question mark; empty if there is none. */
export function queryOf(query: Query | undefined): string {
  if (query === undefined) return '';
  const given = Object.entries(query).filter(([, value]) => value != null);
  return new URLSearchParams(given.map(([name, value]) => [name, String(value)])).toString();
}

/** Path and query as they are sent. */
export function targetOf({ path: { value }, query }: { path: Path; query: Query | undefined }): string {
  const search = queryOf(query);
  return search === '' ? value : `${value}?${search}`;
}
