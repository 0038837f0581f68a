/** Queries that run against the seed as they stand. GraphiQL opens on them and the first lines of the gateway print one. */
import { examples } from './examples.ts';
import { seedId } from './seed/ids.ts';

const app = seedId('a', 1);
const standUp = seedId('b', 1);
const algebra = seedId('b', 2);
const inAlgebra = (number: number) => seedId('c', number, 2);

export interface Sample {
  query: string;
  variables?: string;
  headers?: string;
}

/** One participant, the centre of the graph. */
export const firstSample: Sample = {
  query: `# One participant of one meeting: one REST call.
query OneParticipant {
  meetingParticipant(
    appId: "${app}"
    meetingId: "${standUp}"
    participantId: "${seedId('c', 1, 1)}"
  ) {
    id
    name
    picture
    presetName
    customParticipantId
    createdAt
    updatedAt
  }
}
`,
};

export const samples: readonly Sample[] = [
  firstSample,
  {
    query: `# Many ids of one meeting of 120 people: the gateway reads list pages instead of one call for each id.
query ManyParticipants($appId: ID!, $meetingId: ID!, $participantIds: [ID!]!) {
  meetingParticipantsByIds(appId: $appId, meetingId: $meetingId, participantIds: $participantIds) {
    id
    name
    presetName
  }
}
`,
    variables: JSON.stringify({ appId: app, meetingId: algebra, participantIds: [1, 2, 3, 60, 119, 120, 999].map(inAlgebra) }, null, 2),
  },
  {
    query: `# With the header x-gateway-trace: 1 (see Headers below) the answer lists every REST call under "extensions".
query Trace {
  meetingParticipantsByIds(
    appId: "${app}"
    meetingId: "${algebra}"
    participantIds: ["${inAlgebra(1)}", "${inAlgebra(110)}", "${inAlgebra(999)}"]
  ) {
    name
  }
  rateLimit {
    limit
    remaining
    resetAt
  }
}
`,
    headers: JSON.stringify({ 'x-gateway-trace': '1' }, null, 2),
  },
  {
    query: `# Aliases are planned together too. Nobody has the third id: its place is null, the others have their data.
query Aliases {
  host: meetingParticipant(appId: "${app}", meetingId: "${algebra}", participantId: "${inAlgebra(1)}") { ...Card }
  guest: meetingParticipant(appId: "${app}", meetingId: "${algebra}", participantId: "${inAlgebra(2)}") { ...Card }
  nobody: meetingParticipant(appId: "${app}", meetingId: "${algebra}", participantId: "${inAlgebra(999)}") { ...Card }
}

fragment Card on Participant {
  name
  picture
  presetName
}
`,
  },
  ...examples,
];
