/** What is seen of the gateway from outside: logs, metrics, traces, and the id that ties them together. */
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { seedId } from '../src/emulator/seed/ids.ts';
import { startEmulator } from '../src/emulator/server.ts';
import { createLog, logObserver } from '../src/server/log.ts';
import { startGatewayProcess } from './support/gateway-process.ts';
import { apiKeys, keyNamed, withKey } from './support/keys.ts';
import { hastyClock, type StackOptions, startStack } from './support/stack.ts';

const app = seedId('a', 1);
const meeting = seedId('b', 1);
const named = `query Named($app: ID!) { app(appId: $app) { name } }`;

/** A gateway whose log is at hand, line by line. */
async function startLogged(level: 'debug' | 'info', config: StackOptions['config'] = {}) {
  const lines: Record<string, unknown>[] = [];
  const log = createLog(level, { write: (line) => lines.push(JSON.parse(line) as Record<string, unknown>) });
  const stack = await startStack({ config, dependencies: { observers: [logObserver(log)], log } });
  const operations = () => lines.filter(({ msg }) => msg === 'operation');
  return { ...stack, lines, operations };
}

describe('the log', () => {
  it('has one line for each operation: who asked for what, what came of it and what it cost', async () => {
    const { query, lines } = await startLogged('info', { callers: apiKeys({ backend: {} }) });
    await query(named, { app }, withKey('backend'));
    await vi.waitFor(() => {
      expect(lines).toEqual([
        {
          level: 'info',
          time: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/) as string,
          requestId: expect.stringMatching(/^[\da-f-]{36}$/) as string,
          operation: 'Named',
          type: 'query',
          hash: expect.stringMatching(/^[\da-f]{64}$/) as string,
          caller: 'backend',
          status: 200,
          code: 'OK',
          ms: expect.any(Number) as number,
          upstreamCalls: 1,
          cacheHits: 0,
          sharedCalls: 0,
          msg: 'operation',
        },
      ]);
    });
  });

  it('has the refused ones too, with the code of each fault once', async () => {
    const { query, operations, emulator } = await startLogged('info', { callers: apiKeys({ backend: {}, reader: { readOnly: true } }) });
    emulator.faults.add({ status: 403 });
    const refused: readonly (readonly [string, RequestInit])[] = [
      ['{ broken', withKey('backend')],
      ['{ nobody }', withKey('backend')],
      ['{ __typename }', withKey('stranger')],
      ['mutation { createApp(input: { name: "x" }) { app { id } } }', withKey('reader')],
      [
        `{ ${Array.from({ length: 3 }, (_, index) => `a${index}: app(appId: "${seedId('a', index)}") { name }`).join(' ')} }`,
        withKey('backend'),
      ],
    ];
    for (const [document, init] of refused) await query(document, undefined, init);
    await vi.waitFor(() => {
      expect(operations().map(({ code, status, caller }) => [code, status, caller])).toEqual([
        ['GRAPHQL_PARSE_FAILED', 200, 'backend'],
        ['GRAPHQL_VALIDATION_FAILED', 200, 'backend'],
        ['UNAUTHENTICATED', 401, undefined],
        ['FORBIDDEN', 200, 'reader'],
        ['UPSTREAM_AUTH_FAILED', 200, 'backend'],
      ]);
    });
  });

  it('has a line for each call at debug, without ids, tokens and texts', async () => {
    const { query, lines } = await startLogged('debug');
    await query(`{ meetingParticipants(appId: "${app}", meetingId: "${meeting}") { nodes { name } } }`);
    const calls = lines.filter(({ msg }) => msg === 'call');
    expect(calls).toMatchObject([
      {
        operation: 'get_meeting_participants',
        method: 'GET',
        path: '/{appId}/meetings/{meetingId}/participants',
        status: 200,
        credential: expect.stringMatching(/^[\da-f]{8}$/) as string,
      },
    ]);
    expect(JSON.stringify(lines)).not.toMatch(/emulator-token|Ada Lovelace|0000-4000/);
  });

  it('tells of a fault of the gateway what the answer does not', async () => {
    const lines: Record<string, unknown>[] = [];
    const log = createLog('info', { write: (line) => lines.push(JSON.parse(line) as Record<string, unknown>) });
    const random = () => {
      throw new TypeError('a fault in the code');
    };
    const stack = await startStack({ dependencies: { observers: [logObserver(log)], log, clock: { ...hastyClock, random } } });
    stack.emulator.faults.add({ status: 503 });
    const { errors } = await stack.query(named, { app });
    expect(JSON.stringify(errors)).not.toContain('a fault in the code');
    await vi.waitFor(() => {
      expect(lines).toMatchObject([
        { level: 'error', err: { message: expect.stringContaining('a fault in the code') as string }, msg: 'a fault of the gateway' },
        { level: 'error', operation: 'Named', code: 'INTERNAL_SERVER_ERROR', msg: 'operation' },
      ]);
    });
  });
});

describe('the id of a request', () => {
  it('is its own, or a new one for each if it has none that can be used', async () => {
    const { query, operations } = await startLogged('info');
    const idOf = async (init: RequestInit) => (await query('{ __typename }', undefined, init)).headers.get('x-request-id');
    expect(await idOf({ headers: { 'x-request-id': 'trace:42/a' } })).toBe('trace:42/a');
    const made = [
      await idOf({}),
      await idOf({ headers: { 'x-request-id': 'x'.repeat(129) } }),
      await idOf({ headers: { 'x-request-id': 'a b' } }),
    ];
    expect(new Set(made).size).toBe(3);
    for (const id of made) expect(id).toMatch(/^[\da-f-]{36}$/);
    await vi.waitFor(() => {
      expect(operations().map(({ requestId }) => requestId)).toEqual(['trace:42/a', ...made]);
    });
  });
});

const ask = (url: string, query: string, headers: Record<string, string> = {}) =>
  fetch(url, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify({ query }) });

describe('metrics', () => {
  const participants = `{ meetingParticipants(appId: "${app}", meetingId: "${meeting}") { nodes { name } } }`;

  it('count operations, calls and reads, and show quota and breakers by hash', async () => {
    const { url } = startGatewayProcess({});
    const address = await url;
    for (const query of [participants, participants, '{ nobody }', '{', 'query Secret_name { __typename }']) await ask(address, query);
    const text = await (await fetch(new URL('/metrics', address))).text();
    expect(text).toMatch(/^gateway_operation_duration_seconds_count\{type="query",code="OK"\} 3$/m);
    expect(text).toMatch(/^gateway_operation_duration_seconds_count\{type="none",code="GRAPHQL_VALIDATION_FAILED"\} 1$/m);
    expect(text).toMatch(/^gateway_operation_duration_seconds_count\{type="none",code="GRAPHQL_PARSE_FAILED"\} 1$/m);
    expect(text).toMatch(/^gateway_upstream_call_duration_seconds_count\{operation="get_meeting_participants",status="200"\} 1$/m);
    expect(text).toMatch(/^gateway_reads_total\{source="cache"\} 1$/m);
    expect(text).toMatch(/^gateway_quota_remaining_calls\{credential="[\da-f]{8}",kind="all"\} 1199$/m);
    expect(text).toMatch(/^nodejs_eventloop_lag_seconds /m);
    expect(text).not.toMatch(/emulator-token|Secret_name|0000-4000/);
  });

  it('show what is not called because it keeps failing', async () => {
    const emulator = await startEmulator();
    onTestFinished(emulator.close);
    emulator.emulator.faults.add({ status: 500 });
    const { url } = startGatewayProcess({ ...accountOf(emulator), CACHE_TTL: '0' });
    const address = await url;
    const aliases = Array.from({ length: 20 }, (_, index) => `a${index}: webhook(appId: "${app}", webhookId: "w${index}") { id }`);
    for (const alias of aliases) await ask(address, `{ ${alias} }`);
    const text = await (await fetch(new URL('/metrics', address))).text();
    expect(text).toMatch(/^gateway_breaker_open\{credential="[\da-f]{8}",operation="getWebhook"\} 1$/m);
  });

  it('are on a port of their own where one is set, and nowhere else', async () => {
    const port = await freePort();
    const { url } = startGatewayProcess({ METRICS_PORT: String(port) });
    const address = await url;
    expect((await fetch(new URL('/metrics', address))).status).toBe(404);
    expect(await (await fetch(`http://127.0.0.1:${port}/metrics`)).text()).toContain('gateway_reads_total');
    expect((await fetch(`http://127.0.0.1:${port}/graphql`)).status).toBe(404);
  });
});

interface Span {
  name: string;
  kind: number;
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  attributes: { key: string; value: Record<string, unknown> }[];
  status: { code?: number };
}

describe('traces', () => {
  it('have a span for the operation in the trace of the request, and one for each call, which goes on to RealtimeKit', async () => {
    const spans: Span[] = [];
    const collector = await serve((_headers, body) => {
      const { resourceSpans } = JSON.parse(body) as { resourceSpans: { scopeSpans: { spans: Span[] }[] }[] };
      spans.push(...resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap((scope) => scope.spans)));
      return '{}';
    });
    const seen: IncomingHttpHeaders[] = [];
    const upstream = await serve((headers) => {
      seen.push(headers);
      return JSON.stringify({ success: true, data: { id: app, name: 'Canary of an app', created_at: '2026-01-01T00:00:00Z' } });
    });
    const { url, child, exit } = startGatewayProcess({
      CLOUDFLARE_BASE_URL: upstream,
      CLOUDFLARE_ACCOUNT_ID: 'a'.repeat(32),
      CLOUDFLARE_API_TOKEN: 'canary-token',
      OTEL_EXPORTER_OTLP_ENDPOINT: collector,
      AUTH_MODE: 'api-key',
      GATEWAY_API_KEYS: `backend:${keyNamed('backend')}`,
      DRAIN_DELAY_MS: '0',
    });
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    await ask(await url, named.replace('$app: ID!', `$app: ID! = "${app}"`), {
      traceparent,
      authorization: `Bearer ${keyNamed('backend')}`,
    });
    child.kill('SIGTERM');
    expect(await exit).toBe(0);

    const [operation, call] = ['query', 'GET /apps/{appId}'].map((name) => spans.find((span) => span.name === name));
    if (operation === undefined || call === undefined) throw new Error('a span is missing');
    expect([operation.traceId, operation.parentSpanId, operation.kind]).toEqual([traceparent.slice(3, 35), traceparent.slice(36, 52), 2]);
    expect([call.traceId, call.parentSpanId, call.kind]).toEqual([operation.traceId, operation.spanId, 3]);
    expect(seen.map((headers) => headers['traceparent'])).toEqual([`00-${call.traceId}-${call.spanId}-01`]);
    expect(attributesOf(operation)).toMatchObject({
      'graphql.operation.type': 'query',
      'graphql.operation.name': 'Named',
      'graphql.document.hash': expect.stringMatching(/^sha256:[\da-f]{64}$/) as string,
      'http.response.status_code': 200,
      'gateway.caller': 'backend',
    });
    expect(attributesOf(call)).toMatchObject({
      'http.request.method': 'GET',
      'url.template': '/apps/{appId}',
      'realtimekit.operation': 'get_app',
      'http.response.status_code': 200,
    });
    expect(JSON.stringify(spans)).not.toMatch(/canary|Canary|kkkk|0000-4000/);
  });
});

function attributesOf({ attributes }: Span): Record<string, unknown> {
  return Object.fromEntries(attributes.map(({ key, value }) => [key, Object.values(value)[0]]));
}

/** A server that answers every request with what it is told to; the test at hand ends it. */
async function serve(answer: (headers: IncomingHttpHeaders, body: string) => string): Promise<string> {
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => response.writeHead(200, { 'content-type': 'application/json' }).end(answer(request.headers, body)));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** One below those that the system gives to servers which ask for any, as those of the tests beside this one do. */
async function freePort(): Promise<number> {
  for (;;) {
    const port = 10_000 + Math.floor(Math.random() * 20_000);
    const server = createServer();
    const isFree = await new Promise<boolean>((resolve) => {
      server.once('error', () => {
        resolve(false);
      });
      server.listen(port, '127.0.0.1', () => {
        resolve(true);
      });
    });
    if (!isFree) continue;
    await new Promise((resolve) => server.close(resolve));
    return port;
  }
}

function accountOf({ baseUrl, accountId, token }: { baseUrl: string; accountId: string; token: string }): Record<string, string> {
  return { CLOUDFLARE_BASE_URL: baseUrl, CLOUDFLARE_ACCOUNT_ID: accountId, CLOUDFLARE_API_TOKEN: token };
}
