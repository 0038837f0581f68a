/** Details are read only if they are selected, in whatever way a query can say so; what is known by its id is not read at all. */
import { describe, expect, it } from 'vitest';
import { seedId } from '../src/emulator/seed/ids.ts';
import { livestreamId } from '../src/emulator/seed/livestreams.ts';
import { peerId } from '../src/emulator/seed/peers.ts';
import { app, middle, small, startWithoutCache } from './support/seeded.ts';
import { startStack } from './support/stack.ts';

const appId = `appId: "${app}"`;
const lesson = seedId('e', 2, 2);
const session = `session(${appId}, sessionId: "${lesson}")`;
const meeting = (id: string) => `meeting(${appId}, meetingId: "${id}")`;
const recording = (number: number) => `recording(${appId}, recordingId: "${seedId('f', number)}")`;
const stream = livestreamId(1, 1);
const livestream = `livestream(${appId}, livestreamId: "${stream}")`;
const peers = `GET /${app}/sessions/${lesson}/participants`;
const firstPage = '?page_no=1&per_page=100';

interface Detail {
  type: string;
  field: string;
  /** `$` is where it is selected. */
  query: string;
  /** The calls, those left out that both cost. */
  without: readonly string[];
  with: readonly string[];
}

const details: readonly Detail[] = [
  {
    type: 'Meeting',
    field: 'aiConfig { transcription { language } }',
    query: `a: ${meeting(small)} { title $ } b: ${meeting(middle)} { title $ }`,
    without: [`GET /${app}/meetings${firstPage}`],
    with: [small, middle].map((id) => `GET /${app}/meetings/${id}`),
  },
  {
    type: 'Recording',
    field: 'startReason { reason }',
    query: `a: ${recording(1)} { status $ } b: ${recording(2)} { status $ }`,
    without: [`GET /${app}/recordings${firstPage}`],
    with: [1, 2].map((number) => `GET /${app}/recordings/${seedId('f', number)}`),
  },
  {
    type: 'Session',
    field: 'breakoutRooms { id }',
    query: `${session} { status $ }`,
    without: [`GET /${app}/sessions/${lesson}`],
    with: [`GET /${app}/sessions/${lesson}?include_breakout_rooms=true`],
  },
  {
    type: 'SessionParticipant',
    field: 'peerEvents { name }',
    query: `${session} { participant(peerId: "${peerId(2, 2, 1)}") { displayName $ } }`,
    without: [`${peers}/${peerId(2, 2, 1)}`],
    with: [`${peers}/${peerId(2, 2, 1)}?include_peer_events=true`],
  },
  // Of what is kept, only the secrets are read.
  { type: 'Livestream', field: 'streamKey', query: `${livestream} { name $ }`, without: [], with: [`GET /${app}/livestreams/${stream}`] },
  {
    type: 'Meeting',
    field: 'recordingConfig { storageConfig { bucket } }',
    query: `${meeting(middle)} { title recordingConfig { maxSeconds } $ }`,
    without: [],
    with: [`GET /${app}/meetings/${middle}`],
  },
];

/** Ways to select: `$` is the field, `T` its type. */
const selected = [
  '$',
  '$ @skip(if: false)',
  '$ @include(if: $yes)',
  '$ @include(if: $yes) @skip(if: $no)',
  '$ @skip(if: $unset)',
  '... { $ }',
  '... on T { $ }',
  '... on Node { ... on T { $ } }',
  '... @include(if: $yes) { ... @skip(if: $no) { $ } }',
  '...Named',
  '...Outer',
  '...Named @skip(if: $yes) ...Outer @include(if: $yes)',
];
const leftOut = [
  '',
  '$ @skip(if: true)',
  '$ @include(if: $no)',
  '$ @include(if: $yes) @skip(if: $yes)',
  '$ @include(if: $unset)',
  '... @skip(if: $yes) { $ }',
  '... on T @include(if: $no) { $ }',
  '... on T { ... { $ @include(if: $no) } }',
  '...Named @include(if: $no)',
  '...Outer @skip(if: $yes)',
  '...Choosy',
];

/** The whole document; fragments that nobody uses are left out, since GraphQL forbids them. */
function documentOf({ type, field, query }: Detail, way: string): string {
  const fragments: Readonly<Record<string, string>> = {
    Outer: `fragment Outer on Node { ... on ${type} { ...Named } }`,
    Choosy: `fragment Choosy on ${type} { ... @include(if: $yes) { $ @skip(if: $yes) } }`,
    Named: `fragment Named on ${type} { $ }`,
  };
  const used = Object.keys(fragments).filter((name) => way.includes(`...${name}`) || (name === 'Named' && way.includes('...Outer')));
  const variables = ['yes: Boolean!', 'no: Boolean!', 'unset: Boolean! = false'].filter((variable) => {
    const [name = ''] = variable.split(':');
    return [way, ...used.map((fragment) => fragments[fragment] ?? '')].some((text) => text.includes(`$${name}`));
  });
  const header = variables.length === 0 ? '' : `query (${variables.map((variable) => `$${variable}`).join(', ')}) `;
  // Directives stand before the selection of a field.
  const fill = (text: string) =>
    text.replaceAll(/\$(?!\w)((?: @\w+\(if: \$?\w+\))*)/g, (_match, directives: string) => field.replace(/^\w+/, `$&${directives}`));
  const body = `${header}{ ${query.replaceAll('$', () => way)} } ${used.map((name) => fragments[name] ?? '').join(' ')}`;
  return fill(body.replaceAll(/\bon T\b/g, `on ${type}`));
}

/** The calls that a way costs, those for the session of a session participant left out. */
async function start(detail: Detail) {
  const isKept = detail.without.length === 0;
  const { query, emulator, calls } = await (isKept ? startStack() : startWithoutCache());
  if (isKept) await query(documentOf(detail, ''));
  return async (way: string, as: Partial<Detail> = {}) => {
    emulator.calls.length = 0;
    const { data, errors } = await query(documentOf({ ...detail, ...as }, way), { yes: true, no: false });
    expect([way, errors]).toEqual([way, []]);
    expect(data).not.toBeNull();
    const made = calls().filter((call) => detail.type !== 'SessionParticipant' || call.startsWith(peers));
    return [way, made.sort()];
  };
}

describe.each(details.map((detail) => [`${detail.type}.${detail.field}`, detail] as const))('%s', (_name, detail) => {
  it('is read in whatever way it is selected', async () => {
    const callsOf = await start(detail);
    for (const way of selected) expect(await callsOf(way)).toEqual([way, detail.with.toSorted()]);
  });

  it('is not read in whatever way it is left out', async () => {
    const callsOf = await start(detail);
    for (const way of leftOut) expect(await callsOf(way)).toEqual([way, detail.without]);
  });

  it('is read under an alias, and if another field of the same name selects it', async () => {
    const callsOf = await start(detail);
    expect(await callsOf('$', { field: `other: ${detail.field}` })).toEqual(['$', detail.with.toSorted()]);
    expect(await callsOf('$', { query: `${detail.query.replaceAll(' $', '')} ${detail.query}` })).toEqual(['$', detail.with.toSorted()]);
  });
});

describe('through a list', () => {
  it.each([
    ['nodes { $ }', true],
    ['edges { node { $ } }', true],
    ['...Page', true],
    ['edges { cursor ...Edge }', true],
    ['edges { node { $ @skip(if: true) } } totalCount', false],
    ['nodes { id } pageInfo { endCursor } edges { cursor }', false],
    ['nodes { session { participants { nodes { $ } } } }', false],
  ])('details are read with the page for %j: %j', async (way, isRead) => {
    const { query, calls } = await startWithoutCache();
    const fragments = {
      Page: 'fragment Page on SessionParticipantConnection { edges { node { ...Peer } } } fragment Peer on SessionParticipant { $ }',
      Edge: 'fragment Edge on SessionParticipantEdge { node { $ } }',
    };
    const used = Object.entries(fragments).flatMap(([name, text]) => (way.includes(`...${name}`) ? [text] : []));
    const text = `{ ${session} { participants(first: 5) { ${way} } } } ${used.join(' ')}`;
    expect(
      (await query(text.replaceAll('$', 'peerEvents').replaceAll(/peerEvents(( @skip\(if: true\))?)/g, 'peerEvents$1 { name }'))).errors,
    ).toEqual([]);
    const page = calls().find((call) => call.startsWith(peers) && call.endsWith('per_page=5'));
    expect(page?.includes('include_peer_events=true')).toBe(isRead);
    expect(calls().filter((call) => call.includes(`${lesson}/participants/`))).toEqual([]);
  });

  it.each([
    [`livestreams(${appId}) { edges { node { name $ } } }`, 'streamKey'],
    [`recordings(${appId}) { nodes { status $ } }`, 'downloadUrl'],
    [`meetings(${appId}) { edges { node { title $ } } }`, 'recordingConfig { storageConfig { bucket } }'],
  ])('secrets of %s are read with the page, and only if %s is selected', async (list, field) => {
    const { query, emulator, calls } = await startStack();
    for (const [selection, made] of [
      ['', 1],
      ['', 0],
      [`... @skip(if: true) { ${field} }`, 0],
      [`... { ${field} }`, 1],
      [field, 1],
    ] as const) {
      emulator.calls.length = 0;
      expect((await query(`{ ${list.replace('$', selection)} }`)).errors).toEqual([]);
      expect(calls()).toHaveLength(made);
    }
  });
});

describe('an object that is known by its id', () => {
  const edges = [
    ...[
      `meetings(${appId})`,
      `presets(${appId})`,
      `sessions(${appId})`,
      `recordings(${appId})`,
      `livestreams(${appId})`,
      `webhooks(${appId})`,
    ].map((list) => ({ list, edge: 'app', fact: 'name', calls: 1 })),
    { list: `meetingParticipants(${appId}, meetingId: "${middle}")`, edge: 'meeting', fact: 'title', calls: 1 },
    { list: `sessions(${appId})`, edge: 'meeting', fact: 'title', calls: 1 },
    { list: `livestreams(${appId})`, edge: 'meeting', fact: 'title', calls: 1 },
    { list: `recordings(${appId})`, edge: 'session', fact: 'status', calls: 1 },
    { list: `meetings(${appId}, first: 1) { nodes { recordings`, edge: 'session', fact: 'status', calls: 2 },
  ];

  it.each(edges)('costs nothing for its id as $edge of $list', async ({ list, edge, fact, calls: parents }) => {
    const { query, calls, emulator } = await startWithoutCache();
    const tail = list.includes('nodes') ? '} }' : '';
    const costs = async (selection: string) => {
      emulator.calls.length = 0;
      const { data, errors } = await query(`{ ${list} { nodes { id ${edge} { ${selection} } } } ${tail} }`);
      expect(errors).toEqual([]);
      expect(JSON.stringify(data)).toMatch(new RegExp(`"${edge}":\\{`));
      return calls().length;
    };
    for (const known of [
      'id',
      '__typename',
      'nodeId',
      'other: id',
      'id nodeId __typename',
      '... { id }',
      '... on Node { nodeId }',
      `id ${fact} @skip(if: true)`,
    ]) {
      expect([known, await costs(known)]).toEqual([known, parents]);
    }
    expect(await costs(`id ${fact}`)).toBeGreaterThan(parents);
  });
});
