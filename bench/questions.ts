/** What clients of the gateway ask in everyday life, each with what a right answer looks like. */
import { seedId } from '../src/emulator/seed/ids.ts';
import { appId, meetingId, type Person } from './meeting.ts';
import { randomFrom } from './random.ts';
import { requestOf, type WireAnswer } from './wire-client.ts';

/** A request, written once, and what its answer has to be. */
export interface Question {
  readonly request: Buffer;
  isRight: (answer: WireAnswer) => boolean;
}

export type Kind = 'single read' | 'list' | 'edges' | 'mutation' | 'refused' | 'abort';

/** How many of a hundred operations are of which kind. An abort is a list whose client goes away before the answer. */
export const mix: Readonly<Record<Kind, number>> = { 'single read': 60, list: 15, edges: 10, mutation: 5, refused: 5, abort: 5 };

/** The meetings of the first app that have lists worth reading. */
const meetingIds = [meetingId, seedId('b', 1)];

const singleDocument = `query Single($appId: ID!, $meetingId: ID!, $participantId: ID!) {
  meetingParticipant(appId: $appId, meetingId: $meetingId, participantId: $participantId) { id name customParticipantId }
}`;
const listDocument = `query List($appId: ID!, $meetingId: ID!, $first: Int!) {
  meetingParticipants(appId: $appId, meetingId: $meetingId, first: $first) { totalCount nodes { id name presetName createdAt } }
}`;
const edgesDocument = `query Edges($appId: ID!, $meetingId: ID!) {
  meeting(appId: $appId, meetingId: $meetingId) {
    title
    sessions(first: 2) { nodes { id startedAt attendees(first: 10) { nodes { displayName participant { id preset { name } } } } } }
    recordings { nodes { id status session { startedAt } } }
  }
}`;
const mutationDocument = `mutation Rename($input: UpdateMeetingParticipantInput!) {
  updateMeetingParticipant(input: $input) { participant { id name } }
}`;
const refusedDocument = `query Refused { nothingOfThisName { id } }`;

/** A read of one participant. */
export function singleRead(url: URL, person: Person): Question {
  // The bill behind the data differs from time to time.
  const start = JSON.stringify({ data: { meetingParticipant: person } }).slice(0, -1);
  return {
    request: requestOf(url, singleDocument, { appId, meetingId, participantId: person.id }),
    isRight: ({ status, body }) => status === 200 && body.startsWith(start),
  };
}

const readsOfMany = 50;
const numbers = Array.from({ length: readsOfMany }, (_, index) => index + 1);
const manyDocument = `query Many($appId: ID!, $meetingId: ID!, ${numbers.map((number) => `$p${number}: ID!`).join(', ')}) {
${numbers.map((number) => `p${number}: meetingParticipant(appId: $appId, meetingId: $meetingId, participantId: $p${number}) { ...Person }`).join('\n')}
}
fragment Person on Participant { id name customParticipantId }`;

/** So many requests, each a read of fifty of the people by id, drawn anew each time, the same one twice now and then. */
export function manyReads(url: URL, people: readonly Person[], count: number): readonly Question[] {
  const random = randomFrom(50);
  return Array.from({ length: count }, () => {
    const wanted = numbers.map((number) => [`p${number}`, people[Math.floor(random() * people.length)]] as const);
    const ids = Object.fromEntries(wanted.map(([name, person]) => [name, person?.id]));
    const start = JSON.stringify({ data: Object.fromEntries(wanted) }).slice(0, -1);
    return {
      request: requestOf(url, manyDocument, { appId, meetingId, ...ids }),
      isRight: ({ status, body }) => status === 200 && body.startsWith(start),
    };
  });
}

/** The questions of each kind. The last of the people are those whom mutations change, so nobody else asks for them. */
export function questionsOf(url: URL, people: readonly Person[]): Readonly<Record<Kind, readonly Question[]>> {
  const changed = people.slice(-20);
  const isData = ({ status, body }: WireAnswer) => status === 200 && body.startsWith('{"data":{') && !body.includes('"errors":');
  const lists = meetingIds.flatMap((id) =>
    [10, 25, 100].map((first) => ({ request: requestOf(url, listDocument, { appId, meetingId: id, first }), isRight: isData })),
  );
  return {
    'single read': people.slice(0, -changed.length).map((person) => singleRead(url, person)),
    list: lists,
    edges: meetingIds.map((id) => ({ request: requestOf(url, edgesDocument, { appId, meetingId: id }), isRight: isData })),
    mutation: changed.map(({ id }, index) => ({
      request: requestOf(url, mutationDocument, { input: { appId, meetingId, participantId: id, name: `Renamed ${index}` } }),
      isRight: isData,
    })),
    refused: [
      { request: requestOf(url, refusedDocument), isRight: ({ body }) => body.includes('GRAPHQL_VALIDATION_FAILED') },
      { request: requestOf(url, '{'), isRight: ({ body }) => body.includes('GRAPHQL_PARSE_FAILED') },
    ],
    abort: lists,
  };
}
