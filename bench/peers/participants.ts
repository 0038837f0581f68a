/** The part of the graph that is compared, as the peers that are written in JavaScript serve it. */
import { root } from './settings.ts';

export interface MeetingKey {
  appId: string;
  meetingId: string;
}

export interface ParticipantKey extends MeetingKey {
  participantId: string;
}

/** As REST sends it. */
export interface Participant {
  id: string;
  created_at: string;
  updated_at: string;
  custom_participant_id: string;
  preset_name: string;
  name?: string | null;
  picture?: string | null;
}

export const typeDefs = /* GraphQL */ `
  type Query {
    meetingParticipant(appId: ID!, meetingId: ID!, participantId: ID!): Participant
    meetingParticipants(appId: ID!, meetingId: ID!, first: Int! = 25): ParticipantConnection
  }
  type ParticipantConnection {
    nodes: [Participant]!
  }
  type Participant {
    id: ID!
    createdAt: String!
    updatedAt: String!
    customParticipantId: String!
    presetName: String!
    name: String
    picture: String
  }
`;

/** Fields that are called otherwise on the wire. */
export const participantResolvers = {
  createdAt: (row: Participant) => row.created_at,
  updatedAt: (row: Participant) => row.updated_at,
  customParticipantId: (row: Participant) => row.custom_participant_id,
  presetName: (row: Participant) => row.preset_name,
};

export function listPath({ appId, meetingId }: MeetingKey, first: number): string {
  return `${meetingPath(appId, meetingId)}/participants?page_no=1&per_page=${first}`;
}

export function itemPath({ appId, meetingId, participantId }: ParticipantKey): string {
  return `${meetingPath(appId, meetingId)}/participants/${encodeURIComponent(participantId)}`;
}

function meetingPath(appId: string, meetingId: string): string {
  return `${root}/${encodeURIComponent(appId)}/meetings/${encodeURIComponent(meetingId)}`;
}
