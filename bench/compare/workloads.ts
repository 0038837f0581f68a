/** What is asked of the systems. */

/** How a system spells the fields: as the gateway's schema does, or as one made from an OpenAPI document does. */
export type Dialect = 'graph' | 'openapi';

export interface Workload {
  readonly name: string;
  readonly title: string;
  /** The body of a request; `load.lua` fills the places. */
  readonly bodies: Readonly<Record<Dialect, string>>;
  /** How many participants an answer holds. */
  readonly size: number;
  readonly latencyMs: number;
  readonly connections: number;
  /** For how long systems that have a cache keep answers; 0 is not at all. */
  readonly cacheSeconds: number;
  /** How many different ids are asked for; 0: always others. */
  readonly hotIds: number;
  /** Whether it belongs to a series that shows how cost grows. */
  readonly isGrowth: boolean;
}

const appId = 'a0000000-0000-4000-8000-000000000001';
/** Filled by `load.lua`: every request has another meeting, or one of those that are hot. */
const participantPlace = 'c0000000-0000-4000-8000-PPPPPPPPPPPP';
const meetingPlace = 'MMMMMMMMMMMM';

/** The second group tells the upstream how many people the meeting has. */
const meetingOf = (people: number) => `b0000000-${String(people).padStart(4, '0')}-4000-8000-${meetingPlace}`;

const fields: Readonly<Record<Dialect, string>> = {
  graph: 'id createdAt updatedAt customParticipantId presetName name picture',
  openapi:
    'data { id createdAt: created_at updatedAt: updated_at customParticipantId: custom_participant_id presetName: preset_name name picture }',
};

const idType: Readonly<Record<Dialect, string>> = { graph: 'ID!', openapi: 'String!' };

function point(dialect: Dialect, alias: string, [app, meeting, participant]: readonly [string, string, string], selection: string): string {
  return dialect === 'graph'
    ? `${alias}: meetingParticipant(appId: ${app}, meetingId: ${meeting}, participantId: ${participant}) { ${selection} }`
    : `${alias}: get_meeting_participant(app_id: ${app}, meeting_id: ${meeting}, participant_id: ${participant}) { ${selection} }`;
}

function bothDialects(write: (dialect: Dialect) => { query: string; variables?: Record<string, string> }): Workload['bodies'] {
  return { graph: JSON.stringify(write('graph')), openapi: JSON.stringify(write('openapi')) };
}

const single = bothDialects((dialect) => {
  const type = idType[dialect];
  const field = point(dialect, 'participant', ['$appId', '$meetingId', '$participantId'], fields[dialect]);
  return {
    query: `query ($appId: ${type}, $meetingId: ${type}, $participantId: ${type}) { ${field} }`,
    variables: { appId, meetingId: meetingOf(100), participantId: participantPlace },
  };
});

const writtenOut = bothDialects((dialect) => ({
  query: `{ ${point(dialect, 'participant', [`"${appId}"`, `"${meetingOf(100)}"`, `"${participantPlace}"`], fields[dialect])} }`,
}));

function aliases(count: number): Workload['bodies'] {
  const numbers = Array.from({ length: count }, (_, index) => index + 1);
  return bothDialects((dialect) => {
    const type = idType[dialect];
    const fragment = { graph: 'Participant', openapi: 'ParticipantAnswer' }[dialect];
    return {
      query: `query ($appId: ${type}, $meetingId: ${type}, ${numbers.map((number) => `$p${number}: ${type}`).join(', ')}) {
${numbers.map((number) => point(dialect, `p${number}`, ['$appId', '$meetingId', `$p${number}`], '...Row')).join('\n')}
}
fragment Row on ${fragment} { ${fields[dialect]} }`,
      variables: {
        appId,
        meetingId: meetingOf(Math.max(100, count)),
        ...Object.fromEntries(numbers.map((number) => [`p${number}`, `c0000000-0000-4000-8000-${String(number).padStart(12, '0')}`])),
      },
    };
  });
}

const list = bothDialects((dialect) => {
  const type = idType[dialect];
  const field =
    dialect === 'graph'
      ? `participants: meetingParticipants(appId: $appId, meetingId: $meetingId, first: 100) { nodes { ${fields.graph} } }`
      : `participants: get_meeting_participants(app_id: $appId, meeting_id: $meetingId, page_no: 1, per_page: 100) { ${fields.openapi} }`;
  return {
    query: `query ($appId: ${type}, $meetingId: ${type}) { ${field} }`,
    variables: { appId, meetingId: meetingOf(100) },
  };
});

const usual = { size: 1, latencyMs: 0, connections: 64, cacheSeconds: 0, hotIds: 0, isGrowth: false };

export const workloads: readonly Workload[] = [
  { ...usual, name: 'W1', title: 'one participant', bodies: single },
  { ...usual, name: 'W1u', title: 'one participant, its ids written into the document, every text another', bodies: writtenOut },
  { ...usual, name: 'W2', title: '50 aliases of one meeting', bodies: aliases(50), size: 50 },
  { ...usual, name: 'W3', title: 'a list of 100 with all fields', bodies: list, size: 100 },
  { ...usual, name: 'W4', title: 'W1 over 1,000 hot ids, caches of 5 s on', bodies: single, cacheSeconds: 5, hotIds: 1_000 },
  { ...usual, name: 'W1-50ms', title: 'W1, every REST call takes 50 ms', bodies: single, latencyMs: 50 },
  { ...usual, name: 'W2-50ms', title: 'W2, every REST call takes 50 ms', bodies: aliases(50), size: 50, latencyMs: 50 },
  ...[1, 10, 100, 1_000].map((count) => ({
    ...usual,
    name: `aliases-${count}`,
    title: `${count} ${count === 1 ? 'alias' : 'aliases'} of one meeting`,
    bodies: aliases(count),
    size: count,
    // So few that those who make a REST call for each alias answer within a run.
    connections: 8,
    isGrowth: true,
  })),
  ...[64, 256, 1_000].map((connections) => ({
    ...usual,
    name: `connections-${connections}`,
    title: `W1 over ${connections} connections`,
    bodies: single,
    connections,
    isGrowth: true,
  })),
];

/** The body of the request with this number, as `load.lua` makes it. */
export function bodyOf(workload: Workload, dialect: Dialect, meeting: number, person: number): string {
  const digits = (number: number) => String(number).padStart(12, '0');
  return workload.bodies[dialect].replaceAll(meetingPlace, digits(meeting)).replaceAll('PPPPPPPPPPPP', digits(person));
}
