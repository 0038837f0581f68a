/** Clients of a GraphQL server that read one participant a request, and hold every answer against what is true. */
import { setTimeout as pause } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { Client } from 'undici';
import { appId, meetingId, type Person } from './meeting.ts';
import { randomFrom } from './random.ts';

/** What came of a number of questions. */
export interface Outcome {
  /** Milliseconds that each right answer took, ascending. */
  latencies: number[];
  errors: number;
  firstError: string | undefined;
}

const query = `query ($appId: ID!, $meetingId: ID!, $participantId: ID!) {
  meetingParticipant(appId: $appId, meetingId: $meetingId, participantId: $participantId) { id name customParticipantId }
}`;

const leastThinkMs = 500;
const mostThinkMs = 1_500;

/**
 * So many clients for so many seconds: each asks for a random participant, thinks for a second on average, asks again.
 * Who asks for whom and thinks how long is the same on every run.
 */
export async function steadyLoad(url: string, people: readonly Person[], clients: number, seconds: number): Promise<Outcome> {
  return withClients(url, clients, async (connections, ask) => {
    // Opening connections and compiling code is no part of the latencies: this costs the system no REST call.
    await Promise.all(connections.map((connection) => post(connection, '{ __typename }', {})));
    const endsAt = performance.now() + seconds * 1_000;
    const live = async (connection: Connection, index: number) => {
      const random = randomFrom(index);
      // They do not all come at once.
      await pause(random() * mostThinkMs);
      for (;;) {
        await ask(connection, oneOf(people, random));
        const thinkMs = leastThinkMs + random() * (mostThinkMs - leastThinkMs);
        if (performance.now() + thinkMs >= endsAt) return;
        await pause(thinkMs);
      }
    };
    await Promise.all(connections.map(live));
  });
}

/** So many clients that connect and ask at the same moment, each for another participant. */
export async function burst(url: string, people: readonly Person[], clients: number): Promise<Outcome> {
  const random = randomFrom(clients);
  const strangers = [...people];
  return withClients(url, clients, async (connections, ask) => {
    const live = async (connection: Connection) => {
      const person = oneOf(strangers, random);
      strangers.splice(strangers.indexOf(person), 1);
      await ask(connection, person);
    };
    await Promise.all(connections.map(live));
  });
}

/** What one client has open to the system. */
interface Connection {
  client: Client;
  path: string;
}

type Ask = (connection: Connection, person: Person) => Promise<void>;

/** Gives every client a connection of its own, which it keeps, and notes what comes of its questions. */
async function withClients(
  url: string,
  count: number,
  live: (connections: readonly Connection[], ask: Ask) => Promise<void>,
): Promise<Outcome> {
  const { origin, pathname: path } = new URL(url);
  const connections = Array.from({ length: count }, () => ({ client: new Client(origin), path }));
  const outcome: Outcome = { latencies: [], errors: 0, firstError: undefined };
  const ask: Ask = async (connection, person) => {
    const startedAt = performance.now();
    try {
      await askFor(connection, person);
      outcome.latencies.push(performance.now() - startedAt);
    } catch (error) {
      outcome.errors += 1;
      outcome.firstError ??= String(error);
    }
  };
  try {
    await live(connections, ask);
  } finally {
    await Promise.all(connections.map(({ client }) => client.destroy()));
  }
  outcome.latencies.sort((a, b) => a - b);
  return outcome;
}

/** @throws Error that shows an answer which is not this participant */
async function askFor(connection: Connection, person: Person): Promise<void> {
  const { status, text } = await post(connection, query, { appId, meetingId, participantId: person.id });
  const { data, errors } = JSON.parse(text) as { data?: { meetingParticipant?: unknown }; errors?: unknown };
  const isRight = status === 200 && errors === undefined && isDeepStrictEqual(data?.meetingParticipant, person);
  if (!isRight) throw new Error(`asked for ${JSON.stringify(person)}, got ${status} ${text}`);
}

async function post({ client, path }: Connection, document: string, variables: Readonly<Record<string, string>>) {
  const { statusCode, body } = await client.request({
    method: 'POST',
    path,
    headers: { 'content-type': 'application/json', accept: 'application/json' },
    body: JSON.stringify({ query: document, variables }),
  });
  return { status: statusCode, text: await body.text() };
}

function oneOf(people: readonly Person[], random: () => number): Person {
  const person = people[Math.floor(random() * people.length)];
  if (person === undefined) throw new Error('there is nobody left to ask for');
  return person;
}
