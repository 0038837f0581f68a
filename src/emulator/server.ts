/** The emulator as an HTTP server on loopback. The only file of the emulator that knows sockets. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { type Answer, edgeError, realtimeKitError } from './answer.ts';
import { control, controlRoot } from './control.ts';
import { type Call, Emulator, emulatorAccountId, type EmulatorOptions, emulatorToken } from './emulator.ts';
import { applyFault, type Hit } from './faults.ts';

export interface RunningEmulator {
  readonly emulator: Emulator;
  /** For `CLOUDFLARE_BASE_URL` or an SDK's `baseURL`. */
  readonly baseUrl: string;
  readonly accountId: string;
  readonly token: string;
  /** Ends the server and every connection to it. */
  close: () => Promise<void>;
}

const longestBody = 1024 * 1024;
const dripPauseMs = 50;

/** Starts an emulator on a port of 127.0.0.1; 0 takes a free one. */
export async function startEmulator({ port = 0, ...options }: EmulatorOptions & { port?: number } = {}): Promise<RunningEmulator> {
  const emulator = new Emulator(options);
  const server = createServer((request, response) => {
    // A request that is no HTTP, or a client that leaves in the middle of it, ends its own connection only.
    serve(emulator, request, response).catch(() => request.socket.destroy());
  });
  server.keepAliveTimeout = 60_000;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const { port: bound } = server.address() as AddressInfo;
  return {
    emulator,
    baseUrl: `http://127.0.0.1:${bound}/client/v4`,
    accountId: emulatorAccountId,
    token: emulatorToken,
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}

const notJson = realtimeKitError(400, 'BAD_REQUEST: body must be JSON');
const neverReached = edgeError(503, 1000, 'The emulated call went nowhere');

async function serve(emulator: Emulator, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { method = 'GET', headers } = request;
  const url = new URL(request.url ?? '/', 'http://emulator');
  const body = await readJson(request);

  if (url.pathname === controlRoot || url.pathname.startsWith(`${controlRoot}/`)) {
    send(response, body === invalidJson ? realtimeKitError(400, 'body must be JSON') : control(emulator, method, url.pathname, body));
    return;
  }

  const incoming = { method, url, authorization: headers.authorization, body: body === invalidJson ? undefined : body };
  const call = emulator.record(incoming);
  const fault = emulator.faults.take(call.operation, call.path);
  response.on('close', () => {
    const brokenHere = fault?.connection === 'refuse' || fault?.connection === 'cut';
    call.aborted = !response.writableFinished && !brokenHere;
  });
  await fault?.arrives;
  const answer = fault?.effect === false ? neverReached : body === invalidJson ? notJson : emulator.answer(incoming);
  await respond(call, response, fault ? applyFault(fault, answer) : answer, fault);
}

async function respond(call: Call, response: ServerResponse, answer: Answer, fault: Hit = {}): Promise<void> {
  if (fault.latencyMs !== undefined) await pause(fault.latencyMs, response);
  await fault.until;
  if (response.closed || fault.connection === 'hang') return;
  const socket: Socket | null = response.socket;
  if (fault.connection === 'refuse') {
    socket?.resetAndDestroy();
    return;
  }
  call.status = answer.status;
  if (fault.connection === undefined) {
    send(response, answer);
    return;
  }

  const bytes = bytesOf(answer) ?? Buffer.alloc(0);
  const half = bytes.subarray(0, Math.floor(bytes.length / 2));
  response.writeHead(answer.status, headersOf(answer, fault.connection === 'truncate' ? half : bytes));
  if (fault.connection === 'truncate') {
    response.end(half);
  } else if (fault.connection === 'cut') {
    response.write(half, () => socket?.resetAndDestroy());
  } else {
    for (const byte of bytes) {
      if (socket?.destroyed) return;
      response.write(Buffer.of(byte));
      await pause(dripPauseMs, response);
    }
    response.end();
  }
}

function send(response: ServerResponse, answer: Answer): void {
  const bytes = bytesOf(answer);
  response.writeHead(answer.status, headersOf(answer, bytes)).end(bytes);
}

function bytesOf({ body }: Answer): Buffer | undefined {
  if (body === null || body === undefined) return undefined;
  if (typeof body === 'string' || body instanceof Uint8Array) return Buffer.from(body);
  return Buffer.from(JSON.stringify(body));
}

function headersOf({ headers, status }: Answer, bytes: Buffer | undefined): Record<string, string> {
  const length = status === 204 ? {} : { 'content-length': String(bytes?.length ?? 0) };
  return { 'content-type': 'application/json; charset=utf-8', ...length, ...headers };
}

/** Waits, but no longer than somebody listens. */
function pause(ms: number, response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(done, ms);
    function done() {
      clearTimeout(timer);
      response.off('close', done);
      resolve();
    }
    response.once('close', done);
  });
}

const invalidJson = Symbol('a body that is not JSON');

async function readJson(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > longestBody) return invalidJson;
    chunks.push(chunk);
  }
  if (size === 0) return undefined;
  try {
    return JSON.parse(Buffer.concat(chunks).toString()) as unknown;
  } catch {
    return invalidJson;
  }
}
