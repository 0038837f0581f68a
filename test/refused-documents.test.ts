/** What may not be executed ends before any resolver, told by the operation that is meant, and with the status that fits. */
import { describe, expect, it } from 'vitest';
import { readConfig } from '../src/config.ts';
import type { Compile } from '../src/documents/compiled-operations.ts';
import { seedId } from '../src/emulator/seed/ids.ts';
import { compile } from '../src/server/compile.ts';
import { apiKeys, withKey } from './support/keys.ts';
import { type StackOptions, startStack } from './support/stack.ts';

const app = seedId('a', 1);
const spec = { accept: 'application/graphql-response+json' };
const lists = (nodes: number) => ({ config: { documentLimits: { ...readConfig({}).documentLimits, nodes } } });

async function start(options: StackOptions = {}) {
  const stack = await startStack(options);
  const ask = async (body: object, headers: Record<string, string> = spec) => {
    const response = await fetch(stack.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });
    const { data, errors = [] } = (await response.json()) as { data?: unknown; errors?: { extensions: { code: string } }[] };
    return { status: response.status, data, errors, codes: errors.map(({ extensions }) => extensions.code) };
  };
  return { ...stack, ask };
}

describe('who may only read', () => {
  it('is told so, with 403 where his client takes that, and nothing is done', async () => {
    const { ask, calls } = await start({ config: { callers: apiKeys({ reader: { readOnly: true } }) } });
    const query = `mutation { createMeeting(input: { appId: "${app}", title: "New" }) { meeting { id } } }`;
    const as = withKey('reader').headers as Record<string, string>;
    const errors = [{ message: 'You may only read.', extensions: { code: 'FORBIDDEN', retryable: false } }];
    expect(await ask({ query }, { ...spec, ...as })).toMatchObject({ status: 403, data: undefined, errors });
    expect(await ask({ query }, as)).toMatchObject({ status: 200, data: undefined, errors });
    expect(calls()).toEqual([]);
    expect(await ask({ query: '{ __typename }' }, as)).toMatchObject({ status: 200, codes: [] });
  });

  it('is who was told so, and nobody else', async () => {
    const { ask, calls } = await start();
    const query = `mutation { createMeeting(input: { appId: "${app}", title: "New" }) { meeting { title } } }`;
    expect(await ask({ query })).toMatchObject({ status: 200, data: { createMeeting: { meeting: { title: 'New' } } } });
    expect(calls()).toHaveLength(1);
  });
});

describe('lists', () => {
  const query = `query Read($first: Int = 5) { app(appId: "${app}") { meetings(first: $first) { nodes { id } } } }`;

  it('may bring as many objects as are allowed, whatever says how many, and not one more', async () => {
    const { ask, calls } = await start(lists(9));
    for (const variables of [undefined, null, {}, { first: 9 }]) expect((await ask({ query, variables })).codes).toEqual([]);
    const before = calls().length;
    const { status, data, errors } = await ask({ query, variables: { first: 10 } });
    expect([status, data, errors]).toMatchObject([
      400,
      undefined,
      [{ extensions: { code: 'LIMIT_EXCEEDED', limit: { name: 'LIMIT_NODES', most: 9, actual: 10 } } }],
    ]);
    expect(calls()).toHaveLength(before);
  });

  it('are counted of the operation that is meant', async () => {
    const { ask } = await start(lists(9));
    const both = `query Few { apps(first: 2) { nodes { id } } } query Many { apps(first: 10) { nodes { id } } }`;
    expect((await ask({ query: both, operationName: 'Few' })).codes).toEqual([]);
    expect((await ask({ query: both, operationName: 'Many' })).codes).toEqual(['LIMIT_EXCEEDED']);
    for (const operationName of [undefined, null, 'Other']) {
      expect(await ask({ query: both, operationName })).toMatchObject({ status: 400, codes: ['OPERATION_RESOLUTION_FAILURE'] });
    }
  });
});

describe('an operation', () => {
  it('is the only one of its document, or that of the name', async () => {
    const { ask } = await start();
    const query = 'query Only { __typename }';
    for (const operationName of [undefined, null, 'Only'])
      expect(await ask({ query, operationName })).toMatchObject({ status: 200, codes: [] });
    for (const operationName of ['', 'Other']) {
      expect(await ask({ query, operationName })).toMatchObject({ status: 400, codes: ['OPERATION_RESOLUTION_FAILURE'] });
    }
  });

  it.each([[{ query: 7 }], [{ query: null }], [{ query: ['{ __typename }'] }], [{}]])('is none in %j', async (body) => {
    const { ask } = await start();
    expect(await ask(body)).toMatchObject({ status: 400, data: undefined, codes: ['BAD_REQUEST'] });
  });

  it.each([
    ['{ app', 'GRAPHQL_PARSE_FAILED'],
    ['{ nobody }', 'GRAPHQL_VALIDATION_FAILED'],
    ['subscription { nobody }', 'GRAPHQL_VALIDATION_FAILED'],
  ])('is none in %s, whatever way it comes, and the bill says that it cost nothing', async (query, code) => {
    const { url, ask, calls } = await start();
    expect(await ask({ query })).toMatchObject({ status: 400, data: undefined, codes: [code] });
    const headers = { ...spec, 'graphql-require-preflight': '1' };
    const answer = await fetch(`${url}?query=${encodeURIComponent(query)}`, { headers });
    expect([answer.status, await answer.json()]).toMatchObject([
      400,
      { errors: [{ extensions: { code } }], extensions: { cost: { upstreamCalls: 0 } } },
    ]);
    expect(calls()).toEqual([]);
  });

  it('that fails on the short way is not executed again to say so', async () => {
    let executed = 0;
    const counting: Compile = (...operation) => {
      const execute = compile(...operation);
      return execute && ((...given) => ((executed += 1), execute(...given)));
    };
    const { query, emulator, calls } = await startStack({ config: { cacheTtlMs: 0 }, dependencies: { compile: counting } });
    const text = `{ app(appId: "${app}") { name } }`;
    for (let sight = 0; sight < 3; sight += 1) expect((await query(text)).errors).toEqual([]);
    emulator.faults.add({ status: 403, times: 1 });
    const before = [calls().length, executed];
    const { data, errors, extensions, headers } = await query(text);
    expect([data, errors.map(({ extensions: { code } }) => code)]).toEqual([{ app: null }, ['UPSTREAM_AUTH_FAILED']]);
    expect([calls().length, executed]).toEqual(before.map((count) => count + 1));
    expect([extensions.cost.upstreamCalls, headers.get('ratelimit')]).toEqual([1, expect.stringContaining('r=')]);
  });
});
