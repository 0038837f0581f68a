/** Fields of a query that show the same of different objects are resolved as one list, and nobody can tell by the answer. */
import fc from 'fast-check';
import { execute, getOperationAST, GraphQLID, GraphQLObjectType, GraphQLSchema, Kind, parse, validate } from 'graphql';
import { describe, expect, it } from 'vitest';
import type { Fault } from '../src/emulator/faults.ts';
import { seedId } from '../src/emulator/seed/ids.ts';
import { schema } from '../src/schema.ts';
import { foldFields } from '../src/server/folded-fields.ts';
import { ownOperation } from '../src/server/own-operation.ts';
import { schemaToCompile } from '../src/server/plain-fields.ts';
import { startBoth } from './support/both-ways.ts';
import { selectionOf } from './support/generated-queries.ts';
import { app, inMiddle, middle } from './support/seeded.ts';

const [variables, types] = [
  { app, meeting: middle, ...Object.fromEntries([1, 2, 3, 4, 5].map((number) => [`p${number}`, inMiddle(number)])) },
  { first: 'Int = 2', yes: 'Boolean!', no: 'Boolean = false' } as Readonly<Record<string, string>>,
];

/** A query with these fields that declares the variables which they use. */
function asking(fields: string, fragment = ''): string {
  const names = new Set(Array.from(fields.matchAll(/\$(\w+)/g), ([, name = '']) => name));
  const declared = Array.from(names, (name) => `$${name}: ${types[name] ?? 'ID!'}`);
  return `query${declared.length === 0 ? '' : ` (${declared.join(', ')})`} {\n${fields}\n}\n${fragment}`;
}

const each = (numbers: readonly number[], write: (number: number) => string) => numbers.map(write).join('\n');
const person = (number: number) => `meetingParticipant(appId: $app, meetingId: $meeting, participantId: $p${number})`;
const people = (selection: string, prefix = 'p') => each([1, 2, 3, 4, 5], (number) => `${prefix}${number}: ${person(number)} ${selection}`);
const meeting = (number: number, selection: string) => `m${number}: meeting(appId: $app, meetingId: "${seedId('b', number)}") ${selection}`;
const pages = (args: string) =>
  each([1, 2, 3], (number) => `l${number}: meetingParticipants(appId: $app, meetingId: "${seedId('b', number)}"${args}) { totalCount }`);
const row = 'fragment Row on Participant { id\n picture }';

const oneWhole = asking(
  `${meeting(2, '{ aiConfig { __typename } }').replace('m2', 'whole')} ${each([1, 2, 3], (n) => meeting(n, '{ title }'))}`,
);
const maybeNull = asking(people('{ id }')).replace('$p2: ID!', '$p2: ID = "x"');

/** What is selected in place of the query's own fields; undefined if nothing is folded. */
function foldedTo(query: string): string[] | undefined {
  const document = parse(query);
  expect(validate(schema, document)).toEqual([]);
  const operation = getOperationAST(document);
  if (operation == null) throw new Error('there is one operation');
  const folded = foldFields(schemaToCompile(schema, document), ownOperation(document, operation));
  const { selections } = folded?.operation.selectionSet ?? {};
  return selections?.map((one) => (one.kind === Kind.FIELD ? one.name.value : one.kind));
}

describe('fields that show the same', () => {
  it.each([
    ['of different objects', asking(people('{ id name }')), ['meetingParticipant_each']],
    ['by a fragment', asking(people('{ ...Row }'), row), ['meetingParticipant_each']],
    [
      'and others between them',
      asking(`${meeting(1, '{ id }')} ${people('{ id }')} __typename`),
      ['meeting', 'meetingParticipant_each', '__typename'],
    ],
    [
      'and as many that show something else',
      asking(`${people('{ id }')} ${people('{ name }', 'q')}`),
      ['meetingParticipant_each', 'meetingParticipant_each'],
    ],
    ['but for two of which one may be null', maybeNull, ['meetingParticipant', 'meetingParticipant', 'meetingParticipant_each']],
    ['by their global ids', asking(people('{ __typename nodeId }')), ['meetingParticipant_each']],
  ])('%s are one', (_title, query, folded) => {
    expect(foldedTo(query)).toEqual(folded);
  });

  it.each([
    ['of two objects', asking(each([1, 2], (number) => meeting(number, '{ id }')))],
    ['on a condition', asking(people('@include(if: true) { id }'))],
    ['in a fragment', asking(`... { ${people('{ id }')} }`)],
    ['of objects that are selected twice', asking(people('{ id }') + people('{ id }'))],
    ['of pages', asking(pages(''))],
    ['that leads to others', asking(people('{ id meeting { id } }'))],
    [
      'that leads to others by fragments',
      asking(people('{ ...Way }'), 'fragment Way on Participant { ... on Node { ... on Participant { meeting { id } } } }'),
    ],
    ['by a field that every type resolves by itself', asking(people('{ ... on Node { nodeId } }'))],
    [
      'one before and one behind others',
      asking(each([1, 2, 3], (number) => `${meeting(number, '{ id }')} p${number}: ${person(number)} { id }`)),
    ],
    ['under a key that objects do not have', asking(`${people('{ id }')} __proto__: ${person(1)} { id }`)],
    ['but for a key', asking(each([1, 2, 3], (number) => meeting(number, `{ k${number}: id }`)))],
    [
      'as lists that are always there',
      asking(
        each([1, 2, 3], (n) => `b${n}: meetingParticipantsByIds(appId: $app, meetingId: $meeting, participantIds: [$p${n}, "x"]) { id }`),
      ),
    ],
    ['of nothing', asking(each([1, 2, 3], (number) => `a${number}: __typename`))],
  ])('%s are not', (_title, query) => {
    expect(foldedTo(query)).toBeUndefined();
  });

  const nobody = seedId('c', 999, 2);
  const noPictures: Fault = {
    change: (answer) => {
      const { data, ...rest } = answer.body as { data: object | object[] };
      const spoil = (one: object) => ({ ...one, picture: 'javascript:alert(1)' });
      return { ...answer, body: { ...rest, data: Array.isArray(data) ? data.map(spoil) : spoil(data) } };
    },
  };

  it.each<[string, string, Record<string, unknown>, Fault | undefined]>([
    ['all are there', asking(people('{ __typename id name presetName createdAt }')), {}, undefined],
    [
      'others stand between them',
      asking(
        `${meeting(4, '{ title }')} ${each([2, 1, 3], (n) => meeting(n, '{ id title }'))} __typename ${people('{ id }')} ${meeting(5, '{ id }')}`,
      ),
      {},
      undefined,
    ],
    [
      'they have keys like those of objects',
      asking(
        people('{ id }').replaceAll(
          /^p(\d):/gm,
          (_all, n) => `${['', 'constructor', 'then', 'toString', 'p4', 'folded_0'][Number(n)] ?? ''}:`,
        ),
      ),
      {},
      undefined,
    ],
    ['one is not there', asking(people('{ id name }')), { p3: nobody }, undefined],
    ['two ids may not be', asking(people('{ id name }')), { p2: 'a/b', p4: '' }, undefined],
    ['no id may be', asking(people('{ id name }')), { app: '..' }, undefined],
    ['an id is a number', asking(people('{ id name }')), { p2: 7 }, undefined],
    ['an id that may be none is', maybeNull, { p2: null }, undefined],
    ['an id is none', asking(people('{ id name }')), { p2: null }, undefined],
    ['a field below fails in each', asking(people('{\n id\n picture }')), {}, noPictures],
    ['a field below fails in a fragment', asking(people('{ ...Row }'), row), {}, noPictures],
    ['RealtimeKit fails', asking(people('{ id }')), {}, { status: 500 }],
    ['RealtimeKit has no list', asking(people('{ id }')), {}, { status: 500, operation: 'get_meeting_participants' }],
    ['the same is asked for twice', asking(people('{ id name }')), { p2: inMiddle(1), p4: inMiddle(1) }, undefined],
    ['the same is asked for in two spellings', asking(people('{ id name }')), { p2: inMiddle(1).toUpperCase() }, undefined],
    [
      'others ask for more of the same',
      asking(`${people('{ id }')} ${people('{ name }', 'q')} one: ${person(3)} { picture }`),
      {},
      undefined,
    ],
    [
      'they are in two meetings by turns',
      asking(
        each([1, 2, 3, 4], (n) => {
          const meetingId = seedId('b', 1 + (n % 2));
          return `p${n}: meetingParticipant(appId: $app, meetingId: "${meetingId}", participantId: "${seedId('c', n, 1 + (n % 2))}") { id name }`;
        }),
      ),
      {},
      undefined,
    ],
    [
      'others ask for the same by its ids, and again when they know more',
      asking(
        `${people('{ id }')} l: meetingParticipantsByIds(appId: $app, meetingId: $meeting, participantIds: [$p1, "..", $p1, "x", $p9, "a/b"]) { id name meeting { title } }
        ${meeting(2, `{ title one: participant(participantId: $p2) { id } other: participant(participantId: "${seedId('c', 8, 2)}") { id } }`)}`,
      ),
      { p9: seedId('c', 9, 2) },
      undefined,
    ],
    ['one is read by itself, as it is to tell more', oneWhole, {}, undefined],
    ['one that is read by itself fails', oneWhole, {}, { status: 500, operation: 'get_meeting' }],
    ['nodes are none', asking(each([1, 2, 3], (n) => `n${n}: node(nodeId: "${n}") { __typename ... on App { name } }`)), {}, undefined],
  ])('have the same answer where %s', async (_title, query, others, fault) => {
    const { compare } = await startBoth();
    expect(foldedTo(query)).toBeDefined();
    const used = Object.entries({ ...variables, ...others }).filter(([name]) => query.includes(`$${name}:`));
    await compare({ query, variables: Object.fromEntries(used) }, fault ? [fault] : []);
  });

  it('are resolved at once by a field that can', async () => {
    const asked: unknown[] = [];
    const thing = {
      type: new GraphQLObjectType({ name: 'Thing', fields: { id: { type: GraphQLID } } }),
      args: { id: { type: GraphQLID } },
      resolve: () => new Error('one by one'),
      extensions: {
        resolveEach: (each: readonly object[]) => {
          asked.push(each);
          return Promise.resolve(each);
        },
      },
    };
    const things = new GraphQLSchema({ query: new GraphQLObjectType({ name: 'Query', fields: { thing } }) });
    const operation = getOperationAST(parse(`{ ${each([1, 2, 3], (number) => `t${number}: thing(id: "${number}") { id }`)} }`));
    const folded = operation ? foldFields(things, operation) : undefined;
    if (folded === undefined) throw new Error('there is something to fold');
    const { data } = await execute({ schema: things, document: { kind: Kind.DOCUMENT, definitions: [folded.operation] } });
    expect(folded.unfoldData(data ?? {})).toEqual({ t1: { id: '1' }, t2: { id: '2' }, t3: { id: '3' } });
    expect(asked).toEqual([[{ id: '1' }, { id: '2' }, { id: '3' }]]);
  });

  it('are made into a function where they are a thousand, which is too long for those that are not one', async () => {
    const { compare, compiled } = await startBoth();
    const thousand = (condition: string) =>
      asking(
        each(
          Array.from({ length: 1_000 }, (_, index) => index + 1),
          (number) => `a${number}: ${person((number % 5) + 1)} ${condition} { ...Row }`,
        ),
        'fragment Row on Participant { id createdAt updatedAt customParticipantId presetName name picture nodeId }',
      );
    await compare({ query: thousand('@include(if: true)'), variables });
    expect(compiled()).toBe(0);
    await compare({ query: thousand(''), variables });
    expect(compiled()).toBeGreaterThan(0);
  });

  /** What a type is found by, for a number: some are there, some are not, some may not be asked for. */
  const found: Readonly<Record<string, (number: number) => string>> = {
    Participant: (n) =>
      `meetingParticipant(appId: $app, meetingId: $meeting, participantId: "${['', 'a/b'][n - 8] ?? seedId('c', n * n, 2)}")`,
    Meeting: (n) => `meeting(appId: $app, meetingId: "${['..', seedId('b', 999)][n - 8] ?? seedId('b', n)}")`,
    Preset: (n) => `preset(appId: $app, presetId: "${['', seedId('d', 99)][n - 8] ?? seedId('d', n + 1)}")`,
    Session: (n) => `session(appId: $app, sessionId: "${['.', seedId('e', 99)][n - 8] ?? seedId('e', 1 + (n % 2), 2)}")`,
    Livestream: (n) => `livestream(appId: $app, livestreamId: "${['a%', seedId('2', 99)][n - 8] ?? seedId('2', n + 1)}")`,
    Recording: (n) => `recording(appId: $app, recordingId: "${['a?', seedId('f', 99)][n - 8] ?? seedId('f', n + 1)}")`,
    App: (n) => `app(appId: "${['%', seedId('a', 99)][n - 8] ?? (n % 2 ? app : seedId('a', 2))}")`,
  };
  const alike = fc.constantFrom(...Object.entries(found)).chain(([type, field]) =>
    fc
      .tuple(selectionOf(type, 0), fc.array(fc.nat({ max: 9 }), { minLength: 3, maxLength: 7 }), fc.nat({ max: 3 }), fc.boolean())
      .map(([selection, numbers, place, yes]) => {
        const fields = numbers.map((number, index) => `f${index}: ${field(number)} ${selection}`);
        const query = asking(fields.toSpliced(place, 0, 'between: app(appId: $app) { id @skip(if: $no) }').join('\n'));
        return {
          query,
          variables: { app, ...(query.includes('$meeting') && { meeting: middle }), ...(query.includes('$yes') && { yes }) },
        };
      }),
  );

  it('have the same answer in 300 generated queries', { timeout: 120_000 }, async () => {
    const { compare } = await startBoth();
    let folded = 0;
    let failed = 0;
    await fc.assert(
      fc.asyncProperty(alike, async (asked) => {
        if (foldedTo(asked.query)) folded += 1;
        if ((await compare(asked)).includes('"errors"')) failed += 1;
      }),
      { numRuns: 300 },
    );
    expect(folded).toBeGreaterThan(150);
    expect(failed).toBeGreaterThan(50);
  });
});
