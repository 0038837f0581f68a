/** The short way past Yoga holds what the long one holds: who asks is known first, nothing stays of who leaves, oddities are refused. */
import { request as send } from 'node:http';
import { describe, expect, it } from 'vitest';
import { seedId } from '../src/emulator/seed/ids.ts';
import type { Compile } from '../src/documents/compiled-operations.ts';
import type { EndedOperation, StartedOperation } from '../src/observers.ts';
import { compile } from '../src/server/compile.ts';
import { apiKeys, keyNamed } from './support/keys.ts';
import { type Stack, startStack } from './support/stack.ts';

const query = 'query ($id: ID!) { app(appId: $id) { name } }';
const body = JSON.stringify({ query, variables: { id: seedId('a', 1) } });
const account = '1'.repeat(32);

/** Asks so often that the query goes the short way from then on. */
async function warm(stack: Stack, headers: Record<string, string> = {}): Promise<void> {
  for (let sight = 0; sight < 4; sight += 1) await stack.query(query, { id: seedId('a', 1) }, { headers });
}

/** A request by Node, with its headers as they are; resolves to the status of the answer, or to what became of the connection. */
function statusOf(
  url: string,
  headers: Record<string, string>,
  { text = body, ends = true, leaves = false } = {},
): Promise<number | string> {
  return new Promise((resolve) => {
    const request = send(url, { method: 'POST', headers: { 'content-type': 'application/json', ...headers } }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
      if (!ends) request.destroy();
    });
    request.on('error', (error) => {
      resolve(error.message);
    });
    if (ends) request.end(text);
    else request.write(text);
    if (leaves) setImmediate(() => request.destroy());
  });
}

const length = { 'content-length': String(body.length) };

describe('on the short way', () => {
  it('who does not say who he is hears so before he has sent his body', async () => {
    const stack = await startStack({ config: { callers: apiKeys({ backend: {} }) } });
    await warm(stack, { authorization: `Bearer ${keyNamed('backend')}` });
    const claimed = { 'content-length': '20000' };
    expect(await statusOf(stack.url, claimed, { text: '{', ends: false })).toBe(401);
    expect(await statusOf(stack.url, { ...claimed, authorization: 'Bearer wrong' }, { text: '{', ends: false })).toBe(401);
  });

  it('nothing stays of those who leave, even while it is found out who they are', async () => {
    const callers = { mode: 'passthrough' } as const;
    const headers = { authorization: 'Bearer red', 'x-cloudflare-account-id': account };
    const stack = await startStack({
      emulator: { accounts: { red: account } },
      config: { callers, callerLimits: { rate: 100_000, atOnce: 5 } },
    });
    await warm(stack, headers);
    for (let round = 0; round < 40; round += 1) {
      await Promise.all(Array.from({ length: 4 }, () => statusOf(stack.url, { ...headers, ...length }, { leaves: true })));
    }
    // Those who left last may still be on their way out.
    const statuses: (number | string)[] = [];
    while (!statuses.includes(200) && statuses.length < 200) statuses.push(await statusOf(stack.url, { ...headers, ...length }));
    const atOnce = await Promise.all(Array.from({ length: 5 }, () => statusOf(stack.url, { ...headers, ...length })));
    expect(atOnce).toEqual([200, 200, 200, 200, 200]);
  });

  it.each<[string, Record<string, string>, number]>([
    ['a media type that is the name of a property', { accept: 'constructor' }, 406],
    ['one that nobody writes', { accept: 'text/plain' }, 406],
    ['a port that there is not', { host: 'localhost:99999' }, 400],
    ['an address that there is not', { host: '127.999.999.999' }, 400],
    ['another host', { host: 'evil.example' }, 403],
    ['nothing of the kind', {}, 200],
  ])('%s is treated as on the long one', async (_title, headers, status) => {
    const stack = await startStack();
    const slow = await startStack({ dependencies: { compile: undefined } });
    await warm(stack);
    const asked = { ...length, ...headers };
    expect([await statusOf(stack.url, asked), await statusOf(slow.url, asked)]).toEqual([status, status]);
  });

  it('text of any script comes whole', async () => {
    const stack = await startStack();
    const name = 'Zoë, 東京 🎥';
    stack.emulator.faults.add({
      change: (answer) => {
        const text = JSON.stringify(answer.body).replace(/"name":"[^"]*"/g, `"name":"${name}"`);
        return { ...answer, body: JSON.parse(text) as unknown };
      },
    });
    await warm(stack);
    const { data } = await stack.query(query, { id: seedId('a', 1) });
    expect(data).toEqual({ app: { name } });
  });

  it('a query that came before is refused with variables that ask for too much, without a call', async () => {
    const stack = await startStack();
    const lists = 'query ($first: Int!) { apps(first: $first) { nodes { meetings(first: $first) { nodes { id } } } } }';
    for (let sight = 0; sight < 4; sight += 1) expect((await stack.query(lists, { first: 1 })).errors).toEqual([]);
    const before = stack.calls();
    const { data, errors } = await stack.query(lists, { first: 100 });
    expect([data, errors[0]?.extensions]).toMatchObject([
      undefined,
      { code: 'LIMIT_EXCEEDED', limit: { name: 'LIMIT_NODES', actual: 10_100 } },
    ]);
    expect(stack.calls()).toEqual(before);
  });

  it('goes what came before as soon as there is what makes functions of it, and never what cannot be made one', async () => {
    let executed = 0;
    let asked = 0;
    let able: 'not yet' | 'never' | 'now' = 'not yet';
    const counting: Compile = (...operation) => {
      asked += 1;
      if (able !== 'now') return able === 'never' ? null : undefined;
      const execute = compile(...operation);
      return execute && ((...given) => ((executed += 1), execute(...given)));
    };
    const stack = await startStack({ config: { cacheTtlMs: 0 }, dependencies: { compile: counting } });
    await warm(stack);
    expect([asked, executed]).toEqual([2, 0]);
    able = 'now';
    await warm(stack);
    expect([asked, executed]).toEqual([3, 4]);
    able = 'never';
    for (let sight = 0; sight < 5; sight += 1) await stack.query('{ rateLimit { limit } }');
    expect([asked, executed]).toEqual([4, 4]);
  });

  it('an operation is told of once, whether its variables fit or not', async () => {
    const started: StartedOperation[] = [];
    const ended: EndedOperation[] = [];
    const observers = [{ started: (one: StartedOperation) => started.push(one), ended: (one: EndedOperation) => ended.push(one) }];
    const stack = await startStack({ dependencies: { observers } });
    await warm(stack);
    started.length = ended.length = 0;
    const { errors } = await stack.query(query, { id: { not: 'an id' } });
    expect(errors).toHaveLength(1);
    await stack.query(query, { id: seedId('a', 1) });
    while (ended.length < 2) await new Promise((resolve) => setImmediate(resolve));
    expect([started.length, ended.map(({ codes }) => codes)]).toEqual([2, [['BAD_USER_INPUT'], []]]);
  });
});
