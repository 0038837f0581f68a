/** Who asks in a way that only Yoga understands is known as well, before anything of his request is read. */
import { describe, expect, it, vi } from 'vitest';
import { seedId } from '../src/emulator/seed/ids.ts';
import { apiKeys, keyNamed } from './support/keys.ts';
import { type Outgoing, send } from './support/send.ts';
import { hastyClock, type Stack, type StackOptions, startStack } from './support/stack.ts';

const app = seedId('a', 1);
const query = `{ app(appId: "${app}") { name } }`;
const write = `mutation { createMeeting(input: { appId: "${app}", title: "New" }) { meeting { title } } }`;
const json = { 'content-type': 'application/json' };
const asJson = (text: string) => JSON.stringify({ query: text });

const ways: readonly (readonly [string, (text: string) => Outgoing])[] = [
  [
    'by GET',
    (text) => ({ method: 'GET', path: `/graphql?query=${encodeURIComponent(text)}`, headers: { 'graphql-require-preflight': '1' } }),
  ],
  [
    'by a form',
    (text) => ({
      headers: { 'content-type': 'application/x-www-form-urlencoded', 'graphql-require-preflight': '1' },
      body: new URLSearchParams({ query: text }).toString(),
    }),
  ],
  ['from a page', (text) => ({ headers: { ...json, origin: 'https://app.example.com' }, body: asJson(text) })],
  ['with a wish for the trace', (text) => ({ headers: { ...json, 'x-gateway-trace': '1' }, body: asJson(text) })],
  ['in chunks', (text) => ({ headers: json, body: asJson(text), length: 'chunked' })],
];

async function start(config: StackOptions['config'] = {}, dependencies: StackOptions['dependencies'] = {}) {
  const callers = apiKeys({ backend: {}, reader: { readOnly: true }, elsewhere: { apps: [seedId('a', 2)] } });
  const stack = await startStack({ config: { callers, ...config }, dependencies });
  return { ...stack, ask: (outgoing: Outgoing, name?: string) => askAs(stack, outgoing, name) };
}

async function askAs({ url }: Stack, outgoing: Outgoing, name: string | undefined) {
  const authorization = name === undefined ? {} : { authorization: `Bearer ${keyNamed(name)}` };
  const { status, headers, text } = await send(url, { ...outgoing, headers: { ...outgoing.headers, ...authorization } });
  const { data, errors = [] } = JSON.parse(text) as { data?: unknown; errors?: { extensions: { code: string } }[] };
  return { status, headers, data, codes: errors.map(({ extensions }) => extensions.code) };
}

describe.each(ways)('who asks %s', (_title, way) => {
  it('is answered with his key, within its apps, and with no other', async () => {
    const { ask, calls } = await start();
    for (const name of [undefined, 'nobody']) {
      expect(await ask(way(query), name)).toMatchObject({
        status: 401,
        data: undefined,
        codes: ['UNAUTHENTICATED'],
        headers: { 'www-authenticate': expect.stringMatching(/^Bearer/) as string },
      });
    }
    expect(await ask(way(query), 'elsewhere')).toMatchObject({ status: 200, data: { app: null } });
    expect(calls()).toEqual([]);
    expect(await ask(way(query), 'backend')).toMatchObject({ status: 200, data: { app: { name: 'Acme Classroom' } } });
  });

  it('changes nothing if he may only read', async () => {
    const { ask, calls } = await start();
    const refused = await ask(way(write), 'reader');
    expect([refused.data, refused.codes]).toEqual([undefined, ['FORBIDDEN']]);
    expect(calls()).toEqual([]);
    expect(await ask(way(query), 'reader')).toMatchObject({ status: 200, codes: [] });
  });

  it('may not ask more often than he may, nor more at the same time', async () => {
    const clock = { ...hastyClock, now: () => 1_000_000 };
    const { ask, calls, emulator } = await start({ callerLimits: { rate: 4, atOnce: 1 } }, { clock });
    const trifle = way('{ __typename }');
    expect((await ask(trifle, 'backend')).status).toBe(200);
    let answerNow: () => void = () => undefined;
    emulator.faults.add({ until: new Promise<void>((resolve) => (answerNow = resolve)) });
    const slow = ask(way(query), 'backend');
    await vi.waitFor(() => {
      expect(calls()).toHaveLength(1);
    });
    expect(await ask(trifle, 'backend')).toMatchObject({ status: 429, codes: ['RATE_LIMITED'], headers: { 'retry-after': '1' } });
    expect((await ask(trifle, 'reader')).status).toBe(200);
    answerNow();
    expect((await slow).status).toBe(200);
    const statuses = [await ask(trifle, 'backend'), await ask(trifle, 'backend'), await ask(trifle, 'backend')].map(({ status }) => status);
    expect(statuses).toEqual([200, 200, 429]);
  });
});

describe('who is not known', () => {
  it.each<[string, Outgoing, number]>([
    ['no JSON', { headers: json, body: '{' }, 400],
    ['a body that is compressed', { headers: { ...json, 'content-encoding': 'gzip' }, body: asJson(query) }, 415],
    ['more than is read', { headers: json, body: asJson(query), length: 1e12 }, 413],
    ['what a foreign page could make a browser send', { headers: { 'content-type': 'text/plain' }, body: asJson(query) }, 403],
    ['what is no query', { headers: json, body: asJson('{ broken') }, 200],
  ])('hears that first, whatever he sends: %s', async (_title, outgoing, status) => {
    const { url } = await start();
    expect((await send(url, outgoing)).status).toBe(401);
    const authorization = `Bearer ${keyNamed('backend')}`;
    expect((await send(url, { ...outgoing, headers: { ...outgoing.headers, authorization } })).status).toBe(status);
  });
});
