/** Of what is kept (apps, meetings, participants, presets, webhooks), for every mutation: a fit input, what its payload then shows, what that costs. */
import { expect } from 'vitest';
import { ada, algebra, appId, preset, readableStorage, standUp, webhook, wholeMeeting, wholePreset } from './seeds.ts';

export interface Success {
  mutation: string;
  input: Readonly<Record<string, unknown>>;
  /** What is selected of objects in the payload, if not all their facts. */
  edges?: Readonly<Record<string, string>>;
  shows: object;
  /** By their ids in the OpenAPI document, in the order in which they are made. */
  operations: readonly string[];
  /** The body of the write, if the payload does not show that it was sent as it should be. */
  body?: object;
}

const person = {
  customParticipantId: 'user-new',
  presetName: 'webinar_viewer',
  name: 'Emmy Noether',
  picture: 'https://example.com/emmy.png',
};
const hook = { name: 'Lessons', url: 'https://example.com/lessons', events: ['MEETING_STARTED', 'MEETING_ENDED'], enabled: false };
const aToken = { value: expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+$/) as string, expiresAt: expect.any(String) as string };
const resultFacts = {
  results: 'customParticipantId participant { id name } token { value expiresAt } failure { code message isOutcomeUnknown retryAfter }',
};

// What is set is shown, but for secrets that can only be written.
const shownMeeting = { ...wholeMeeting, recordingConfig: { ...wholeMeeting.recordingConfig, storageConfig: readableStorage } };

export const successesOfObjects: readonly Success[] = [
  {
    mutation: 'createApp',
    input: { name: 'Acme School' },
    edges: { app: 'id name createdAt' },
    shows: { app: { name: 'Acme School' } },
    operations: ['create_app'],
  },

  // Meetings: secrets of their configs are read anew.
  {
    mutation: 'createMeeting',
    input: { appId, ...wholeMeeting },
    shows: { meeting: { ...shownMeeting, status: 'ACTIVE' } },
    operations: ['create_meeting', 'get_meeting'],
  },
  {
    mutation: 'updateMeeting',
    input: { ...standUp, ...wholeMeeting, status: 'INACTIVE' },
    shows: { meeting: { ...shownMeeting, id: standUp.meetingId, status: 'INACTIVE' } },
    operations: ['update_meeting', 'get_meeting'],
  },
  {
    mutation: 'replaceMeeting',
    input: { ...algebra, title: 'Geometry' },
    shows: { meeting: { id: algebra.meetingId, title: 'Geometry', persistChat: false, recordingConfig: null, aiConfig: null } },
    operations: ['replace_meeting'],
  },

  // Participants
  {
    mutation: 'addMeetingParticipant',
    input: { ...standUp, ...person },
    shows: { participant: person, token: aToken },
    operations: ['add_participant'],
  },
  {
    mutation: 'addMeetingParticipants',
    input: { ...standUp, participants: [person, { customParticipantId: 'user-none', presetName: 'no such preset' }] },
    edges: resultFacts,
    shows: {
      addedCount: 1,
      results: [
        { customParticipantId: 'user-new', participant: { name: person.name }, token: aToken, failure: null },
        {
          customParticipantId: 'user-none',
          participant: null,
          token: null,
          failure: { code: 'BAD_USER_INPUT', isOutcomeUnknown: false, retryAfter: null },
        },
      ],
    },
    operations: ['add_participant', 'add_participant'],
  },
  {
    mutation: 'joinMeeting',
    input: { ...standUp, ...person },
    shows: { participant: person, token: aToken, wasAdded: true },
    operations: ['get_meeting_participants', 'add_participant'],
  },
  {
    mutation: 'updateMeetingParticipant',
    input: { ...ada, presetName: 'webinar_presenter', name: 'Countess', picture: null },
    shows: { participant: { id: ada.participantId, presetName: 'webinar_presenter', name: 'Countess', picture: null }, token: aToken },
    operations: ['edit_participant'],
  },
  {
    mutation: 'replaceMeetingParticipant',
    input: { ...ada, ...person },
    shows: { participant: { id: ada.participantId, ...person }, token: aToken },
    operations: ['replace_participant'],
  },
  {
    mutation: 'deleteMeetingParticipant',
    input: ada,
    edges: { meeting: 'id title' },
    shows: { participantId: ada.participantId, meeting: { title: 'Stand-up' } },
    operations: ['delete_meeting_participant', 'get_meeting'],
  },
  {
    mutation: 'refreshMeetingParticipantToken',
    input: ada,
    shows: { token: aToken, participant: { id: ada.participantId, name: 'Ada Lovelace' } },
    operations: ['regenerate_token', 'get_meeting_participant'],
  },

  // Presets
  { mutation: 'createPreset', input: { appId, ...wholePreset }, shows: { preset: wholePreset }, operations: ['post-presets'] },
  {
    mutation: 'updatePreset',
    input: {
      ...preset,
      name: 'group_call_tutor',
      config: { media: { video: { frameRate: 12 } } },
      permissions: { polls: { canVote: false } },
    },
    shows: {
      preset: {
        id: preset.presetId,
        name: 'group_call_tutor',
        config: { viewType: 'GROUP_CALL', media: { video: { frameRate: 12, quality: 'HD' } } },
        permissions: { polls: { canVote: false, canView: true } },
      },
    },
    operations: ['patch-presets-preset_id'],
  },
  {
    mutation: 'replacePreset',
    input: { ...preset, ...wholePreset },
    shows: { preset: { id: preset.presetId, ...wholePreset } },
    operations: ['put-presets-preset_id'],
  },
  {
    mutation: 'deletePreset',
    input: preset,
    shows: { presetId: preset.presetId, preset: { id: preset.presetId, name: 'group_call_host' } },
    operations: ['delete-presets-preset_id'],
  },

  // Webhooks
  { mutation: 'createWebhook', input: { appId, ...hook }, shows: { webhook: hook }, operations: ['addWebhook'] },
  {
    mutation: 'updateWebhook',
    input: { ...webhook, events: ['RECORDING_STATUS_UPDATE'] },
    shows: { webhook: { id: webhook.webhookId, name: 'Everything', events: ['RECORDING_STATUS_UPDATE'], enabled: true } },
    operations: ['editWebhook'],
  },
  {
    mutation: 'replaceWebhook',
    input: { ...webhook, ...hook },
    shows: { webhook: { id: webhook.webhookId, ...hook } },
    operations: ['replaceWebhook'],
  },
  {
    mutation: 'deleteWebhook',
    input: webhook,
    shows: { webhookId: webhook.webhookId, webhook: { name: 'Everything' } },
    operations: ['deleteWebhook'],
  },
];
