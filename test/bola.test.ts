/**
 * Broken object level authorization (OWASP API1): every root, edge and mutation is asked for with ids of somebody else. What is refused
 * looks like what never was, in its data, its errors, its bill and its REST calls.
 */
import { describe, expect, it } from 'vitest';
import type { CallersConfig } from '../src/config/callers.ts';
import { seedId } from '../src/emulator/seed/ids.ts';
import { schema } from '../src/schema.ts';
import { documentOf, briefly, mutationNames } from './mutations/documents.ts';
import { successesOfSessions } from './mutations/live-successes.ts';
import { successesOfObjects } from './mutations/successes.ts';
import { edgeCases, parents } from './resources/edges.ts';
import { typeCases } from './resources/types.ts';
import { apiKeys, startIssuer, withKey } from './support/keys.ts';
import { boundless } from './support/seeded.ts';
import { type GraphQLAnswer, type Stack, startStack } from './support/stack.ts';

/** The caller may reach the second app only; everything is asked of the first and third. */
const own = seedId('a', 2);
const foreign = [seedId('a', 1), seedId('a', 3)];
/** An app that nobody has. */
const absent = seedId('a', 4095);

const withoutOwn = (query: string) => foreign.reduce((text, id) => text.replaceAll(id, absent), query);

const edgeQueries = edgeCases.map(({ edge, selection }) => {
  const [parent = ''] = edge.split('.');
  return { title: edge, query: (parents[parent]?.query ?? '').replace('$', `__typename ${selection}`) };
});
const queries = [...typeCases.map(({ type, query }) => ({ title: type, query })), ...edgeQueries].filter(({ query }) =>
  foreign.some((id) => query.includes(id)),
);

const config = { documentLimits: boundless, upstreamCallLimit: 1_000 };
const modes: readonly (readonly [string, () => Promise<{ callers: CallersConfig; as: RequestInit }>])[] = [
  ['api-key', () => Promise.resolve({ callers: apiKeys({ clinic: { apps: [own] } }), as: withKey('clinic') })],
  [
    'jwt',
    async () => {
      const { callers, signed } = await startIssuer();
      return { callers, as: await signed({ apps: [own] }) };
    },
  ],
];

/** All that a caller can tell an answer by. */
const told = ({ status, data, errors, extensions }: GraphQLAnswer) => ({ status, data, errors, cost: extensions.cost });

/** Whether an answer has nothing in it but nulls. */
function isEmpty(value: unknown): boolean {
  return value == null || (typeof value === 'object' && Object.values(value).every(isEmpty));
}

describe.each(modes)('a caller who may reach one app, in mode %s,', (_mode, prepare) => {
  async function start(): Promise<{ stack: Stack; ask: (query: string, variables?: Record<string, unknown>) => Promise<GraphQLAnswer> }> {
    const { callers, as } = await prepare();
    const stack = await startStack({ config: { ...config, callers } });
    return { stack, ask: (query, variables) => stack.query(query, variables, as) };
  }

  it('reads what is in it', async () => {
    const { ask } = await start();
    const { data, errors } = await ask(`{ app(appId: "${own}") { name meetings { totalCount nodes { participants { totalCount } } } } }`);
    expect(errors).toEqual([]);
    expect(data).toMatchObject({ app: { name: 'Acme Clinic', meetings: { nodes: [{ participants: { totalCount: 10 } }] } } });
  });

  it('sees no other app by any root or edge: the same answer, bill and calls as for one that never was', async () => {
    const { stack, ask } = await start();
    expect(queries.length).toBeGreaterThan(40);
    for (const { title, query } of queries) {
      const refused = await ask(query);
      expect([title, isEmpty(refused.data), stack.calls()]).toEqual([title, true, []]);
      expect(told(refused)).toEqual(told(await ask(withoutOwn(query))));
    }
    expect(stack.calls()).toEqual([]);
  });

  it('sees them in no list', async () => {
    const { ask } = await start();
    const list = '{ apps(first: 100) { totalCount nodes { id name } pageInfo { hasNextPage } } }';
    const { data } = await ask(list);
    expect(data).toEqual({ apps: { totalCount: 1, nodes: [{ id: own, name: 'Acme Clinic' }], pageInfo: { hasNextPage: false } } });
    expect((await ask('{ apps(filter: { search: "classroom" }) { totalCount } }')).data).toEqual({ apps: { totalCount: 0 } });
    expect((await ask('{ apps(filter: { search: "clinic" }) { totalCount } }')).data).toEqual({ apps: { totalCount: 1 } });
  });

  it('gets nothing by the global ids that somebody else was given', async () => {
    const { stack, ask } = await start();
    const open = await startStack({ config });
    const nodeTypes = schema.getImplementations(schema.getType('Node') as never).objects.map(({ name }) => name);
    const ids = new Set<string>();
    for (const { query } of queries) {
      const { data } = await open.query(query.replaceAll('__typename', 'nodeId'));
      for (const [, id = ''] of JSON.stringify(data).matchAll(/"nodeId":"([^"]+)"/g)) ids.add(id);
    }
    const kinds = new Set(Array.from(ids, (id) => atob(id).split('/')[0]));
    expect(kinds).toEqual(new Set(nodeTypes));
    for (const nodeId of ids) {
      const { data, errors } = await ask('query ($nodeId: ID!) { node(nodeId: $nodeId) { __typename nodeId } }', { nodeId });
      expect([nodeId, data, errors]).toEqual([nodeId, { node: null }, []]);
    }
    expect(stack.calls()).toEqual([]);
  });

  const writes = [...successesOfObjects, ...successesOfSessions];

  it('changes nothing in them by any mutation', async () => {
    expect(new Set(writes.map(({ mutation }) => mutation))).toEqual(new Set(mutationNames));
    const { stack, ask } = await start();
    for (const { mutation, input } of writes) {
      const refused = await ask(documentOf(mutation, briefly(mutation)), { input });
      const codes = refused.errors.map(({ extensions }) => extensions['code']);
      expect([mutation, isEmpty(refused.data), codes]).toEqual([mutation, true, [mutation === 'createApp' ? 'FORBIDDEN' : 'NOT_FOUND']]);
      const lost = 'appId' in input ? { ...input, appId: absent } : input;
      expect(told(refused)).toEqual(told(await ask(documentOf(mutation, briefly(mutation)), { input: lost })));
    }
    expect(stack.calls()).toEqual([]);
  });

  it('gets nothing of what somebody else has under way in them', async () => {
    const { callers, as } = await prepare();
    if (callers.mode !== 'api-key') return;
    const both: CallersConfig = { mode: 'api-key', keys: [...callers.keys, ...(apiKeys({ all: {} }) as typeof callers).keys] };
    const stack = await startStack({ config: { ...config, callers: both } });
    let answerNow: () => void = () => undefined;
    stack.emulator.faults.add({ until: new Promise<void>((resolve) => (answerNow = resolve)) });
    const place = `appId: "${seedId('a', 1)}", meetingId: "${seedId('b', 1)}"`;
    const join = `mutation { joinMeeting(input: { ${place}, customParticipantId: "x", presetName: "group_call_participant", name: "X" }) { token { value } } }`;
    const read = `{ meeting(${place}) { title } }`;
    const allowed = [join, read].map((document) => stack.query(document, undefined, withKey('all')));
    while (stack.calls().length < 2) await new Promise((resolve) => setImmediate(resolve));
    const refused = await Promise.all([join, read].map((document) => stack.query(document, undefined, as)));
    expect(refused.map(({ data }) => isEmpty(data))).toEqual([true, true]);
    answerNow();
    expect((await Promise.all(allowed)).flatMap(({ errors }) => errors)).toEqual([]);
    // Nor of what the cache has by now.
    expect(isEmpty((await stack.query(read, undefined, as)).data)).toBe(true);
  });
});

describe('callers with tokens of their own', () => {
  it('read nothing of each other, neither by naming the other account nor from the cache', async () => {
    const accounts = { red: '1'.repeat(32), blue: '2'.repeat(32) };
    const stack = await startStack({ emulator: { accounts }, config: { ...config, callers: { mode: 'passthrough' } } });
    const as = (token: string, account: string): RequestInit => ({
      headers: { authorization: `Bearer ${token}`, 'x-cloudflare-account-id': account },
    });
    for (const { title, query } of queries) {
      const { data } = await stack.query(query, undefined, as('blue', accounts.blue));
      expect([title, isEmpty(data)]).toEqual([title, false]);
      for (const [token, account] of [
        ['red', accounts.blue],
        ['nobody', accounts.blue],
      ] as const) {
        const calls = stack.calls().length;
        const refused = await stack.query(query, undefined, as(token, account));
        expect([title, isEmpty(refused.data)]).toEqual([title, true]);
        // It was Cloudflare who refused it: the cache had the answer, but not for him.
        expect(stack.calls().length).toBeGreaterThan(calls);
      }
    }
  });
});
