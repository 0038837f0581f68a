/** Objects that are not there, for every mutation: what is asked, and the calls that it takes to say so. */
import { seedId } from '../../src/emulator/seed/ids.ts';
import { actAndLook, lookAtSession, nobody, theActive } from './refusals.ts';
import { appId, preset, standUp, wholePreset } from './seeds.ts';

const noApp = seedId('a', 99);
const noMeeting = { meetingId: seedId('b', 999) };
const person = { customParticipantId: 'user-new', presetName: 'webinar_viewer', name: 'Emmy' };

/** Objects that are not there: their input, and the calls that it takes to say so. */
export const absents: readonly { mutation: string; input: object; operations: readonly string[] }[] = [
  { mutation: 'createMeeting', input: { appId: noApp }, operations: ['create_meeting'] },
  { mutation: 'updateMeeting', input: { ...standUp, ...noMeeting, title: 'Geometry' }, operations: ['update_meeting'] },
  { mutation: 'replaceMeeting', input: { ...standUp, ...noMeeting }, operations: ['replace_meeting'] },
  { mutation: 'addMeetingParticipant', input: { ...standUp, ...noMeeting, ...person }, operations: ['add_participant'] },
  { mutation: 'joinMeeting', input: { ...standUp, ...noMeeting, ...person }, operations: ['get_meeting_participants', 'add_participant'] },
  { mutation: 'createPreset', input: { appId: noApp, ...wholePreset }, operations: ['post-presets'] },
  { mutation: 'updatePreset', input: { ...preset, presetId: seedId('d', 99), name: 'tutor' }, operations: ['patch-presets-preset_id'] },
  { mutation: 'replacePreset', input: { ...preset, presetId: seedId('d', 99), ...wholePreset }, operations: ['put-presets-preset_id'] },
  { mutation: 'deletePreset', input: { ...preset, presetId: seedId('d', 99) }, operations: ['delete-presets-preset_id'] },
  { mutation: 'startLivestream', input: { ...standUp, ...noMeeting }, operations: ['start-livestreaming'] },
  {
    mutation: 'generateSessionSummary',
    input: { appId, sessionId: seedId('e', 99, 1) },
    operations: ['post-sessions-session_id-summary', 'GetSessionDetails'],
  },
  ...(
    [
      ['updateMeetingParticipant', 'edit_participant', { name: 'Emmy' }],
      ['replaceMeetingParticipant', 'replace_participant', person],
      ['deleteMeetingParticipant', 'delete_meeting_participant', {}],
      ['refreshMeetingParticipantToken', 'regenerate_token', {}],
    ] as const
  ).map(([mutation, operation, fields]) => ({
    mutation,
    input: { ...standUp, participantId: seedId('c', 99, 1), ...fields },
    operations: [operation],
  })),
  ...(
    [
      ['createWebhook', 'addWebhook', { appId: noApp, name: 'Lessons', url: 'https://example.com/', events: [] }],
      ['updateWebhook', 'editWebhook', { name: 'Lessons' }],
      ['replaceWebhook', 'replaceWebhook', { name: 'Lessons', url: 'https://example.com/', events: [] }],
      ['deleteWebhook', 'deleteWebhook', {}],
    ] as const
  ).map(([mutation, operation, fields]) => ({
    mutation,
    input: { ...(mutation !== 'createWebhook' && { appId, webhookId: seedId('1', 99) }), ...fields },
    operations: [operation],
  })),
  ...(
    [
      { ...standUp, ...noMeeting },
      { ...standUp, appId: noApp },
    ] as const
  ).flatMap((where) => [
    ...(
      [
        ['kickParticipants', 'KickPartcipants', nobody],
        ['muteParticipants', 'MuteParticipants', nobody],
        ['kickAllParticipants', 'KickAllParticipants', {}],
        ['muteAllParticipants', 'MuteAllParticipants', {}],
        ['createPoll', 'CreatePoll', { question: 'Tea?', options: ['Yes'] }],
        ['startRecording', 'start_recording', {}],
        ['startTrackRecording', 'startTrackRecordingForAMeeting', {}],
      ] as const
    ).map(([mutation, operation, fields]) => ({
      mutation,
      input: { ...where, ...fields },
      operations: [operation, ...lookAtSession],
    })),
    { mutation: 'stopLivestream', input: where, operations: ['stop_livestreaming', theActive, 'get_meeting'] },
  ]),
  ...(['pauseRecording', 'resumeRecording', 'stopRecording'] as const).map((mutation) => ({
    mutation,
    input: { appId, recordingId: seedId('f', 99) },
    operations: actAndLook,
  })),
];
