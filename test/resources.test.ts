/** Every type, every edge and every read operation, in both shapes that RealtimeKit's answers are known to have. */
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { routes } from '../src/emulator/emulator.ts';
import { detailCases, edgeCases, parents } from './resources/edges.ts';
import { typeCases } from './resources/types.ts';
import { documentedReads } from './support/documented-reads.ts';
import { factTypes, isEdge, isNodeType, noteValues, typeNamed } from './support/selections.ts';
import { startStack } from './support/stack.ts';

const queryType = typeNamed('Query');
/** What the queries of this file have shown a value of, and the operations that they made. */
const seen = new Set<string>();
const hit = new Set<string>();

async function ask(query: string, shapes: 'examples' | 'schema' = 'examples') {
  const { query: send, emulator } = await startStack({ emulator: { shapes } });
  const answer = await send(query);
  expect(answer.errors).toEqual([]);
  noteValues(queryType, answer.data, seen);
  const operations = emulator.calls.map(({ operation = 'unknown' }) => operation);
  for (const operation of operations) hit.add(operation);
  return { ...answer, operations };
}

describe.each(['examples', 'schema'] as const)('in the shape of %s', (shapes) => {
  it.each(typeCases)('$type is read with all its facts', async ({ query, operations }) => {
    const answer = await ask(query, shapes);
    expect(answer.operations.sort()).toEqual(operations);
    expect(answer.extensions.cost.upstreamCalls).toBe(operations.length);
    expect(Object.values(answer.data ?? {})).not.toContain(null);
  });
});

function parentsOf(edge: string) {
  const type = edge.startsWith('RecordingConfig') ? 'Meeting' : (edge.split('.')[0] ?? '');
  const parent = parents[type];
  if (parent === undefined) throw new Error(`no parents for ${edge}`);
  return { parent, type };
}

/** The parents in an answer: nothing else in it is asked for its nodeId. */
function parentsIn(value: unknown): { nodeId: string }[] {
  if (Array.isArray(value)) return value.flatMap(parentsIn);
  if (typeof value !== 'object' || value === null) return [];
  return 'nodeId' in value ? [value as { nodeId: string }] : Object.values(value).flatMap(parentsIn);
}

describe('through 25 parents', () => {
  it.each([...edgeCases, ...detailCases])('$edge costs at most $most calls more', async ({ edge, selection, most }) => {
    const { parent, type } = parentsOf(edge);
    const { operations, data } = await ask(parent.query.replace('$', `nodeId ${selection}`));
    expect(operations.length).toBeLessThanOrEqual(parent.calls + most);

    const together = parentsIn(data);
    expect(together.length).toBeGreaterThanOrEqual(25);
    const { query } = await startStack({ config: { cacheTtlMs: 0, collapseWindowMs: 0 } });
    const alone = await Promise.all(
      together.map(async ({ nodeId }) => {
        const point = await query(`{ node(nodeId: "${nodeId}") { nodeId ... on ${type} { ${selection} } } }`);
        expect(point.errors).toEqual([]);
        return point.data?.['node'];
      }),
    );
    expect(together).toEqual(alone);
  });

  it('every edge of the schema is among them', () => {
    const edges = factTypes.filter(isNodeType).flatMap((type) =>
      Object.values(type.getFields())
        .filter(isEdge)
        .map(({ name }) => `${type.name}.${name}`),
    );
    expect(edgeCases.map(({ edge }) => edge).toSorted()).toEqual(edges.toSorted());
  });
});

describe('the ledger', () => {
  const file = fileURLToPath(new URL('../../shared/realtimekit-openapi.json', import.meta.url));
  const reads = routes.filter(({ method }) => method === 'GET').map(({ operation }) => operation);

  it('has every read of the emulator among the operations that the tests above made', () => {
    expect(reads.filter((operation) => !hit.has(operation))).toEqual([]);
  });

  it('has every documented read among those of the emulator', () => {
    expect(documentedReads).toHaveLength(33);
    expect(reads.toSorted()).toEqual(documentedReads.toSorted());
  });

  it.skipIf(!existsSync(file))('has the reads of the document, no more and no fewer', () => {
    const { paths } = JSON.parse(readFileSync(file, 'utf8')) as { paths: Record<string, { get?: { operationId: string } }> };
    expect(documentedReads.toSorted()).toEqual(
      Object.values(paths)
        .flatMap(({ get }) => get?.operationId ?? [])
        .sort(),
    );
  });

  it('has a value of every field of every type somewhere in what was read', () => {
    const fields = factTypes.flatMap((type) => Object.keys(type.getFields()).map((name) => `${type.name}.${name}`));
    expect(fields.filter((field) => !seen.has(field))).toEqual([]);
  });
});
