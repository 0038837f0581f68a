/** Reads through the client of one operation: what is called, what is checked, and what is kept for whom. */
import { describe, expect, it, vi } from 'vitest';
import { GatewayError } from '../src/errors.ts';
import { Bill } from '../src/upstream/bill.ts';
import { callsAtOnce, type ReadOperation } from '../src/upstream/client.ts';
import { path } from '../src/upstream/path.ts';
import { array, object, string } from '../src/upstream/wire.ts';
import { credential, type GivenAnswer, startRest } from './support/rest.ts';

const uuid = '0b5c2f1e-9a3d-4e7b-8c6f-a1d2e3f40596';
const app = path`/apps/${{ appId: 'a' }}`;
const one = path`/${{ appId: 'a' }}/meetings/${{ meetingId: 'm' }}`;
const list = path`/${{ appId: 'a' }}/meetings`;

interface Meeting {
  data: { id: string; title?: string };
}

const get: ReadOperation<Meeting> = {
  id: 'get_meeting',
  answer: object({ data: object({ id: string }) }),
  idOf: { field: 'data.id', read: ({ data: { id } }) => id },
};
const getAll: ReadOperation<{ data: readonly { id: string }[] }> = {
  id: 'get_meetings',
  answer: object({ data: array(object({ id: string })) }),
};
const why = { why: 'a test' };
const meeting = (id: string, more = {}): GivenAnswer => ({ body: { success: true, data: { id, ...more } } });
const absent: GivenAnswer = { status: 404, body: { success: false, error: { code: 404, message: 'none' } } };
const away = new GatewayError('UPSTREAM_UNAVAILABLE', 'away');

describe('a read', () => {
  it('is one call, whose answer comes back as it is', async () => {
    const body = { success: true, data: { id: 'm', title: 'Algebra', unknown: [1] } };
    const { client, requests } = startRest({ answer: () => ({ body, bytes: 77 }) });
    const rest = client();
    expect(await rest.read(get, one, { why: 'a meeting', query: { fields: 'all' } })).toBe(body);
    expect(requests).toMatchObject([
      { operation: 'get_meeting', method: 'GET', path: one, query: { fields: 'all' }, credential, bill: rest.bill, why: 'a meeting' },
    ]);
    expect(requests[0]?.body).toBeUndefined();
    expect(rest.bill.toJSON()).toEqual({ upstreamCalls: 1, cacheHits: 0, sharedCalls: 0, collapsedReads: 0, stale: 0 });
    expect(rest.bill.trace).toEqual([
      {
        operation: 'get_meeting',
        method: 'GET',
        path: '/{appId}/meetings/{meetingId}',
        why: 'a meeting',
        status: 200,
        bytes: 77,
        ms: 0,
        source: 'upstream',
      },
    ]);
  });

  it('of what does not exist is null', async () => {
    const { client } = startRest({ answer: () => absent });
    expect(await client().read(get, one, why)).toBeNull();
  });

  it('of an answer that does not fit names operation and field', async () => {
    const { client } = startRest({ answer: () => ({ body: { success: true, data: { id: 7 } } }) });
    await expect(client().read(get, one, why)).rejects.toMatchObject({
      code: 'UPSTREAM_INVALID_RESPONSE',
      message: 'get_meeting: data.id must be a string.',
      extensions: { upstream: { operation: 'get_meeting' } },
    });
  });

  it('takes no answer about another object than the one that was asked for, whose id may be spelt otherwise', async () => {
    const { client } = startRest({ answer: () => meeting(uuid) });
    const read = (expectedId?: string, operation = get) =>
      client({ fresh: true }).read(operation, one, { ...why, ...(expectedId !== undefined && { expectedId }) });
    await expect(read('other')).rejects.toMatchObject({
      code: 'UPSTREAM_INVALID_RESPONSE',
      message: 'get_meeting: data.id must be the id that was asked for.',
    });
    for (const id of [uuid, uuid.toUpperCase(), undefined]) expect(await read(id)).toMatchObject({ data: { id: uuid } });
    expect(await read('other', { id: get.id, answer: get.answer })).toMatchObject({ data: { id: uuid } });
  });

  it('is changed before anybody keeps it, and is told to hold no secret', async () => {
    const { client, calls } = startRest({ answer: () => meeting('m', { token: 's3cret' }) });
    const refine = ({ data }: Meeting) => Reflect.deleteProperty(data, 'token');
    const rest = client();
    for (let time = 0; time < 2; time += 1) {
      expect(await rest.read(get, one, { ...why, refine })).toEqual({ success: true, data: { id: 'm' } });
    }
    expect(calls()).toEqual(['GET /a/meetings/m']);
    expect(rest.bill.toldSecrets).toBe(false);
  });

  it('of a secret is never kept nor shared with who reads without it, and the bill says that there was one', async () => {
    const { client, calls } = startRest({ answer: () => meeting('m') });
    const secret = { ...get, secret: true } as const;
    const rest = client();
    await Promise.all([rest.read(secret, one, why), client().read(get, path`/other`, why)]);
    expect(rest.bill.toldSecrets).toBe(true);
    expect(await rest.peek(get, one)).toBeUndefined();
    await Promise.all([rest.read(secret, one, why), rest.read(get, one, why)]);
    expect(calls()).toEqual(['GET /a/meetings/m', 'GET /other', 'GET /a/meetings/m', 'GET /a/meetings/m']);
  });

  it('of a list answers for its rows as well, or for them alone', async () => {
    const { client, calls } = startRest({ answer: () => ({ body: { data: [{ id: 'm' }, { id: 'n' }] } }) });
    const alsoAnswers = ({ data }: { data: readonly { id: string }[] }) =>
      data.map((row) => [path`/${{ appId: 'a' }}/meetings/${{ meetingId: row.id }}`, { data: row }] as const);
    await client().read(getAll, list, { ...why, query: { page_no: 1 }, keeps: 'rows', alsoAnswers });
    expect(await client().peek(get, one)).toEqual({ data: { id: 'm' } });
    await client().read(getAll, list, { ...why, query: { page_no: 1 }, alsoAnswers });
    await client().read(getAll, list, { ...why, query: { page_no: 1 }, alsoAnswers });
    expect(calls()).toEqual(['GET /a/meetings?page_no=1', 'GET /a/meetings?page_no=1']);
  });
});

describe('reads at the same time', () => {
  it.each([
    [true, 1, 1],
    [false, 2, 0],
  ])('of the same are one call if they may share: %s', async (singleFlight, upstreamCalls, sharedCalls) => {
    const { client, requests } = startRest({ answer: () => meeting('m'), rules: { singleFlight } });
    const bill = new Bill(10, false);
    await Promise.all([client({ bill }).read(get, one, why), client({ bill }).read(get, one, why)]);
    expect(requests).toHaveLength(upstreamCalls);
    expect(bill).toMatchObject({ upstreamCalls, sharedCalls });
  });

  it('of one operation are so many calls at once, and the others wait for theirs', async () => {
    const ends: (() => void)[] = [];
    const { client, requests } = startRest({
      answer: () =>
        new Promise((resolve) =>
          ends.push(() => {
            resolve(meeting('m'));
          }),
        ),
    });
    const rest = client();
    const reads = Array.from({ length: callsAtOnce + 2 }, (_, index) => rest.read(get, path`/${{ id: `${index}` }}`, why));
    await vi.waitFor(() => {
      expect(requests).toHaveLength(callsAtOnce);
    });
    // Another operation has places of its own.
    void client().read(get, one, why);
    await vi.waitFor(() => {
      expect(requests).toHaveLength(callsAtOnce + 1);
    });
    for (let end = ends.shift(); end !== undefined; end = ends.shift()) {
      end();
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(await Promise.all(reads)).toHaveLength(callsAtOnce + 2);
  });
});

describe('a client', () => {
  it('that wants it fresh asks again, and the others gain by it', async () => {
    let title = 'old';
    const { client, calls } = startRest({ answer: () => meeting('m', { title }) });
    const rest = client();
    const titleOf = async (reader = rest) => (await reader.read(get, one, why))?.data.title;
    expect(await titleOf()).toBe('old');
    title = 'new';
    const fresh = rest.freshly();
    expect([rest.fresh, fresh.fresh, rest.remembers, fresh.remembers]).toEqual([false, true, true, false]);
    expect([fresh.bill, fresh.scope]).toEqual([rest.bill, 'hash/account']);
    expect(await fresh.peek(get, one)).toBeUndefined();
    expect(await titleOf(fresh)).toBe('new');
    expect(await titleOf()).toBe('new');
    expect(calls()).toHaveLength(2);
    expect(client({ fresh: true })).toMatchObject({ fresh: true, remembers: false });
  });

  it('remembers nothing where there is no cache', async () => {
    const { client, calls } = startRest({ answer: () => meeting('m'), rules: { cache: { ttlMs: 0, staleIfErrorMs: 60_000 } } });
    const rest = client();
    expect(rest.remembers).toBe(false);
    for (let time = 0; time < 2; time += 1) await rest.read(get, one, why);
    expect(await rest.peek(get, one)).toBeUndefined();
    expect(await rest.salvage(get, one, away)).toBeUndefined();
    expect(calls()).toHaveLength(2);
  });

  it('peeks at what is kept, at the path and others, and puts it on the bill', async () => {
    const { client, pass, calls } = startRest({ answer: ({ path: { value } }) => (value.endsWith('gone') ? absent : meeting(value)) });
    const [rest, gone, other] = [client(), path`/gone`, path`/other`];
    expect(await rest.peek(get, one)).toBeUndefined();
    await rest.read(get, one, why);
    expect(await rest.peek(get, one)).toMatchObject({ data: { id: one.value } });
    await rest.read(get, gone, why);
    expect(await rest.peek(get, gone)).toBeNull();
    pass(1);
    await rest.read(get, other, why);
    expect(await rest.peek(get, one, [other, path`/nowhere`])).toMatchObject({ data: { id: '/other' } });
    expect(rest.bill.toJSON()).toMatchObject({ upstreamCalls: 3, cacheHits: 3 });
    expect(calls()).toHaveLength(3);
  });

  it('salvages what it had from an error that may pass', async () => {
    const { client, pass } = startRest({ answer: () => meeting('m') });
    const rest = client();
    expect(await rest.salvage(get, one, away)).toBeUndefined();
    await rest.read(get, one, why);
    pass(60_000);
    expect(await rest.salvage(get, one, away)).toMatchObject({ data: { id: 'm' } });
    expect(await rest.salvage(get, path`/elsewhere`, away, [one])).toMatchObject({ data: { id: 'm' } });
    expect(await rest.salvage(get, one, new GatewayError('CONFLICT', 'no'))).toBeUndefined();
    expect(rest.bill.stale).toBe(2);
  });

  it('sees nothing of an app that is none to its caller, whoever has read it, for no call', async () => {
    const { client, calls } = startRest({ answer: () => meeting('m') });
    await client().read(get, one, why);
    const access = { apps: new Set(['b']), readOnly: false };
    const stranger = client({ access });
    expect(await stranger.read({ ...get, secret: true }, one, why)).toBeNull();
    expect(await stranger.peek(get, one)).toBeNull();
    expect(await stranger.salvage(get, one, away)).toBeUndefined();
    expect([stranger.bill.toldSecrets, stranger.bill.toJSON()]).toEqual([false, new Bill(1, false).toJSON()]);
    expect(calls()).toHaveLength(1);
    // What is no part of an app is for everybody, and his own app for him.
    expect(await stranger.read(get, path`/apps`, why)).not.toBeNull();
    expect(await client({ access: { apps: new Set(['a']), readOnly: true } }).read(get, one, why)).not.toBeNull();
    expect(await client({ access }).read(get, app, why)).toBeNull();
  });

  it('knows what is left of its quota, and the gateway how it stands with the tokens used last', async () => {
    const { client, vitals } = startRest({ answer: () => ({ status: 503 }) });
    const other = { ...credential, hash: 'other' };
    for (const account of [credential, other]) {
      for (let number = 0; number < 10; number += 1) {
        await client({ credential: account })
          .read(get, path`/${{ id: `${number}` }}`, why)
          .catch(() => undefined);
      }
    }
    const open = ['other', 'hash'].map((hash) => ({ scope: `${hash}/account`, operation: 'get_meeting' }));
    const quotas = ['other', 'hash'].map((hash) => ({ hash, kind: 'all', limit: 1200, remaining: 1190 }));
    expect(vitals(10)).toEqual({ quotas, openBreakers: open });
    expect(vitals(1)).toEqual({ quotas: quotas.slice(0, 1), openBreakers: open.slice(0, 1) });
    expect(client().quota()).toMatchObject({ limit: 1200, remaining: 1190 });
  });
});
