/** Queries as clients may write them: aliases, fragments, directives, variables; some of what they ask for does not exist or is refused. */
import fc from 'fast-check';
import { seedId } from '../../src/emulator/seed/ids.ts';

const app = seedId('a', 1);

/** What can be selected of each type; the second is the type that a field leads to. */
const facts: Readonly<Record<string, readonly string[]>> = {
  App: ['id', 'name', 'createdAt', 'nodeId', '__typename'],
  Meeting: ['id', 'title', 'status', 'statusText', 'recordOnStart', 'sessionKeepAliveSeconds', '__typename'],
  Participant: ['id', 'name', 'picture', 'presetName', 'customParticipantId', 'createdAt'],
  Session: ['id', 'status', 'startedAt', 'liveParticipants'],
  Preset: ['id', 'name', 'createdAt'],
  Livestream: ['id', 'name', 'statusText', 'streamKey'],
  Recording: ['id', 'statusText', 'fileSizeBytes', 'nodeId'],
};
const edges: Readonly<Record<string, readonly (readonly [field: string, type: string, isList: boolean])[]>> = {
  App: [
    ['meetings(first: 2)', 'Meeting', true],
    ['presets(first: 3)', 'Preset', true],
  ],
  Meeting: [
    ['app', 'App', false],
    ['participants(first: 3)', 'Participant', true],
    ['activeSession', 'Session', false],
    [`participant(participantId: "${seedId('c', 2, 2)}")`, 'Participant', false],
    ['participant(participantId: "a/b")', 'Participant', false],
  ],
  Participant: [
    ['meeting', 'Meeting', false],
    ['preset', 'Preset', false],
  ],
  Session: [['meeting', 'Meeting', false]],
  Preset: [['app', 'App', false]],
};

const directive = fc.constantFrom('', '', '', ' @include(if: $yes)', ' @skip(if: $yes)', ' @include(if: true)', ' @skip(if: $no)');

/** By what a field stands in the answer. */
const keyOf = (text: string) => text.split(/[ :]/)[0] ?? '';

/** A selection of a type, at most so deep. Wrapped in a fragment now and then. */
export function selectionOf(type: string, depth: number): fc.Arbitrary<string> {
  const fact = fc
    .tuple(fc.constantFrom(...(facts[type] ?? ['__typename'])), directive, fc.constantFrom('', 'alias: '))
    .map(([name, condition, alias]) => `${alias === '' ? '' : `${name}Alias: `}${name}${condition}`);
  const edge =
    depth === 0
      ? fact
      : fc.constantFrom(...(edges[type] ?? [])).chain(([field, to, isList]) =>
          fc.tuple(selectionOf(to, depth - 1), directive, fc.nat(99)).map(([inner, condition, number]) => {
            const body = isList ? `{ totalCount nodes ${inner} }` : inner;
            return `e${number}_${to}_${depth}: ${field}${condition} ${body}`;
          }),
        );
  return fc
    .tuple(
      fc.uniqueArray(fact, { minLength: 1, maxLength: 4, selector: keyOf }),
      fc.uniqueArray(edge, { maxLength: depth === 0 ? 0 : 2, selector: (text) => text.split(':')[0] }),
      fc.constantFrom('plain', 'inline', 'typed'),
    )
    .map(([own, others, form]) => {
      const fields = [...own, ...others].join(' ');
      if (form === 'inline') return `{ kind: __typename ... @include(if: $yes) { ${fields} } }`;
      return form === 'typed' ? `{ ... on ${type} { ${fields} } }` : `{ ${fields} }`;
    });
}

const roots: readonly (readonly [field: string, type: string])[] = [
  ['app(appId: $app)', 'App'],
  [`app(appId: "${seedId('a', 99)}")`, 'App'],
  ['app(appId: "..")', 'App'],
  ['meeting(appId: $app, meetingId: $meeting)', 'Meeting'],
  [`meetingParticipant(appId: $app, meetingId: $meeting, participantId: "${seedId('c', 3, 2)}")`, 'Participant'],
  ['meetingParticipant(appId: $app, meetingId: $meeting, participantId: "")', 'Participant'],
];

/** A query and its variables. */
export const queryDocument = fc
  .tuple(
    fc.array(
      fc.constantFrom(...roots).chain(([field, type]) => selectionOf(type, 2).map((selection) => ({ field, type, selection }))),
      { minLength: 1, maxLength: 3 },
    ),
    fc.boolean(),
    fc.boolean(),
  )
  .map(([fields, yes, asFragments]) => {
    // One fragment a type, spread on a condition where another field stands before.
    const first = (wanted: string) => fields.findIndex(({ type }) => type === wanted);
    const spread = fields.map(({ field, type, selection }, index) => {
      if (!asFragments) return { use: `r${index}: ${field} ${selection}`, fragment: '' };
      const condition = index === 0 ? '' : '@include(if: $yes)';
      const fragment = first(type) === index ? `fragment F${index} on ${type} ${selection}` : '';
      return { use: `r${index}: ${field} { kindOf: __typename ...F${first(type)} ${condition} }`, fragment };
    });
    const query = `query Generated($app: ID!, $meeting: ID!, $yes: Boolean!, $no: Boolean = false) {
      ${spread.map(({ use }) => use).join('\n')} __typename @skip(if: $no) ok: __typename @include(if: $yes)
    } ${spread.map(({ fragment }) => fragment).join('\n')}`;
    return { query, variables: { app, meeting: seedId('b', 2), yes } };
  });
