/** The emulator as a product of its own: what other teams' tests will lean on. */
import { once } from 'node:events';
import { connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import { seedId } from '../src/emulator/seed/ids.ts';
import { createSeed } from '../src/emulator/seed/seed.ts';
import { startOwnEmulator } from './support/own-emulator.ts';

const app = seedId('a', 1);
const participants = (meeting: number) => `/${app}/meetings/${seedId('b', meeting)}/participants`;

describe('the seed', () => {
  it('is the same every time: 30 apps, the first one with meetings of 3, 120 and 5,000 participants', () => {
    const contents = () =>
      Array.from(createSeed().apps.values(), ({ id, name, created_at, meetings, presets, sessions, recordings, livestreams, webhooks }) => {
        return { id, name, created_at, meetings, presets, sessions, recordings, livestreams, webhooks };
      });
    const apps = contents();
    expect(apps).toHaveLength(30);
    expect(Array.from(apps[0]?.meetings.values() ?? [], (meeting) => meeting.participants.size)).toEqual([3, 120, 5000]);
    expect(contents()).toEqual(apps);
  });
});

describe('lists', () => {
  it('page from 1, 25 rows unless asked, and clamp at 100', async () => {
    const { call } = await startOwnEmulator();
    const paging = async (query: string) => ((await call(participants(2) + query)).body as { paging: unknown }).paging;
    expect(await paging('')).toEqual({ total_count: 120, start_offset: 1, end_offset: 25 });
    expect(await paging('?page_no=2&per_page=50')).toEqual({ total_count: 120, start_offset: 51, end_offset: 100 });
    expect(await paging('?page_no=2&per_page=500')).toEqual({ total_count: 120, start_offset: 101, end_offset: 120 });
    expect(await paging('?page_no=9&per_page=100')).toEqual({ total_count: 120, start_offset: 0, end_offset: 0 });
  });

  it('refuse a page size if they are told to', async () => {
    const { call } = await startOwnEmulator({ paging: { mostPerPage: 50, whenMore: 'refuse' } });
    expect(await call(`${participants(2)}?per_page=51`)).toMatchObject({ status: 400, body: { error: { code: 400 } } });
    expect((await call(`${participants(2)}?per_page=50`)).status).toBe(200);
  });
});

describe('access', () => {
  it.each<[string, RequestInit, number, number]>([
    ['no credentials', { headers: {} }, 400, 9106],
    ['another token', { headers: { authorization: 'Bearer wrong' } }, 401, 10000],
    ['another scheme', { headers: { authorization: 'Basic eDp5' } }, 401, 10000],
  ])('with %s is refused in the shape of the edge', async (_title, init, status, code) => {
    const { call } = await startOwnEmulator();
    expect(await call(participants(1), init)).toMatchObject({ status, body: { success: false, errors: [{ code }], result: null } });
  });

  it('to another account is forbidden, to a malformed one not routed', async () => {
    const { call } = await startOwnEmulator();
    expect(await call(participants(1), undefined, 'f'.repeat(32))).toMatchObject({ status: 403, body: { errors: [{ code: 10000 }] } });
    expect(await call(participants(1), undefined, 'short')).toMatchObject({ status: 404, body: { errors: [{ code: 7003 }] } });
  });

  it('to an unknown route or method is refused in the shape of the edge', async () => {
    const { call } = await startOwnEmulator();
    expect(await call('/nothing/here/at/all')).toMatchObject({ status: 404, body: { errors: [{ code: 7000 }] } });
    expect((await call(participants(1), { method: 'PUT', headers: { authorization: 'Bearer emulator-token' } })).status).toBe(405);
  });
});

describe('writes', () => {
  const headers = { authorization: 'Bearer emulator-token' };
  const send = (method: string, body: unknown): RequestInit => ({ method, headers, body: JSON.stringify(body) });

  it('add, change and remove a participant, with a token that says when it ends', async () => {
    const { call } = await startOwnEmulator({ now: () => Date.parse('2026-11-23T00:00:00Z') });
    const added = await call(
      participants(1),
      send('POST', { custom_participant_id: 'u-9', preset_name: 'group_call_host', name: 'Niklaus Wirth' }),
    );
    expect(added).toMatchObject({
      status: 201,
      body: { success: true, data: { custom_participant_id: 'u-9', created_at: '2026-11-23T00:00:00.000Z' } },
    });
    const { id, token } = added.body['data'] as { id: string; token: string };
    const claims = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as unknown;
    expect(claims).toMatchObject({ participantId: id, meetingId: seedId('b', 1), exp: Date.parse('2027-03-03T00:00:00Z') / 1000 });

    const one = `${participants(1)}/${id}`;
    expect((await call(one, send('PATCH', { name: null, preset_name: null, custom_participant_id: 'mine' }))).body).toMatchObject({
      data: { id, name: null, custom_participant_id: 'u-9' },
    });
    const read = (await call(one)).body['data'];
    expect(read).toMatchObject({ id, name: null });
    expect(read).not.toHaveProperty('token');
    expect((await call(`${one}/token`, { method: 'POST', headers })).body).toMatchObject({
      data: { token: expect.stringContaining('.') as string },
    });
    expect((await call(one, { method: 'DELETE', headers })).body).toMatchObject({ data: { custom_participant_id: 'u-9' } });
    expect(await call(one)).toMatchObject({ status: 404, body: { success: false, error: { code: 404 } } });
  });

  it.each([
    [{ preset_name: 'group_call_host' }, 'BAD_REQUEST: "custom_participant_id" is required'],
    [{ custom_participant_id: 7, preset_name: 'group_call_host' }, 'BAD_REQUEST: "custom_participant_id" must be a string'],
    [{ custom_participant_id: 'u', preset_name: 'nobody' }, 'BAD_REQUEST: preset "nobody" does not exist'],
    [{ custom_participant_id: 'u', preset_name: 'group_call_host', picture: 'ada.png' }, 'BAD_REQUEST: "picture" must be a valid uri'],
    [[], 'BAD_REQUEST: "custom_participant_id" is required'],
  ])('refuse %j', async (body, message) => {
    const { call } = await startOwnEmulator();
    expect(await call(participants(1), send('POST', body))).toMatchObject({ status: 400, body: { error: { code: 400, message } } });
  });
});

describe('a request that is no HTTP', () => {
  it('ends its own connection, not the emulator', async () => {
    const { baseUrl, call } = await startOwnEmulator();
    const { port } = new URL(baseUrl);
    const socket = connect(Number(port), '127.0.0.1');
    const closed = once(socket, 'close');
    socket.on('error', () => undefined);
    socket.end('GET // HTTP/1.1\r\nHost: x\r\n\r\n');
    await closed;
    expect((await call(participants(1))).status).toBe(200);
  });
});

describe('the control routes', () => {
  it('set faults that any client meets, and show the ledger', async () => {
    const { call, control } = await startOwnEmulator();
    expect((await control('PUT', '/faults', [{ operation: 'get_meeting_participants', times: 1, status: 503 }])).status).toBe(200);
    expect((await call(participants(1))).status).toBe(503);
    expect((await call(participants(1))).status).toBe(200);
    expect((await control('GET', '/calls')).body.data).toEqual([
      { operation: 'get_meeting_participants', method: 'GET', path: participants(1), status: 503, aborted: false },
      { operation: 'get_meeting_participants', method: 'GET', path: participants(1), status: 200, aborted: false },
    ]);
    await control('DELETE', '/calls');
    expect((await control('GET', '/calls')).body.data).toEqual([]);
  });

  it('change paging and quota', async () => {
    const { call, control } = await startOwnEmulator();
    await control('PUT', '/paging', { mostPerPage: 10 });
    await control('PUT', '/quota', { limit: 1 });
    expect((await call(`${participants(2)}?per_page=100`)).body).toMatchObject({ paging: { end_offset: 10 } });
    await control('PUT', '/quota', { style: 'legacy' });
    expect((await call(participants(2))).headers.get('x-ratelimit-remaining')).toBe('0');
    expect((await call(participants(2))).status).toBe(429);
  });

  it('reset the state to the seed', async () => {
    const { call, control } = await startOwnEmulator();
    const one = `${participants(1)}/${seedId('c', 1, 1)}`;
    await call(one, { method: 'DELETE', headers: { authorization: 'Bearer emulator-token' } });
    expect((await call(one)).status).toBe(404);
    await control('POST', '/reset');
    expect((await call(one)).status).toBe(200);
  });

  it.each<[string, unknown, string]>([
    ['/faults', { status: 503 }, 'body must be a list of faults'],
    ['/faults', [{ statsu: 503 }], '"statsu" is not known'],
    ['/faults', [{ status: 1000 }], '"status" has a value that it cannot have'],
    ['/faults', ['x'], 'each item must be an object'],
    ['/faults', [{ share: 0 }], '"share" has a value that it cannot have'],
    ['/faults', [{ share: 1.5 }], '"share" has a value that it cannot have'],
    ['/faults', [{ latencyMs: -1 }], '"latencyMs" has a value that it cannot have'],
    ['/faults', [{ latencyMs: { p50: 40 } }], '"latencyMs" has a value that it cannot have'],
    ['/faults', [{ latencyMs: { p50: 0, p99: 40 } }], '"latencyMs" has a value that it cannot have'],
    ['/faults', [{ latencyMs: { p50: 400, p99: 40 } }], '"latencyMs" has a value that it cannot have'],
    ['/faults', [{ latencyMs: { p50: 40, p99: '400' } }], '"latencyMs" has a value that it cannot have'],
    ['/faults', [{ latencyMs: { p50: 40, p99: 400, p100: 500 } }], '"latencyMs" has a value that it cannot have'],
    ['/paging', { whenMore: 'explode' }, '"whenMore" has a value that it cannot have'],
    ['/quota', { limit: -1 }, '"limit" has a value that it cannot have'],
    ['/quota', { style: 'loud' }, '"style" has a value that it cannot have'],
  ])('refuse PUT %s with %j', async (path, body, message) => {
    const { control } = await startOwnEmulator();
    const answer = await control('PUT', path, body);
    expect(answer.status).toBe(400);
    expect(answer.body.error?.message).toContain(message);
  });

  it('are told apart from routes that do not exist', async () => {
    const { control } = await startOwnEmulator();
    expect((await control('GET', '/nothing')).status).toBe(404);
  });
});
