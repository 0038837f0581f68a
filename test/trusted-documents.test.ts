/** Trusted documents: only what is on the list is answered, by its id, in the ways of all clients. */
import { describe, expect, it } from 'vitest';
import { seedId } from '../src/emulator/seed/ids.ts';
import { livestreamId } from '../src/emulator/seed/livestreams.ts';
import { apiKeys, withKey } from './support/keys.ts';
import { type StackOptions, startStack } from './support/stack.ts';

const app = seedId('a', 1);
const readApp = 'query App($app: ID!) { app(appId: $app) { name } }';
const addMeeting = `mutation Add { createMeeting(input: { appId: "${app}", title: "New" }) { meeting { title } } }`;
const readSecret = `query Secret { livestream(appId: "${app}", livestreamId: "${livestreamId(1, 1)}") { streamKey } }`;
const documents = new Map([
  ['app', readApp],
  ['add', addMeeting],
  ['secret', readSecret],
]);
const json = { 'content-type': 'application/json' };
const answer = { app: { name: 'Acme Classroom' } };

const start = (options: StackOptions = {}) =>
  startStack({ ...options, dependencies: { trustedDocuments: documents, ...options.dependencies } });

async function post(url: string, body: object) {
  const response = await fetch(url, { method: 'POST', headers: json, body: JSON.stringify({ variables: { app }, ...body }) });
  return (await response.json()) as { data?: unknown; errors?: { extensions: { code: string } }[] };
}

describe('a gateway with trusted documents', () => {
  it.each([
    ['GraphQL over HTTP', { documentId: 'app' }],
    ['GraphQL over HTTP, with the kind of hash', { documentId: 'sha256:app' }],
    ['Relay', { id: 'app' }],
    ['Relay, as its older servers want it', { doc_id: 'app' }],
    ['Apollo Client', { extensions: { persistedQuery: { version: 1, sha256Hash: 'app' } } }],
  ])('answers one by its id, sent as in %s', async (_title, body) => {
    const { url } = await start();
    expect((await post(url, body)).data).toEqual(answer);
  });

  it.each([
    ['any other document', { query: '{ __typename }' }, 'PERSISTED_QUERY_ONLY'],
    ['a trusted one by its text', { query: readApp }, 'PERSISTED_QUERY_ONLY'],
    ['a text beside an id', { query: '{ __typename }', documentId: 'app' }, 'PERSISTED_QUERY_ONLY'],
    ['an id that is not on the list', { documentId: 'other' }, 'PERSISTED_QUERY_NOT_FOUND'],
    ['the name of a property of maps', { documentId: '__proto__' }, 'PERSISTED_QUERY_NOT_FOUND'],
    ['a kind of hash in the midst of an id', { documentId: 'asha256:pp' }, 'PERSISTED_QUERY_NOT_FOUND'],
    ['no id', {}, 'PERSISTED_QUERY_ID_REQUIRED'],
    ['extensions without an id', { extensions: {} }, 'PERSISTED_QUERY_ID_REQUIRED'],
    ['an id that is no text', { documentId: 7 }, 'PERSISTED_QUERY_ID_REQUIRED'],
  ])('refuses %s without a call', async (_title, body, code) => {
    const { url, calls } = await start();
    const { data, errors } = await post(url, body);
    expect([data, errors?.map(({ extensions }) => extensions.code)]).toEqual([undefined, [code]]);
    expect(calls()).toEqual([]);
  });

  it.each([
    [{ query: '{ __typename }' }, 'Only trusted documents are answered, by their ids: send no query.'],
    [{ documentId: 'other' }, 'No trusted document has this id.'],
    [{}, 'Send the id of a trusted document: documentId, id, doc_id or extensions.persistedQuery.'],
  ])('says why it refuses %j, with a status that its client takes', async (body, message) => {
    const { url } = await start();
    for (const [accept, status] of [
      ['application/json', 200],
      ['application/graphql-response+json', 400],
    ] as const) {
      const init = { method: 'POST', headers: { ...json, accept }, body: JSON.stringify(body) };
      // The id in the address of a POST is none.
      const response = await fetch(`${url}?documentId=app`, init);
      expect([response.status, await response.json()]).toMatchObject([status, { errors: [{ message }] }]);
    }
  });

  const get = (url: string, id: string, headers: Record<string, string> = {}) =>
    fetch(`${url}?documentId=${id}&variables=${encodeURIComponent(JSON.stringify({ app }))}`, {
      headers: { 'graphql-require-preflight': '1', ...headers },
    });

  it('answers a query by GET with an ETag, and with 304 who has the answer', async () => {
    const { url } = await start();
    const first = await get(url, 'app');
    expect([first.status, ((await first.json()) as { data: unknown }).data]).toEqual([200, answer]);
    expect(first.headers.get('cache-control')).toBe('private, no-cache');
    expect(first.headers.get('vary')).toMatch(/Authorization/);
    const tag = first.headers.get('etag') ?? '';
    expect(tag).toMatch(/^W\/"[\w+/=]+"$/);
    for (const known of [tag, `"other", ${tag}`, tag.replace('W/', '')]) {
      const again = await get(url, 'app', { 'if-none-match': known });
      expect([again.status, await again.text(), again.headers.get('etag')]).toEqual([304, '', tag]);
      expect([again.headers.get('content-type'), again.headers.get('content-length')]).toEqual([null, null]);
    }
    expect((await get(url, 'app', { 'if-none-match': 'W/"other"' })).status).toBe(200);
  });

  it('changes the ETag when the answer changes', async () => {
    const { url, rest } = await start({ config: { cacheTtlMs: 0 } });
    const title = new Map([['title', `query { meeting(appId: "${app}", meetingId: "${seedId('b', 1)}") { title } }`]]);
    const stack = await start({ config: { cacheTtlMs: 0 }, dependencies: { trustedDocuments: title } });
    const before = (await get(stack.url, 'title')).headers.get('etag');
    await stack.rest('PATCH', `/${app}/meetings/${seedId('b', 1)}`, { title: 'Another' });
    expect((await get(stack.url, 'title')).headers.get('etag')).not.toBe(before);
    expect([url, rest]).toBeDefined();
  });

  it('tells nobody by an ETag what he may not read', async () => {
    const { url } = await start({ config: { callers: apiKeys({ all: {}, other: { apps: [seedId('a', 2)] } }) } });
    const as = (name: string) => (withKey(name).headers ?? {}) as Record<string, string>;
    const tag = (await get(url, 'app', as('all'))).headers.get('etag') ?? '';
    expect((await get(url, 'app', { ...as('all'), 'if-none-match': tag })).status).toBe(304);
    expect((await get(url, 'app', { 'if-none-match': tag })).status).toBe(401);
    const refused = await get(url, 'app', { ...as('other'), 'if-none-match': tag });
    expect([refused.status, ((await refused.json()) as { data: unknown }).data]).toEqual([200, { app: null }]);
  });

  it('lets nobody keep an answer with a secret, an error or of a POST', async () => {
    const { url, emulator } = await start();
    const secret = await get(url, 'secret');
    expect(await secret.json()).toMatchObject({ data: { livestream: { streamKey: expect.any(String) as string } } });
    expect([secret.headers.get('cache-control'), secret.headers.get('etag')]).toEqual(['no-store', null]);
    const posted = await fetch(url, { method: 'POST', headers: json, body: JSON.stringify({ documentId: 'app', variables: { app } }) });
    expect([posted.headers.get('cache-control'), posted.headers.get('etag')]).toEqual(['no-store', null]);
    emulator.faults.add({ status: 403 });
    const failed = await get(url, 'app', { 'cache-control': 'no-cache' });
    expect([failed.headers.get('cache-control'), failed.headers.get('etag')]).toEqual(['no-store', null]);
  });

  it('changes nothing by GET', async () => {
    const { url, calls } = await start();
    expect((await get(url, 'add')).status).toBe(405);
    expect(calls()).toEqual([]);
  });
});
