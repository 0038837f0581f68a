/**
 * Fields that RealtimeKit does not always send as documented, read for what they mean. Used where the API document and its
 * own examples differ (API document, 4.14): numbers as text, booleans as text, `"null"` as text, times without a `T`.
 *
 * What still makes no sense costs that field alone: each throws `UPSTREAM_INVALID_RESPONSE` naming field and rule.
 */
import { GatewayError } from '../errors.ts';
import { dateTimeOf, isUrl } from './wire.ts';

/** Absent in any of its spellings: missing, null, empty, or the word. */
function isAbsent(value: unknown): value is null | undefined | '' {
  return value == null || value === '' || value === 'null' || value === 'undefined';
}

function refuse(field: string, rule: string): never {
  throw new GatewayError('UPSTREAM_INVALID_RESPONSE', `${field} must be ${rule}.`);
}

/** The text, null if there is none. The word "null" may be what someone called something. */
export function textIn(field: string, value: unknown): string | null {
  if (value == null) return null;
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : refuse(field, 'a string');
}

/** An RFC 3339 date-time, null if there is none. A missing offset is UTC, as all times of RealtimeKit are. */
export function dateTimeIn(field: string, value: unknown): string | null {
  return isAbsent(value) ? null : (dateTimeOf(value) ?? refuse(field, 'an RFC 3339 date-time'));
}

/** The same of a time that was checked with its row (`wire.ts`): a blank in place of the `T` is all that may be left to mend. */
export function checkedDateTimeIn(field: string, value: unknown): string {
  if (typeof value === 'string' && value[10] !== ' ') return value;
  return dateTimeOf(value) ?? refuse(field, 'an RFC 3339 date-time');
}

const decimal = /^\s*[-+]?\d+(\.\d+)?(e[-+]?\d+)?\s*$/i;

/** A finite number, also if it came as text; null if there is none. */
export function numberIn(field: string, value: unknown): number | null {
  if (isAbsent(value)) return null;
  const number = typeof value === 'string' && decimal.test(value) ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : refuse(field, 'a number');
}

/** A whole number that GraphQL's Int can hold; null if there is none. */
export function integerIn(field: string, value: unknown): number | null {
  const number = numberIn(field, value);
  return number === null || number === (number | 0) ? number : refuse(field, 'a whole number of 32 bits');
}

/** A boolean, also if it came as text or as 0 and 1; null if there is none. */
export function booleanIn(field: string, value: unknown): boolean | null {
  if (isAbsent(value)) return null;
  if (value === true || value === 'true' || value === 1 || value === '1') return true;
  if (value === false || value === 'false' || value === 0 || value === '0') return false;
  return refuse(field, 'true or false');
}

/** An absolute URL, null if there is none. */
export function urlIn(field: string, value: unknown): string | null {
  if (isAbsent(value)) return null;
  return isUrl(value) ? value : refuse(field, 'an absolute URL');
}

/** The object of a field that should be one, null if there is none. */
export function objectIn(field: string, value: unknown): Readonly<Record<string, unknown>> | null {
  if (isAbsent(value)) return null;
  return typeof value === 'object' && !Array.isArray(value) ? (value as Record<string, unknown>) : refuse(field, 'an object');
}

/** The objects of a list, empty if there is none. */
export function objectsIn(field: string, value: unknown): readonly Readonly<Record<string, unknown>>[] {
  if (isAbsent(value)) return [];
  if (!Array.isArray(value)) return refuse(field, 'a list');
  return value.map((item, index) => objectIn(`${field}[${index}]`, item)).filter((item) => item !== null);
}

/** The texts of a list, empty if there is none. */
export function textsIn(field: string, value: unknown): readonly string[] {
  if (isAbsent(value)) return [];
  if (!Array.isArray(value)) return refuse(field, 'a list');
  return value.map((item, index) => textIn(`${field}[${index}]`, item)).filter((item) => item !== null);
}
