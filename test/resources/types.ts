/** For every type that can be read by itself: a query for all its facts, and the REST operations that it costs. */
import { seedId } from '../../src/emulator/seed/ids.ts';
import { livestreamId, livestreamSessionId } from '../../src/emulator/seed/livestreams.ts';
import { peerId } from '../../src/emulator/seed/peers.ts';
import { factsOf } from '../support/selections.ts';

export interface TypeCase {
  type: string;
  query: string;
  /** By their ids in the OpenAPI document, sorted. */
  operations: readonly string[];
}

const app = `appId: "${seedId('a', 1)}"`;
const algebra = `meetingId: "${seedId('b', 2)}"`;
const lesson = `sessionId: "${seedId('e', 2, 2)}"`;

const exports = ['GetSessionChat', 'GetSessionSummary', 'GetSessionTranscript'];

export const typeCases: readonly TypeCase[] = [
  {
    type: 'App',
    query: `{ app(${app}) { ${factsOf('App')} } }`,
    operations: [
      'get-livestream-analytics-complete',
      'get-livestream-analytics-daywise',
      'get-org-analytics',
      'getAllWebhookEvents',
      'get_app',
    ],
  },
  { type: 'Meeting', query: `{ meeting(${app}, ${algebra}) { ${factsOf('Meeting')} } }`, operations: ['get_meeting'] },
  {
    type: 'Participant',
    query: `{ meetingParticipant(${app}, ${algebra}, participantId: "${seedId('c', 1, 2)}") { ${factsOf('Participant')} } }`,
    operations: ['get_meeting_participant'],
  },
  {
    type: 'Meeting with what goes on in it',
    query: `{ meeting(${app}, meetingId: "${seedId('b', 1)}") { activeSession { id } activeRecording { id } activeLivestream { id } } }`,
    operations: ['GetActiveSession', 'get-v2-meetings-meetingId-active-livestream', 'get_active_recording', 'get_meeting'],
  },
  ...[1, 6].map((number) => ({
    type: `Preset ${number}`,
    query: `{ preset(${app}, presetId: "${seedId('d', number)}") { ${factsOf('Preset')} } }`,
    operations: ['get-presets-preset_id'],
  })),
  {
    type: 'Session',
    query: `{ session(${app}, ${lesson}) { ${factsOf('Session')} } }`,
    operations: [...exports, 'GetSessionDetails'].sort(),
  },
  {
    type: 'Session with its breakout rooms',
    query: `{ session(${app}, ${lesson}) { id breakoutRooms { ${factsOf('Session').replace(/(chat|transcript|summary) \{[^}]*\}/g, '')} } } }`,
    operations: ['GetSessionDetails'],
  },
  {
    type: 'SessionParticipant',
    query: `{ session(${app}, ${lesson}) { participant(peerId: "${peerId(2, 2, 1)}") { ${factsOf('SessionParticipant')} } } }`,
    operations: ['GetParticipantDataFromPeerId', 'GetParticipantDetails', 'GetSessionDetails'],
  },
  {
    type: 'SessionAttendee',
    query: `{ session(${app}, ${lesson}) { attendees(first: 1) { nodes { ${factsOf('SessionAttendee')} participant { id } } } } }`,
    operations: ['GetSessionDetails', 'GetSessionParticipants', 'get_meeting_participant'],
  },
  ...[1, 2, 4, 6].map((number) => ({
    type: `Recording ${number}`,
    query: `{ recording(${app}, recordingId: "${seedId('f', number)}") { ${factsOf('Recording')} } }`,
    operations: ['get_one_recording'],
  })),
  {
    type: 'Livestream',
    query: `{ livestream(${app}, livestreamId: "${livestreamId(1, 1)}") { ${factsOf('Livestream')} } }`,
    operations: ['get-v2-livestream-session-livestream-id'],
  },
  ...[1, 2].map((number) => ({
    type: `LivestreamSession ${number}`,
    query: `{ livestreamSession(${app}, livestreamSessionId: "${livestreamSessionId(1, 1, number)}") { ${factsOf('LivestreamSession')} } }`,
    operations: ['get-v2-livestreams-livestream-session-id'],
  })),
  {
    type: 'LivestreamSession that failed',
    query: `{ livestreamSession(${app}, livestreamSessionId: "${livestreamSessionId(1, 4, 1)}") { ${factsOf('LivestreamSession')} } }`,
    operations: ['get-v2-livestreams-livestream-session-id'],
  },
  {
    type: 'Webhook',
    query: `{ webhook(${app}, webhookId: "${seedId('1', 1)}") { ${factsOf('Webhook')} } }`,
    operations: ['getWebhook'],
  },
  { type: 'RateLimit', query: `{ rateLimit { ${factsOf('RateLimit')} } }`, operations: [] },
];
