/** Objects by their global id: the same facts for the same calls, and nothing for an id that no answer gave. */
import { describe, expect, it } from 'vitest';
import { seedId } from '../src/emulator/seed/ids.ts';
import { livestreamId, livestreamSessionId } from '../src/emulator/seed/livestreams.ts';
import { peerId } from '../src/emulator/seed/peers.ts';
import { typeCases } from './resources/types.ts';
import { app, inMiddle, list, middle, startWithoutCache } from './support/seeded.ts';
import { factsOf, factTypes, isNodeType } from './support/selections.ts';

const nodeTypes = factTypes.filter(isNodeType).map(({ name }) => name);
const lesson = seedId('e', 2, 2);

/** As the gateway makes them. */
const nodeIdOf = (type: string, ...ids: readonly string[]) => btoa([type, ...ids.map(encodeURIComponent)].join('/'));
const byId = 'query ($id: ID!) { node(nodeId: $id) { __typename nodeId } }';

/** Where each type is read by itself, and an example of it. */
const places: Readonly<Record<string, { ids: readonly string[]; path: string; absent: string }>> = {
  App: { ids: [app], path: `/apps/${app}`, absent: seedId('a', 99) },
  Meeting: { ids: [app, middle], path: `/${app}/meetings/${middle}`, absent: seedId('b', 99) },
  Participant: { ids: [app, middle, inMiddle(1)], path: `/${app}/meetings/${middle}/participants/${inMiddle(1)}`, absent: inMiddle(121) },
  Preset: { ids: [app, seedId('d', 1)], path: `/${app}/presets/${seedId('d', 1)}`, absent: seedId('d', 99) },
  Session: { ids: [app, lesson], path: `/${app}/sessions/${lesson}`, absent: seedId('e', 99) },
  SessionParticipant: {
    ids: [app, lesson, peerId(2, 2, 1)],
    path: `/${app}/sessions/${lesson}/participants/${peerId(2, 2, 1)}`,
    absent: peerId(2, 2, 99),
  },
  Recording: { ids: [app, seedId('f', 1)], path: `/${app}/recordings/${seedId('f', 1)}`, absent: seedId('f', 99) },
  Livestream: { ids: [app, livestreamId(1, 1)], path: `/${app}/livestreams/${livestreamId(1, 1)}`, absent: seedId('2', 99) },
  LivestreamSession: {
    ids: [app, livestreamSessionId(1, 1, 1)],
    path: `/${app}/livestreams/sessions/${livestreamSessionId(1, 1, 1)}`,
    absent: seedId('3', 99),
  },
  Webhook: { ids: [app, seedId('1', 1)], path: `/${app}/webhooks/${seedId('1', 1)}`, absent: seedId('1', 99) },
};

interface Identified {
  readonly nodeId: string;
}

/** The object in an answer that has a global id. */
function identified(value: unknown): Identified {
  const { nodeId } = value as Partial<Identified>;
  if (nodeId !== undefined) return value as Identified;
  return identified(Object.values(value as object).find((inner) => typeof inner === 'object'));
}

describe('node', () => {
  const cases = typeCases.flatMap((one) => {
    const [type = ''] = one.type.split(' ');
    return nodeTypes.includes(type) && one.query.includes(factsOf(type)) ? [{ ...one, name: one.type, type }] : [];
  });

  it('knows every type that has a global id', () => {
    expect(Object.keys(places).sort()).toEqual(nodeTypes.toSorted());
    expect(new Set(cases.map(({ type }) => type))).toEqual(new Set(nodeTypes));
  });

  it.each(cases)('tells of $name what its own query tells, for the same calls', async ({ type, query: ownQuery, operations }) => {
    const { query, emulator } = await startWithoutCache();
    const own = await query(ownQuery);
    const object = identified(own.data);
    emulator.calls.length = 0;
    const { data, errors } = await query(`{ node(nodeId: "${object.nodeId}") { __typename ... on ${type} { ${factsOf(type)} } } }`);
    expect(errors).toEqual([]);
    expect(data?.['node']).toEqual({ __typename: type, ...object });
    // A session participant is found without its session.
    const needed = type === 'SessionParticipant' ? operations.filter((operation) => operation !== 'GetSessionDetails') : operations;
    expect(emulator.calls.map(({ operation = '' }) => operation).sort()).toEqual(needed);
  });

  it.each(Object.entries(places))('of type %s is one point read, and null if there is none', async (type, { ids, path, absent }) => {
    const { query, calls, emulator } = await startWithoutCache();
    const id = nodeIdOf(type, ...ids);
    expect((await query(byId, { id })).data).toEqual({ node: { __typename: type, nodeId: id } });
    expect(calls()).toEqual([`GET ${path}`]);
    emulator.calls.length = 0;
    const absentIds = [...ids.slice(0, -1), absent];
    expect(await query(byId, { id: nodeIdOf(type, ...absentIds) })).toMatchObject({ data: { node: null }, errors: [] });
    expect(calls()).toEqual([`GET ${path.replace(ids.at(-1) ?? '', absent)}`]);
  });

  it.each(Object.entries(places))('of type %s is the same object in upper case', async (type, { ids, path }) => {
    const { query, calls } = await startWithoutCache();
    const lower = nodeIdOf(type, ...ids);
    const upper = nodeIdOf(type, ...ids.map((id) => id.toUpperCase()));
    expect(upper).not.toBe(lower);
    const { data } = await query(`{ one: node(nodeId: "${upper}") { nodeId } two: node(nodeId: "${lower}") { nodeId } }`);
    expect(data).toEqual({ one: { nodeId: lower }, two: { nodeId: lower } });
    expect(calls()).toEqual([`GET ${path}`]);
  });

  it('leads to a breakout room as well', async () => {
    const { query } = await startWithoutCache();
    const { data } = await query(
      `{ session(appId: "${app}", sessionId: "${lesson}") { breakoutRooms { nodeId meetingTitle startedAt } } }`,
    );
    const [room] = (data?.['session'] as { breakoutRooms: (object & Identified)[] }).breakoutRooms;
    const again = await query(`{ node(nodeId: "${room?.nodeId ?? ''}") { ... on Session { nodeId meetingTitle startedAt } } }`);
    expect(again.data).toEqual({ node: room });
  });

  it('leads to an object whose id is no UUID', async () => {
    const { query, calls, emulator } = await startWithoutCache();
    const id = 'läufer & 🪵';
    emulator.faults.add({
      change: (answer) => ({ ...answer, body: JSON.parse(JSON.stringify(answer.body).replace(livestreamId(1, 1), id)) as unknown }),
    });
    const { data } = await query(`{ livestreams(appId: "${app}") { nodes { id nodeId } } }`);
    const { nodes } = data?.['livestreams'] as { nodes: { id: string; nodeId: string }[] };
    const nodeId = nodes.find((one) => one.id === id)?.nodeId ?? '';
    emulator.calls.length = 0;
    expect(await query(byId, { id: nodeId })).toMatchObject({ data: { node: null }, errors: [] });
    expect(calls()).toEqual([`GET /${app}/livestreams/${encodeURIComponent(id)}`]);
  });

  it('reads many of one list together', async () => {
    const { query, calls } = await startWithoutCache();
    const ids = [1, 2, 3].map((number) => nodeIdOf('Participant', app, middle, inMiddle(number)));
    const fields = ids.map((id, index) => `p${index}: node(nodeId: "${id}") { ... on Participant { customParticipantId } }`).join(' ');
    const { data } = await query(`{ ${fields} }`);
    expect(Object.values(data ?? {})).toEqual([1, 2, 3].map((number) => ({ customParticipantId: `user-2-${number}` })));
    expect(calls()).toEqual([`${list(middle)}?page_no=1&per_page=100`]);
  });

  it('reads a secret or a detail if a fragment on its type selects it, of whatever kind', async () => {
    const { query, calls, emulator } = await startWithoutCache();
    const id = nodeIdOf('Recording', app, seedId('f', 4));
    const inline = '... on Recording { downloadUrl startReason { reason } }';
    const named = '...Links ...Reasons';
    const fragments =
      'fragment Links on Recording { downloadUrl } fragment Reasons on Node { ... on Recording { startReason { reason } } }';
    const expected = { node: { downloadUrl: expect.stringMatching(/^https:/) as string, startReason: { reason: 'API_CALL' } } };
    for (const text of [`{ node(nodeId: "${id}") { ${inline} } }`, `{ node(nodeId: "${id}") { ${named} } } ${fragments}`]) {
      emulator.calls.length = 0;
      expect((await query(text)).data).toEqual(expected);
      expect(calls()).toEqual([`GET /${app}/recordings/${seedId('f', 4)}`]);
    }
  });

  it('reads breakout rooms, peer events and an AI config with the object itself', async () => {
    const { query, calls } = await startWithoutCache();
    const ask = (type: string, ids: readonly string[], fields: string) =>
      `${type}: node(nodeId: "${nodeIdOf(type, ...ids)}") { ... on ${type} { ${fields} } }`;
    const { data, errors } = await query(`{
      ${ask('Session', places['Session']?.ids ?? [], 'breakoutRooms { id }')}
      ${ask('SessionParticipant', places['SessionParticipant']?.ids ?? [], 'peerEvents { nameText }')}
      ${ask('Meeting', places['Meeting']?.ids ?? [], 'aiConfig { transcription { language } }')}
      ${ask('Livestream', places['Livestream']?.ids ?? [], 'streamKey')}
    }`);
    expect(errors).toEqual([]);
    expect(data).toMatchObject({
      Session: { breakoutRooms: [201, 202].map((number) => ({ id: seedId('e', number, 2) })) },
      SessionParticipant: { peerEvents: [{}, {}, {}] },
      Meeting: { aiConfig: { transcription: { language: 'EN_US' } } },
      Livestream: { streamKey: 'example-stream-key-1-1' },
    });
    expect(calls().sort()).toEqual(
      [
        `GET ${places['Session']?.path ?? ''}?include_breakout_rooms=true`,
        `GET ${places['SessionParticipant']?.path ?? ''}?include_peer_events=true`,
        `GET ${places['Meeting']?.path ?? ''}`,
        `GET ${places['Livestream']?.path ?? ''}`,
      ].sort(),
    );
  });

  it('is null for the place where RealtimeKit lists events, without a call', async () => {
    const { query, calls } = await startWithoutCache();
    expect(await query(byId, { id: nodeIdOf('Webhook', app, 'all') })).toMatchObject({ data: { node: null }, errors: [] });
    expect(calls()).toEqual([]);
  });

  it.each([
    ['an empty text', ''],
    ['no base64', 'not base64!'],
    ['Unicode', '🪵'],
    ['base64 of anything', btoa('hello')],
    ['a bare id', app],
    ['a type that there is not', nodeIdOf('Nothing', app)],
    ['a type without a global id', nodeIdOf('PageInfo', app)],
    ['a type in lower case', nodeIdOf('app', app)],
    ['a word of JavaScript', nodeIdOf('constructor', app)],
    ['no ids', btoa('Meeting')],
    ['too few ids', nodeIdOf('Meeting', middle)],
    ['too many ids', nodeIdOf('Meeting', app, middle, middle)],
    ['an empty id', nodeIdOf('Meeting', app, '')],
    ['a way up', nodeIdOf('Meeting', app, '..')],
    ['a way up for an app', nodeIdOf('Meeting', '..', middle)],
    ['a slash in an id', nodeIdOf('Meeting', app, 'a/b')],
    ['a way up, encoded twice', nodeIdOf('Meeting', app, '%2e%2e')],
    ['half an escape', btoa(`Meeting/${app}/%E0%A4`)],
    ['a line break', nodeIdOf('Meeting', app, 'a\nb')],
    ['an endless id', nodeIdOf('Meeting', app, 'a'.repeat(129))],
  ])('refuses %s without a call', async (_what, id) => {
    const { query, calls } = await startWithoutCache();
    const { data, errors } = await query(byId, { id });
    expect(data).toEqual({ node: null });
    expect(errors).toMatchObject([
      { path: ['node'], message: 'nodeId must be one from an answer of this gateway.', extensions: { code: 'BAD_USER_INPUT' } },
    ]);
    expect(calls()).toEqual([]);
  });
});
