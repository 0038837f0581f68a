/** What an answer of RealtimeKit or of Cloudflare's edge means: its body, an absence, or an error that says whose fault it is. */
import { describe, expect, it } from 'vitest';
import { GatewayError } from '../src/errors.ts';
import { Bill } from '../src/upstream/bill.ts';
import { unwrap } from '../src/upstream/envelope.ts';
import type { UpstreamRequest, UpstreamResponse } from '../src/upstream/layer.ts';
import { path } from '../src/upstream/path.ts';
import { Slots } from '../src/upstream/slots.ts';

const noon = Date.parse('2026-11-23T12:00:00Z');
const [token, accountId] = ['t0ken', 'acc0unt'];

const requestOf = (owner: 'gateway' | 'caller' = 'gateway', body?: unknown): UpstreamRequest => ({
  operation: 'op',
  method: 'POST',
  path: path`/x`,
  query: undefined,
  body,
  credential: { accountId, token, hash: 'hash', owner },
  bill: new Bill(100, false),
  slots: new Slots(16),
  why: 'a test',
  signal: new AbortController().signal,
});

const answerOf = (status: number, body: UpstreamResponse['body'], headers: UpstreamResponse['headers'] = {}): UpstreamResponse => ({
  status,
  headers,
  body,
  bytes: 1,
});

/** What it ends in: the error's code, message and extensions, or the body. */
function endOf(response: UpstreamResponse, request = requestOf()): unknown {
  try {
    return unwrap(request, response, noon);
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error;
    const { message, extensions } = error;
    return { message, ...extensions };
  }
}

const edge = (code: number, message: string) => ({ success: false, errors: [{ code, message }] });
const own = (code: number, message: string) => ({ success: false, error: { code, message } });

describe('a successful answer', () => {
  it.each([200, 201, 299])('of %i is its body, whether it says so or not', (status) => {
    for (const body of [{ success: true, data: 1 }, { data: 1 }, {}]) expect(endOf(answerOf(status, body))).toBe(body);
  });

  it.each([199, 300])('is none with the status %i, whatever its body says', (status) => {
    expect(endOf(answerOf(status, { success: true, data: 1 }))).toMatchObject({
      message: `op: RealtimeKit answered ${status}.`,
      code: 'UPSTREAM_ERROR',
      retryable: false,
    });
  });

  it('that says it is none is an error that another try does not help', () => {
    expect(endOf(answerOf(200, own(7, 'no')))).toEqual({
      message: 'op: RealtimeKit answered "success": false.',
      code: 'UPSTREAM_ERROR',
      retryable: false,
      upstream: { operation: 'op', status: 200 },
    });
  });

  it('without a JSON object is invalid', () => {
    expect(endOf(answerOf(200, undefined))).toEqual({
      message: 'op: body must be a JSON object (status 200).',
      code: 'UPSTREAM_INVALID_RESPONSE',
      retryable: false,
      upstream: { operation: 'op', status: 200 },
    });
  });
});

describe('an answer that is no success', () => {
  const upstream = (status: number, errors?: unknown) => ({ operation: 'op', status, ...(errors !== undefined && { errors }) });

  it.each([500, 501, 503, 599])('of %i is a failure that may pass, without the texts of it', (status) => {
    const end = { message: `op: RealtimeKit answered ${status}.`, code: 'UPSTREAM_ERROR', retryable: true, upstream: upstream(status) };
    expect(endOf(answerOf(status, own(1, 'stack trace')))).toEqual(end);
    expect(endOf(answerOf(status, undefined))).toEqual(end);
  });

  it('of 429 tells when to come back', () => {
    expect(endOf(answerOf(429, undefined, { 'retry-after': '17' }))).toEqual({
      message: "op: RealtimeKit's quota is used up.",
      code: 'RATE_LIMITED',
      retryable: true,
      retryAfter: 17,
      upstream: upstream(429),
    });
  });

  it('of 408 is a timeout', () => {
    expect(endOf(answerOf(408, undefined))).toEqual({
      message: 'op: RealtimeKit answered 408.',
      code: 'UPSTREAM_TIMEOUT',
      retryable: true,
      upstream: upstream(408),
    });
  });

  it.each([
    [401, 'UNAUTHENTICATED'],
    [403, 'FORBIDDEN'],
  ])('of %i is the fault of who brought the credentials', (status, code) => {
    for (const body of [undefined, {}]) {
      expect(endOf(answerOf(status, body), requestOf('caller'))).toEqual({
        message: `op: RealtimeKit refused your token or account (${status}).`,
        code,
        retryable: false,
        upstream: upstream(status),
      });
      expect(endOf(answerOf(status, body), requestOf('gateway'))).toEqual({
        message: `op: RealtimeKit refused the gateway's credentials (${status}).`,
        code: 'UPSTREAM_AUTH_FAILED',
        retryable: false,
        upstream: upstream(status),
      });
    }
  });

  it.each([9106, 10000])('of 400 with the code %i of the edge is about the credentials', (code) => {
    const errors = [{ code, message: 'Authentication error' }];
    expect(endOf(answerOf(400, edge(code, 'Authentication error')), requestOf('caller'))).toMatchObject({
      code: 'UNAUTHENTICATED',
      upstream: upstream(400, errors),
    });
    expect(endOf(answerOf(400, { errors: [{ code: 1, message: 'first' }, ...errors] }))).toMatchObject({ code: 'UPSTREAM_AUTH_FAILED' });
    expect(endOf(answerOf(422, edge(code, 'Authentication error')))).toMatchObject({ code: 'BAD_USER_INPUT' });
  });

  it.each([
    [400, 'BAD_USER_INPUT', 'op: RealtimeKit refused the input: too long; too late'],
    [422, 'BAD_USER_INPUT', 'op: RealtimeKit refused the input: too long; too late'],
    [409, 'CONFLICT', 'op: RealtimeKit reports a conflict: too long; too late'],
    [404, 'NOT_FOUND', 'op: Cloudflare knows no such account or route: too long; too late Check the account.'],
    [410, 'UPSTREAM_ERROR', 'op: RealtimeKit answered 410.'],
    [302, 'UPSTREAM_ERROR', 'op: RealtimeKit answered 302.'],
  ])('of %i is %s, with what was said of it', (status, code, message) => {
    const errors = [
      { code: 1, message: 'too long' },
      { code: 2, message: 'too late' },
    ];
    const told = status === 302 ? upstream(302) : upstream(status, errors);
    expect(endOf(answerOf(status, { success: false, errors }))).toEqual({ message, code, retryable: false, upstream: told });
  });

  it.each([
    [400, 'op: RealtimeKit refused the input.'],
    [409, 'op: RealtimeKit reports a conflict.'],
    [404, 'op: Cloudflare knows no such account or route. Check the account.'],
  ])('of %i without texts is a sentence all the same', (status, message) => {
    expect(endOf(answerOf(status, { message: 'not in the documented shape' }))).toMatchObject({ message, upstream: upstream(status) });
  });

  it('of 404 in the shape of RealtimeKit is an absent object; with 400 or without a body it is none', () => {
    expect(endOf(answerOf(404, own(404, 'not found')))).toBeUndefined();
    expect(endOf(answerOf(404, { error: null }))).toBeUndefined();
    expect(endOf(answerOf(400, own(404, 'not found')))).toMatchObject({ code: 'BAD_USER_INPUT' });
    expect(endOf(answerOf(404, undefined))).toMatchObject({
      code: 'UPSTREAM_INVALID_RESPONSE',
      message: 'op: body must be a JSON object (status 404).',
    });
  });
});

describe('what is told of an answer', () => {
  const detail = (response: UpstreamResponse, body?: unknown) =>
    (endOf(response, requestOf('gateway', body)) as { upstream: { errors?: unknown; rayId?: unknown } }).upstream;

  it('has the ray that support asks for, if there is one', () => {
    expect(detail(answerOf(500, undefined, { 'cf-ray': '8a-FRA' }))).toEqual({ operation: 'op', status: 500, rayId: '8a-FRA' });
    expect(detail(answerOf(500, undefined, { 'cf-ray': ['8a-FRA', '8b-FRA'] }))).toEqual({ operation: 'op', status: 500 });
  });

  it.each([
    ['nothing', {}],
    ['a text alone', { error: 'bad' }],
    ['null', { error: null, errors: [null] }],
    ['no code', { errors: [{ message: 'bad' }] }],
    ['a code as text', { error: { code: '1', message: 'bad' } }],
    ['no text', { error: { code: 1 } }],
    ['a list that is none', { errors: { code: 1, message: 'bad' } }],
  ])('has no texts if there is %s', (_what, body) => {
    expect(detail(answerOf(422, body))).toEqual({ operation: 'op', status: 422 });
  });

  it('has the texts of the lower and of the upper half of 4xx, from both shapes', () => {
    expect(detail(answerOf(400, own(3, 'said')))).toMatchObject({ errors: [{ code: 3, message: 'said' }] });
    expect(detail(answerOf(499, edge(3, 'said')))).toMatchObject({ errors: [{ code: 3, message: 'said' }] });
    expect(detail(answerOf(399, edge(3, 'said')))).not.toHaveProperty('errors');
  });

  it('repeats neither token nor account nor a secret of the request, and nothing at length', () => {
    const text = `${token} of ${accountId} and ${token} may not use hunter2, of ${accountId}`;
    expect(detail(answerOf(400, own(1, text)), { storage_config: { secret: 'hunter2' } })).toMatchObject({
      errors: [{ code: 1, message: '[token] of [account] and [token] may not use [secret], of [account]' }],
    });
    const [told] = detail(answerOf(400, own(1, 'x'.repeat(501)))).errors as { message: string }[];
    expect(told?.message).toBe('x'.repeat(500));
  });
});
