/** The schema builder, its scalars and the empty roots. It defines no domain type: those live in `resources/`. */
import SchemaBuilder from '@pothos/core';
import type { Context } from './context.ts';
import { GatewayError } from './errors.ts';
import { isDateTime, isUrl } from './upstream/wire.ts';

export const builder = new SchemaBuilder<{
  Context: Context;
  Scalars: {
    ID: { Input: string; Output: string };
    DateTime: { Input: string; Output: string };
    URL: { Input: string; Output: string };
  };
  DefaultFieldNullability: false;
}>({ defaultFieldNullability: false });

builder.scalarType('DateTime', {
  description: 'A moment as RFC 3339 writes it, for example `2026-03-01T09:30:00.000Z`. Fractions and offset are as RealtimeKit sent them.',
  specifiedByURL: 'https://scalars.graphql.org/andimarek/date-time.html',
  serialize: (value) => {
    if (isDateTime(value)) return value;
    throw new TypeError('A resolver returned a DateTime that is none.');
  },
  parseValue: (value) => {
    if (isDateTime(value)) return value;
    throw new GatewayError('BAD_USER_INPUT', 'A DateTime must be an RFC 3339 date-time, for example "2026-03-01T09:30:00Z".');
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
