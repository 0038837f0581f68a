/** What was asked for before is executed by a function of it behind Yoga too, whatever the request looks like, and with the same answer. */
import { describe, expect, it } from 'vitest';
import type { Compile } from '../src/documents/compiled-operations.ts';
import { seedId } from '../src/emulator/seed/ids.ts';
import { compile } from '../src/server/compile.ts';
import { apiKeys, withKey } from './support/keys.ts';
import { type StackOptions, startStack } from './support/stack.ts';

const ask = 'query Ask($id: ID!) { app(appId: $id) { name } }';
const app = { id: seedId('a', 1) };
/** A header that only Yoga understands: it keeps a request off the express lane. */
const long = { 'x-gateway-trace': '0' };

/** A gateway that counts how often a function is executed in place of graphql-js. */
async function start(options: StackOptions = {}) {
  let executed = 0;
  const counting: Compile = (...operation) => {
    const execute = compile(...operation);
    return execute && ((...given) => ((executed += 1), execute(...given)));
  };
  const stack = await startStack({ ...options, dependencies: { compile: counting, ...options.dependencies } });
  const query = async (text: string, variables?: Record<string, unknown>, headers: Record<string, string> = {}) => {
    const { status, data, errors, extensions } = await stack.query(text, variables, { headers: { ...long, ...headers } });
    return { status, data, errors, extensions };
  };
  return { ...stack, query, executed: () => executed };
}

/** As often as makes a function of it; the next time it is executed. */
const sights = 2;

describe('on the long way', () => {
  it('a query is made a function the third time, with the variables of each asking and a bill for each', async () => {
    const { query, executed, calls } = await start({ config: { cacheTtlMs: 0 } });
    const wanted = { status: 200, data: { app: { name: 'Acme Classroom' } }, errors: [], extensions: { cost: { upstreamCalls: 1 } } };
    for (let sight = 0; sight < sights; sight += 1) expect(await query(ask, app)).toMatchObject(wanted);
    expect(executed()).toBe(0);
    expect(await query(ask, app)).toMatchObject(wanted);
    expect(await query(ask, { id: seedId('a', 999) })).toMatchObject({
      data: { app: null },
      errors: [],
      extensions: { cost: { upstreamCalls: 1 } },
    });
    expect([executed(), calls().length]).toEqual([2, 4]);
  });

  it('its answer is what the function says, and not asked for again', async () => {
    const { query } = await start({ dependencies: { compile: () => () => ({ data: { app: { name: 'of the function' } } }) } });
    for (let sight = 0; sight < sights; sight += 1) expect((await query(ask, app)).data).toEqual({ app: { name: 'Acme Classroom' } });
    expect((await query(ask, app)).data).toEqual({ app: { name: 'of the function' } });
  });

  it('one without variables is made one as well', async () => {
    const { query, executed } = await start();
    for (let sight = 0; sight <= sights; sight += 1)
      expect(await query('{ __typename }')).toMatchObject({ data: { __typename: 'Query' }, errors: [] });
    expect(executed()).toBe(1);
  });

  it('variables that do not fit are told of in the same words as before, and nothing is done', async () => {
    const { query, executed, calls } = await start();
    const first = await query(ask, { id: { no: 'id' } });
    expect([first.data, first.errors]).toMatchObject([undefined, [{ extensions: { code: 'BAD_USER_INPUT' } }]]);
    expect([await query(ask, { id: { no: 'id' } }), await query(ask, { id: { no: 'id' } })]).toEqual([first, first]);
    expect([executed(), calls()]).toEqual([1, []]);
  });

  it('errors have the words, places and codes that they had', async () => {
    const { query, executed, emulator } = await start({ config: { cacheTtlMs: 0 } });
    emulator.faults.add({ status: 422, body: { success: false, errors: [{ code: 7, message: 'said' }] } });
    const first = await query(ask, app);
    expect(first).toMatchObject({ status: 200, data: { app: null }, errors: [{ path: ['app'], extensions: { code: 'BAD_USER_INPUT' } }] });
    expect([await query(ask, app), await query(ask, app)]).toEqual([first, first]);
    expect(executed()).toBe(1);
  });

  it('a change is made by graphql-js, however often it was asked for', async () => {
    const { query, executed, calls } = await start();
    const change = `mutation { createMeeting(input: { appId: "${app.id}", title: "New" }) { meeting { title } } }`;
    for (let sight = 0; sight <= sights; sight += 1) expect((await query(change)).errors).toEqual([]);
    expect([executed(), calls().length]).toEqual([0, 3]);
  });

  it('what is no document, or names no operation of it, is refused each time', async () => {
    const { query, executed } = await start();
    const two = 'query A { __typename } query B { __typename }';
    for (let sight = 0; sight <= sights; sight += 1) {
      expect((await query('{ broken')).errors).toMatchObject([{ extensions: { code: 'GRAPHQL_PARSE_FAILED' } }]);
      expect((await query(two)).errors).toMatchObject([{ extensions: { code: 'OPERATION_RESOLUTION_FAILURE' } }]);
    }
    expect(executed()).toBe(0);
  });

  it('nobody is answered with what only another one may read', async () => {
    const { query, executed } = await start({ config: { callers: apiKeys({ all: {}, other: { apps: [seedId('a', 2)] } }) } });
    const as = (name: string) => withKey(name).headers as Record<string, string>;
    for (let sight = 0; sight <= sights; sight += 1)
      expect((await query(ask, app, as('all'))).data).toEqual({ app: { name: 'Acme Classroom' } });
    expect((await query(ask, app, as('other'))).data).toEqual({ app: null });
    expect(executed()).toBe(2);
  });
});

it('a trusted document is made a function too', async () => {
  const { url, executed } = await start({ dependencies: { trustedDocuments: new Map([['ask', ask]]) } });
  const init = {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ documentId: 'ask', variables: app }),
  };
  for (let sight = 0; sight <= sights; sight += 1) {
    expect(await (await fetch(url, init)).json()).toMatchObject({ data: { app: { name: 'Acme Classroom' } } });
  }
  expect(executed()).toBe(1);
});
