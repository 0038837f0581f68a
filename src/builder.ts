/**
 * The schema builder, its scalars and the empty roots. It defines no domain type: those live in `resources/`.
 *
 * Which fields are `!`: ids, what the gateway makes itself, and the texts and times that RealtimeKit's contract requires of meetings,
 * participants, presets and webhooks wherever it tells of them. These are checked with the row, so a row without them is an error as a
 * whole. Of apps, sessions, recordings and livestreams schemas and examples contradict each other: there only ids are `!`. All else may
 * be null, lists too, so that what makes no sense fails alone; and so may whatever costs REST calls.
 */
import SchemaBuilder from '@pothos/core';
import ErrorsPlugin from '@pothos/plugin-errors';
import type { Context } from './context.ts';
import { GatewayError } from './errors.ts';
import { isDateTime, isUrl } from './upstream/wire.ts';

export const builder = new SchemaBuilder<{
  Context: Context;
  Scalars: {
    ID: { Input: string; Output: string };
    DateTime: { Input: string; Output: string };
    Date: { Input: string; Output: string };
    URL: { Input: string; Output: string };
  };
  DefaultFieldNullability: false;
}>({
  defaultFieldNullability: false,
  plugins: [ErrorsPlugin],
  errors: { directResult: true },
});

/** What the builder's own types are made of, for functions that take a part of it. */
export type SchemaTypes = typeof builder.$inferSchemaTypes;

builder.scalarType('DateTime', {
  description: 'A moment as RFC 3339 writes it, for example `2026-03-01T09:30:00.000Z`. Fractions and offset are as RealtimeKit sent them.',
  specifiedByURL: 'https://www.rfc-editor.org/rfc/rfc3339#section-5.6',
  serialize: (value) => {
    if (isDateTime(value)) return value;
    throw new TypeError('A resolver returned a DateTime that is none.');
  },
  parseValue: (value) => {
    if (isDateTime(value)) return value;
    throw new GatewayError('BAD_USER_INPUT', 'A DateTime must be an RFC 3339 date-time, for example "2026-03-01T09:30:00Z".');
  },
});

/** Whether a value is a day that the calendar has, as RFC 3339 writes it. */
export function isDate(value: unknown): value is string {
  if (typeof value !== 'string' || !/^\d{4}-\d\d-\d\d$/.test(value)) return false;
  const time = Date.parse(value);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(value);
}

builder.scalarType('Date', {
  description: 'A day as RFC 3339 writes it, for example `2026-03-01`.',
  specifiedByURL: 'https://www.rfc-editor.org/rfc/rfc3339#section-5.6',
  serialize: (value) => {
    if (isDate(value)) return value;
    throw new TypeError('A resolver returned a Date that is none.');
  },
  parseValue: (value) => {
    if (isDate(value)) return value;
    throw new GatewayError('BAD_USER_INPUT', 'A Date must be a day of RFC 3339, for example "2026-03-01".');
  },
});

builder.scalarType('URL', {
  description: 'An absolute URL, for example `https://example.com/ada.png`.',
  specifiedByURL: 'https://url.spec.whatwg.org/#url-writing',
  serialize: (value) => {
    if (isUrl(value)) return value;
    throw new TypeError('A resolver returned a URL that is none.');
  },
  parseValue: (value) => {
    if (isUrl(value)) return value;
    throw new GatewayError('BAD_USER_INPUT', 'A URL must be absolute, for example "https://example.com/ada.png".');
  },
});

builder.queryType({
  description: 'Everything that can be read. An object that does not exist is `null`, not an error.',
});
