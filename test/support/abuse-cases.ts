/** Requests that are made to hurt, each with the refusal that it must end in. For the test, which reads it, and the bench, which times it. */
import { gzipSync } from 'node:zlib';
import { seedId } from '../../src/emulator/seed/ids.ts';
import type { Outgoing } from './send.ts';

export interface AbuseCase {
  title: string;
  request: Outgoing;
  status: number;
  code: string;
  /** Of a limit that is exceeded: its name and the most that it allows; `actual` unless nobody counts so far. */
  limit?: { name: string; most: number; actual?: number };
}

/** Stands in values of requests; no answer may repeat it. */
export const canary = 'tell-nobody';

const app = seedId('a', 1);
const json = { 'content-type': 'application/json' };
const mostBytes = 256 * 1024;
const mostTokens = 2_000;
const mostAliases = 50;
const mostDirectives = 50;
const mostDepth = 12;
const mostNodes = 10_000;

const text = (body: string | Uint8Array, more: Omit<Outgoing, 'body'> = {}): Outgoing => ({ headers: json, body, ...more });
const document = (query: string, variables?: Record<string, unknown>): Outgoing => text(JSON.stringify({ query, variables }));
const many = (count: number, make: (index: number) => string, between = ' ') =>
  Array.from({ length: count }, (_, index) => make(index)).join(between);
const nested = (levels: number, open: string, close: string, inside = '') => open.repeat(levels) + inside + close.repeat(levels);

const tooLong = (actual?: number) => ({
  status: 413,
  code: 'LIMIT_EXCEEDED',
  limit: { name: 'LIMIT_BODY_BYTES', most: mostBytes, ...(actual !== undefined && { actual }) },
});
// Errors of documents have status 200 for clients that take application/json (GraphQL over HTTP, 6.4.1).
const over = (name: string, most: number, actual?: number) => ({
  status: 200,
  code: 'LIMIT_EXCEEDED',
  limit: { name, most, ...(actual !== undefined && { actual }) },
});
const malformed = { status: 400, code: 'BAD_REQUEST' };
const invalid = { status: 200, code: 'GRAPHQL_VALIDATION_FAILED' };
const wrongValue = { status: 400, code: 'BAD_USER_INPUT' };

/** Fragments of which each spreads the next one twice, `leaf` at the end: 2 to the power of `count` leaves. */
const bomb = (count: number, leaf: string) =>
  `{ ...F0 } ${many(count, (index) => `fragment F${index} on Query { ...F${index + 1} ...F${index + 1} }`)} fragment F${count} on Query { ${leaf} }`;
const byId = 'query ($id: ID!) { app(appId: $id) { id } }';
const byFirst = `query ($first: Int) { app(appId: "${app}") { meetings(first: $first) { totalCount } } }`;
const createMeeting = 'mutation ($input: CreateMeetingInput!) { createMeeting(input: $input) { meeting { id } } }';
const noForgery = { 'graphql-require-preflight': '1' };
const byGet = (search: string): Outgoing => ({ method: 'GET', path: `/graphql?${search}`, headers: noForgery });
const variables = (query: string, value: string) => text(`{"query":${JSON.stringify(query)},"variables":${value}}`);
const twoMegabytes = `{ ${many(180_000, () => '__typename')} }`;

export const abuseCases: AbuseCase[] = [
  { title: 'a query of 2 MB', request: document(twoMegabytes), ...tooLong() },
  { title: 'variables of 10 MB', request: document(byId, { id: canary.repeat(900_000) }), ...tooLong() },
  { title: '2 MB in chunks, without a length', request: { ...document(twoMegabytes), length: 'chunked' }, ...tooLong() },
  { title: 'a length of 1 TB that is a lie', request: { ...document(byId), length: 1e12 }, ...tooLong(1e12) },
  {
    title: 'a gzip bomb',
    request: text(gzipSync(Buffer.alloc(20_000_000, ' ')), { headers: { ...json, 'content-encoding': 'gzip' } }),
    status: 415,
    code: 'BAD_REQUEST',
  },
  { title: '15,001 tokens', request: document(`{${many(14_999, () => 'a')}}`), ...over('LIMIT_TOKENS', mostTokens, 15_001) },
  {
    title: '1,000 aliases',
    request: document(`{${many(1_000, (index) => `a${index}:__typename`)}}`),
    ...over('LIMIT_TOKENS', mostTokens, 3_002),
  },
  {
    title: '600 aliases',
    request: document(`{${many(600, (index) => `a${index}:__typename`)}}`),
    ...over('LIMIT_ALIASES', mostAliases, 600),
  },
  {
    title: '1,000 aliases out of fragments',
    request: document(`{ ${'...F '.repeat(25)} } fragment F on Query { ${many(40, (index) => `a${index}:__typename`)} }`),
    ...over('LIMIT_ALIASES', mostAliases, 1_000),
  },
  { title: 'depth 200', request: document(nested(200, '{a', '}')), ...over('LIMIT_DEPTH', mostDepth, 200) },
  { title: 'depth 50,000', request: document(nested(50_000, '{a', '}')), ...over('LIMIT_TOKENS', mostTokens) },
  { title: '100,000 directives', request: document(`{a${'@a'.repeat(100_000)}}`), ...over('LIMIT_TOKENS', mostTokens) },
  { title: '900 directives', request: document(`{a${'@a'.repeat(900)}}`), ...over('LIMIT_DIRECTIVES', mostDirectives, 900) },
  {
    title: 'fragments in a circle',
    request: document(`{ ...F0 } ${many(199, (index) => `fragment F${index} on Query { ...F${(index + 1) % 199} }`)}`),
    ...invalid,
  },
  { title: 'a fragment that spreads itself', request: document('{ ...F } fragment F on Query { ...F a: __typename }'), ...invalid },
  {
    title: 'a bomb of fragments with 2^150 aliases',
    request: document(bomb(150, 'a: __typename')),
    ...over('LIMIT_ALIASES', mostAliases, 2 ** 150),
  },
  {
    title: 'a bomb of fragments with 2^150 directives',
    request: document(bomb(150, '__typename @skip(if: false)')),
    ...over('LIMIT_DIRECTIVES', mostDirectives, 2 ** 150),
  },
  { title: '1,998 times the same field', request: document(`{${many(1_998, () => '__typename')}}`), ...invalid },
  {
    title: '490 times the same object in a fragment that nothing spreads',
    request: document(`{ __typename } fragment F on Query {${many(490, () => 'rateLimit{limit}', '')}}`),
    ...invalid,
  },
  {
    title: 'the same object 400 times at one place, in pieces',
    request: document(`{${many(4, () => `sessions(appId:"x"){nodes{${many(99, () => 'meeting{id}')}}}`)}}`),
    ...invalid,
  },
  { title: '499 times the same object', request: document(`{${many(499, () => 'rateLimit{limit}', '')}}`), ...invalid },
  {
    title: 'lists of 100 inside of lists of 100',
    request: document(`{ app(appId: "${app}") { meetings(first: 100) { nodes { participants(first: 100) { nodes { id } } } } } }`),
    ...over('LIMIT_NODES', mostNodes, 10_100),
  },
  { title: 'a list of 100,000 levels in variables', request: variables(byId, `{"id":${nested(100_000, '[', ']')}}`), ...wrongValue },
  {
    title: 'an object of 40,000 levels in variables',
    request: variables(byId, `{"id":${nested(40_000, '{"a":', '}', '1')}}`),
    ...wrongValue,
  },
  { title: 'a body of 120,000 levels', request: text(nested(120_000, '[', ']')), ...malformed },
  {
    title: 'a list of 100,000 levels in the document',
    request: document(`{ app(appId: ${nested(100_000, '[', ']')}) { id } }`),
    ...over('LIMIT_TOKENS', mostTokens),
  },
  { title: 'a list of 900 levels in the document', request: document(`{ app(appId: ${nested(900, '[', ']')}) { id } }`), ...invalid },
  { title: 'a key twice in the body', request: text(`{"query":"{ ${canary} }","query":"{ __typename }"}`), ...malformed },
  {
    title: 'a key twice in variables, once with escapes',
    request: variables(byId, `{"id":"${canary}","\\u0069d":"${app}"}`),
    ...malformed,
  },
  { title: '__proto__ in the body', request: text(`{"query":"{ __typename }","__proto__":{"${canary}":true}}`), ...malformed },
  {
    title: 'constructor in the body',
    request: text(`{"query":"{ __typename }","constructor":{"prototype":{"${canary}":true}}}`),
    ...malformed,
  },
  {
    title: '__proto__ in an input',
    request: variables(createMeeting, `{"input":{"appId":"${app}","title":"${canary}","__proto__":{"${canary}":true}}}`),
    ...wrongValue,
  },
  {
    title: 'constructor in an input',
    request: variables(createMeeting, `{"input":{"appId":"${app}","title":"${canary}","constructor":{"${canary}":true}}}`),
    ...wrongValue,
  },
  { title: '1e400 for an Int', request: variables(byFirst, '{"first":1e400}'), ...wrongValue },
  { title: '1e400 for an ID', request: variables(byId, '{"id":1e400}'), ...wrongValue },
  { title: '2^64 for an Int', request: variables(byFirst, '{"first":18446744073709551616}'), ...malformed },
  { title: '2^64 for an ID', request: variables(byId, '{"id":18446744073709551616}'), ...malformed },
  { title: '2^31 for an Int', request: variables(byFirst, '{"first":2147483648}'), ...wrongValue },
  {
    title: 'an Int of 400 digits in the document',
    request: document(`{ app(appId: "${app}") { meetings(first: ${'9'.repeat(400)}) { totalCount } } }`),
    ...invalid,
  },
  {
    title: 'two operations, and no name',
    request: document('query A { __typename } query B { __typename }'),
    status: 400,
    code: 'OPERATION_RESOLUTION_FAILURE',
  },
  {
    title: 'an operation by an empty name',
    request: text(JSON.stringify({ query: '{ __typename }', operationName: '' })),
    status: 400,
    code: 'OPERATION_RESOLUTION_FAILURE',
  },
  {
    title: 'a batch in one body',
    request: text(JSON.stringify(Array.from({ length: 1_000 }, () => ({ query: '{ __typename }' })))),
    ...malformed,
  },
  { title: 'a mutation by GET', request: byGet('query=mutation%7B__typename%7D'), status: 405, code: 'BAD_REQUEST' },
  { title: 'variables by GET that are no JSON', request: byGet('query=%7B__typename%7D&variables=%7B'), ...malformed },
  {
    title: 'variables in a form that are no JSON',
    request: text('query={__typename}&variables={', { headers: { ...noForgery, 'content-type': 'application/x-www-form-urlencoded' } }),
    ...malformed,
  },
  { title: '2^64 by GET', request: byGet('query=%7B__typename%7D&variables=%7B%22id%22:18446744073709551616%7D'), ...malformed },
  { title: 'a body that is not UTF-8', request: text(Buffer.from('{"query":"{ __typename } #\xff"}', 'latin1')), ...malformed },
  { title: 'a whole URL in place of an address', request: { method: 'GET', path: 'http://evil.example/graphql' }, ...malformed },
  { title: 'no address at all', request: { method: 'OPTIONS', path: '*' }, ...malformed },
];
