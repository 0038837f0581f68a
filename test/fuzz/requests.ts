/** Whole HTTP requests around documents: methods, addresses, headers and bodies, and bytes that are no HTTP. */
import fc from 'fast-check';
import type { Outgoing } from '../support/send.ts';
import { type Choices, choices } from './choices.ts';
import { type Asked, documentFrom } from './documents.ts';
import { oddValue } from './values.ts';

export type FuzzedRequest = { kind: 'http'; request: Outgoing } | { kind: 'bytes'; bytes: Uint8Array };

const methods = ['GET', 'HEAD', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'TRACE', 'PROPFIND', 'QUERY'];
const paths = [
  '/',
  '//graphql',
  '/graphql/',
  '/graphql?',
  '/graphql#',
  '/%',
  '/graphql%00',
  '/health',
  '/ready',
  '/x/graphql',
  '*',
  'http://x/graphql',
  'http://[',
];
const names = [
  'accept',
  'content-type',
  'content-encoding',
  'transfer-encoding',
  'authorization',
  'origin',
  'cache-control',
  'x-request-id',
  'traceparent',
  'x-gateway-trace',
  'host',
  'x-graphql-yoga-csrf',
  'if-none-match',
  'expect',
  'upgrade',
  'x-cloudflare-account-id',
  'x-forwarded-host',
  'cookie',
  'range',
  '__proto__',
  'constructor',
];
const values = [
  '',
  '1',
  '*/*',
  'application/json',
  'application/graphql-response+json',
  'text/event-stream',
  'multipart/mixed',
  'image/png',
  'text/html',
  'application/x-www-form-urlencoded',
  'application/graphql',
  'multipart/form-data; boundary=x',
  'application/json; charset=utf-16',
  ';;;',
  ',',
  'q=',
  'gzip',
  'br',
  'chunked',
  'identity',
  'Bearer x',
  'Bearer',
  'Basic eDp5',
  'null',
  'no-cache',
  '"',
  'W/"x", *',
  '100-continue',
  'websocket',
  'h2c',
  'localhost:1',
  'evil.example',
  '[::1',
  'a'.repeat(300),
  '\u00ff\u00fe',
  '00-0-0-00',
  'bytes=0-1',
  '__proto__',
];

const json = { 'content-type': 'application/json' };

/** A request that may be anything; about half are a document in JSON, sent as it should be. */
export const fuzzedRequest: fc.Arbitrary<FuzzedRequest> = fc.oneof(
  { weight: 12, arbitrary: choices.map((made): FuzzedRequest => ({ kind: 'http', request: wellSent(made) })) },
  { weight: 8, arbitrary: choices.map((made): FuzzedRequest => ({ kind: 'http', request: oddlySent(made) })) },
  {
    weight: 1,
    arbitrary: fc.uint8Array({ maxLength: 300 }).map((body): FuzzedRequest => ({ kind: 'http', request: { headers: json, body } })),
  },
  { weight: 2, arbitrary: fc.json().map((body): FuzzedRequest => ({ kind: 'http', request: { headers: json, body } })) },
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 300 }).map((bytes): FuzzedRequest => ({ kind: 'bytes', bytes })) },
);

function wellSent(made: Choices): Outgoing {
  return { headers: { ...json, 'x-gateway-trace': made.oneOf(['0', '1']) }, body: JSON.stringify(documentFrom(made)) };
}

function oddlySent(made: Choices): Outgoing {
  const headers: Record<string, string> = made.chance(70) ? { ...json } : {};
  for (let count = made.below(4); count > 0; count -= 1) headers[made.oneOf(names)] = made.oneOf(values);
  // Without it, most of what is odd would end in 403.
  if (made.chance(90)) headers['graphql-require-preflight'] = '1';
  const oddities = {
    ...(made.chance(15) && { method: made.oneOf(methods) }),
    ...(made.chance(15) && { path: made.oneOf(paths) }),
    ...(made.chance(20) && { length: made.oneOf(['chunked' as const, 0, 1e9, 5]) }),
  };
  const odd = oddValue(made);
  const variables = made.oneOf(['', '{}', '{', '[]', '1', '"x"', '%', '{"a":1,"a":2}']);
  const isInAddress = made.chance(25);
  const bodyOf = made.oneOf(bodies);
  // Last: a document takes all the decisions that are left.
  const asked = documentFrom(made);
  const form = `query=${encodeURIComponent(asked.query.toWellFormed())}&variables=${variables}`;
  if (isInAddress) return { method: 'GET', headers, path: `/graphql?${form.slice(0, 6_000)}`, ...oddities };
  return { headers, body: bodyOf(asked, odd, form), ...oddities };
}

export interface TrustedDocument extends Asked {
  id: string;
}

const ways: readonly ((id: unknown) => object)[] = [
  (documentId) => ({ documentId }),
  (id) => ({ id }),
  (id) => ({ doc_id: id }),
  (id) => ({ extensions: { persistedQuery: { version: 1, sha256Hash: id } } }),
];

/** A request by the id of one of these documents, in one of the ways of clients. */
export function requestFor(documents: readonly TrustedDocument[], made: Choices): Outgoing {
  const { id, variables, operationName } = made.oneOf(documents);
  const given = made.chance(90) ? id : made.oneOf([`sha256:${id}`, 'd', '', '__proto__', 7, null, [id], { id }]);
  const asked = { ...made.oneOf(ways)(given), operationName, variables: made.chance(85) ? variables : oddValue(made) };
  if (made.chance(50)) return { headers: json, body: JSON.stringify(asked) };
  const search = Object.entries(asked).flatMap(([name, value]) => {
    const text = typeof value === 'string' ? value : (JSON.stringify(value) as string | undefined);
    return text === undefined ? [] : [`${name}=${encodeURIComponent(text.toWellFormed())}`];
  });
  const known = made.chance(50) ? { 'if-none-match': made.oneOf(['*', 'W/"x"', '"', 'W/', ',,', ' ']) } : {};
  return { method: 'GET', path: `/graphql?${search.join('&').slice(0, 6_000)}`, headers: { 'graphql-require-preflight': '1', ...known } };
}

const bodies: readonly ((asked: Asked, odd: unknown, form: string) => string)[] = [
  (asked) => JSON.stringify(asked),
  (asked) => asked.query,
  (asked) => JSON.stringify([asked, asked]),
  (asked) => JSON.stringify(asked).slice(0, asked.query.length),
  (asked) => JSON.stringify(asked).replace('{', '{"query":"{a}",'),
  (asked, odd) => JSON.stringify({ ...asked, variables: odd }),
  (asked, odd) => JSON.stringify({ ...asked, query: odd }),
  (asked, odd) => JSON.stringify({ ...asked, extensions: odd }),
  (asked, odd) => JSON.stringify({ ...asked, id: odd, documentId: odd }),
  (_asked, _odd, form) => form,
];
