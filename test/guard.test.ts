/** What must not get through: inner errors out, foreign hosts and unwanted forms of requests in. */
import { describe, expect, it } from 'vitest';
import { seedId } from '../src/emulator/seed/ids.ts';
import { send } from './support/send.ts';
import { hastyClock, startStack } from './support/stack.ts';

const one = `{ meetingParticipant(appId: "${seedId('a', 1)}", meetingId: "${seedId('b', 1)}", participantId: "${seedId('c', 1, 1)}") { name } }`;
const json = { 'content-type': 'application/json' };

describe('a fault of the gateway', () => {
  // What was asked for before is executed otherwise, and the header keeps it off the express lane.
  it.each<[string, number, Record<string, string>]>([
    ['the first time', 0, {}],
    ['as often as makes it worth a function', 3, {}],
    ['as often, on the long way', 3, { 'x-gateway-trace': '0' }],
  ])('is masked, asked for %s: a code and a place, nothing of the inside', async (_title, sights, headers) => {
    const random = () => {
      throw new TypeError('secret detail');
    };
    const { query, emulator } = await startStack({
      config: { logLevel: 'error', cacheTtlMs: 0 },
      dependencies: { clock: { ...hastyClock, random } },
    });
    for (let sight = 0; sight < sights; sight += 1) expect((await query(one, undefined, { headers })).errors).toEqual([]);
    emulator.faults.add({ status: 503 });
    const { data, errors } = await query(one, undefined, { headers });
    expect(data).toEqual({ meetingParticipant: null });
    expect(errors).toEqual([
      {
        message: 'Unexpected error.',
        locations: [{ line: 1, column: 3 }],
        path: ['meetingParticipant'],
        extensions: { code: 'INTERNAL_SERVER_ERROR', retryable: false },
      },
    ]);
    expect(JSON.stringify(errors)).not.toContain('secret detail');
  });
});

describe('a request', () => {
  it('for another host is refused where anybody may ask on loopback, and answered where that is allowed', async () => {
    const closed = await startStack();
    const open = await startStack({ config: { loopbackOnly: false } });
    const refused = await sendTo(closed.url, 'evil.example');
    expect([refused.status, JSON.parse(refused.text)]).toEqual([
      403,
      {
        errors: [
          {
            message: 'The Host of the request must be a loopback address, or set ALLOW_ANONYMOUS=true.',
            extensions: { code: 'FORBIDDEN' },
          },
        ],
      },
    ]);
    expect((await sendTo(closed.url, 'localhost.evil.example:4000')).status).toBe(403);
    expect((await sendTo(closed.url, 'localhost:4000')).status).toBe(200);
    expect((await sendTo(closed.url, '[::1]:4000')).status).toBe(200);
    expect((await sendTo(open.url, 'gateway.example')).status).toBe(200);
    expect(closed.calls()).toHaveLength(1);
  });

  it('with several operations in one body is refused', async () => {
    const { url, calls } = await startStack();
    const response = await fetch(url, { method: 'POST', headers: json, body: JSON.stringify([{ query: one }, { query: one }]) });
    expect(response.status).toBe(400);
    expect(calls()).toEqual([]);
  });

  it('whose answer its client would not take is refused before anything is done', async () => {
    const { query, url, calls } = await startStack();
    const change = `mutation { createMeeting(input: { appId: "${seedId('a', 1)}", title: "Unseen" }) { meeting { title } } }`;
    for (const accept of ['image/png', 'application/json; charset=utf-16', ';q=1,,/']) {
      const body = JSON.stringify({ query: change });
      expect((await fetch(url, { method: 'POST', headers: { ...json, accept }, body })).status).toBe(406);
    }
    expect(calls()).toEqual([]);
    for (const accept of ['image/png, Application/*;q=0.1', 'application/json; charset=UTF-8']) {
      expect((await query(change, undefined, { headers: { accept } })).errors).toEqual([]);
    }
    expect(calls()).toHaveLength(2);
  });

  it('as multipart is refused', async () => {
    const { url } = await startStack();
    const body = new FormData();
    body.set('operations', JSON.stringify({ query: one }));
    body.set('map', '{}');
    const response = await fetch(url, { method: 'POST', headers: { 'graphql-require-preflight': '1' }, body });
    expect(response.status).toBe(415);
  });
});

/** `fetch` lets nobody choose the Host. */
const sendTo = (url: string, host: string) => send(url, { headers: { ...json, host }, body: JSON.stringify({ query: one }) });
