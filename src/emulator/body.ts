/**
 * JSON bodies as values, told by readers that are put together: `object({ name: text() }, { enabled: boolean })`. A reader gives
 * back what the OpenAPI document knows of a value, without the fields it does not know, or throws RealtimeKit's 400 that names
 * the field. What readers cannot say, such as two fields of which one is needed, is a function around one that throws the same.
 */
import { BadParameter, uuid } from './query.ts';
import type { Json, JsonObject } from './store.ts';

/** `name` is the path of the value in the body, as `config.media.video`; it is empty for the body itself. */
export interface Reader<T> {
  (value: unknown, name: string): T;
  /** What an object holds that leaves the optional field out. */
  readonly fallback?: T;
}

type Readers = Readonly<Record<string, Reader<Json>>>;

interface Defaulted<T> extends Reader<T> {
  readonly fallback: T;
}

type Read<R> = R extends Reader<infer T> ? T : never;

type KeysWithDefault<O extends Readers> = { [K in keyof O]: O[K] extends Defaulted<Json> ? K : never }[keyof O];

type ReadObject<R extends Readers, O extends Readers> = { [K in keyof R | KeysWithDefault<O>]: Read<(R & O)[K]> } & {
  [K in Exclude<keyof O, KeysWithDefault<O>>]?: Read<O[K]>;
};

interface Range {
  from?: number;
  to?: number;
}

/** The value that a reader makes of a request's body. */
export function readBody<T>(body: unknown, reader: Reader<T>): T {
  return reader(body, '');
}

/** `from` and `to` are of its length. */
export function text({ from = 0, to = Infinity, pattern }: Range & { pattern?: RegExp } = {}): Reader<string> {
  return (value, name) => {
    if (typeof value !== 'string') throw new BadParameter(name, 'must be a string');
    if (value === '' && from > 0) throw new BadParameter(name, 'is not allowed to be empty');
    if (value.length < from) throw new BadParameter(name, `length must be at least ${from} characters long`);
    if (value.length > to) throw new BadParameter(name, `length must be less than or equal to ${to} characters long`);
    if (pattern?.test(value) === false) throw new BadParameter(name, `fails to match the required pattern: ${String(pattern)}`);
    return value;
  };
}

export const uri: Reader<string> = (value, name) => {
  const read = text()(value, name);
  if (/\s/.test(read) || !URL.canParse(read)) throw new BadParameter(name, 'must be a valid uri');
  return read;
};

/** An id as the store has it, in lower case. */
export const guid: Reader<string> = (value, name) => {
  const read = text()(value, name);
  if (!uuid.test(read)) throw new BadParameter(name, 'must be a valid GUID');
  return read.toLowerCase();
};

/** One of a few words, case-sensitive. */
export function word<const T extends string>(...allowed: readonly T[]): Reader<T> {
  return (value, name) => {
    const found = allowed.find((one) => one === value);
    if (found === undefined) throw new BadParameter(name, `must be one of [${allowed.join(', ')}]`);
    return found;
  };
}

export function number({ from = -Infinity, to = Infinity }: Range = {}): Reader<number> {
  return (value, name) => {
    if (typeof value !== 'number' || !Number.isFinite(value)) throw new BadParameter(name, 'must be a number');
    if (value < from) throw new BadParameter(name, `must be greater than or equal to ${from}`);
    if (value > to) throw new BadParameter(name, `must be less than or equal to ${to}`);
    return value;
  };
}

export function integer(range: Range = {}): Reader<number> {
  return (value, name) => {
    const read = number(range)(value, name);
    if (!Number.isInteger(read)) throw new BadParameter(name, 'must be an integer');
    return read;
  };
}

export const boolean: Reader<boolean> = (value, name) => {
  if (typeof value !== 'boolean') throw new BadParameter(name, 'must be a boolean');
  return value;
};

export function nullable<T>(reader: Reader<T>): Reader<T | null> {
  return (value, name) => (value === null ? null : reader(value, name));
}

/** `from` and `to` are how many items there may be. */
export function list<T>(item: Reader<T>, { from = 0, to = Infinity }: Range = {}): Reader<T[]> {
  return (value, name) => {
    if (!Array.isArray(value)) throw new BadParameter(name, 'must be an array');
    if (value.length < from) throw new BadParameter(name, `must contain at least ${from} items`);
    if (value.length > to) throw new BadParameter(name, `must contain less than or equal to ${to} items`);
    return value.map((one, index) => item(one, `${name}[${index}]`));
  };
}

/** An optional field that has a value even if it is left out. */
export function byDefault<T>(reader: Reader<T>, fallback: T): Defaulted<T> {
  return Object.assign((value: unknown, name: string) => reader(value, name), { fallback });
}

/** An object whose keys are free. */
export function mapOf<T>(item: Reader<T>): Reader<Record<string, T>> {
  return (value, name) => {
    const entries = Object.entries(objectIn(value, name));
    return Object.fromEntries(entries.map(([key, one]) => [key, item(one, pathOf(name, key))]));
  };
}

/** An object of known fields. An optional field that is left out is so in what is read, unless it has a default. */
export function object<R extends Readers, O extends Readers>(required: R, optional: O): Reader<ReadObject<R, O>>;
export function object(required: Readers, optional: Readers): Reader<JsonObject> {
  return (value, name) => {
    const given = objectIn(value, name);
    const read: Record<string, Json> = {};
    for (const [key, reader] of Object.entries(required)) {
      if (given[key] === undefined) throw new BadParameter(pathOf(name, key), 'is required');
      read[key] = reader(given[key], pathOf(name, key));
    }
    for (const [key, reader] of Object.entries(optional)) {
      if (given[key] !== undefined) read[key] = reader(given[key], pathOf(name, key));
      else if (reader.fallback !== undefined) read[key] = reader.fallback;
    }
    return read;
  };
}

/** An object of which every field may be left out, and then stays out: what changes one that is there. */
export function partOf(required: Readers, optional: Readers): Reader<JsonObject> {
  const fields = Object.entries({ ...required, ...optional });
  const withoutDefaults: Readers = Object.fromEntries(fields.map(([key, reader]) => [key, (value, name) => reader(value, name)]));
  const read = object({}, withoutDefaults);
  return (value, name) => read(value, name) as JsonObject;
}

function objectIn(value: unknown, name: string): JsonObject {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new BadParameter(name || 'body', 'must be a JSON object');
  return value as JsonObject;
}

function pathOf(name: string, key: string): string {
  return name === '' ? key : `${name}.${key}`;
}
