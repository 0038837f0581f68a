/** What must not get through: inner errors out, foreign hosts and unwanted forms of requests in. */
import { request as send } from 'node:http';
import { describe, expect, it } from 'vitest';
import { seedId } from '../src/emulator/seed/ids.ts';
import { hastyClock, startStack } from './support/stack.ts';

const one = `{ meetingParticipant(appId: "${seedId('a', 1)}", meetingId: "${seedId('b', 1)}", participantId: "${seedId('c', 1, 1)}") { name } }`;
const json = { 'content-type': 'application/json' };

describe('a fault of the gateway', () => {
  it('is masked: a code and a place, nothing of the inside', async () => {
    const random = () => {
      throw new TypeError('secret detail');
    };
    const { query, emulator } = await startStack({ config: { logLevel: 'error' }, dependencies: { clock: { ...hastyClock, random } } });
    emulator.faults.add({ status: 503 });
    const { data, errors } = await query(one);
    expect(data).toEqual({ meetingParticipant: null });
    expect(errors).toEqual([
      {
        message: 'Unexpected error.',
        locations: [{ line: 1, column: 3 }],
        path: ['meetingParticipant'],
        extensions: { code: 'INTERNAL_SERVER_ERROR', retryable: false },
      },
    ]);
  });
});

describe('a request', () => {
  it('for another host is refused where anybody may ask on loopback, and answered where that is allowed', async () => {
    const closed = await startStack();
    const open = await startStack({ config: { loopbackOnly: false } });
    expect(await statusFor(closed.url, 'evil.example')).toBe(403);
    expect(await statusFor(closed.url, 'localhost.evil.example:4000')).toBe(403);
    expect(await statusFor(closed.url, 'localhost:4000')).toBe(200);
    expect(await statusFor(closed.url, '[::1]:4000')).toBe(200);
    expect(await statusFor(open.url, 'gateway.example')).toBe(200);
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
    const { errors } = await query(change, undefined, { headers: { accept: 'image/png, Application/*;q=0.1' } });
    expect([errors, calls().length]).toEqual([[], 1]);
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
function statusFor(url: string, host: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const request = send(url, { method: 'POST', headers: { ...json, host } }, (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    request.on('error', reject);
    request.end(JSON.stringify({ query: one }));
  });
}
