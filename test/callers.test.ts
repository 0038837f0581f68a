/** Who may ask: each mode, what it refuses, and that it is decided before anything of the request is read. */
import { describe, expect, it } from 'vitest';
import { emulatorAccountId } from '../src/emulator/emulator.ts';
import { seedId } from '../src/emulator/seed/ids.ts';
import { readConfig } from '../src/config.ts';
import { apiKeys, keyNamed, startIssuer, withKey } from './support/keys.ts';
import { hastyClock, startStack } from './support/stack.ts';

const app = seedId('a', 1);
const query = `{ app(appId: "${app}") { name } }`;
const answer = { app: { name: 'Acme Classroom' } };
const write = `mutation { createMeeting(input: { appId: "${app}", title: "New" }) { meeting { title } } }`;

const refusals: readonly (readonly [string, RequestInit])[] = [
  ['no header', {}],
  ['another scheme', { headers: { authorization: `Basic ${keyNamed('backend')}` } }],
  ['an empty token', { headers: { authorization: 'Bearer ' } }],
  ['a key that is none', withKey('nobody')],
  ['the beginning of a key', { headers: { authorization: `Bearer ${keyNamed('backend').slice(0, -1)}` } }],
  ['a key and more', { headers: { authorization: `Bearer ${keyNamed('backend')}k` } }],
  ['a key twice', { headers: { authorization: `Bearer ${keyNamed('backend')}, Bearer ${keyNamed('backend')}` } }],
];

describe('a gateway with keys', () => {
  const callers = apiKeys({ backend: {}, reader: { readOnly: true } });

  it('answers who shows one', async () => {
    const stack = await startStack({ config: { callers } });
    expect((await stack.query(query, undefined, withKey('backend'))).data).toEqual(answer);
    expect((await stack.query(write, undefined, withKey('backend'))).errors).toEqual([]);
  });

  it.each(refusals)('refuses %s with 401, before the document is looked at and without a call', async (_title, init) => {
    const stack = await startStack({ config: { callers } });
    for (const document of [query, '{ broken']) {
      const { status, data, errors, headers } = await stack.query(document, undefined, init);
      expect([status, data, errors.map(({ extensions }) => extensions['code'])]).toEqual([401, undefined, ['UNAUTHENTICATED']]);
      expect(headers.get('www-authenticate')).toMatch(/^Bearer/);
    }
    expect(stack.calls()).toEqual([]);
  });

  it('lets who may only read change nothing, whatever the document is called', async () => {
    const stack = await startStack({ config: { callers } });
    expect((await stack.query(query, undefined, withKey('reader'))).data).toEqual(answer);
    const before = stack.calls();
    for (const document of [write, `query Harmless { __typename } ${write.replace('mutation', 'mutation Named')}`]) {
      const body = JSON.stringify({ query: document, ...(document.includes('Named') && { operationName: 'Named' }) });
      const { data, errors } = await stack.query('', undefined, { ...withKey('reader'), body });
      expect([data, errors.map(({ extensions }) => extensions['code'])]).toEqual([undefined, ['FORBIDDEN']]);
    }
    expect(stack.calls()).toEqual(before);
  });

  it('keeps what callers name their changes apart', async () => {
    const stack = await startStack({ config: { callers: apiKeys({ one: {}, other: {} }) } });
    const named = write.replace('title: "New"', 'title: "New", clientMutationId: "1"').replace('{ title }', '{ id }');
    const [first, again, foreign] = [
      await stack.query(named, undefined, withKey('one')),
      await stack.query(named, undefined, withKey('one')),
      await stack.query(named, undefined, withKey('other')),
    ];
    expect(again.data).toEqual(first.data);
    expect(foreign.data).not.toEqual(first.data);
    expect(stack.calls()).toHaveLength(2);
  });
});

describe('a gateway whose callers bring their own tokens', () => {
  const accounts = { red: '1'.repeat(32), blue: '2'.repeat(32) };
  const start = () =>
    startStack({ emulator: { accounts: { ...accounts, plain: emulatorAccountId } }, config: { callers: { mode: 'passthrough' } } });
  const as = (token: string, account?: string): RequestInit => ({
    headers: { authorization: `Bearer ${token}`, ...(account !== undefined && { 'x-cloudflare-account-id': account }) },
  });

  it('asks with their token on their account, or on the one that is set', async () => {
    const stack = await start();
    expect((await stack.query(query, undefined, as('red', accounts.red))).data).toEqual(answer);
    expect((await stack.query(query, undefined, as('plain'))).data).toEqual(answer);
  });

  it('tells them that it is their token that Cloudflare refuses', async () => {
    const stack = await start();
    const { data, errors } = await stack.query(query, undefined, as('nobody', accounts.red));
    expect([data, errors[0]?.extensions['code']]).toEqual([{ app: null }, 'UNAUTHENTICATED']);
    expect(errors[0]?.message).not.toContain('nobody');
  });

  it('refuses who shows none with 401, and an account that is none with 400', async () => {
    const stack = await start();
    expect((await stack.query(query)).status).toBe(401);
    for (const account of ['', 'red', `${accounts.red}/../x`, accounts.red.toUpperCase().replace('1', 'G')]) {
      const { status, errors } = await stack.query(query, undefined, as('red', account));
      expect([status, errors[0]?.extensions['code']]).toEqual([400, 'BAD_USER_INPUT']);
    }
    expect(stack.calls()).toEqual([]);
  });

  it('needs neither token nor account of its own', () => {
    expect(readConfig({ AUTH_MODE: 'passthrough' }).cloudflare?.token).toBeUndefined();
  });
});

describe('a gateway that trusts an issuer', () => {
  it('answers who shows a token of his, within its claims', async () => {
    const { callers, signed } = await startIssuer();
    const stack = await startStack({ config: { callers } });
    expect((await stack.query(query, undefined, await signed({ apps: [app.toUpperCase()] }))).data).toEqual(answer);
    expect((await stack.query(query, undefined, await signed({ apps: `other ${app}` }))).data).toEqual(answer);
    expect((await stack.query(query, undefined, await signed({ apps: [seedId('a', 2)] }))).data).toEqual({ app: null });
    expect((await stack.query(write, undefined, await signed({ apps: [app] }))).errors).toEqual([]);
  });

  it.each([
    ['no claim of apps', {}],
    ['one that is something else', { apps: { [app]: true } }],
    ['an empty one', { apps: [] }],
  ])('lets a token with %s reach nothing', async (_title, claims) => {
    const { callers, signed } = await startIssuer();
    const stack = await startStack({ config: { callers } });
    expect((await stack.query(query, undefined, await signed(claims))).data).toEqual({ app: null });
    expect(stack.calls()).toEqual([]);
  });

  it.each([undefined, true, 'false', 0, null])('lets a token whose claim to only read is %j change nothing', async (claim) => {
    const { callers, signed } = await startIssuer();
    const stack = await startStack({ config: { callers } });
    const { errors } = await stack.query(write, undefined, await signed({ apps: [app], read_only: claim }));
    expect(errors[0]?.extensions['code']).toBe('FORBIDDEN');
    expect(stack.calls()).toEqual([]);
  });

  it.each([
    ['that has expired', { exp: 1_700_000_000 }, /expired/],
    ['without an end', { exp: undefined }, /"exp"/],
    ['that is not valid yet', { nbf: 9_999_999_999 }, /"nbf"/],
    ['of another issuer', { iss: 'https://evil.example' }, /"iss"/],
    ['for somebody else', { aud: 'other' }, /"aud"/],
    ['of nobody', { sub: undefined }, /"sub"/],
  ])('refuses a token %s', async (_title, claims, message) => {
    const { callers, signed } = await startIssuer();
    const { status, errors } = await (
      await startStack({ config: { callers } })
    ).query(query, undefined, await signed({ ...(claims as object) }));
    expect([status, errors[0]?.extensions['code']]).toEqual([401, 'UNAUTHENTICATED']);
    expect(errors[0]?.message).toMatch(message);
  });

  it('refuses a token that somebody else has signed, that nobody has, or that is none', async () => {
    const { callers, forged } = await startIssuer();
    const stack = await startStack({ config: { callers } });
    const part = (value: object) => btoa(JSON.stringify(value)).replace(/=+$/, '');
    const unsigned = `${part({ alg: 'none' })}.${part({ sub: 'ada', exp: 9_999_999_999, iss: 'https://issuer.example', aud: 'gateway' })}.`;
    for (const init of [await forged({ apps: [app] }), { headers: { authorization: `Bearer ${unsigned}` } }, withKey('one'), {}]) {
      expect((await stack.query(query, undefined, init)).status).toBe(401);
    }
    expect(stack.calls()).toEqual([]);
  });

  it('says that it cannot know who asks while the keys cannot be had', async () => {
    const { callers, signed } = await startIssuer({ isDown: true });
    const stack = await startStack({ config: { callers } });
    const { status, errors, headers } = await stack.query(query, undefined, await signed({ apps: [app] }));
    expect([status, errors[0]?.extensions['code'], headers.get('retry-after')]).toEqual([503, 'UNAVAILABLE', '5']);
  });
});

describe('a caller', () => {
  const callers = apiKeys({ busy: {}, calm: {} });

  it('who asks more often than he may gets 429 and Retry-After, and nobody else does', async () => {
    let now = 1_000_000;
    const clock = { ...hastyClock, now: () => now };
    const stack = await startStack({ config: { callers, callerLimits: { rate: 3, atOnce: 10 } }, dependencies: { clock } });
    const statuses = async (name: string, times: number) => {
      const seen: number[] = [];
      for (let time = 0; time < times; time += 1) seen.push((await stack.query('{ __typename }', undefined, withKey(name))).status);
      return seen;
    };
    expect(await statuses('busy', 5)).toEqual([200, 200, 200, 429, 429]);
    expect(await statuses('calm', 1)).toEqual([200]);
    const { headers, errors } = await stack.query('{ __typename }', undefined, withKey('busy'));
    expect([headers.get('retry-after'), errors[0]?.extensions['code']]).toEqual(['1', 'RATE_LIMITED']);
    now += 1_000;
    expect(await statuses('busy', 4)).toEqual([200, 200, 200, 429]);
  });

  it('who has as much under way as he may is refused until some of it is answered, or given up', async () => {
    const stack = await startStack({ config: { callers, callerLimits: { rate: 1_000, atOnce: 2 } } });
    let answerNow: () => void = () => undefined;
    stack.emulator.faults.add({ until: new Promise<void>((resolve) => (answerNow = resolve)) });
    const controller = new AbortController();
    const slow = stack.query(query, undefined, withKey('busy'));
    const left = stack.query(query, undefined, { ...withKey('busy'), signal: controller.signal }).catch(() => 'left');
    await until(() => stack.calls().length === 1);
    await until(async () => (await stack.query('{ __typename }', undefined, withKey('busy'))).status === 429);
    controller.abort();
    expect(await left).toBe('left');
    await until(async () => (await stack.query('{ __typename }', undefined, withKey('busy'))).status === 200);
    answerNow();
    expect((await slow).data).toEqual(answer);
  });
});

/** Looks until it is so. */
async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await isSo())) await new Promise((resolve) => setImmediate(resolve));
}
