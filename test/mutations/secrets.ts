/** Secrets that go to RealtimeKit or come from it, by mutation: where they are selected, where they then are, and a text in the place of each. */
import type { Fault } from '../../src/emulator/faults.ts';
import { seedId } from '../../src/emulator/seed/ids.ts';
import { ada, algebra, appId, recordings, standUp } from './seeds.ts';

export const canary = 'canary-5f2e81';

/** In the place of every secret that RealtimeKit sends, and beside them those that it should not send. */
export const singing: Fault = {
  change: (answer) => {
    const text = JSON.stringify(answer.body)
      .replace(/"(token|stream_key|bucket|path)":"[^"]*"/g, `"$1":"${canary}"`)
      .replace(/"((?:audio_|chat_|transcript_)?download_url|rtmp_url|summaryDownloadUrl)":"[^"]*"/g, `"$1":"https://example.com/${canary}"`)
      .replaceAll(
        '"storage_config":{',
        `"storage_config":{"access_key":"${canary}","secret":"${canary}","password":"${canary}","private_key":"${canary}",`,
      );
    return { ...answer, body: JSON.parse(text) as unknown };
  },
};

export const storageConfig = {
  ...{ type: 'SFTP', bucket: 'files', region: 'eu-west-1', host: 'files.example.com', port: 22, username: 'acme', authMethod: 'KEY' },
  ...{ accessKey: canary, secret: canary, password: canary, privateKey: canary },
};
const recordingConfig = { storageConfig, livestreamingConfig: { rtmpUrl: `rtmp://live.example.com/${canary}` } };
const person = { customParticipantId: 'user-new', presetName: 'webinar_viewer', name: 'Emmy' };
const configs = 'recordingConfig { storageConfig { bucket path } livestreamingConfig { rtmpUrl } }';
const links = 'downloadUrl audioDownloadUrl storageConfig { bucket }';
const token = 'token { value expiresAt }';

export interface SecretCase {
  mutation: string;
  input: object;
  /** The payload with its secrets, and without them. */
  secrets: string;
  plain: string;
  /** Where the secrets then are, below the payload. */
  places: readonly string[];
}

const ofMeeting = (mutation: string, input: object): SecretCase => ({
  mutation,
  input: { ...input, recordingConfig },
  secrets: `{ meeting { id ${configs} } }`,
  plain: '{ meeting { id title recordingConfig { maxSeconds } } }',
  places: ['meeting.recordingConfig.storageConfig.bucket', 'meeting.recordingConfig.livestreamingConfig.rtmpUrl'],
});
const ofParticipant = (mutation: string, input: object): SecretCase => ({
  mutation,
  input,
  secrets: `{ participant { id } ${token} }`,
  plain: '{ participant { id name } }',
  places: ['token.value'],
});
const ofRecording = (mutation: string, input: object, places: readonly string[] = ['storageConfig.bucket']): SecretCase => {
  const payload = `${mutation.charAt(0).toUpperCase()}${mutation.slice(1)}Payload`;
  return {
    mutation,
    input,
    secrets: `{ ... on ${payload} { recording { id ${links} } } }`,
    plain: `{ ... on ${payload} { recording { id status } } }`,
    places: places.map((place) => `recording.${place}`),
  };
};

export const secretCases: readonly SecretCase[] = [
  ofMeeting('createMeeting', { appId }),
  ofMeeting('updateMeeting', standUp),
  ofMeeting('replaceMeeting', standUp),
  ofParticipant('addMeetingParticipant', { ...standUp, ...person }),
  ofParticipant('joinMeeting', { ...standUp, ...person }),
  ofParticipant('updateMeetingParticipant', { ...ada, name: 'Countess' }),
  ofParticipant('replaceMeetingParticipant', { ...ada, ...person }),
  { ...ofParticipant('refreshMeetingParticipantToken', ada) },
  {
    mutation: 'addMeetingParticipants',
    input: { ...standUp, participants: [person, { ...person, customParticipantId: 'user-newer' }] },
    secrets: `{ results { participant { id } ${token} } }`,
    plain: '{ results { participant { id } failure { message } } }',
    places: ['results.token.value', 'results.token.value'],
  },
  ofRecording('startRecording', { ...standUp, ...recordingConfig, allowMultipleRecordings: true }),
  ofRecording('startTrackRecording', standUp, []),
  ofRecording('pauseRecording', recordings.going),
  ofRecording('stopRecording', recordings.going, ['downloadUrl', 'storageConfig.bucket']),
  {
    mutation: 'startLivestream',
    input: { ...algebra, name: 'lesson' },
    secrets: '{ ... on StartLivestreamPayload { livestream { id streamKey } } }',
    plain: '{ ... on StartLivestreamPayload { livestream { id status } } }',
    places: ['livestream.streamKey'],
  },
  {
    mutation: 'stopLivestream',
    input: standUp,
    secrets: '{ ... on StopLivestreamPayload { livestream { id streamKey } } }',
    plain: '{ ... on StopLivestreamPayload { livestream { id status } } }',
    places: ['livestream.streamKey'],
  },
  {
    mutation: 'generateSessionSummary',
    input: { appId, sessionId: seedId('e', 1, 2) },
    secrets:
      '{ ... on GenerateSessionSummaryPayload { session { id chat { downloadUrl } transcript { downloadUrl } summary { downloadUrl } } } }',
    plain: '{ ... on GenerateSessionSummaryPayload { statusText session { id status } } }',
    places: ['chat', 'transcript', 'summary'].map((name) => `session.${name}.downloadUrl`),
  },
];

/** What others then read, in all ways that lead to secrets. */
const app = `appId: "${appId}"`;
export const readsOf = (shows: boolean) => {
  const [recording, livestream, meeting] = shows ? [links, 'streamKey', configs] : ['status', 'status', 'title'];
  return `{
    recordings(${app}) { nodes { id ${recording} } }
    livestreams(${app}) { nodes { id ${livestream} } }
    meetings(${app}) { nodes { id ${meeting} participants(first: 3) { nodes { id name } } } }
    meeting(${app}, meetingId: "${standUp.meetingId}") {
      id ${meeting} activeSession { id status } activeRecording { id ${recording} } activeLivestream { id ${livestream} }
    }
  }`;
};
