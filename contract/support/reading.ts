/** What the GraphQL clients read, and a fetch that keeps count of it. */
import { seedId } from '../../src/emulator/seed/ids.ts';

export interface Person {
  id: string;
  name: string | null;
}

export interface OneData {
  meetingParticipant: Person | null;
}

export interface OneVariables extends Record<string, unknown> {
  id: string;
}

export interface ManyData {
  meetingParticipantsByIds: readonly (Person | null)[] | null;
}

export interface ManyVariables extends Record<string, unknown> {
  ids: string[];
}

const standUp = `appId: "${seedId('a', 1)}", meetingId: "${seedId('b', 1)}"`;

export const oneQuery = `query One($id: ID!) { meetingParticipant(${standUp}, participantId: $id) { id name } }`;

export const manyQuery = `query Many($ids: [ID!]!) { meetingParticipantsByIds(${standUp}, participantIds: $ids) { id name } }`;

/** The participants of that meeting. */
export const ada = { __typename: 'Participant', id: seedId('c', 1, 1), name: 'Ada Lovelace' };
export const grace = { __typename: 'Participant', id: seedId('c', 2, 1), name: 'Grace Hopper' };

const restPath = `/${seedId('a', 1)}/meetings/${seedId('b', 1)}/participants`;

/** The REST calls that reading one and reading many cost. */
export const pointRead = (id: string) => `GET ${restPath}/${id}`;
export const firstPage = `GET ${restPath}?page_no=1&per_page=100`;

/** Node's fetch, and the requests that went through it, as `POST 200`. */
export function recordingFetch(): { fetch: typeof fetch; requests: string[] } {
  const requests: string[] = [];
  return {
    requests,
    fetch: async (input, init) => {
      const response = await fetch(input, init);
      requests.push(`${init?.method ?? 'GET'} ${response.status}`);
      return response;
    },
  };
}
