/** Queries for everything around an app, made from the schema: they cost no more than documented and tell the truth. */
import { getNamedType, type GraphQLObjectType, isObjectType, isRequiredArgument } from 'graphql';
import { describe, expect, it } from 'vitest';
import { seedId } from '../src/emulator/seed/ids.ts';
import { factsOf, factTypes, isEdge, isNodeType, typeNamed } from './support/selections.ts';
import { boundless } from './support/seeded.ts';
import { startStack } from './support/stack.ts';

const rows = 2;
const nodeTypes = factTypes.filter(isNodeType);

/** Edges without required arguments, with the type that they lead to. */
function edgesOf(type: GraphQLObjectType) {
  return Object.values(type.getFields())
    .filter((field) => isEdge(field) && !field.args.some(isRequiredArgument))
    .map(({ name, type: target }) => {
      const named = getNamedType(target) as GraphQLObjectType;
      const nodes = named.getFields()['nodes'];
      const isConnection = nodes !== undefined;
      const to = isConnection ? getNamedType(nodes.type) : named;
      if (!isObjectType(to)) throw new Error(`${type.name}.${name} leads to no object`);
      return { name, to: to.name, isConnection };
    });
}

/** A fragment for each type and distance that is reached: fragments that name each other keep the document small. */
function fragmentsFor(type: string, left: number, rows: number, made = new Map<string, string>()): Map<string, string> {
  const name = `${type}${left}`;
  if (made.has(name)) return made;
  made.set(name, '');
  const edges = left === 0 ? [] : edgesOf(typeNamed(type));
  const below = edges.map(({ name: edge, to, isConnection }) => {
    fragmentsFor(to, left - 1, rows, made);
    const inner = `{ ...${to}${left - 1} }`;
    return isConnection ? `${edge}(first: ${rows}) { totalCount nodes ${inner} }` : `${edge} ${inner}`;
  });
  return made.set(name, `fragment ${name} on ${type} { __typename ${factsOf(type)} ${below.join(' ')} }`);
}

/** Everything within so many objects behind an app, given by its number. */
const everythingOf = (app: number, distance: number, rows: number) =>
  `{ app(appId: "${seedId('a', app)}") { ...App${distance} } } ${Array.from(fragmentsFor('App', distance, rows).values()).join('\n')}`;

type Fields = Record<string, unknown>;
const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value);

/** The objects of an answer by their nodeId, each with all that was read of it wherever it stands. */
function objectsIn(value: unknown, found = new Map<string, Fields>()): Map<string, Fields> {
  if (Array.isArray(value)) for (const item of value) objectsIn(item, found);
  if (!isFields(value)) return found;
  const { nodeId } = value;
  if (typeof nodeId === 'string') found.set(nodeId, { ...found.get(nodeId), ...value });
  for (const inner of Object.values(value)) objectsIn(inner, found);
  return found;
}

/** What an edge leads to, told by nodeIds. */
function targetsOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(targetsOf);
  if (!isFields(value)) return value;
  return value['nodeId'] ?? { totalCount: value['totalCount'], nodes: targetsOf(value['nodes']) };
}

/** Facts that cost a call of their own, by type, and what they cost at most. */
const costs: Readonly<Record<string, number>> = {
  'App.analytics': 3,
  'App.webhookEvents': 1,
  'Meeting.aiConfig': 1,
  'Preset.config': 1,
  'Session.chat': 1,
  'Session.transcript': 1,
  'Session.summary': 1,
  'SessionParticipant.peerReport': 1,
  'Recording.startReason': 1,
  'Participant.sessionParticipations': 6,
};

/** Edges whose parents share what is read for them, if they are read together: a page of a list, and a look or one that is left. */
const shared = new Set([
  ...['sessions', 'activeSession', 'recordings', 'activeRecording', 'activeLivestream'].map((edge) => `Meeting.${edge}`),
  ...['Session.meeting', 'Recording.session', 'Livestream.meeting'],
]);
const costOfShared = 2;
/** Edges that the rows or the app itself have told. */
const isTold = (edge: string) => edge.endsWith('.app') || edge === 'Recording.meeting';

/** The names of the fields of each object, as `Type.field`, with whether they lead to others. */
const fieldsRead = (objects: Iterable<Fields>) =>
  Array.from(objects).flatMap((fields) => {
    const type = typeNamed(fields['__typename'] as string);
    return Object.keys(fields).flatMap((name) => {
      const field = type.getFields()[name];
      return field === undefined ? [] : [{ name: `${type.name}.${name}`, leads: isEdge(field) }];
    });
  });

const costOf = ({ name, leads }: { name: string; leads: boolean }) => costs[name] ?? (leads ? 1 : 0);
const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0);

describe('everything within three objects of an app with 30 of everything', () => {
  it('costs what single objects cost, and for edges that are read together two calls each, however many parents they have', async () => {
    const { query, emulator } = await startStack({ config: { upstreamCallLimit: 10_000, documentLimits: boundless } });
    const { data, errors } = await query(everythingOf(3, 2, 20));
    expect(errors).toEqual([]);
    const read = fieldsRead(objectsIn(data).values()).filter(({ name }) => !isTold(name));
    const together = new Set(read.map(({ name }) => name).filter((name) => shared.has(name)));
    expect(together).toEqual(shared);
    const alone = read.filter(({ name }) => !shared.has(name)).map(costOf);
    expect(emulator.calls.length).toBeLessThanOrEqual(1 + sum(alone) + together.size * costOfShared);
    // Parent by parent it would cost this much more.
    expect(read.filter(({ name }) => shared.has(name)).length).toBeGreaterThan(together.size * costOfShared * 4);
  });
});

describe('everything within five objects of an app', () => {
  it('costs no more than its edges and facts say, and equals what is read point by point', async () => {
    const { query, emulator } = await startStack({ config: { upstreamCallLimit: 10_000, documentLimits: boundless } });
    const { data, errors } = await query(everythingOf(1, 4, rows));
    expect(errors).toEqual([]);
    const calls = emulator.calls.length;
    const objects = objectsIn(data);
    expect(new Set(Array.from(objects.values(), ({ __typename }) => __typename))).toEqual(new Set(nodeTypes.map(({ name }) => name)));

    expect(calls).toBeLessThanOrEqual(1 + sum(fieldsRead(objects.values()).map(costOf)));

    const { query: ask } = await startStack({
      config: { upstreamCallLimit: 10_000, documentLimits: boundless, cacheTtlMs: 0, collapseWindowMs: 0 },
    });
    for (const [nodeId, fields] of objects) {
      const type = typeNamed(fields['__typename'] as string);
      // What is no node has no id to be compared by.
      const edges = edgesOf(type).filter(({ name, to }) => name in fields && isNodeType(typeNamed(to)));
      const targets = edges.map(({ name, isConnection }) =>
        isConnection ? `${name}(first: ${rows}) { totalCount nodes { nodeId } }` : `${name} { nodeId }`,
      );
      const selection = `__typename ${factsOf(type.name)} ${targets.join(' ')}`;
      const point = await ask(`{ node(nodeId: "${nodeId}") { ... on ${type.name} { ${selection} } } }`);
      expect(point.errors).toEqual([]);
      const told = point.data?.['node'] as Fields;
      const names = edges.map(({ name }) => name);
      const comparable = ({ attendees: _attendees, ...from }: Fields) =>
        Object.fromEntries(Object.entries(from).map(([name, value]) => [name, names.includes(name) ? targetsOf(value) : value]));
      expect(comparable(fields)).toEqual(comparable(told));
    }
  });
});
