/** The same of what goes on: sessions, recordings, livestreams, summaries. */
import { expect } from 'vitest';
import { seedId } from '../../src/emulator/seed/ids.ts';
import { ada, algebra, appId, grace, liveSession, readableStorage, recordings, standUp, wholeMeeting } from './seeds.ts';
import type { Success } from './successes.ts';

const inStandUp = { session: { id: liveSession }, meeting: { id: standUp.meetingId } };
const places = { session: 'id', meeting: 'id' };

export const successesOfSessions: readonly Success[] = [
  // The session that goes on. Which one it was is read anew.
  {
    mutation: 'kickParticipants',
    input: { ...standUp, participantIds: [ada.participantId], customParticipantIds: ['user-1-2'] },
    edges: { ...places, session: 'id liveParticipants' },
    shows: {
      kickedCount: 2,
      participants: [{ id: ada.participantId }, { id: grace }],
      session: { id: liveSession, liveParticipants: 0 },
      meeting: inStandUp.meeting,
    },
    operations: ['KickPartcipants', 'GetActiveSession'],
  },
  {
    mutation: 'muteParticipants',
    input: { ...standUp, customParticipantIds: ['user-1-1', 'user-1-2'] },
    edges: places,
    shows: {
      mutedCount: 2,
      participants: [{ id: ada.participantId, name: 'Ada Lovelace', picture: 'https://example.com/avatars/1-1.png' }, { id: grace }],
      ...inStandUp,
    },
    operations: ['MuteParticipants', 'GetActiveSession'],
  },
  {
    mutation: 'kickAllParticipants',
    input: standUp,
    edges: places,
    shows: { kickedCount: 2, session: null, meeting: inStandUp.meeting },
    operations: ['KickAllParticipants', 'GetActiveSession'],
  },
  {
    mutation: 'muteAllParticipants',
    input: { ...standUp, allowUnmute: true },
    edges: places,
    shows: { mutedCount: 2, ...inStandUp },
    operations: ['MuteAllParticipants', 'GetActiveSession'],
    body: { allow_unmute: true },
  },
  {
    mutation: 'createPoll',
    input: { ...standUp, question: 'Tea?', options: ['Yes', 'No'], anonymous: true, hideVotes: true },
    edges: places,
    shows: {
      poll: {
        question: 'Tea?',
        options: [{ text: 'Yes', voteCount: 0, votes: [] }, { text: 'No' }],
        anonymous: true,
        hideVotes: true,
        createdBy: 'Acme Classroom',
        voterIds: [],
      },
      ...inStandUp,
    },
    operations: ['CreatePoll', 'GetActiveSession'],
  },

  // Recordings: their links and storage are secrets, which are read anew.
  {
    mutation: 'startRecording',
    input: {
      ...standUp,
      allowMultipleRecordings: true,
      url: 'https://example.com/board',
      interactiveConfig: { type: 'ID3' },
      ...wholeMeeting.recordingConfig,
      realtimeKitBucketConfig: { enabled: true },
    },
    shows: {
      recording: {
        status: 'INVOKED',
        outputFileName: expect.stringMatching(/^geometry-.*\.tar$/) as string,
        storageConfig: readableStorage,
        startReason: { reason: 'API_CALL' },
      },
    },
    operations: ['start_recording', 'get_one_recording'],
    body: {
      meeting_id: standUp.meetingId,
      allow_multiple_recordings: true,
      interactive_config: { type: 'ID3' },
      rtmp_out_config: { rtmp_url: 'rtmp://live.example.com/geometry' },
      realtimekit_bucket_config: { enabled: true },
      storage_config: { type: 'aws', access_key: 'key', secret: 'hidden' },
      video_config: { codec: 'VP8', export_file: true, watermark: { position: 'right top', size: { width: 120 } } },
    },
  },
  {
    mutation: 'startTrackRecording',
    input: { ...standUp, userIds: [ada.participantId], layers: [{ name: 'default', fileNamePrefix: 'talk', mediaKind: 'AUDIO' }] },
    edges: { recording: 'id status meeting { id }' },
    shows: { recording: { status: 'INVOKED', meeting: { id: standUp.meetingId } } },
    operations: ['startTrackRecordingForAMeeting'],
    body: {
      meeting_id: standUp.meetingId,
      user_ids: [ada.participantId],
      layers: { default: { file_name_prefix: 'talk', media_kind: 'audio' } },
    },
  },
  ...(
    [
      ['pauseRecording', recordings.going, { status: 'PAUSED', stopReason: null }],
      ['resumeRecording', recordings.paused, { status: 'RECORDING', stopReason: null }],
      ['stopRecording', recordings.invoked, { status: 'UPLOADING', stopReason: { reason: 'API_CALL' } }],
    ] as const
  ).map(([mutation, input, shown]) => ({
    mutation,
    input,
    shows: { recording: { id: input.recordingId, ...shown } },
    operations: ['pause_resume_stop_recording', 'get_one_recording'],
  })),

  // Livestreams
  {
    mutation: 'startLivestream',
    input: { ...algebra, name: 'lesson-1', videoConfig: { height: 720, width: 1280 } },
    shows: {
      livestream: {
        name: 'lesson-1',
        statusText: 'LIVE',
        disabled: false,
        streamKey: expect.stringMatching(/^example-stream-key-2/) as string,
      },
    },
    operations: ['start-livestreaming', 'get-v2-livestream-session-livestream-id'],
    body: { name: 'lesson-1', video_config: { height: 720, width: 1280 } },
  },
  {
    mutation: 'stopLivestream',
    input: standUp,
    edges: { livestream: 'id name status', meeting: 'id' },
    shows: { livestream: { id: seedId('2', 1), name: 'stand-up-live', status: 'IDLE' }, meeting: { id: standUp.meetingId } },
    operations: ['get-v2-meetings-meetingId-active-livestream', 'stop_livestreaming', 'get-v2-livestream-session-livestream-id'],
  },

  {
    mutation: 'generateSessionSummary',
    input: { appId, sessionId: seedId('e', 1, 2) },
    edges: { session: 'id summary { downloadUrl }' },
    shows: {
      statusText: 'IN_PROGRESS',
      session: { id: seedId('e', 1, 2), summary: { downloadUrl: expect.stringMatching(/^https:/) as string } },
    },
    operations: ['post-sessions-session_id-summary', 'GetSessionDetails', 'GetSessionSummary'],
  },
];
