/** Queries that are made into functions have the answers of those that graphql-js executes, to the byte. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { examples } from '../src/emulator/examples.ts';
import { seedId } from '../src/emulator/seed/ids.ts';
import type { Fault } from '../src/emulator/faults.ts';
import { livestreamId } from '../src/emulator/seed/livestreams.ts';
import { nodeIdOf } from '../src/node-interface.ts';
import { startBoth } from './support/both-ways.ts';
import { queryDocument } from './support/generated-queries.ts';
import { edgeCases, parents } from './resources/edges.ts';
import { typeCases } from './resources/types.ts';

const app = seedId('a', 1);

const oddities = [{}, 'null', 'javascript:alert(1)', '2026-03-01 09:30:00', ['word'], '7', true, 1e300, ''];

/** An upstream in whose answers every fact that is no id is another one. */
function oddFacts(turn: number): Fault {
  const spoil = (value: unknown, name: string): unknown => {
    if (Array.isArray(value)) return value.map((item) => spoil(item, name));
    if (typeof value === 'object' && value !== null) {
      return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, spoil(inner, key)]));
    }
    // Facts of the row itself that are required refuse it as a whole: one in three stays as it is.
    return /(^|_)id$/.test(name) || (turn + name.length) % 3 === 0 ? value : oddities[(turn + name.length) % oddities.length];
  };
  return {
    change: (answer) => {
      const { data, ...rest } = answer.body as { data: unknown };
      return { ...answer, body: { ...rest, data: spoil(data, '') } };
    },
  };
}

describe('a query made into a function', () => {
  it('has the same answer for everything that the tests of resources and the README ask', { timeout: 120_000 }, async () => {
    const { compare, compiled } = await startBoth();
    const queries = [
      ...typeCases.filter(({ type }) => type !== 'RateLimit').map(({ query }) => query),
      ...edgeCases.map(({ edge, selection }) => (parents[edge.split('.')[0] ?? '']?.query ?? '').replace('$', selection)),
      ...examples.map(({ query }) => query),
      '{ __type(name: "Participant") { fields { name type { kind name ofType { name } } } } __schema { types { name } } }',
      // Facts beside introspection: enums as well.
      ...typeCases.filter(({ type }) => type !== 'RateLimit').map(({ query }) => query.replace('{', '{ __type(name: "App") { name } ')),
    ];
    for (const query of queries) await compare({ query });
    expect(compiled()).toBeGreaterThanOrEqual(queries.length);
  });

  it('has the same answer when RealtimeKit fails, or does not make sense', { timeout: 120_000 }, async () => {
    const { compare } = await startBoth();
    const faults: readonly Fault[] = [
      { status: 403 },
      { status: 404 },
      { status: 500, operation: 'get_meeting_participants' },
      { body: { success: true, data: {} } },
      { connection: 'truncate' },
    ];
    const queries = [...typeCases.slice(0, 8).map(({ query }) => query), ...examples.map(({ query }) => query)];
    for (const fault of faults) for (const query of queries) await compare({ query }, [fault]);
  });

  it('has the same answer when single facts make no sense', { timeout: 120_000 }, async () => {
    const { compare } = await startBoth();
    const queries = typeCases.filter(({ type }) => type !== 'RateLimit').map(({ query }) => query);
    let errors = 0;
    for (const turn of [0, 1, 2, 4]) {
      for (const query of queries) if ((await compare({ query }, [oddFacts(turn)])).includes('UPSTREAM_INVALID_RESPONSE')) errors += 1;
    }
    expect(errors).toBeGreaterThan(20);
  });

  const variables = `query ($app: ID!, $first: Int = 2, $with: Boolean!, $order: AppOrder, $skip: Boolean = false) {
    apps(first: $first, orderBy: $order) @include(if: $with) { ...Page totalCount @skip(if: $skip) }
    app(appId: $app) { ... @include(if: $with) { name } id @skip(if: $with) ... on Node { nodeId } __typename }
  }
  fragment Page on AppConnection { nodes { id name } edges { cursor } pageInfo { endCursor hasNextPage } }`;

  it.each<[string, Record<string, unknown> | undefined]>([
    ['that fit', { app, with: true, order: { field: 'CREATED_AT', direction: 'ASC' } }],
    ['that leave defaults', { app, with: false }],
    ['of which one is null', { app, with: true, first: null }],
    ['of which one is missing', { app }],
    ['of which one is of another type', { app, with: 'true' }],
    ['whose parts do not fit', { app, with: true, order: { field: 'NAME', direction: 'ASC' } }],
    ['that are too large', { app, with: true, first: 2 ** 40 }],
    ['past a rule', { app, with: true, first: 101 }],
    ['that nobody asked for', { app, with: true, other: 1 }],
    ['as numbers where ids are', { app: 7, with: true }],
    ['that are none', undefined],
  ])('has the same answer with variables %s', async (_title, given) => {
    const { compare } = await startBoth();
    await compare({ query: variables, variables: given });
  });

  it.each([
    ['with a condition first', '...F @include(if: $yes)', '...F'],
    ['with a condition last', '...F', '...F @skip(if: $yes)'],
    ['with two conditions', '...F @include(if: $yes)', '...F @skip(if: $yes)'],
    ['in a part on a condition', '... @include(if: $yes) { ...F }', 'id ...F ...F'],
  ])('has the same answer where a fragment is spread twice, %s', async (_title, one, other) => {
    const { compare, compiled } = await startBoth();
    const query = `query ($app: ID!, $yes: Boolean!) {
      a: app(appId: $app) { __typename ${one} } b: app(appId: $app) { __typename ${other} } c: meetings(appId: $app, first: 1) { nodes { app { ...F } } }
    } fragment F on App { id name meetings(first: 0) { totalCount } }`;
    for (const yes of [true, false]) expect(await compare({ query, variables: { app, yes } })).toContain('"name"');
    expect(compiled()).toBeGreaterThan(0);
  });

  it('has the same answer as another operation of its document has, whatever that leaves out', async () => {
    const { compare, compiled } = await startBoth();
    const query = `query A($app: ID!, $yes: Boolean!) { app(appId: $app) { id ...F @include(if: $yes) } }
      query B($app: ID!) { app(appId: $app) { id ...F } } fragment F on App { name }`;
    await compare({ query, operationName: 'A', variables: { app, yes: false } });
    expect(await compare({ query, operationName: 'B', variables: { app } })).toContain('"name"');
    expect(compiled()).toBeGreaterThanOrEqual(2);
  });

  const livestream = `livestream(appId: "${app}", livestreamId: "${livestreamId(1, 1)}") { name streamKey }`;
  const ofMeeting = `meeting(appId: "${app}", meetingId: "${seedId('b', 2)}")`;
  it.each([
    ['a field of an object', `nodeId_m: ${livestream} m: ${ofMeeting} { nodeId }`],
    ['an object of an object', `app_m: ${livestream} m: ${ofMeeting} { app { name } }`],
    [
      'an object of one type of several',
      `Participant_n: recording(appId: "${app}", recordingId: "${seedId('f', 1)}") { meeting { title } }
      n: node(nodeId: "${nodeIdOf('Participant', { parent: { appId: app, meetingId: seedId('b', 2) }, id: seedId('c', 2, 2) })}") {
        ... on Participant { meeting { id } }
      }`,
    ],
    ['an object in a list', `idx0_n: ${livestream} n: meetings(appId: "${app}") { nodes { app { name } } }`],
  ])('is made of none whose keys are like those of %s', async (_title, fields) => {
    const { compare, compiled } = await startBoth();
    await compare({ query: `{ ${fields} }` });
    expect(compiled()).toBe(0);
  });

  it('is made of those whose keys have underscores', async () => {
    const { compare, compiled } = await startBoth();
    await compare({ query: `{ meeting_1: ${ofMeeting} { the_id: id __typename } meeting_2: ${ofMeeting} { the_id: id } _x: __typename }` });
    expect(compiled()).toBeGreaterThan(0);
  });

  const many = (count: number) => Array.from({ length: count }, (_, index) => `f${index}: id`).join(' ');
  const alike = (count: number) =>
    Array.from({ length: 100 }, (_, index) => `a${index}: app(appId: "${app}") { ${many(count)} }`).join(' ');
  it.each([
    ['of 2,000 fields', `{ app(appId: "${app}") { ${many(1_999)} } }`, true],
    ['of one more', `{ app(appId: "${app}") { ${many(2_000)} } }`, false],
    [
      'of one more by fragments',
      `{ app(appId: "${app}") { ...F } b: app(appId: "${app}") { ...F } } fragment F on App { ${many(1_000)} }`,
      false,
    ],
    ['of a hundred root fields that show the same twenty', `{ ${alike(20)} }`, true],
    ['of a hundred that show the same 25', `{ ${alike(25)} }`, false],
    ['of a hundred in a fragment of the query', `{ ...Q } fragment Q on Query { ${alike(20)} }`, false],
  ])('is made, or not, %s', async (_title, query, isMade) => {
    const { compare, compiled } = await startBoth();
    await compare({ query });
    expect(compiled() > 0).toBe(isMade);
  });

  it(
    'has the same answer in more than 1,000 generated queries with aliases, fragments, directives, variables and errors',
    { timeout: 240_000 },
    async () => {
      const { compare, compiled } = await startBoth();
      let errors = 0;
      await fc.assert(
        fc.asyncProperty(queryDocument, async (asked) => {
          if ((await compare(asked)).includes('"errors"')) errors += 1;
        }),
        { numRuns: 1_600 },
      );
      expect(compiled()).toBeGreaterThan(1_000);
      expect(errors).toBeGreaterThan(50);
    },
  );
});
