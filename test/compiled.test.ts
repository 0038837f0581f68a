/** Queries that are made into functions have the answers of those that graphql-js executes, to the byte. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { examples } from '../src/emulator/examples.ts';
import { seedId } from '../src/emulator/seed/ids.ts';
import type { Fault } from '../src/emulator/faults.ts';
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
