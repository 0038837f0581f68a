/** Inputs that break rules: each with all that is wrong with it, as field and rule. */
import { appId, ada, preset, recordings, standUp, webhook, wholePreset } from './seeds.ts';

export interface InvalidInput {
  mutation: string;
  input: object;
  faults: readonly (readonly [field: string, rule: string])[];
}

export const notAnId = 'must be an id: 1 to 128 characters, none of them "/", "\\", "%" or a control character, not "." or ".."';

/** Texts that may not stand in a path. */
export const badIds = ['', '.', '..', 'a/b', 'a\\b', 'a%2fb', 'a\nb', 'x'.repeat(129)];

const empty = 'must not be empty';
const isNull = 'must not be null';
const hollow = ['input', 'must change something'] as const;
const notAUrl = 'must be an absolute URL';
const notHttp = 'must be an absolute URL of http or https';
const twice = 'must not be in the list twice';
const person = { customParticipantId: 'user-new', presetName: 'webinar_viewer' };
const people = (length: number) => Array.from({ length }, (_, index) => ({ ...person, customParticipantId: `user-${index}` }));

const recordingConfig = {
  maxSeconds: 59,
  fileNamePrefix: null,
  videoConfig: { width: 0, height: 1921, watermark: { url: 'mark.png', size: { width: 0, height: -1 } } },
  livestreamingConfig: { rtmpUrl: 'live' },
  storageConfig: { type: 'SFTP', bucket: 'files', accessKey: '', authMethod: 'KEY', host: 'files.example.com', port: 22 },
};
const faultsOfRecordingConfig = (at: string) =>
  [
    [`${at}.maxSeconds`, 'must be 60 to 86400 (this one is 59)'],
    [`${at}.videoConfig.width`, 'must be 1 to 1920 (this one is 0)'],
    [`${at}.videoConfig.height`, 'must be 1 to 1920 (this one is 1921)'],
    [`${at}.videoConfig.watermark.url`, notAUrl],
    [`${at}.videoConfig.watermark.size.width`, 'must be 1 or more (this one is 0)'],
    [`${at}.videoConfig.watermark.size.height`, 'must be 1 or more (this one is -1)'],
    [`${at}.livestreamingConfig.rtmpUrl`, 'must be an absolute URL, for example one of rtmp or rtmps'],
    [`${at}.storageConfig.accessKey`, 'must not be empty for the type SFTP'],
    [`${at}.storageConfig.region`, 'must be given for the type SFTP'],
    [`${at}.storageConfig.username`, 'must be given for the type SFTP'],
    [`${at}.storageConfig.privateKey`, 'must be given for the method KEY'],
    [`${at}.fileNamePrefix`, isNull],
  ] as const;

const meetingFaults = {
  sessionKeepAliveSeconds: 601,
  aiConfig: { summarization: { wordLimit: 149 }, transcription: null },
  recordingConfig,
};
const faultsOfMeeting = [
  ['input.appId', notAnId],
  ['input.sessionKeepAliveSeconds', 'must be 60 to 600 (this one is 601)'],
  ['input.aiConfig.summarization.wordLimit', 'must be 150 to 1000 (this one is 149)'],
  ...faultsOfRecordingConfig('input.recordingConfig').slice(0, -1),
  ['input.aiConfig.transcription', isNull],
  ['input.recordingConfig.fileNamePrefix', isNull],
] as const;

const presetFaults = {
  name: '',
  config: {
    ...wholePreset.config,
    maxScreenshareCount: -1,
    maxVideoStreams: { desktop: -1, mobile: -2 },
    media: { video: { frameRate: 31, quality: 'HD' }, screenshare: { frameRate: -0.5, quality: 'HD' }, audio: null },
    livestreamViewerQualities: [360, -1],
  },
  permissions: {
    ...wholePreset.permissions,
    plugins: { ...wholePreset.permissions.plugins, config: [{ pluginId: '' }, { pluginId: 'board' }, { pluginId: 'board' }] },
  },
  ui: { designTokens: { ...wholePreset.ui.designTokens, spacingBase: 0.5, logo: 'logo.png' } },
};
const faultsOfPreset = [
  ['input.name', empty],
  ['input.config.maxScreenshareCount', 'must be 0 or more (this one is -1)'],
  ['input.config.maxVideoStreams.desktop', 'must be 0 or more (this one is -1)'],
  ['input.config.maxVideoStreams.mobile', 'must be 0 or more (this one is -2)'],
  ['input.config.media.video.frameRate', 'must be 0 to 30 (this one is 31)'],
  ['input.config.media.screenshare.frameRate', 'must be 0 or more (this one is -0.5)'],
  ['input.config.livestreamViewerQualities[1]', 'must be 0 or more (this one is -1)'],
  ['input.permissions.plugins.config[0].pluginId', empty],
  ['input.permissions.plugins.config[2].pluginId', twice],
  ['input.ui.designTokens.spacingBase', 'must be 1 or more (this one is 0.5)'],
  ['input.ui.designTokens.logo', notAUrl],
  ['input.config.media.audio', isNull],
] as const;

export const invalidInputs: readonly InvalidInput[] = [
  { mutation: 'createApp', input: { name: '' }, faults: [['input.name', empty]] },

  { mutation: 'createMeeting', input: { appId: '..', ...meetingFaults }, faults: faultsOfMeeting },
  { mutation: 'replaceMeeting', input: { ...standUp, appId: '..', ...meetingFaults }, faults: faultsOfMeeting },
  { mutation: 'updateMeeting', input: { ...standUp, appId: '..', ...meetingFaults }, faults: faultsOfMeeting },
  { mutation: 'updateMeeting', input: standUp, faults: [hollow] },
  {
    mutation: 'updateMeeting',
    input: { ...standUp, title: null, recordOnStart: null, livestreamOnStart: null, status: null },
    faults: ['livestreamOnStart', 'recordOnStart', 'status', 'title'].map((field) => [`input.${field}`, isNull]),
  },

  {
    mutation: 'addMeetingParticipant',
    input: { appId: 'a/b', meetingId: '', customParticipantId: '', presetName: '', picture: 'emmy.png' },
    faults: [
      ['input.appId', notAnId],
      ['input.meetingId', notAnId],
      ['input.customParticipantId', empty],
      ['input.presetName', empty],
      ['input.picture', notAUrl],
    ],
  },
  {
    mutation: 'joinMeeting',
    input: { ...standUp, customParticipantId: '', presetName: '', name: '', picture: 'emmy.png' },
    faults: [
      ['input.customParticipantId', empty],
      ['input.presetName', empty],
      ['input.picture', notAUrl],
      ['input.name', empty],
    ],
  },
  {
    mutation: 'addMeetingParticipants',
    input: { ...standUp, participants: [] },
    faults: [['input.participants', 'must hold 1 to 500 (this one holds 0)']],
  },
  {
    mutation: 'addMeetingParticipants',
    input: { ...standUp, participants: people(501) },
    faults: [['input.participants', 'must hold 1 to 500 (this one holds 501)']],
  },
  {
    mutation: 'addMeetingParticipants',
    input: { ...standUp, participants: [person, { customParticipantId: '', presetName: '', name: '', picture: '/' }, person] },
    faults: [
      ['input.participants[1].customParticipantId', empty],
      ['input.participants[1].presetName', empty],
      ['input.participants[1].picture', notAUrl],
      ['input.participants[1].name', empty],
      ['input.participants[2].customParticipantId', twice],
    ],
  },
  { mutation: 'updateMeetingParticipant', input: ada, faults: [hollow] },
  {
    mutation: 'updateMeetingParticipant',
    input: { ...ada, participantId: '.', presetName: '', name: '', picture: 'emmy.png' },
    faults: [
      ['input.name', empty],
      ['input.participantId', notAnId],
      ['input.presetName', empty],
      ['input.picture', notAUrl],
    ],
  },
  {
    mutation: 'replaceMeetingParticipant',
    input: { ...ada, customParticipantId: '', presetName: '', picture: 'emmy.png' },
    faults: [
      ['input.customParticipantId', empty],
      ['input.presetName', empty],
      ['input.picture', notAUrl],
    ],
  },

  { mutation: 'createPreset', input: { appId, ...wholePreset, ...presetFaults }, faults: faultsOfPreset },
  { mutation: 'replacePreset', input: { ...preset, ...wholePreset, ...presetFaults }, faults: faultsOfPreset },
  { mutation: 'updatePreset', input: { ...preset, ...presetFaults }, faults: faultsOfPreset },
  {
    mutation: 'updatePreset',
    input: { ...preset, config: { media: {} }, permissions: { chat: { public: {} } }, ui: {} },
    faults: [hollow],
  },
  {
    mutation: 'updatePreset',
    input: { ...preset, name: null, permissions: { polls: null, media: { audio: { canProduce: null } } } },
    faults: [
      ['input.name', isNull],
      ['input.permissions.media.audio.canProduce', isNull],
      ['input.permissions.polls', isNull],
    ],
  },

  ...(['createWebhook', 'replaceWebhook', 'updateWebhook'] as const).map((mutation) => ({
    mutation,
    input: { ...(mutation === 'createWebhook' ? { appId } : webhook), name: '', url: 'ftp://example.com/', events: [], enabled: null },
    faults: [
      ['input.name', empty],
      ['input.url', notHttp],
      ['input.enabled', isNull],
    ] as const,
  })),
  { mutation: 'updateWebhook', input: webhook, faults: [hollow] },

  {
    mutation: 'kickParticipants',
    input: { ...standUp, participantIds: ['ada', ''], customParticipantIds: [] },
    faults: [
      ['input.customParticipantIds', 'must hold at least one'],
      ['input.participantIds[0]', 'must be a UUID'],
      ['input.participantIds[1]', 'must be a UUID'],
    ],
  },
  ...(['kickParticipants', 'muteParticipants'] as const).flatMap((mutation) => [
    { mutation, input: standUp, faults: [['input', 'must name at least one, in participantIds or customParticipantIds']] as const },
    {
      mutation,
      input: { ...standUp, participantIds: null, customParticipantIds: [''] },
      faults: [
        ['input.participantIds', isNull],
        ['input.customParticipantIds[0]', empty],
      ] as const,
    },
  ]),
  {
    mutation: 'createPoll',
    input: { ...standUp, question: '', options: ['', 'No', ''], anonymous: null, hideVotes: null },
    faults: [
      ['input.question', empty],
      ['input.options[0]', empty],
      ['input.options[2]', empty],
      ['input.anonymous', isNull],
      ['input.hideVotes', isNull],
    ],
  },
  { mutation: 'createPoll', input: { ...standUp, question: 'Tea?', options: [] }, faults: [['input.options', 'must hold at least one']] },
  { mutation: 'muteAllParticipants', input: { ...standUp, allowUnmute: null }, faults: [['input.allowUnmute', isNull]] },

  ...(['startRecording', 'startTrackRecording'] as const).map((mutation) => ({
    mutation,
    input: { ...standUp, meetingId: 'algebra' },
    faults: [['input.meetingId', 'must be a UUID']] as const,
  })),
  {
    mutation: 'startRecording',
    input: { ...standUp, url: 'board', ...recordingConfig, interactiveConfig: { type: null } },
    faults: [['input.url', notAUrl], ...faultsOfRecordingConfig('input'), ['input.interactiveConfig.type', isNull]],
  },
  {
    mutation: 'startTrackRecording',
    input: { ...standUp, userIds: [], layers: [{ name: '' }, { name: 'a', fileNamePrefix: 'é', mediaKind: null }, { name: 'a' }] },
    faults: [
      ['input.layers[1].mediaKind', isNull],
      ['input.userIds', 'must hold 1 to 100 (this one holds 0)'],
      ['input.layers[0].name', empty],
      ['input.layers[1].fileNamePrefix', 'must be of letters without accents, digits, "_", "-" and spaces'],
      ['input.layers[2].name', twice],
    ],
  },
  {
    mutation: 'startTrackRecording',
    input: { ...standUp, userIds: ['', 'x'.repeat(257)] },
    faults: [0, 1].map((index) => [`input.userIds[${index}]`, 'must have 1 to 256 characters']),
  },
  {
    mutation: 'pauseRecording',
    input: { ...recordings.going, appId: '..', recordingId: '..' },
    faults: ['appId', 'recordingId'].map((name) => [`input.${name}`, notAnId]),
  },

  {
    mutation: 'startLivestream',
    input: { ...standUp, meetingId: '..', name: 'naïve', videoConfig: { height: null, width: null } },
    faults: [
      ['input.meetingId', notAnId],
      ['input.name', 'must be of letters without accents, digits, "-" and "_" only'],
      ['input.videoConfig.height', isNull],
      ['input.videoConfig.width', isNull],
    ],
  },
];
