/** Outcomes that callers are prepared for: what is asked, how things stand, what is answered, and what that costs. */
import type { Fault } from '../../src/emulator/faults.ts';
import { seedId } from '../../src/emulator/seed/ids.ts';
import { algebra, appId, preset, recordings, standUp, wholePreset } from './seeds.ts';

export interface RefusalCase {
  mutation: string;
  when: string;
  input: Readonly<Record<string, unknown>>;
  fault?: Fault;
  /** What the emulator answers where nothing is running; one test for each. */
  nothingRunning?: readonly (400 | 404 | 409)[];
  refusal: string;
  message: string;
  operations: readonly string[];
}

export const nobody = { participantIds: [seedId('c', 99, 1)] };
const noSession = { refusal: 'NoActiveSession', message: 'No session goes on in this meeting.' };
const notIn = { refusal: 'ParticipantsNotInSession', message: 'RealtimeKit did not find in the session whom it was to find.' };
const taken = {
  refusal: 'PresetNameTaken',
  message: 'Another preset of the app has this name: choose another one, or change that preset.',
};
const running = { refusal: 'LivestreamAlreadyRunning', message: 'The meeting is streamed already.' };
const all = [400, 404, 409] as const;
export const theActive = 'get-v2-meetings-meetingId-active-livestream';
export const actAndLook = ['pause_resume_stop_recording', 'get_one_recording'];
/** What a look costs that finds no session: the meeting has to be there. */
export const lookAtSession = ['GetActiveSession', 'get_meeting'];

export const refusals: readonly RefusalCase[] = [
  ...(['createPreset', 'updatePreset', 'replacePreset'] as const).map((mutation) => ({
    mutation,
    when: 'another preset has the name',
    input: { ...(mutation === 'createPreset' ? { appId } : preset), ...wholePreset, name: 'webinar_viewer' },
    ...taken,
    operations: [
      { createPreset: 'post-presets', updatePreset: 'patch-presets-preset_id', replacePreset: 'put-presets-preset_id' }[mutation],
    ],
  })),

  ...(
    [
      ['kickParticipants', 'KickPartcipants'],
      ['muteParticipants', 'MuteParticipants'],
    ] as const
  ).flatMap(([mutation, operation]) => [
    {
      mutation,
      when: 'nobody is in the meeting',
      input: { ...algebra, ...nobody },
      ...noSession,
      operations: [operation, ...lookAtSession],
    },
    {
      mutation,
      when: 'they are not in the session',
      input: { ...standUp, ...nobody },
      ...notIn,
      operations: [operation, 'GetActiveSession'],
    },
    {
      mutation,
      when: 'nobody in the session has the custom id',
      input: { ...standUp, customParticipantIds: ['user-1-3'] },
      ...notIn,
      operations: [operation, 'GetActiveSession'],
    },
  ]),
  {
    mutation: 'kickAllParticipants',
    when: 'nobody is in the meeting',
    input: algebra,
    nothingRunning: all,
    ...noSession,
    operations: ['KickAllParticipants', ...lookAtSession],
  },
  {
    mutation: 'muteAllParticipants',
    when: 'nobody is in the meeting',
    input: algebra,
    ...noSession,
    operations: ['MuteAllParticipants', ...lookAtSession],
  },
  {
    mutation: 'createPoll',
    when: 'nobody is in the meeting',
    input: { ...algebra, question: 'Tea?', options: ['Yes'] },
    ...noSession,
    operations: ['CreatePoll', ...lookAtSession],
  },

  {
    mutation: 'startRecording',
    when: 'the meeting is recorded already',
    input: standUp,
    refusal: 'RecordingAlreadyRunning',
    message: 'The meeting is being recorded already.',
    operations: ['start_recording', 'get_all_recordings'],
  },
  {
    mutation: 'startRecording',
    when: 'nobody is in the meeting',
    input: algebra,
    ...noSession,
    operations: ['start_recording', ...lookAtSession],
  },
  {
    mutation: 'startTrackRecording',
    when: 'nobody is in the meeting',
    input: algebra,
    ...noSession,
    operations: ['startTrackRecordingForAMeeting', ...lookAtSession],
  },
  ...([400, 404, 409] as const).map((status) => ({
    mutation: 'pauseRecording',
    when: `it is paused already, which is answered ${status}`,
    input: recordings.paused,
    fault: { operation: 'pause_resume_stop_recording', status, effect: false },
    refusal: 'RecordingNotRunning',
    message: 'The recording does not go on now.',
    operations: actAndLook,
  })),
  {
    mutation: 'resumeRecording',
    when: 'it is not paused',
    input: recordings.going,
    refusal: 'RecordingNotPaused',
    message: 'The recording is not paused.',
    operations: actAndLook,
  },
  {
    mutation: 'stopRecording',
    when: 'it has stopped',
    input: recordings.stored,
    nothingRunning: all,
    refusal: 'RecordingAlreadyStopped',
    message: 'The recording has stopped before.',
    operations: actAndLook,
  },

  {
    mutation: 'startLivestream',
    when: 'the meeting is streamed already',
    input: standUp,
    ...running,
    operations: ['start-livestreaming', theActive],
  },
  {
    mutation: 'startLivestream',
    when: 'the livestream before has not ended, which is answered 400',
    input: standUp,
    fault: { operation: 'start-livestreaming', status: 400, effect: false },
    ...running,
    operations: ['start-livestreaming', theActive],
  },
  {
    mutation: 'stopLivestream',
    when: 'the meeting is not streamed',
    input: algebra,
    nothingRunning: all,
    refusal: 'NoActiveLivestream',
    message: 'The meeting is not streamed.',
    operations: ['stop_livestreaming', theActive, 'get_meeting'],
  },

  {
    mutation: 'generateSessionSummary',
    when: 'the session has no transcript',
    input: { appId, sessionId: seedId('e', 1, 1) },
    refusal: 'NoTranscript',
    message: 'The session has no transcript to sum up.',
    operations: ['post-sessions-session_id-summary', 'GetSessionDetails'],
  },
];

const codes = { 400: 'BAD_USER_INPUT', 404: 'NOT_FOUND', 409: 'CONFLICT' };

/** What goes on, and the refusals that would say that it does not: with each status, what the look shows counts. */
const contradicted = (
  [
    ['stopRecording', all, recordings.going, actAndLook],
    ['stopRecording', all, recordings.paused, actAndLook],
    ['pauseRecording', all, recordings.going, actAndLook],
    ['resumeRecording', all, recordings.paused, actAndLook],
    ['kickAllParticipants', all, standUp, ['KickAllParticipants', 'GetActiveSession']],
    ['muteAllParticipants', [404], standUp, ['MuteAllParticipants', 'GetActiveSession']],
    ['createPoll', [404], { ...standUp, question: 'Tea?', options: ['Yes'] }, ['CreatePoll', 'GetActiveSession']],
    ['stopLivestream', all, standUp, ['stop_livestreaming', theActive]],
    ['startRecording', [404], standUp, ['start_recording', 'GetActiveSession']],
    ['startRecording', [409], algebra, ['start_recording', 'get_all_recordings']],
    ['startTrackRecording', [404], standUp, ['startTrackRecordingForAMeeting', 'GetActiveSession']],
    ['startLivestream', [409], algebra, ['start-livestreaming', theActive]],
  ] as const
).flatMap(([mutation, statuses, input, operations]) =>
  statuses.map((status) => ({
    mutation,
    when: `it is answered ${status}, and the look shows otherwise (${operations[1]})`,
    input,
    fault: { operation: operations[0], status, effect: false },
    code: codes[status],
    operations,
  })),
);

/** Answers with the status of a refusal that are none: their cause is another one, so they stay errors. */
export const notRefusals: readonly (Pick<RefusalCase, 'mutation' | 'when' | 'input' | 'fault' | 'operations'> & { code: string })[] = [
  {
    mutation: 'pauseRecording',
    when: 'the id is none of RealtimeKit',
    input: { appId, recordingId: 'lesson' },
    code: 'BAD_USER_INPUT',
    operations: actAndLook,
  },
  {
    mutation: 'startLivestream',
    when: 'the input is refused, and the meeting is not streamed',
    input: algebra,
    fault: { operation: 'start-livestreaming', status: 400, effect: false },
    code: 'BAD_USER_INPUT',
    operations: ['start-livestreaming', theActive],
  },
  {
    mutation: 'updatePreset',
    when: 'a conflict is not about the name, which is not given',
    input: { ...preset, permissions: { canRecord: false } },
    fault: { operation: 'patch-presets-preset_id', status: 409, effect: false },
    code: 'CONFLICT',
    operations: ['patch-presets-preset_id'],
  },
  ...contradicted,
  ...(['kickAllParticipants', 'muteAllParticipants', 'stopLivestream', 'startRecording'] as const).map((mutation) => ({
    mutation,
    when: "Cloudflare's edge knows no such account",
    input: standUp,
    fault: {
      status: 404,
      effect: false,
      body: { success: false, errors: [{ code: 7003, message: 'Could not route' }], messages: [], result: null },
    },
    code: 'NOT_FOUND',
    operations: [
      {
        kickAllParticipants: 'KickAllParticipants',
        muteAllParticipants: 'MuteAllParticipants',
        stopLivestream: 'stop_livestreaming',
        startRecording: 'start_recording',
      }[mutation],
    ],
  })),
  {
    mutation: 'kickParticipants',
    when: 'nobody can say who is missing',
    input: { ...standUp, ...nobody },
    fault: { operation: 'GetActiveSession', status: 403, effect: false },
    code: 'NOT_FOUND',
    operations: ['KickPartcipants', 'GetActiveSession'],
  },
];
