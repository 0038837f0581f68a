/** What an upstream can do wrong, one row each: the code that it ends in and the most calls that it may cost. */
import { edgeError } from '../../src/emulator/answer.ts';
import type { Fault } from '../../src/emulator/faults.ts';
import { seedId } from '../../src/emulator/seed/ids.ts';

export const timeoutMs = 400;
const id = seedId('c', 1, 1);

export const row = (change: Record<string, unknown>) => ({
  success: true,
  data: {
    id,
    created_at: '2026-01-01T00:00:00Z',
    updated_at: '2026-01-01T00:00:00Z',
    custom_participant_id: 'u',
    preset_name: 'p',
    ...change,
  },
});

/** `code` null: the participant is answered or absent, without an error. */
interface Row {
  title: string;
  fault: Fault;
  code: string | null;
  calls: number;
  message?: string | RegExp;
  extensions?: Record<string, unknown>;
}

const forbidden = edgeError(403, 10000, 'Forbidden').body;
export const operation = 'get_meeting_participant';

export const faultMatrix: Row[] = [
  {
    title: 'a reset before the headers',
    fault: { connection: 'refuse' },
    code: 'UPSTREAM_ERROR',
    calls: 3,
    message: `${operation}: the connection to RealtimeKit was lost.`,
  },
  {
    title: 'a reset in the middle of the body',
    fault: { connection: 'cut' },
    code: 'UPSTREAM_ERROR',
    calls: 3,
    message: `${operation}: the connection to RealtimeKit was lost.`,
  },
  {
    title: 'no answer at all',
    fault: { connection: 'hang' },
    code: 'UPSTREAM_TIMEOUT',
    calls: 1,
    message: `${operation}: no complete answer within ${timeoutMs} ms.`,
  },
  {
    title: 'a body that drips',
    fault: { connection: 'drip' },
    code: 'UPSTREAM_TIMEOUT',
    calls: 1,
    message: `${operation}: no complete answer within ${timeoutMs} ms.`,
  },
  { title: 'an answer that comes too late', fault: { latencyMs: timeoutMs * 3 }, code: 'UPSTREAM_TIMEOUT', calls: 1 },
  {
    title: 'truncated JSON',
    fault: { connection: 'truncate' },
    code: 'UPSTREAM_INVALID_RESPONSE',
    calls: 1,
    message: `${operation}: body must be a JSON object (status 200).`,
  },
  {
    title: 'HTML with 200',
    fault: { status: 200, headers: { 'content-type': 'text/html' }, body: '<h1>Hello</h1>' },
    code: 'UPSTREAM_INVALID_RESPONSE',
    calls: 1,
  },
  { title: 'JSON that is no object', fault: { body: '[1]' }, code: 'UPSTREAM_INVALID_RESPONSE', calls: 1 },
  {
    title: '204 without a body',
    fault: { status: 204, body: null },
    code: 'UPSTREAM_INVALID_RESPONSE',
    calls: 1,
    message: `${operation}: body must be a JSON object (status 204).`,
  },
  {
    title: 'a redirect',
    fault: { status: 302, headers: { location: 'http://127.0.0.1:1/' }, body: '{}' },
    code: 'UPSTREAM_ERROR',
    calls: 1,
  },
  {
    title: '"success": false with 200',
    fault: { body: { success: false, error: { code: 500, message: 'a secret of the upstream' } } },
    code: 'UPSTREAM_ERROR',
    calls: 1,
    extensions: { retryable: false },
  },
  {
    title: '"data": null',
    fault: { body: { success: true, data: null } },
    code: 'UPSTREAM_INVALID_RESPONSE',
    calls: 1,
    message: `${operation}: data must be an object.`,
  },
  {
    title: "another participant's row",
    fault: { body: row({ id: seedId('c', 2, 1) }) },
    code: 'UPSTREAM_INVALID_RESPONSE',
    calls: 1,
    message: `${operation}: data.id must be the id that was asked for.`,
  },
  {
    title: 'a missing field',
    fault: { body: row({ preset_name: undefined }) },
    code: 'UPSTREAM_INVALID_RESPONSE',
    calls: 1,
    message: `${operation}: data.preset_name must be a string.`,
  },
  {
    title: 'a field of another type',
    fault: { body: row({ custom_participant_id: 7 }) },
    code: 'UPSTREAM_INVALID_RESPONSE',
    calls: 1,
    message: `${operation}: data.custom_participant_id must be a string.`,
  },
  {
    title: 'a date that is none',
    fault: { body: row({ created_at: 'yesterday' }) },
    code: 'UPSTREAM_INVALID_RESPONSE',
    calls: 1,
    message: `${operation}: data.created_at must be an RFC 3339 date-time.`,
  },
  {
    title: '400',
    fault: { status: 400, body: { success: false, error: { code: 400, message: 'BAD_REQUEST: no' } } },
    code: 'BAD_USER_INPUT',
    calls: 1,
    extensions: { retryable: false, upstream: { operation, status: 400, errors: [{ code: 400, message: 'BAD_REQUEST: no' }] } },
  },
  { title: '422', fault: { status: 422 }, code: 'BAD_USER_INPUT', calls: 1 },
  {
    title: '400 for missing credentials',
    fault: { status: 400, body: edgeError(400, 9106, 'Missing headers').body },
    code: 'UPSTREAM_AUTH_FAILED',
    calls: 1,
  },
  {
    title: "401 in the edge's shape",
    fault: { status: 401, body: edgeError(401, 10000, 'Authentication error').body },
    code: 'UPSTREAM_AUTH_FAILED',
    calls: 1,
  },
  {
    title: "401 in RealtimeKit's shape",
    fault: { status: 401, body: { message: 'Unauthorized' } },
    code: 'UPSTREAM_AUTH_FAILED',
    calls: 1,
  },
  {
    title: '403',
    fault: { status: 403, headers: { 'cf-ray': '8f1-AMS' }, body: forbidden },
    code: 'UPSTREAM_AUTH_FAILED',
    calls: 1,
    extensions: { upstream: { operation, status: 403, rayId: '8f1-AMS', errors: [{ code: 10000, message: 'Forbidden' }] } },
  },
  { title: "404 in RealtimeKit's shape", fault: { status: 404 }, code: null, calls: 1 },
  {
    title: "404 in the edge's shape",
    fault: { status: 404, body: edgeError(404, 7003, 'Could not route').body },
    code: 'NOT_FOUND',
    calls: 1,
  },
  { title: '404 as a page of HTML', fault: { status: 404, body: '<h1>Not found</h1>' }, code: 'UPSTREAM_INVALID_RESPONSE', calls: 1 },
  { title: '408', fault: { status: 408 }, code: 'UPSTREAM_TIMEOUT', calls: 1 },
  { title: '409', fault: { status: 409 }, code: 'CONFLICT', calls: 1 },
  {
    title: '429 with retry-after',
    fault: { status: 429, headers: { 'retry-after': '17' }, body: null },
    code: 'RATE_LIMITED',
    calls: 1,
    extensions: { retryAfter: 17, retryable: true },
  },
  {
    title: '429 with a Ratelimit header only',
    fault: { status: 429, headers: { Ratelimit: '"default";r=0;t=23' }, body: 'null' },
    code: 'RATE_LIMITED',
    calls: 1,
    extensions: { retryAfter: 23 },
  },
  {
    title: '429 with retry-after of 10^9 seconds',
    fault: { status: 429, headers: { 'retry-after': '1000000000' }, body: '<html>' },
    code: 'RATE_LIMITED',
    calls: 1,
    extensions: { retryAfter: 300 },
  },
  {
    title: '500',
    fault: { status: 500, body: { success: false, error: { code: 500, message: 'a secret of the upstream' } } },
    code: 'UPSTREAM_ERROR',
    calls: 3,
    message: `${operation}: RealtimeKit answered 500.`,
    extensions: { retryable: true, upstream: { operation, status: 500 } },
  },
  {
    title: 'an edge page with 502',
    fault: { status: 502, body: '<html>a secret of the upstream</html>' },
    code: 'UPSTREAM_ERROR',
    calls: 3,
  },
  { title: '503 once, then health', fault: { status: 503, times: 1 }, code: null, calls: 2 },
  { title: '503 twice, then health', fault: { status: 503, times: 2 }, code: null, calls: 3 },
  { title: 'a reset once, then health', fault: { connection: 'refuse', times: 1 }, code: null, calls: 2 },
  {
    title: 'a 4xx text that repeats the token',
    fault: { status: 400, body: { error: { code: 400, message: 'bad header: Bearer emulator-token' } } },
    code: 'BAD_USER_INPUT',
    calls: 1,
    message: `${operation}: RealtimeKit refused the input: bad header: Bearer [token]`,
  },
];
