/** Query parameters as values. A missing one and an empty one are both undefined; a wrong one throws `BadParameter`. */
import { type Answer, realtimeKitError } from './answer.ts';

export const uuid = /^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/i;

/** Thrown by a handler; the emulator sends its answer: RealtimeKit's 400 that names the parameter. */
export class BadParameter extends Error {
  readonly answer: Answer;

  constructor(name: string, rule: string) {
    const message = `BAD_REQUEST: "${name}" ${rule}`;
    super(message);
    this.answer = realtimeKitError(400, message);
  }
}

export function textParameter(query: URLSearchParams, name: string): string | undefined {
  const text = query.get(name);
  return text === null || text === '' ? undefined : text;
}

/** An id as the store has it, in lower case. */
export function idParameter(query: URLSearchParams, name: string): string | undefined {
  const text = textParameter(query, name);
  if (text !== undefined && !uuid.test(text)) throw new BadParameter(name, 'must be a valid GUID');
  return text?.toLowerCase();
}

/** One of a few words, case-sensitive. */
export function oneOf<const T extends string>(query: URLSearchParams, name: string, allowed: readonly T[]): T | undefined {
  const text = textParameter(query, name);
  return text === undefined ? undefined : allowedOne(text, name, allowed);
}

/** Some of a few words, joined by commas. */
export function someOf<const T extends string>(query: URLSearchParams, name: string, allowed: readonly T[]): T[] | undefined {
  // Joined by commas, as the document says, or repeated, as Cloudflare's SDK sends them.
  const words = query.getAll(name).flatMap((text) => text.split(','));
  const given = words.filter((word) => word !== '');
  return given.length === 0 ? undefined : given.map((word) => allowedOne(word, name, allowed));
}

function allowedOne<T extends string>(text: string, name: string, allowed: readonly T[]): T {
  const found = allowed.find((word) => word === text);
  if (found === undefined) throw new BadParameter(name, `must be one of [${allowed.join(', ')}]`);
  return found;
}

export function booleanParameter(query: URLSearchParams, name: string): boolean | undefined {
  const text = oneOf(query, name, ['true', 'false']);
  return text === undefined ? undefined : text === 'true';
}

/** A whole number of 0 or more. */
export function countParameter(query: URLSearchParams, name: string): number | undefined {
  const text = textParameter(query, name);
  if (text === undefined) return undefined;
  if (!/^\d{1,15}$/.test(text)) throw new BadParameter(name, 'must be a number of 0 or more');
  return Number(text);
}

/** Milliseconds since 1970, from an ISO 8601 date (its midnight in UTC) or date and time. */
export function dateParameter(query: URLSearchParams, name: string): number | undefined {
  const text = textParameter(query, name);
  if (text === undefined) return undefined;
  const time = /^\d{4}-\d\d-\d\d(T.+)?$/.test(text) ? Date.parse(text) : NaN;
  if (Number.isNaN(time)) throw new BadParameter(name, 'must be a valid ISO 8601 date');
  return time;
}

/** From the one to the other, both included, in milliseconds since 1970; undefined is open. */
export interface TimeRange {
  from: number | undefined;
  to: number | undefined;
}

export function timeRange(query: URLSearchParams, from = 'start_time', to = 'end_time'): TimeRange {
  return { from: dateParameter(query, from), to: dateParameter(query, to) };
}

/** Whether a moment (ISO 8601) is in a range. */
export function within({ from = -Infinity, to = Infinity }: TimeRange, moment: string): boolean {
  const time = Date.parse(moment);
  return from <= time && time <= to;
}

/** Whether one of the texts contains the words searched for, whatever their case; so does every text if there are none. */
export function contains(search: string | undefined, ...texts: readonly (string | null)[]): boolean {
  const wanted = search?.toLowerCase();
  return wanted === undefined || texts.some((text) => text?.toLowerCase().includes(wanted));
}

/** A sorted copy. Rows with equal keys keep the order of their creation when ascending, the reverse when descending. */
export function sorted<T>(rows: Iterable<T>, keyOf: (row: T) => string | number, order: 'ASC' | 'DESC'): T[] {
  const ascending = Array.from(rows, (row) => ({ row, key: keyOf(row) })).sort((a, b) => (a.key < b.key ? -1 : Number(a.key > b.key)));
  const result = ascending.map(({ row }) => row);
  return order === 'ASC' ? result : result.reverse();
}
