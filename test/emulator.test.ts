/** The emulator as a product of its own: what other teams' tests will lean on. */
import { describe, expect, it, onTestFinished } from 'vitest';
import type { EmulatorOptions } from '../src/emulator/emulator.ts';
import { createSeed, seedId } from '../src/emulator/seed.ts';
import { startEmulator } from '../src/emulator/server.ts';

const app = seedId('a', 1);
const participants = (meeting: number) => `/${app}/meetings/${seedId('b', meeting)}/participants`;

async function start(options: EmulatorOptions = {}) {
  const running = await startEmulator(options);
  onTestFinished(running.close);
  const { baseUrl, accountId, token } = running;
  const call = async (path: string, init: RequestInit = {}, account = accountId) => {
    const response = await fetch(`${baseUrl}/accounts/${account}/realtime/kit${path}`, {
      headers: { authorization: `Bearer ${token}` },
      ...init,
    });
    return { status: response.status, headers: response.headers, body: (await response.json()) as Record<string, unknown> };
  };
  const control = async (method: string, path: string, body?: unknown) => {
    const response = await fetch(new URL(`/__emulator${path}`, baseUrl), {
      method,
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    return { status: response.status, body: (await response.json()) as { data?: unknown; error?: { message: string } } };
  };
  return { ...running, call, control };
}

describe('the seed', () => {
  it('is the same every time: two apps, meetings of 3, 120 and 5,000 participants', () => {
    const seed = createSeed();
    expect(Array.from(seed.apps.values(), ({ meetings }) => Array.from(meetings.values(), (meeting) => meeting.participants.size))).toEqual(
      [[3, 120, 5000], [10]],
    );
    expect(createSeed()).toEqual(seed);
  });
});

describe('lists', () => {
  it('page from 1, 25 rows unless asked, and clamp at 100', async () => {
    const { call } = await start();
    const paging = async (query: string) => ((await call(participants(2) + query)).body as { paging: unknown }).paging;
    expect(await paging('')).toEqual({ total_count: 120, start_offset: 1, end_offset: 25 });
    expect(await paging('?page_no=2&per_page=50')).toEqual({ total_count: 120, start_offset: 51, end_offset: 100 });
    expect(await paging('?page_no=2&per_page=500')).toEqual({ total_count: 120, start_offset: 101, end_offset: 120 });
    expect(await paging('?page_no=9&per_page=100')).toEqual({ total_count: 120, start_offset: 0, end_offset: 0 });
  });

  it('refuse a page size if they are told to', async () => {
    const { call } = await start({ paging: { mostPerPage: 50, whenMore: 'refuse' } });
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
    const { call } = await start();
    expect(await call(participants(1), init)).toMatchObject({ status, body: { success: false, errors: [{ code }], result: null } });
  });

  it('to another account is forbidden, to a malformed one not routed', async () => {
    const { call } = await start();
    expect(await call(participants(1), undefined, 'f'.repeat(32))).toMatchObject({ status: 403, body: { errors: [{ code: 10000 }] } });
    expect(await call(participants(1), undefined, 'short')).toMatchObject({ status: 404, body: { errors: [{ code: 7003 }] } });
  });

  it('to an unknown route or method is refused in the shape of the edge', async () => {
    const { call } = await start();
    expect(await call('/nothing/here/at/all')).toMatchObject({ status: 404, body: { errors: [{ code: 7000 }] } });
    expect((await call(participants(1), { method: 'PUT', headers: { authorization: 'Bearer emulator-token' } })).status).toBe(405);
  });
});

describe('writes', () => {
  const headers = { authorization: 'Bearer emulator-token' };
  const send = (method: string, body: unknown): RequestInit => ({ method, headers, body: JSON.stringify(body) });

  it('add, change and remove a participant, with a token that says when it ends', async () => {
    const { call } = await start({ now: () => Date.parse('2026-11-23T00:00:00Z') });
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
    const { call } = await start();
    expect(await call(participants(1), send('POST', body))).toMatchObject({ status: 400, body: { error: { code: 400, message } } });
  });
});

describe('the quota', () => {
  it('is told on every answer, blocks when it is exceeded, and ends with its window', async () => {
    let now = 1_000_000;
    const { call } = await start({ quota: { limit: 3, windowSeconds: 60 }, now: () => now });
    const read = async () => {
      const { status, headers } = await call(participants(1));
      return [status, headers.get('ratelimit'), headers.get('retry-after')];
    };
    expect(await read()).toEqual([200, '"default";r=2;t=60', null]);
    now += 10_000;
    expect(await read()).toEqual([200, '"default";r=1;t=50', null]);
    expect(await read()).toEqual([200, '"default";r=0;t=50', null]);
    expect(await read()).toEqual([429, '"default";r=0;t=60', '60']);
    now += 59_000;
    expect(await read()).toEqual([429, '"default";r=0;t=1', '1']);
    now += 1_000;
    expect(await read()).toEqual([200, '"default";r=2;t=60', null]);
    expect((await call(participants(1))).headers.get('ratelimit-policy')).toBe('"default";q=3;w=60');
  });
});

describe('the control routes', () => {
  it('set faults that any client meets, and show the ledger', async () => {
    const { call, control } = await start();
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
    const { call, control } = await start();
    await control('PUT', '/paging', { mostPerPage: 10 });
    await control('PUT', '/quota', { limit: 1 });
    expect((await call(`${participants(2)}?per_page=100`)).body).toMatchObject({ paging: { end_offset: 10 } });
    expect((await call(participants(2))).status).toBe(429);
  });

  it('reset the state to the seed', async () => {
    const { call, control } = await start();
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
    ['/paging', { whenMore: 'explode' }, '"whenMore" has a value that it cannot have'],
    ['/quota', { limit: -1 }, '"limit" has a value that it cannot have'],
  ])('refuse PUT %s with %j', async (path, body, message) => {
    const { control } = await start();
    const answer = await control('PUT', path, body);
    expect(answer.status).toBe(400);
    expect(answer.body.error?.message).toContain(message);
  });

  it('are told apart from routes that do not exist', async () => {
    const { control } = await start();
    expect((await control('GET', '/nothing')).status).toBe(404);
  });
});
