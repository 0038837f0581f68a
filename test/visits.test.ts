/** From the first byte of a request to its answer: its id, what observers are told of it, and that it leaves as it came. */
import { describe, expect, it, vi } from 'vitest';
import { seedId } from '../src/emulator/seed/ids.ts';
import type { EndedOperation } from '../src/observers.ts';
import { sha256 } from '../src/upstream/digest.ts';
import { apiKeys, withKey } from './support/keys.ts';
import { hastyClock, type StackOptions, startStack } from './support/stack.ts';

const app = seedId('a', 1);
const named = `query Named { app(appId: "${app}") { name } }`;
const id = { 'x-request-id': 'the:id' };

/** A gateway with an observer, and a clock that only the test moves. */
async function startObserved(config: StackOptions['config'] = {}) {
  const told: EndedOperation[] = [];
  let now = 1_000_000;
  const clock = { ...hastyClock, now: () => now };
  const observers = [{}, { ended: (operation: EndedOperation) => told.push(operation) }];
  const stack = await startStack({ config: { cacheTtlMs: 0, ...config }, dependencies: { observers, clock } });
  const hold = () => {
    let answerNow: () => void = () => undefined;
    stack.emulator.faults.add({ until: new Promise<void>((resolve) => (answerNow = resolve)), times: 1 });
    return answerNow;
  };
  return { ...stack, told, hold, pass: (ms: number) => (now += ms) };
}

describe('observers', () => {
  // The fourth time a query goes the short way.
  it.each([0, 3])('are told who asked for what, how long it took and what came of it, after %i askings before', async (before) => {
    const { query, told, hold, pass, calls } = await startObserved({ callers: apiKeys({ backend: {} }) });
    const init = { headers: { ...id, ...(withKey('backend').headers as Record<string, string>) } };
    for (let time = 0; time < before; time += 1) await query(named, undefined, init);
    await vi.waitFor(() => {
      expect(told).toHaveLength(before);
    });
    const answerNow = hold();
    const answer = query(named, undefined, init);
    await vi.waitFor(() => {
      expect(calls()).toHaveLength(before + 1);
    });
    pass(250);
    answerNow();
    expect((await answer).headers.get('x-request-id')).toBe('the:id');
    await vi.waitFor(() => {
      expect(told).toHaveLength(before + 1);
    });
    const { bill, ...rest } = told[before] ?? {};
    expect(rest).toEqual({
      requestId: 'the:id',
      name: 'Named',
      type: 'query',
      hash: await sha256(named),
      caller: 'backend',
      status: 200,
      codes: [],
      ms: 250,
    });
    expect(bill?.upstreamCalls).toBe(1);
  });

  it('are told of what is refused as much as was known, and each code once', async () => {
    const { query, url, told, emulator } = await startObserved({ callers: apiKeys({ backend: {}, reader: { readOnly: true } }) });
    emulator.faults.add({ status: 403 });
    const spec = { accept: 'application/graphql-response+json' };
    const as = (name: string) => ({ headers: { ...spec, ...(withKey(name).headers as Record<string, string>) } });
    const fields = [1, 2].map((number) => `a${number}: app(appId: "${seedId('a', number)}") { name }`).join(' ');
    await query(named, undefined, as('stranger'));
    await query('{ broken', undefined, as('backend'));
    await query('query A { __typename } query B { __typename }', undefined, as('backend'));
    await query('mutation Change { createApp(input: { name: "x" }) { app { id } } }', undefined, as('reader'));
    await query('query Ask($id: ID!) { app(appId: $id) { id } }', {}, as('backend'));
    await query(`{ ${fields} other: app(appId: "..") { name } }`, undefined, as('backend'));
    await fetch(`${url}?query={__typename}`, { headers: as('backend').headers });
    const known = (caller: string | undefined, type: string | undefined, name: string | undefined) => ({ caller, type, name });
    await vi.waitFor(() => {
      expect(told.map(({ caller, type, name, status, codes }) => ({ caller, type, name, status, codes }))).toEqual([
        { ...known(undefined, undefined, undefined), status: 401, codes: ['UNAUTHENTICATED'] },
        { ...known('backend', undefined, undefined), status: 400, codes: ['GRAPHQL_PARSE_FAILED'] },
        { ...known('backend', undefined, undefined), status: 400, codes: ['OPERATION_RESOLUTION_FAILURE'] },
        { ...known('reader', 'mutation', 'Change'), status: 403, codes: ['FORBIDDEN'] },
        { ...known('backend', 'query', 'Ask'), status: 400, codes: ['BAD_USER_INPUT'] },
        { ...known('backend', 'query', undefined), status: 200, codes: ['UPSTREAM_AUTH_FAILED', 'BAD_USER_INPUT'] },
        { ...known('backend', undefined, undefined), status: 403, codes: ['FORBIDDEN'] },
      ]);
    });
  });

  it('are told nothing of pages, probes and addresses that there are not', async () => {
    const { url, query, told } = await startObserved();
    for (const address of ['/health', '/ready', '/nowhere']) await fetch(new URL(address, url));
    await query(named);
    await vi.waitFor(() => {
      expect(told.map(({ name }) => name)).toEqual(['Named']);
    });
  });
});

describe('an answer to anything', () => {
  it.each(['/health', '/ready', '/nowhere', '/graphql'])(
    'at %s has the id of its request, and is taken for nothing but what it is',
    async (address) => {
      const { url } = await startObserved();
      const { headers } = await fetch(new URL(address, url), { headers: id });
      expect([headers.get('x-request-id'), headers.get('x-content-type-options')]).toEqual(['the:id', 'nosniff']);
      const own = (await fetch(new URL(address, url))).headers.get('x-request-id');
      expect(own).toMatch(/^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/);
    },
  );

  it.each([
    ['a'.repeat(128), true],
    ['A.z_0:+/=-', true],
    ['a'.repeat(129), false],
    ['a b', false],
    ['"a"', false],
    ['a,b', false],
    ['', false],
  ])('has the id that its request has if that can be used: "%s"', async (given, isUsed) => {
    const { query } = await startObserved();
    const { headers } = await query('{ __typename }', undefined, { headers: { 'x-request-id': given } });
    expect(headers.get('x-request-id') === given).toBe(isUsed);
  });
});

describe('a request that is over', () => {
  // A header that only Yoga understands keeps a request off the express lane.
  it.each<[string, Record<string, string>]>([
    ['short', {}],
    ['long', { 'x-gateway-trace': '0' }],
  ])('makes room for one other of its caller, whether it was answered or given up, on the %s way', async (_title, headers) => {
    const { query, hold, calls } = await startObserved({ callerLimits: { rate: 1_000, atOnce: 1 } });
    const status = async () => (await query('{ __typename }', undefined, { headers })).status;
    for (let time = 0; time < 6; time += 1) expect(await status()).toBe(200);
    const controller = new AbortController();
    hold();
    const left = query(named, undefined, { headers, signal: controller.signal }).catch(() => 'left');
    await vi.waitFor(() => {
      expect(calls()).toHaveLength(1);
    });
    expect(await status()).toBe(429);
    controller.abort();
    expect(await left).toBe('left');
    await vi.waitFor(async () => {
      expect(await status()).toBe(200);
    });
    const answerNow = hold();
    const slow = query(named, undefined, { headers });
    await vi.waitFor(() => {
      expect(calls()).toHaveLength(2);
    });
    expect(await status()).toBe(429);
    answerNow();
    expect((await slow).status).toBe(200);
    expect(await status()).toBe(200);
  });

  // The call of a change goes on when its client has left: what is begun is done.
  it('makes room at once when its client leaves, though its change is still being made', async () => {
    const { query, hold, calls } = await startObserved({ callerLimits: { rate: 1_000, atOnce: 1 } });
    const controller = new AbortController();
    const answerNow = hold();
    const write = `mutation { createMeeting(input: { appId: "${app}", title: "New" }) { meeting { id } } }`;
    const headers = { 'x-gateway-trace': '0' };
    const left = query(write, undefined, { headers, signal: controller.signal }).catch(() => 'left');
    await vi.waitFor(() => {
      expect(calls()).toHaveLength(1);
    });
    controller.abort();
    expect(await left).toBe('left');
    await vi.waitFor(async () => {
      expect((await query('{ __typename }', undefined, { headers })).status).toBe(200);
    });
    answerNow();
  });
});
