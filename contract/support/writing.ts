/** What the GraphQL clients watch and change. */
import { seedId } from '../../src/emulator/seed/ids.ts';
import { ada, grace, type Person } from './reading.ts';

/** A session goes on in the first; nobody is in the second. */
export const standUp = { appId: seedId('a', 1), meetingId: seedId('b', 1) };
export const algebra = { appId: seedId('a', 1), meetingId: seedId('b', 2) };

export interface ListData {
  meeting: { participants: { edges: { node: Person | null }[] } | null } | null;
}

export const listQuery = `query List($appId: ID!, $meetingId: ID!) {
  meeting(appId: $appId, meetingId: $meetingId) { id nodeId participants { edges { node { id nodeId name } } } }
}`;

export const namesIn = (data: Pick<ListData, 'meeting'> | undefined) => data?.meeting?.participants?.edges.map(({ node }) => node?.name);

export const namesBefore = [ada.name, grace.name, 'Alan Turing'];

export interface Input extends Record<string, unknown> {
  input: Record<string, unknown>;
}

export interface RenameData {
  updateMeetingParticipant: { participant: Person } | null;
}

export const renameMutation = `mutation Rename($input: UpdateMeetingParticipantInput!) {
  updateMeetingParticipant(input: $input) { participant { id nodeId name } }
}`;

/** Of Ada, in the stand-up. */
export const rename: Input = { input: { ...standUp, participantId: ada.id, name: 'Countess' } };

export interface DeleteData {
  deleteMeetingParticipant: { participantId: string; participantNodeId: string } | null;
}

export const deleteMutation = `mutation Delete($input: DeleteMeetingParticipantInput!) {
  deleteMeetingParticipant(input: $input) { participantId participantNodeId }
}`;

export const deleteAda: Input = { input: { ...standUp, participantId: ada.id } };

export interface KickData {
  kickParticipants: { __typename: string; kickedCount?: number; message?: string } | null;
}

export const kickMutation = `mutation Kick($input: KickParticipantsInput!) {
  kickParticipants(input: $input) { __typename ... on KickParticipantsPayload { kickedCount } ... on Refused { message } }
}`;

export const kickFromAlgebra: Input = { input: { ...algebra, participantIds: [seedId('c', 1, 2)] } };

export const refused = { __typename: 'NoActiveSession', message: 'No session goes on in this meeting.' };
