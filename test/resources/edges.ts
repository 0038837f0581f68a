/** For every edge: a query that reads it through 25 parents, and the most REST calls that it may cost beyond those of the parents. */
import { seedId } from '../../src/emulator/seed/ids.ts';

export interface EdgeCase {
  /** As `Type.field`. */
  edge: string;
  /** What stands in the parents' selection. */
  selection: string;
  most: number;
}

/** Queries for 25 parents of a type; `$` is where the edge goes. The parents alone cost `calls`. */
export const parents: Readonly<Record<string, { query: string; calls: number }>> = {
  App: { query: '{ apps(first: 25, orderBy: { field: CREATED_AT, direction: ASC }) { nodes { $ } } }', calls: 1 },
  Meeting: { query: `{ meetings(appId: "${seedId('a', 3)}", first: 25) { nodes { $ } } }`, calls: 1 },
  Participant: {
    query: `{ meetingParticipants(appId: "${seedId('a', 1)}", meetingId: "${seedId('b', 2)}", first: 25) { nodes { $ } } }`,
    calls: 1,
  },
  Preset: { query: `{ presets(appId: "${seedId('a', 3)}", first: 25) { nodes { $ } } }`, calls: 1 },
  Session: { query: `{ sessions(appId: "${seedId('a', 3)}", first: 25) { nodes { $ } } }`, calls: 1 },
  SessionParticipant: {
    query: `{ session(appId: "${seedId('a', 1)}", sessionId: "${seedId('e', 1, 3)}") { participants(first: 25) { nodes { $ } } } }`,
    calls: 2,
  },
  Recording: { query: `{ recordings(appId: "${seedId('a', 3)}", first: 25) { nodes { $ } } }`, calls: 1 },
  Livestream: { query: `{ livestreams(appId: "${seedId('a', 3)}", first: 25) { nodes { $ } } }`, calls: 1 },
  Webhook: { query: `{ webhooks(appId: "${seedId('a', 3)}", first: 25) { nodes { $ } } }`, calls: 1 },
  LivestreamSession: { query: `{ livestreams(appId: "${seedId('a', 3)}", first: 25) { nodes { sessions { nodes { $ } } } } }`, calls: 26 },
};

const each = 25;
const facts = '{ nodes { id } totalCount }';

export const edgeCases: readonly EdgeCase[] = [
  // Lists of an app are read app by app.
  ...['meetings', 'presets', 'recordings', 'sessions', 'livestreams', 'webhooks'].map((edge) => ({
    edge: `App.${edge}`,
    selection: `${edge} ${facts}`,
    most: each,
  })),
  ...['Meeting', 'Preset', 'Session', 'Recording', 'Livestream', 'LivestreamSession', 'Webhook'].map((parent) => ({
    edge: `${parent}.app`,
    selection: 'app { id name }',
    most: 1,
  })),
  { edge: 'Meeting.participants', selection: `participants ${facts}`, most: each },
  { edge: 'Meeting.participant', selection: `participant(participantId: "${seedId('c', 1, 101)}") { id }`, most: each },
  { edge: 'Meeting.participantByCustomId', selection: 'participantByCustomId(customParticipantId: "user-101-3") { id }', most: each },
  { edge: 'Meeting.sessions', selection: `sessions(first: 1) ${facts}`, most: 1 },
  { edge: 'Meeting.activeSession', selection: 'activeSession { id startedAt }', most: 1 },
  { edge: 'Meeting.recordings', selection: `recordings ${facts}`, most: 1 },
  { edge: 'Meeting.activeRecording', selection: 'activeRecording { id invokedAt }', most: 1 },
  { edge: 'Meeting.livestreams', selection: `livestreams ${facts}`, most: each },
  { edge: 'Meeting.activeLivestream', selection: 'activeLivestream { id name }', most: 1 },
  { edge: 'Participant.meeting', selection: 'meeting { id title }', most: 1 },
  { edge: 'Participant.preset', selection: 'preset { id name }', most: 1 },
  { edge: 'Participant.sessionParticipations', selection: 'sessionParticipations(sessions: 2) { id joinedAt }', most: 3 },
  { edge: 'Session.meeting', selection: 'meeting { id title }', most: 1 },
  { edge: 'Session.participants', selection: `participants ${facts}`, most: each },
  { edge: 'Session.attendees', selection: 'attendees { nodes { displayName } totalCount }', most: each },
  { edge: 'Session.participant', selection: `participant(peerId: "${seedId('4', 3001, 101)}") { id }`, most: each },
  { edge: 'Session.breakoutRooms', selection: 'breakoutRooms { id }', most: each },
  { edge: 'Session.livestreamSessions', selection: `livestreamSessions ${facts}`, most: each },
  { edge: 'SessionParticipant.participant', selection: 'participant { id name }', most: each + 1 },
  { edge: 'SessionParticipant.session', selection: 'session { id status }', most: 0 },
  { edge: 'Recording.meeting', selection: 'meeting { id title }', most: 0 },
  { edge: 'Recording.session', selection: 'session { id status }', most: 1 },
  { edge: 'Livestream.meeting', selection: 'meeting { id title }', most: 1 },
  { edge: 'Livestream.sessions', selection: `sessions ${facts}`, most: each },
  { edge: 'Livestream.activeSession', selection: 'activeSession { id }', most: each },
  { edge: 'LivestreamSession.livestream', selection: 'livestream { id name }', most: 0 },
];

/** Facts that list rows do not tell, and those that cost nothing because list rows tell them. */
export const detailCases: readonly EdgeCase[] = [
  { edge: 'Meeting.aiConfig', selection: 'aiConfig { transcription { language } }', most: each },
  { edge: 'Meeting.recordingConfig', selection: 'recordingConfig { maxSeconds }', most: 0 },
  { edge: 'RecordingConfig.storageConfig', selection: 'recordingConfig { storageConfig { bucket } }', most: 0 },
  { edge: 'Preset.config', selection: 'config { viewType }', most: each },
  { edge: 'Session.chat', selection: 'chat { downloadUrl }', most: each },
  { edge: 'Session.transcript', selection: 'transcript(format: VTT) { downloadUrl }', most: each },
  { edge: 'Session.summary', selection: 'summary { downloadUrl }', most: each },
  { edge: 'SessionParticipant.peerEvents', selection: 'peerEvents { name }', most: 0 },
  { edge: 'SessionParticipant.peerReport', selection: 'peerReport { metadata { sdkName } }', most: each },
  { edge: 'Recording.startReason', selection: 'startReason { reason } stopReason { reason }', most: each },
  { edge: 'Recording.downloadUrl', selection: 'downloadUrl storageConfig { bucket } tracks { fileName }', most: 0 },
  { edge: 'Livestream.streamKey', selection: 'streamKey', most: 0 },
  { edge: 'Participant.preset with its permissions', selection: 'preset { permissions { canRecord } }', most: 4 },
];
