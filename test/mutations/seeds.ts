/** What of the seed the tables of mutations name, and inputs that several of them use. */
import { seedId } from '../../src/emulator/seed/ids.ts';

/** Acme Classroom. */
export const appId = seedId('a', 1);

/** A session goes on in it, two people are there; it is recorded and streamed. */
export const standUp = { appId, meetingId: seedId('b', 1) };

/** Nobody is in it; it is neither recorded nor streamed. */
export const algebra = { appId, meetingId: seedId('b', 2) };

/** The first participant of the stand-up, who is in its session, as the second is. */
export const ada = { ...standUp, participantId: seedId('c', 1, 1) };
export const grace = seedId('c', 2, 1);

/** The live session of the stand-up. */
export const liveSession = seedId('e', 4, 1);

/** Recordings of the live session. */
export const recordings = {
  paused: { appId, recordingId: seedId('f', 8) },
  going: { appId, recordingId: seedId('f', 9) },
  invoked: { appId, recordingId: seedId('f', 10) },
  stored: { appId, recordingId: seedId('f', 1) },
};

export const webhook = { appId, webhookId: seedId('1', 1) };
export const preset = { appId, presetId: seedId('d', 1) };

/** Everything that a preset needs. */
export const wholePreset = {
  name: 'tutor',
  config: {
    viewType: 'WEBINAR',
    maxScreenshareCount: 2,
    maxVideoStreams: { desktop: 9, mobile: 4 },
    media: {
      audio: { enableHighBitrate: true, enableStereo: false },
      video: { quality: 'VGA', frameRate: 24, simulcast: true },
      screenshare: { quality: 'HD', frameRate: 5 },
    },
    livestreamViewerQualities: [360, 720],
  },
  permissions: {
    canAcceptStageRequests: true,
    canAcceptWaitingRequests: true,
    canAcceptProductionRequests: true,
    canChangeParticipantPermissions: false,
    canEditDisplayName: true,
    canLivestream: false,
    canRecord: true,
    canSpotlight: true,
    chat: {
      public: { canSend: true, canSendText: true, canSendFiles: false },
      private: { canSend: true, canReceive: true, canSendText: true, canSendFiles: false },
    },
    connectedMeetings: { canAlterConnectedMeetings: false, canSwitchConnectedMeetings: true, canSwitchToParentMeeting: true },
    canDisableParticipantAudio: true,
    canDisableParticipantScreensharing: true,
    canDisableParticipantVideo: false,
    hiddenParticipant: false,
    isRecorder: false,
    canKickParticipants: true,
    media: { audio: { canProduce: 'ALLOWED' }, video: { canProduce: 'CAN_REQUEST' }, screenshare: { canProduce: 'NOT_ALLOWED' } },
    canPinParticipants: true,
    plugins: {
      canStart: true,
      canClose: true,
      canEditConfig: false,
      config: [{ pluginId: 'whiteboard', accessControl: 'VIEW_ONLY', handlesViewOnly: true }],
    },
    polls: { canCreate: true, canView: true, canVote: true },
    recorderType: 'NONE',
    canSeeParticipantList: true,
    stageAccess: 'ALLOWED',
    stageEnabled: true,
    transcriptionEnabled: true,
    waitingRoomType: 'SKIP',
  },
  ui: {
    designTokens: {
      theme: 'LIGHT',
      colors: {
        background: { shade600: '#600', shade700: '#700', shade800: '#800', shade900: '#900', shade1000: '#100' },
        brand: { shade300: '#300', shade400: '#400', shade500: '#500', shade600: '#601', shade700: '#701' },
        danger: '#f00',
        success: '#0f0',
        text: '#111',
        textOnBrand: '#222',
        videoBackground: '#333',
        warning: '#ff0',
      },
      borderRadius: 'CIRCULAR',
      borderWidth: 'FAT',
      spacingBase: 8,
      fontFamily: 'Lato, sans-serif',
      googleFont: 'Lato',
      logo: 'https://example.com/tutor.png',
    },
  },
};

/** A meeting with all that can be set. */
export const wholeMeeting = {
  title: 'Geometry',
  recordOnStart: true,
  livestreamOnStart: true,
  persistChat: true,
  summarizeOnEnd: true,
  transcribeOnEnd: true,
  sessionKeepAliveSeconds: 120,
  recordingConfig: {
    maxSeconds: 3600,
    fileNamePrefix: 'geometry',
    audioConfig: { codec: 'MP3', channel: 'MONO', exportFile: true },
    videoConfig: {
      codec: 'VP8',
      height: 480,
      width: 640,
      exportFile: true,
      watermark: { url: 'https://example.com/mark.png', position: 'RIGHT_TOP', size: { height: 40, width: 120 } },
    },
    realtimeKitBucketConfig: { enabled: false },
    storageConfig: { type: 'AWS', bucket: 'geometry-files', accessKey: 'key', secret: 'hidden', region: 'eu-west-1', path: 'lessons' },
    livestreamingConfig: { rtmpUrl: 'rtmp://live.example.com/geometry' },
  },
  aiConfig: {
    transcription: { language: 'DE', keywords: ['Thales'], profanityFilter: true },
    summarization: { summaryType: 'LECTURE', textFormat: 'PLAIN_TEXT', wordLimit: 300 },
  },
};

/** What of the storage can be read. */
const { accessKey, secret, ...readable } = wholeMeeting.recordingConfig.storageConfig;
export const readableStorage = readable;
