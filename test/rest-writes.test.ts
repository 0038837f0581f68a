/** Writes through the client of one operation: what is sent, what is dropped, and whether it may have been done. */
import { describe, expect, it } from 'vitest';
import { GatewayError } from '../src/errors.ts';
import { Cancellation } from '../src/upstream/cancellation.ts';
import type { ReadOperation, WriteOperation } from '../src/upstream/client.ts';
import { ConnectionError } from '../src/upstream/layer.ts';
import { below, path, rowOf } from '../src/upstream/path.ts';
import { object, string } from '../src/upstream/wire.ts';
import { type GivenAnswer, startRest } from './support/rest.ts';

const one = path`/${{ appId: 'a' }}/meetings/${{ meetingId: 'm' }}`;
const list = path`/${{ appId: 'a' }}/meetings`;
const answer = object({ data: object({ id: string }) });
const edit: WriteOperation<{ data: { id: string; token?: string } }> = { id: 'edit_meeting', method: 'PATCH', answer };
const get: ReadOperation<{ data: { id: string } }> = { id: 'get_meeting', answer };
const doubt = ' Whether it was done is not known: look before you ask for it again.';
const readOnly = { apps: undefined, readOnly: true };

/** A stack whose writes end as given, and whose reads are answered. */
const startWriting = (given: GivenAnswer = {}) => startRest({ answer: ({ method }) => (method === 'GET' ? {} : given) });

describe('a write', () => {
  it('is one call with its body, whose answer comes back', async () => {
    const body = { success: true, data: { id: 'm', token: 's3cret' } };
    const { client, requests } = startWriting({ body });
    const rest = client();
    const refine = ({ data }: { data: { id: string } }) => Reflect.deleteProperty(data, 'token');
    expect(await rest.write(edit, one, { title: 'New' }, [])).toBe(body);
    expect(await rest.write(edit, one, { title: 'New' }, [], { why: 'a reason', refine, isOneOfMany: true })).toEqual({
      success: true,
      data: { id: 'm' },
    });
    const request = { operation: 'edit_meeting', method: 'PATCH', path: one, query: undefined, body: { title: 'New' } };
    expect(requests).toMatchObject([
      { ...request, why: 'a write', isOneOfMany: false },
      { ...request, why: 'a reason', isOneOfMany: true },
    ]);
    expect(rest.bill.upstreamCalls).toBe(2);
  });

  it('of what does not exist is NOT_FOUND, and did nothing', async () => {
    const { client } = startWriting({ status: 404, body: { error: { code: 404, message: 'none' } }, headers: { 'cf-ray': 'ray' } });
    await expect(client().write(edit, one, {}, [])).rejects.toMatchObject({
      code: 'NOT_FOUND',
      message: 'edit_meeting: there is no such object.',
      extensions: {
        upstream: { operation: 'edit_meeting', status: 404, errors: [{ code: 404, message: 'none' }], rayId: 'ray' },
        retryable: false,
      },
    });
  });

  it.each<[string, GivenAnswer]>([
    ['an answer', {}],
    ['a refusal', { status: 400 }],
    ['a failure', { status: 500 }],
    ['a lost connection', new ConnectionError('op', true)],
  ])('drops what it touches after %s: the object, its row, and all below a path', async (_what, given) => {
    const { client, requests } = startWriting(given);
    const row = rowOf(path`/${{ appId: 'a' }}/presets`);
    const others = [path`/elsewhere`, path`/${{ appId: 'a' }}/meetings/${{ meetingId: 'other' }}`];
    const touched = [one, list, row, path`/deep/${{ id: '1' }}`];
    const rest = client();
    for (const kept of [...others, ...touched]) await rest.read(get, kept, { why: 'a test' });
    requests.length = 0;
    const touches = [one, list, path`/${{ appId: 'a' }}/presets`, below(path`/deep`)];
    await rest.write(edit, one, {}, touches).catch(() => undefined);
    for (const kept of others) expect(await rest.peek(get, kept)).toBeDefined();
    for (const dropped of touched) expect(await rest.peek(get, dropped)).toBeUndefined();
  });

  it('by who may only read, or of an app that is none to him, is no call and drops nothing', async () => {
    const { client, requests } = startWriting();
    await client().read(get, one, { why: 'a test' });
    await expect(client({ access: readOnly }).write(edit, one, {}, [one])).rejects.toMatchObject({
      code: 'FORBIDDEN',
      message: 'edit_meeting: you may only read.',
    });
    const elsewhere = { apps: new Set(['b']), readOnly: false };
    await expect(client({ access: elsewhere }).write(edit, one, {}, [one])).rejects.toMatchObject({
      code: 'NOT_FOUND',
      message: 'edit_meeting: there is no such object.',
    });
    await expect(client({ access: elsewhere }).write(edit, path`/apps`, {}, [one])).rejects.toMatchObject({
      code: 'FORBIDDEN',
      message: 'edit_meeting: you may reach some apps only, and this is about all.',
    });
    expect(await client().peek(get, one)).toBeDefined();
    expect(requests).toHaveLength(1);
    const [app] = [{ apps: new Set(['a']), readOnly: false }];
    expect(await client({ access: app }).write(edit, one, {}, [])).toMatchObject({ data: { id: 'a' } });
  });

  it('of what concerns the account is for who may reach all apps', async () => {
    const { client, calls } = startWriting();
    await client().write(edit, path`/apps`, {}, []);
    expect(calls()).toEqual(['PATCH /apps']);
  });

  it('is not made for who has left, unless it is to be seen through', async () => {
    const { client, requests } = startWriting();
    await client().read(get, one, { why: 'a test' });
    requests.length = 0;
    const signal = new Cancellation();
    signal.abort(new Error('left'));
    await expect(client({ signal }).write(edit, one, {}, [one])).rejects.toThrow('left');
    expect(requests).toEqual([]);
    expect(await client().peek(get, one)).toBeDefined();
    expect(await client({ signal }).write(edit, one, {}, [], { isSeenThrough: true })).toMatchObject({ data: { id: 'a' } });
    expect(requests[0]?.signal.aborted).toBe(false);
  });
});

describe('a write that fails', () => {
  const lost = new ConnectionError('edit_meeting', true);
  const late = new GatewayError('UPSTREAM_TIMEOUT', 'late.');
  it.each<[string, GivenAnswer, string, string]>([
    ['a 500', { status: 500 }, 'UPSTREAM_ERROR', 'edit_meeting: RealtimeKit answered 500.'],
    ['a 408', { status: 408 }, 'UPSTREAM_TIMEOUT', 'edit_meeting: RealtimeKit answered 408.'],
    ['a redirect', { status: 399, body: {} }, 'UPSTREAM_ERROR', 'edit_meeting: RealtimeKit answered 399.'],
    ['no success', { body: { success: false } }, 'UPSTREAM_ERROR', 'edit_meeting: RealtimeKit answered "success": false.'],
    ['another shape', { body: {} }, 'UPSTREAM_INVALID_RESPONSE', 'edit_meeting: data must be an object.'],
    ['a lost connection', lost, 'UPSTREAM_ERROR', 'edit_meeting: the connection to RealtimeKit was lost.'],
    ['no answer in time', late, 'UPSTREAM_TIMEOUT', 'late.'],
  ])('with %s may have been done: nobody should try it again without a look', async (_what, given, code, message) => {
    const { client, requests } = startWriting(given);
    await expect(client().write(edit, one, {}, [])).rejects.toMatchObject({
      code,
      message: message + doubt,
      extensions: { code, retryable: false, outcome: 'UNKNOWN' },
    });
    expect(requests).toHaveLength(1);
  });

  it('keeps what is known of the failure', async () => {
    const { client } = startWriting({ status: 503, headers: { 'cf-ray': 'ray' } });
    await expect(client().write(edit, one, {}, [])).rejects.toMatchObject({
      extensions: { upstream: { operation: 'edit_meeting', status: 503, rayId: 'ray' }, outcome: 'UNKNOWN' },
    });
  });

  const unconnected = new ConnectionError('edit_meeting', false);
  it.each<[string, GivenAnswer, string, boolean]>([
    ['a 400', { status: 400 }, 'BAD_USER_INPUT', false],
    ['a 401', { status: 401 }, 'UPSTREAM_AUTH_FAILED', false],
    ['a 409', { status: 409 }, 'CONFLICT', false],
    ['a 429', { status: 429 }, 'RATE_LIMITED', true],
    ['a 499', { status: 499 }, 'UPSTREAM_ERROR', false],
    ['no connection', unconnected, 'UPSTREAM_ERROR', true],
  ])('with %s was not done, and says nothing of doubt', async (_what, given, code, retryable) => {
    const { client } = startWriting(given);
    const error = await client()
      .write(edit, one, {}, [])
      .catch((reason: unknown) => reason as GatewayError);
    expect(error).toMatchObject({ code, extensions: { retryable } });
    expect(error).not.toHaveProperty('extensions.outcome');
    expect(error).not.toHaveProperty('message', expect.stringContaining('not known'));
  });

  it('because the gateway refused it was not done', async () => {
    const { client, requests } = startWriting({ status: 429 });
    for (let time = 0; time < 2; time += 1) {
      const error: unknown = await client()
        .write(edit, one, {}, [])
        .catch((reason: unknown) => reason);
      expect(error).toMatchObject({ code: 'RATE_LIMITED', extensions: { retryAfter: 300 } });
      expect(error).not.toHaveProperty('extensions.outcome');
    }
    expect(requests).toHaveLength(1);
  });

  it('by a fault of the gateway itself shows that fault', async () => {
    const fault = new TypeError('a fault');
    const { client } = startWriting(fault);
    await expect(client().write(edit, one, {}, [])).rejects.toBe(fault);
  });
});
