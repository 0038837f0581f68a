/** Relay's compiler understands the schema, with `nodeId` as the id of nodes, and its runtime pages, refetches and changes by what that makes. */
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { buildSchema, getNamedType, isObjectType } from 'graphql';
import {
  commitMutation,
  ConnectionHandler,
  createOperationDescriptor,
  Environment,
  fetchQuery,
  getSingularSelector,
  Network,
  RecordSource,
  Store,
} from 'relay-runtime';
import type { ConcreteRequest, GraphQLResponse, ReaderFragment, Variables } from 'relay-runtime';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { seedId } from '../src/emulator/seed/ids.ts';
import { startStack } from '../test/support/stack.ts';
import { withData } from './support/with-data.ts';

/** What an application of two components has in it, with what changes them. */
const application = `
query appQuery($appId: ID!, $meetingId: ID!) {
  meeting(appId: $appId, meetingId: $meetingId) {
    ...app_participants
  }
}

fragment app_participants on Meeting
@argumentDefinitions(count: { type: "Int", defaultValue: 2 }, cursor: { type: "String" })
@refetchable(queryName: "appParticipantsPageQuery") {
  nodeId
  title
  participants(first: $count, after: $cursor) @connection(key: "app_participants") {
    edges { node { ...app_participant } }
  }
}

mutation appRenameMutation($input: UpdateMeetingParticipantInput!) {
  updateMeetingParticipant(input: $input) { participant { ...app_participant } }
}

mutation appDeleteMutation($input: DeleteMeetingParticipantInput!, $connections: [ID!]!) {
  deleteMeetingParticipant(input: $input) { participantNodeId @deleteEdge(connections: $connections) @deleteRecord }
}

mutation appKickMutation($input: KickParticipantsInput!) {
  kickParticipants(input: $input) { __typename ... on KickParticipantsPayload { kickedCount } ... on Refused { message } }
}

fragment app_participant on Participant @refetchable(queryName: "appParticipantRefetchQuery") {
  nodeId
  name
}
`;

/** What those who use Relay with this schema have to configure; their environment needs `getDataID` too. */
const schemaConfig = { nodeInterfaceIdField: 'nodeId', nodeInterfaceIdVariableName: 'nodeId' };

const require = createRequire(import.meta.url);
const compiler = require('relay-compiler') as string;
const schema = fileURLToPath(new URL('../schema.graphql', import.meta.url));

const folders: string[] = [];
let artifacts: string;

beforeAll(async () => {
  artifacts = await compile(application);
});

afterAll(() => Promise.all(folders.map((folder) => rm(folder, { recursive: true }))));

/** Compiles an application; resolves to the folder of the artifacts, or rejects with what the compiler complains of. */
async function compile(documents: string, settings: object = { schemaConfig }): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'relay-'));
  folders.push(folder);
  const config = { src: 'src', schema, artifactDirectory: 'artifacts', language: 'javascript', eagerEsModules: false, ...settings };
  await mkdir(join(folder, 'src'));
  await mkdir(join(folder, 'artifacts'));
  await writeFile(join(folder, 'src', 'app.js'), `graphql\`${documents}\`;`);
  await writeFile(join(folder, 'relay.config.json'), JSON.stringify(config));
  await promisify(execFile)(compiler, ['relay.config.json'], { cwd: folder });
  return join(folder, 'artifacts');
}

/** What the compiler made of a query and of a fragment of the application. */
const requestOf = (name: string) => require(join(artifacts, `${name}.graphql.js`)) as ConcreteRequest;
const fragmentOf = (name: string) => require(join(artifacts, `${name}.graphql.js`)) as ReaderFragment;

describe("Relay's compiler", () => {
  test('makes artifacts for a connection and for refetchable fragments', async () => {
    expect((await readdir(artifacts)).toSorted()).toEqual([
      'appDeleteMutation.graphql.js',
      'appKickMutation.graphql.js',
      'appParticipantRefetchQuery.graphql.js',
      'appParticipantsPageQuery.graphql.js',
      'appQuery.graphql.js',
      'appRenameMutation.graphql.js',
      'app_participant.graphql.js',
      'app_participants.graphql.js',
    ]);
    for (const name of ['appParticipantRefetchQuery', 'appParticipantsPageQuery']) {
      expect(requestOf(name).params.text).toContain('node(nodeId: $nodeId)');
    }
    expect(fragmentOf('app_participants').metadata).toMatchObject({
      connection: [{ count: 'count', cursor: 'cursor', direction: 'forward', path: ['participants'] }],
      refetch: { fragmentPathInResult: ['node'], identifierInfo: { identifierField: 'nodeId', identifierQueryVariableName: 'nodeId' } },
    });
  });

  test('refetches every type of node, and takes every list of nodes of one for a connection', async () => {
    const types = Object.values(buildSchema(await readFile(schema, 'utf8')).getTypeMap()).filter(isObjectType);
    const nodes = types.filter((type) => type.getInterfaces().some(({ name }) => name === 'Node'));
    // `MeetingConnection` and so on. Others have no `nodeId` to select: the attendees of a session are no nodes.
    const connectionsOfNodes = nodes.map(({ name }) => `${name}Connection`);
    const lists = nodes.flatMap((type) =>
      Object.values(type.getFields())
        .filter((field) => connectionsOfNodes.includes(getNamedType(field.type).name))
        .map((field) => ({ type: type.name, field: field.name })),
    );
    const documents = [
      ...nodes.map(({ name }) => `fragment app${name} on ${name} @refetchable(queryName: "app${name}Query") { nodeId }`),
      ...lists.map(
        ({ type, field }) => `fragment app${type}_${field} on ${type}
          @argumentDefinitions(count: { type: "Int!" }, cursor: { type: "String" })
          @refetchable(queryName: "app${type}_${field}Query") {
            ${field}(first: $count, after: $cursor) @connection(key: "app${type}_${field}") { edges { node { nodeId } } }
          }`,
      ),
    ];

    expect(nodes.map(({ name }) => name)).toContain('Meeting');
    expect(lists).toContainEqual({ type: 'Meeting', field: 'participants' });
    // A fragment and a query of each.
    expect(await readdir(await compile(documents.join('\n')))).toHaveLength(2 * documents.length);
  });

  test('has to be told what the ids of nodes are called', async () => {
    await expect(compile(application, {})).rejects.toThrow('Expected `Node` to contain a field named `id`');
  });
});

interface Participants {
  nodeId: string;
  title: string;
  participants: { edges: { node: object }[]; pageInfo: { endCursor: string; hasNextPage: boolean } };
}

interface Person {
  nodeId: string;
  name: string;
}

/** A running gateway and Relay in front of it. */
async function startRelay() {
  const stack = await startStack({ config: { cacheTtlMs: 0 } });
  const environment = new Environment({
    network: Network.create(async ({ text }, variables) => (await stack.query(text ?? '', variables)) as GraphQLResponse),
    store: new Store(new RecordSource()),
    getDataID: ({ nodeId }: { nodeId?: string }) => nodeId,
  });
  /** The data of a fragment in the place of its spread. */
  const read = (fragment: string, place: unknown): unknown => environment.lookup(getSingularSelector(fragmentOf(fragment), place)).data;
  return {
    ...stack,
    /** Sends a query; resolves to the data of its own selection. */
    send: async (name: string, variables: Variables) => {
      const operation = createOperationDescriptor(requestOf(name), variables);
      environment.retain(operation);
      await fetchQuery(environment, operation.request.node, variables).toPromise();
      return environment.lookup(operation.fragment).data as Record<string, unknown>;
    },
    /** Makes a change; resolves to the data of its own selection. */
    change: (name: string, variables: Variables) =>
      new Promise<unknown>((resolve, reject) => {
        commitMutation(environment, { mutation: requestOf(name), variables, onCompleted: resolve, onError: reject });
      }),
    participantsOf: (meeting: unknown) => read('app_participants', meeting) as Participants,
    personAt: (node: unknown) => read('app_participant', node) as Person,
  };
}

describe("Relay's runtime", () => {
  const algebra = { appId: seedId('a', 1), meetingId: seedId('b', 2) };
  const meetingPath = `GET /${algebra.appId}/meetings/${algebra.meetingId}`;

  test('reads the second page into the connection', async () => {
    const { send, participantsOf, personAt, calls } = await startRelay();
    const { meeting } = await send('appQuery', algebra);
    const before = participantsOf(meeting);
    await send('appParticipantsPageQuery', { nodeId: before.nodeId, count: 2, cursor: before.participants.pageInfo.endCursor });
    const after = participantsOf(meeting);
    const namesIn = ({ participants }: Participants) => participants.edges.map(({ node }) => personAt(node).name);

    expect(before.title).toBe('Algebra, group A');
    expect(namesIn(before)).toEqual(['Ada Lovelace', 'Grace Hopper']);
    expect(namesIn(after)).toEqual(['Ada Lovelace', 'Grace Hopper', 'Alan Turing', 'Katherine Johnson']);
    expect(after.participants.pageInfo.hasNextPage).toBe(true);
    expect(calls().toSorted()).toEqual([
      meetingPath,
      meetingPath,
      `${meetingPath}/participants?page_no=1&per_page=2`,
      `${meetingPath}/participants?page_no=2&per_page=2`,
    ]);
  });

  test('shows the new name of a participant in the list, and reads nothing again', async () => {
    const { send, change, participantsOf, personAt, emulator } = await startRelay();
    const { meeting } = await send('appQuery', algebra);
    emulator.calls.length = 0;
    await change('appRenameMutation', { input: { ...algebra, participantId: seedId('c', 1, 2), name: 'Countess' } });

    expect(participantsOf(meeting).participants.edges.map(({ node }) => personAt(node).name)).toEqual(['Countess', 'Grace Hopper']);
    expect(emulator.calls.map(({ operation }) => operation)).toEqual(['edit_participant']);
  });

  test('takes a participant who was deleted out of the list, by the global id in the payload', async () => {
    const { send, change, participantsOf, personAt, emulator } = await startRelay();
    const { meeting } = await send('appQuery', algebra);
    emulator.calls.length = 0;
    const connections = [ConnectionHandler.getConnectionID(participantsOf(meeting).nodeId, 'app_participants')];
    await change('appDeleteMutation', { input: { ...algebra, participantId: seedId('c', 1, 2) }, connections });

    expect(participantsOf(meeting).participants.edges.map(({ node }) => personAt(node).name)).toEqual(['Grace Hopper']);
    expect(emulator.calls.map(({ operation }) => operation)).toEqual(['delete_meeting_participant']);
  });

  test('gets a refusal as data, whose type tells which one it is', async () => {
    const { change } = await startRelay();
    const data = await change('appKickMutation', { input: { ...algebra, participantIds: [seedId('c', 1, 2)] } });

    expect(data).toEqual({ kickParticipants: { __typename: 'NoActiveSession', message: 'No session goes on in this meeting.' } });
  });

  test('reads one participant anew, who is the same object in the list', async () => {
    const { send, participantsOf, personAt, emulator } = await startRelay();
    const { meeting } = await send('appQuery', algebra);
    const [first] = participantsOf(meeting).participants.edges;
    emulator.calls.length = 0;
    emulator.faults.add({ operation: 'get_meeting_participant', change: withData({ name: 'Countess' }) });
    await send('appParticipantRefetchQuery', { nodeId: personAt(first?.node).nodeId });

    expect(personAt(first?.node).name).toBe('Countess');
    expect(emulator.calls.map(({ operation }) => operation)).toEqual(['get_meeting_participant']);
  });
});
