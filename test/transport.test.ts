/** Calls on the wire, against a server that answers as the test says: what is sent, what is read, and how it can end. */
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { Bill } from '../src/upstream/bill.ts';
import { Cancellation } from '../src/upstream/cancellation.ts';
import { ConnectionError, type UpstreamRequest } from '../src/upstream/layer.ts';
import { path } from '../src/upstream/path.ts';
import { Slots } from '../src/upstream/slots.ts';
import { createTransport } from '../src/upstream/transport.ts';
import { credential } from './support/rest.ts';

interface Received {
  line: string;
  headers: IncomingMessage['headers'];
  body: string;
}

type Answering = (response: ServerResponse) => void;

/** A server and a transport to it. `base` is what the address of the API has behind the host. */
async function start(
  answer: Answering = (response) => response.end('{}'),
  { base = '/client/v4', maxBodyBytes = 1_000, isBusy = (): boolean => true } = {},
) {
  const received: Received[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8');
    request.on('data', (chunk: string) => (body += chunk));
    request.on('end', () => {
      received.push({ line: `${request.method ?? ''} ${request.url ?? ''}`, headers: request.headers, body });
      answer(response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const transport = createTransport({ baseUrl: `${origin}${base}`, maxBodyBytes, isBusy });
  const stop = async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  onTestFinished(async () => {
    await transport.close();
    await stop();
  });
  return { ...transport, received, stop };
}

const requestOf = (changes: Partial<UpstreamRequest> = {}): UpstreamRequest => ({
  operation: 'op',
  method: 'GET',
  path: path`/apps/${{ id: 'a b' }}`,
  query: undefined,
  credential,
  bill: new Bill(100, false),
  slots: new Slots(16),
  why: 'a test',
  signal: new Cancellation(),
  ...changes,
});

describe('a call', () => {
  it('has the account in its path, the token in its headers, and asks for JSON', async () => {
    const { send, received } = await start();
    await send(requestOf({ query: { page_no: 1, search: 'x y' }, headers: { traceparent: '00-1', authorization: 'none' } }));
    expect(received).toMatchObject([
      {
        line: 'GET /client/v4/accounts/account/realtime/kit/apps/a%20b?page_no=1&search=x+y',
        headers: { accept: 'application/json', authorization: 'Bearer token', traceparent: '00-1' },
        body: '',
      },
    ]);
    expect(received[0]?.headers).not.toHaveProperty('content-type');
  });

  it.each(['POST', 'PUT', 'PATCH', 'DELETE'] as const)('of %s sends its body as JSON', async (method) => {
    const { send, received } = await start();
    await send(requestOf({ method, body: { title: 'Ä' } }));
    await send(requestOf({ method }));
    const line = `${method} /client/v4/accounts/account/realtime/kit/apps/a%20b`;
    expect(received).toMatchObject([
      { line, headers: { 'content-type': 'application/json' }, body: '{"title":"Ä"}' },
      { line, body: '' },
    ]);
    expect(received[1]?.headers).not.toHaveProperty('content-type');
  });

  it.each(['', '/', '/v4', '/v4//'])('goes below the address of the API, however it ends: %j', async (base) => {
    const { send, received } = await start(undefined, { base });
    await send(requestOf());
    expect(received[0]?.line).toBe(`GET ${base.replace(/\/+$/, '')}/accounts/account/realtime/kit/apps/a%20b`);
  });
});

describe('an answer', () => {
  it('is its status, its headers and its JSON, in whatever pieces it comes', async () => {
    const { send } = await start((response) => {
      response.writeHead(418, { 'CF-Ray': '8a-FRA', 'set-cookie': ['a=1', 'b=2'] });
      const text = Buffer.from('{"name":"Ä"}');
      response.write(text.subarray(0, 10));
      // The two bytes of one letter apart, each in a piece of its own.
      setImmediate(() => response.end(text.subarray(10)));
    });
    const { status, headers, body, bytes } = await send(requestOf());
    expect([status, body, bytes]).toEqual([418, { name: 'Ä' }, 13]);
    expect(headers).toMatchObject({ 'cf-ray': '8a-FRA', 'set-cookie': ['a=1', 'b=2'] });
  });

  it.each([
    ['a list', '[{}]'],
    ['null', 'null'],
    ['a text', '"text"'],
    ['half an object', '{"name":'],
    ['no UTF-8', Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d])],
    ['nothing', ''],
    ['HTML', '<html></html>'],
  ])('that is %s has no JSON object', async (_what, body) => {
    const { send } = await start((response) => response.end(body));
    expect(await send(requestOf())).toMatchObject({ status: 200, body: undefined, bytes: body.length });
  });

  it('may be as long as allowed, and is given up beyond that', async () => {
    const json = (bytes: number) => `{"x":"${'x'.repeat(bytes - 8)}"}`;
    let length = 1_000;
    const { send } = await start((response) => response.writeHead(203).end(json(length)));
    expect(await send(requestOf())).toMatchObject({ bytes: 1_000 });
    length = 1_001;
    await expect(send(requestOf())).rejects.toMatchObject({
      code: 'UPSTREAM_INVALID_RESPONSE',
      message: 'op: body is longer than 1000 bytes.',
      extensions: { upstream: { operation: 'op', status: 203 } },
    });
  });
});

describe('a call that is given up', () => {
  /** A server that begins to answer and never ends, and hears when its client has left. */
  async function startHanging() {
    const arrived = Promise.withResolvers<ServerResponse>();
    const left = Promise.withResolvers<undefined>();
    const stack = await start((response) => {
      response.on('close', () => {
        left.resolve(undefined);
      });
      response.write('{');
      arrived.resolve(response);
    });
    return { ...stack, arrived: arrived.promise, left: left.promise };
  }

  it('ends with its reason, and its connection with it', async () => {
    const { send, arrived, left } = await startHanging();
    const caller = new AbortController();
    const asked = send(requestOf({ signal: caller.signal }));
    await arrived;
    caller.abort(new Error('given up'));
    await expect(asked).rejects.toThrow('given up');
    await left;
  });

  it('before it began is never sent', async () => {
    const { send, received } = await start();
    const signal = new Cancellation();
    signal.abort(new Error('given up'));
    await expect(send(requestOf({ signal }))).rejects.toThrow('given up');
    // At once, before there is a connection.
    const waiting = new Cancellation();
    const asked = send(requestOf({ signal: waiting }));
    waiting.abort(new Error('given up'));
    await expect(asked).rejects.toThrow('given up');
    await send(requestOf());
    expect(received).toHaveLength(1);
  });

  it('after it ended hears nothing of it, and nobody listens any more', async () => {
    const { send, stop } = await start();
    const { signal } = new AbortController();
    const added = vi.spyOn(signal, 'addEventListener');
    const removed = vi.spyOn(signal, 'removeEventListener');
    await send(requestOf({ signal }));
    expect(removed.mock.calls).toEqual(added.mock.calls.map(([type, listener]) => [type, listener]));
    await stop();
    await expect(send(requestOf({ signal }))).rejects.toThrow();
    expect(removed.mock.calls).toEqual(added.mock.calls.map(([type, listener]) => [type, listener]));
    expect(removed).toHaveBeenCalledTimes(2);
  });
});

describe('a connection', () => {
  const lost = { code: 'UPSTREAM_ERROR', message: 'op: the connection to RealtimeKit was lost.', sent: true };
  const none = { code: 'UPSTREAM_ERROR', message: 'op: no connection to RealtimeKit could be made.', sent: false };

  it('that was never made says that nothing was sent', async () => {
    const { send, stop } = await start();
    await stop();
    const error: unknown = await send(requestOf()).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(ConnectionError);
    expect(error).toMatchObject({ ...none, extensions: { upstream: { operation: 'op' }, retryable: true } });
  });

  it('to a name that nobody has was never made', async () => {
    const { send, close } = createTransport({ baseUrl: 'http://nobody.invalid/v4', maxBodyBytes: 1 });
    onTestFinished(close);
    await expect(send(requestOf())).rejects.toMatchObject(none);
  });

  it.each<[string, Answering]>([
    ['before the answer', (response) => response.destroy()],
    ['in the middle of it', (response) => response.writeHead(200, { 'content-length': '10' }).write('{', () => response.destroy())],
  ])('that broke %s may have brought the call there', async (_when, answer) => {
    const { send } = await start(answer);
    await expect(send(requestOf())).rejects.toMatchObject(lost);
  });

  it.each(['EHOSTUNREACH', 'ENETUNREACH', 'ECONNRESET'])(
    'that was made and then broke with %s may have brought the call there, although the same is said of one that never was',
    async (code) => {
      const sockets: Socket[] = [];
      const note = (message: unknown) => sockets.push((message as { socket: Socket }).socket);
      subscribe('undici:client:connected', note);
      onTestFinished(() => {
        unsubscribe('undici:client:connected', note);
      });
      const { send } = await start(() => {
        for (const socket of sockets) socket.destroy(Object.assign(new Error(code), { code, syscall: 'read' }));
      });
      await expect(send(requestOf())).rejects.toMatchObject(lost);
      expect(sockets).toHaveLength(1);
    },
  );

  it('that is closed ends the calls on it', async () => {
    const arrived = Promise.withResolvers<undefined>();
    const { send, close } = await start(() => {
      arrived.resolve(undefined);
    });
    const asked = send(requestOf());
    await arrived.promise;
    const ended = expect(asked).rejects.toMatchObject(lost);
    await close();
    await ended;
  });
});

describe('answers that come together', () => {
  /** How many turns of the event loop it takes until all of these have been handed on. */
  async function turnsFor(calls: number, isBusy: () => boolean): Promise<number> {
    const held: ServerResponse[] = [];
    const { send } = await start(
      (response) => {
        held.push(response);
        if (held.length === calls) for (const one of held) one.end('{}');
      },
      { isBusy },
    );
    let turn = 0;
    let isDone = false;
    const count = () => {
      turn += 1;
      if (!isDone) setImmediate(count);
    };
    count();
    const turns = await Promise.all(
      Array.from({ length: calls }, async () => {
        await send(requestOf());
        return turn;
      }),
    );
    isDone = true;
    return new Set(turns).size;
  }

  it('are handed on no more than four in a turn', async () => {
    expect(await turnsFor(30, () => false)).toBeGreaterThanOrEqual(9);
  });

  it('are handed on together where the process is busy', async () => {
    // One, two and three, and then four in a turn would take nine.
    expect(await turnsFor(30, () => true)).toBeLessThan(9);
  });
});
