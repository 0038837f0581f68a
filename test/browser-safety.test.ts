/** What a web page can do with the gateway by its user's browser, and what anybody can learn of the schema. */
import { describe, expect, it } from 'vitest';
import { readConfig } from '../src/config.ts';
import { seedId } from '../src/emulator/seed/ids.ts';
import { send } from './support/send.ts';
import { startStack } from './support/stack.ts';

const app = seedId('a', 1);
const origin = 'https://app.example.com';
const body = JSON.stringify({ query: `{ app(appId: "${app}") { name } }` });
const post = (from: string) => ({ method: 'POST', headers: { 'content-type': 'application/json', origin: from }, body });
const preflight = (from: string) => ({
  method: 'OPTIONS',
  headers: { origin: from, 'access-control-request-method': 'POST', 'access-control-request-headers': 'authorization,content-type' },
});

const listed = ({ headers }: Response, name: string) =>
  (headers.get(name) ?? '')
    .toLowerCase()
    .split(',')
    .map((item) => item.trim())
    .sort();

describe('pages of other origins', () => {
  it('may ask if they are named, without what the browser keeps for its user', async () => {
    const { url } = await startStack({ config: { corsOrigins: [origin, 'https://other.example.com'] } });
    const allowed = await fetch(url, preflight(origin));
    expect(allowed.headers.get('access-control-allow-origin')).toBe(origin);
    expect(listed(allowed, 'access-control-allow-headers')).toEqual([
      ...['apollo-require-preflight', 'authorization', 'cache-control', 'content-type', 'graphql-require-preflight', 'traceparent'],
      ...['x-cloudflare-account-id', 'x-gateway-trace', 'x-graphql-yoga-csrf', 'x-request-id'],
    ]);
    expect(listed(allowed, 'access-control-allow-methods')).toEqual(['get', 'post']);
    expect(allowed.headers.get('access-control-max-age')).toBe('600');
    expect(allowed.headers.get('access-control-allow-credentials')).not.toBe('true');
    const answered = await fetch(url, post(origin));
    expect(answered.headers.get('access-control-allow-origin')).toBe(origin);
    expect(listed(answered, 'access-control-expose-headers')).toEqual([
      ...['etag', 'ratelimit', 'ratelimit-policy', 'retry-after', 'x-request-id'],
    ]);
  });

  it.each(['https://evil.example', 'https://app.example.com.evil.example', 'http://app.example.com', 'null'])(
    'may not read an answer from %s',
    async (from) => {
      const { url } = await startStack({ config: { corsOrigins: [origin, 'https://other.example.com'] } });
      for (const init of [preflight(from), post(from)]) {
        expect((await fetch(url, init)).headers.get('access-control-allow-origin')).toBeNull();
      }
    },
  );

  it('may not, any of them, if none is named', async () => {
    const { url } = await startStack();
    for (const init of [preflight(origin), post(origin)]) {
      expect((await fetch(url, init)).headers.get('access-control-allow-origin')).toBeNull();
    }
  });
});

describe('an answer', () => {
  it.each(['application/json', 'text/event-stream', 'multipart/mixed'])('as %s is kept by nobody', async (accept) => {
    const { url } = await startStack();
    const response = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json', accept }, body });
    expect([response.headers.get('cache-control'), await response.text()]).toEqual([
      expect.stringContaining('no-store'),
      expect.stringContaining('Acme'),
    ]);
  });

  it('is kept by nobody, and taken for nothing but what it is', async () => {
    const { url } = await startStack();
    const { headers } = await fetch(url, post(origin));
    expect([headers.get('cache-control'), headers.get('x-content-type-options')]).toEqual(['no-store', 'nosniff']);
    expect([headers.get('content-security-policy'), headers.get('x-frame-options')]).toEqual([null, null]);
  });
});

describe('GraphiQL', () => {
  it('can load nothing from elsewhere, and be framed by nobody', async () => {
    const graphiql = { render: () => '<html></html>', tabs: [] };
    const { url } = await startStack({ dependencies: { graphiql } });
    const { headers } = await fetch(url, { headers: { accept: 'text/html' } });
    expect(headers.get('content-security-policy')).toMatch(/^default-src 'none'; .*frame-ancestors 'none'$/);
    expect(headers.get('content-security-policy')).not.toMatch(/https?:|\*/);
    expect([headers.get('x-frame-options'), headers.get('referrer-policy')]).toEqual(['DENY', 'no-referrer']);
  });

  it('is where a browser is sent that asks for the bare address, and nobody else', async () => {
    const shown: unknown[] = [];
    const graphiql = { render: (options: object = {}) => (shown.push(options), '<html></html>'), tabs: [{ query: '{ sample }' }] };
    const { url } = await startStack({ dependencies: { graphiql } });
    const ask = (address: string, init: RequestInit) => fetch(new URL(address, url), { redirect: 'manual', ...init });
    const html = { headers: { accept: 'text/html,*/*' } };
    const sent = await ask('/', html);
    expect([sent.status, sent.headers.get('location')]).toEqual([302, '/graphql']);
    expect(shown).toEqual([]);
    expect(await (await ask('/graphql', html)).text()).toBe('<html></html>');
    expect(shown).toMatchObject([{ title: 'RealtimeKit GraphQL Gateway', defaultTabs: [{ query: '{ sample }' }] }]);
    for (const [address, init] of [
      ['/', {}],
      ['/', { ...html, method: 'POST' }],
      ['/elsewhere', html],
    ] as const) {
      expect((await ask(address, init)).status).toBe(404);
    }
    // Who says nothing of what he takes.
    expect((await send(url, { method: 'GET', path: '/' })).status).toBe(404);
  });

  it('is not there where it is switched off', async () => {
    const { url } = await startStack();
    expect(await (await fetch(url, { headers: { accept: 'text/html' } })).text()).not.toContain('<html');
    expect((await fetch(new URL('/', url), { headers: { accept: 'text/html' }, redirect: 'manual' })).status).toBe(404);
  });
});

describe('in production', () => {
  const config = readConfig({ NODE_ENV: 'production', LOG_LEVEL: 'error' });

  it.each(['{ __schema { queryType { name } } }', '{ __type(name: "App") { name } }', '{ a: __schema { types { name } } }'])(
    'nobody reads the schema: %s',
    async (query) => {
      const { data, errors } = await (await startStack({ config })).query(query);
      expect([data, errors[0]?.extensions['code']]).toEqual([undefined, 'GRAPHQL_VALIDATION_FAILED']);
    },
  );

  it.each([
    ['a field', '{ ap { name } }'],
    ['an argument', `{ app(apId: "${app}") { name } }`],
    ['a type', '{ app(appId: "a") { ... on Ap { name } } }'],
    ['a value of an enum', `{ apps(orderBy: { field: CREATED_A, direction: ASC }) { totalCount } }`],
    ['a field of an input', `{ apps(orderBy: { fiel: CREATED_AT, direction: ASC }) { totalCount } }`],
  ])('nobody is told the name of %s that is like the one he tries', async (_title, query) => {
    const { errors } = await (await startStack({ config })).query(query);
    expect(errors.length).toBeGreaterThan(0);
    expect(JSON.stringify(errors)).not.toMatch(/did you mean/i);
    const open = await (await startStack()).query(query);
    expect(JSON.stringify(open.errors)).toMatch(/did you mean/i);
  });

  it('nobody is told such a name for what is in variables', async () => {
    const query = 'query ($order: AppOrder!) { apps(orderBy: $order) { totalCount } }';
    const { errors } = await (await startStack({ config })).query(query, { order: { field: 'CREATED_A', direction: 'ASC' } });
    expect(errors.length).toBeGreaterThan(0);
    expect(JSON.stringify(errors)).not.toMatch(/did you mean|CREATED_AT/i);
  });

  it('nobody gets a trace', async () => {
    const { extensions } = await (await startStack({ config })).query('{ __typename }', undefined, { headers: { 'x-gateway-trace': '1' } });
    expect(extensions).not.toHaveProperty('trace');
  });
});
