/** Whose answers the gateway gives again, which it keeps, and how many. */
import { describe, expect, it } from 'vitest';
import type { Caller } from '../src/callers/caller.ts';
import { seedId } from '../src/emulator/seed/ids.ts';
import { AnswerMemory, type MadeAnswer } from '../src/server/answer-memory.ts';
import { fullAccess } from '../src/upstream/access.ts';
import { Bill } from '../src/upstream/bill.ts';
import { createCredential } from '../src/upstream/credential.ts';
import { ids, query, startCounted } from './support/counted.ts';
import { apiKeys, startIssuer, withKey } from './support/keys.ts';

const { app } = ids;
const hit = { path: { value: '/1', template: '/1' }, others: [], search: '', stored: { value: null, storedAt: 0, bytes: 20_000 } };

describe('an answer that is not of the cache alone', () => {
  it.each(['upstreamCalls', 'sharedCalls', 'collapsedReads', 'stale', 'cacheHits'] as const)('says so: %s', (count) => {
    const bill = new Bill(100, false);
    expect(bill.isOfCacheAlone).toBe(false);
    bill.take(hit);
    expect(bill.isOfCacheAlone).toBe(true);
    bill[count] += 1;
    expect(bill.isOfCacheAlone).toBe(false);
  });

  it.each(['toldSecrets', 'toldTheMoment'] as const)('says so: %s', (what) => {
    const bill = new Bill(100, false);
    bill.take(hit);
    bill[what] = true;
    expect(bill.isOfCacheAlone).toBe(false);
  });
});

it('two tokens that ask for the same are each answered by their own', async () => {
  const accounts = { red: '1'.repeat(32), blue: '2'.repeat(32) };
  const { query: ask, warm, isExecuted } = await startCounted({ config: { callers: { mode: 'passthrough' } }, emulator: { accounts } });
  const as = (name: keyof typeof accounts) => ({ headers: { authorization: `Bearer ${name}`, 'x-cloudflare-account-id': accounts[name] } });
  await warm(query, ids, as('red'));
  expect(await isExecuted(() => ask(query, ids, as('blue')))).toBe(true);
  await warm(query, ids, as('blue'));
  for (const name of ['red', 'blue'] as const) expect(await isExecuted(() => ask(query, ids, as(name)))).toBe(false);
});

describe('who may see some apps only', () => {
  const text = 'query ($app: ID!) { app(appId: $app) { name } other: app(appId: "' + seedId('a', 2) + '") { name } }';

  it('is answered within them, by key', async () => {
    const callers = apiKeys({ all: {}, one: { apps: [app] }, two: { apps: [seedId('a', 2)] } });
    const { query: ask, warm, isExecuted } = await startCounted({ config: { callers } });
    const answers: unknown[] = [];
    for (const name of ['all', 'one', 'two']) await warm(text, { app }, withKey(name));
    for (const name of ['all', 'one', 'two']) {
      expect(await isExecuted(async () => answers.push((await ask(text, { app }, withKey(name))).data))).toBe(false);
    }
    expect(answers).toMatchObject([
      { app: { name: 'Acme Classroom' }, other: { name: expect.any(String) as string } },
      { app: { name: 'Acme Classroom' }, other: null },
      { app: null, other: { name: expect.any(String) as string } },
    ]);
  });

  it('is answered within those of the token that he has now', async () => {
    const issuer = await startIssuer();
    const { query: ask, warm, isExecuted } = await startCounted({ config: { callers: issuer.callers } });
    const both = { apps: [app, seedId('a', 2)] };
    await warm(text, { app }, await issuer.signed(both));
    const init = await issuer.signed(both);
    expect(await isExecuted(() => ask(text, { app }, init))).toBe(false);
    expect((await ask(text, { app }, await issuer.signed({ apps: [app] }))).data).toEqual({ app: { name: 'Acme Classroom' }, other: null });
    expect((await ask(text, { app }, await issuer.signed({ apps: [] }))).data).toEqual({ app: null, other: null });
    await warm(text, { app }, await issuer.signed({ apps: [app] }));
    expect((await ask(text, { app }, await issuer.signed(both))).data).not.toMatchObject({ other: null });
  });
});

describe('the memory', () => {
  const keep = async (count: number, answer: MadeAnswer) => {
    const memory = new AnswerMemory();
    const caller: Caller = { name: 'a', id: 'a', credential: await createCredential('1'.repeat(32), 'token'), access: fullAccess };
    const keys = Array.from({ length: count }, (_, index) => memory.keyOf(caller, Buffer.from(String(index))) ?? '');
    for (const key of keys) memory.keep(key, caller, answer);
    return keys.filter((key) => memory.find(key, caller) !== undefined).length;
  };
  const told = { name: undefined, type: 'query', hash: Promise.resolve('') } as const;

  it('is bounded by the bytes of answers and of what they are made of', async () => {
    expect(await keep(1_000, { told, text: 'a', length: 100_000, hits: [] })).toBeLessThan(340);
    const made = await keep(2_000, { told, text: 'a', length: 1, hits: [hit, hit] });
    expect(made).toBeGreaterThan(700);
    expect(made).toBeLessThan(840);
  });

  it('keeps none that alone is too large', async () => {
    expect(await keep(1, { told, text: 'a', length: 300_000, hits: [] })).toBe(0);
    expect(await keep(1, { told, text: 'a', length: 200_000, hits: [] })).toBe(1);
  });
});
