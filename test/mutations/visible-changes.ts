/** Changes, and where they can be seen: in lists and edges below the app, and by reads of their own. */
import { seedId } from '../../src/emulator/seed/ids.ts';
import { ada, algebra, appId, liveSession, preset, recordings, standUp, webhook, wholePreset } from './seeds.ts';

export interface VisibleChange {
  what: string;
  mutation: string;
  input: object;
  /** Below the app, and what is there afterwards. */
  below: string;
  shows: object;
  /** Root fields, and what they are afterwards. */
  root: string;
  reads: object;
}

const app = `appId: "${appId}"`;
const inStandUp = `${app}, meetingId: "${standUp.meetingId}"`;
const emmy = { customParticipantId: 'user-new', presetName: 'webinar_viewer', name: 'Emmy' };
const inMeeting = (selection: string) => `meetings(first: 1) { nodes { ${selection} } }`;
const theMeeting = (shown: object) => ({ meetings: { nodes: [shown] } });
const byCustomId = (alias: string, id: string) => `${alias}: participantByCustomId(customParticipantId: "${id}") { id name }`;
const enrolled = `participants(first: 10) { nodes { id name presetName } totalCount } ${byCustomId('one', 'user-1-1')} ${byCustomId('other', 'user-new')}`;
const people = `
  all: meetingParticipants(${inStandUp}, first: 10) { totalCount nodes { name } }
  one: meetingParticipant(${inStandUp}, participantId: "${ada.participantId}") { name customParticipantId presetName }
  some: meetingParticipantsByIds(${inStandUp}, participantIds: ["${ada.participantId}"]) { name }`;

/** A change of who is enrolled in the stand-up. */
function ofPeople(
  mutation: string,
  input: object,
  { total, one, other }: { total: number; one: object | null; other: object | null },
): VisibleChange {
  const isThere = mutation === 'deleteMeetingParticipant' ? null : mutation === 'replaceMeetingParticipant' ? other : one;
  return {
    what: 'who is enrolled',
    mutation,
    input,
    below: inMeeting(enrolled),
    shows: theMeeting({ participants: { totalCount: total }, one, other }),
    root: people,
    reads: { all: { totalCount: total }, one: isThere, some: [isThere] },
  };
}

const session = `session(${app}, sessionId: "${liveSession}") { status liveParticipants participants(first: 3) { nodes { displayName leftAt } } }`;
const activity = 'activeSession { id liveParticipants } activeRecording { id status } activeLivestream { id }';
const live = `${inMeeting(activity)} sessions(first: 10, filter: { status: LIVE }) { nodes { id } } livestreams(first: 1) { nodes { id status } }`;
const recordingStates = (...states: string[]) => ({ recordings: { nodes: states.map((status) => ({ status })) } });
const recordingReads = (id: string) =>
  `recording(${app}, recordingId: "${id}") { status } meeting(${inStandUp}) { ${activity} recordings(first: 3) { nodes { status } } }`;
const titled = `recordings(first: 1, orderBy: { field: INVOKED_AT, direction: ASC }) { nodes { meeting { title } } }`;

export const visibleChanges: readonly VisibleChange[] = [
  ofPeople('addMeetingParticipant', { ...standUp, ...emmy }, { total: 4, one: { name: 'Ada Lovelace' }, other: { name: 'Emmy' } }),
  ofPeople('joinMeeting', { ...standUp, ...emmy }, { total: 4, one: { name: 'Ada Lovelace' }, other: { name: 'Emmy' } }),
  ofPeople(
    'addMeetingParticipants',
    { ...standUp, participants: [emmy, { ...emmy, customParticipantId: 'user-newer' }] },
    { total: 5, one: { name: 'Ada Lovelace' }, other: { name: 'Emmy' } },
  ),
  ofPeople('updateMeetingParticipant', { ...ada, name: 'Countess' }, { total: 3, one: { name: 'Countess' }, other: null }),
  ofPeople('replaceMeetingParticipant', { ...ada, ...emmy }, { total: 3, one: null, other: { name: 'Emmy' } }),
  ofPeople('deleteMeetingParticipant', ada, { total: 2, one: null, other: null }),

  {
    what: 'the meetings of the app',
    mutation: 'createMeeting',
    input: { appId, title: 'Geometry' },
    below: 'meetings(first: 10) { totalCount nodes { title } }',
    shows: { meetings: { totalCount: 4 } },
    root: `meetings(${app}, filter: { search: "Geometry" }) { nodes { title } }`,
    reads: { meetings: { nodes: [{ title: 'Geometry' }] } },
  },
  ...(['updateMeeting', 'replaceMeeting'] as const).map((mutation) => ({
    what: 'the title of a meeting, wherever it is',
    mutation,
    input: { ...standUp, title: 'Geometry' },
    below: `${inMeeting('title')} ${titled}`,
    shows: { ...theMeeting({ title: 'Geometry' }), recordings: { nodes: [{ meeting: { title: 'Geometry' } }] } },
    root: `meeting(${inStandUp}) { title } meetingParticipant(${inStandUp}, participantId: "${ada.participantId}") { meeting { title } }`,
    reads: { meeting: { title: 'Geometry' }, meetingParticipant: { meeting: { title: 'Geometry' } } },
  })),

  {
    what: 'the preset of those who have it: their own name for it leads nowhere',
    mutation: 'updatePreset',
    input: { ...preset, name: 'tutor' },
    below: `presets(first: 1) { nodes { name } } ${inMeeting('participants(first: 1) { nodes { presetName preset { id } } }')}`,
    shows: {
      presets: { nodes: [{ name: 'tutor' }] },
      ...theMeeting({ participants: { nodes: [{ presetName: 'group_call_host', preset: null }] } }),
    },
    root: `preset(${app}, presetId: "${preset.presetId}") { name } presets(${app}, filter: { search: "tutor" }) { nodes { id } }`,
    reads: { preset: { name: 'tutor' }, presets: { nodes: [{ id: preset.presetId }] } },
  },
  {
    what: 'what those who have the preset may do',
    mutation: 'updatePreset',
    input: { ...preset, permissions: { canRecord: false } },
    below: inMeeting('participants(first: 1) { nodes { preset { permissions { canRecord } } } }'),
    shows: theMeeting({ participants: { nodes: [{ preset: { permissions: { canRecord: false } } }] } }),
    root: `preset(${app}, presetId: "${preset.presetId}") { permissions { canRecord } }`,
    reads: { preset: { permissions: { canRecord: false } } },
  },
  {
    what: 'a preset that is set anew',
    mutation: 'replacePreset',
    input: { ...preset, ...wholePreset, name: 'group_call_host' },
    below: inMeeting('participants(first: 1) { nodes { preset { config { viewType } } } }'),
    shows: theMeeting({ participants: { nodes: [{ preset: { config: { viewType: 'WEBINAR' } } }] } }),
    root: `preset(${app}, presetId: "${preset.presetId}") { config { viewType } }`,
    reads: { preset: { config: { viewType: 'WEBINAR' } } },
  },
  {
    what: 'a new preset',
    mutation: 'createPreset',
    input: { appId, ...wholePreset },
    below: 'presets(first: 10) { totalCount }',
    shows: { presets: { totalCount: 7 } },
    root: `presets(${app}, filter: { search: "tutor" }) { nodes { name } }`,
    reads: { presets: { nodes: [{ name: 'tutor' }] } },
  },
  {
    what: 'that a preset is gone',
    mutation: 'deletePreset',
    input: preset,
    below: `presets(first: 10) { totalCount } ${inMeeting('participants(first: 1) { nodes { preset { id } } }')}`,
    shows: { presets: { totalCount: 5 }, ...theMeeting({ participants: { nodes: [{ preset: null }] } }) },
    root: `preset(${app}, presetId: "${preset.presetId}") { name }`,
    reads: { preset: null },
  },

  ...(
    [
      ['createWebhook', { appId, name: 'Lessons', url: 'https://example.com/', events: [] }, 3, { name: 'Everything', enabled: true }],
      ['updateWebhook', { ...webhook, enabled: false }, 2, { name: 'Everything', enabled: false }],
      [
        'replaceWebhook',
        { ...webhook, name: 'Lessons', url: 'https://example.com/', events: [], enabled: false },
        2,
        { name: 'Lessons', enabled: false },
      ],
      ['deleteWebhook', webhook, 1, null],
    ] as const
  ).map(([mutation, input, count, one]) => ({
    what: 'the webhooks of the app',
    mutation,
    input,
    below: 'webhooks(first: 10) { totalCount nodes { name enabled } }',
    shows: { webhooks: { totalCount: count } },
    root: `webhook(${app}, webhookId: "${webhook.webhookId}") { name enabled } webhooks(${app}, first: 10) { totalCount }`,
    reads: { webhook: one, webhooks: { totalCount: count } },
  })),

  {
    what: 'that all have left, and what ends with that',
    mutation: 'kickAllParticipants',
    input: standUp,
    below: live,
    shows: {
      ...theMeeting({ activeSession: null, activeRecording: null, activeLivestream: null }),
      sessions: { nodes: [] },
      livestreams: { nodes: [{ status: 'IDLE' }] },
    },
    root: `${session} meeting(${inStandUp}) { ${activity} }`,
    reads: {
      session: { status: 'ENDED', liveParticipants: 0 },
      meeting: { activeSession: null, activeRecording: null, activeLivestream: null },
    },
  },
  {
    what: 'who is left',
    mutation: 'kickParticipants',
    input: { ...standUp, participantIds: [ada.participantId] },
    below: inMeeting('activeSession { liveParticipants }'),
    shows: theMeeting({ activeSession: { liveParticipants: 1 } }),
    root: `${session} sessions(${app}, filter: { status: LIVE }) { nodes { liveParticipants } }`,
    reads: { session: { liveParticipants: 1 }, sessions: { nodes: [{ liveParticipants: 1 }] } },
  },

  ...(
    [
      ['pauseRecording', recordings.going.recordingId, 'PAUSED', ['INVOKED', 'PAUSED', 'PAUSED']],
      ['resumeRecording', recordings.paused.recordingId, 'RECORDING', ['INVOKED', 'RECORDING', 'RECORDING']],
      ['stopRecording', recordings.going.recordingId, 'UPLOAD', ['INVOKED', 'UPLOAD', 'PAUSED']],
    ] as const
  ).map(([mutation, recordingId, status, states]) => ({
    what: 'how far a recording is',
    mutation,
    input: { appId, recordingId },
    below: 'recordings(first: 3, orderBy: { field: INVOKED_AT, direction: DESC }) { nodes { status } }',
    shows: recordingStates(...states),
    root: recordingReads(recordingId),
    reads: { recording: { status }, meeting: { recordings: { nodes: states.map((one) => ({ status: one })) } } },
  })),
  {
    what: 'the livestreams of a meeting',
    mutation: 'startLivestream',
    input: { ...algebra, name: 'lesson' },
    below: 'livestreams(first: 10) { totalCount }',
    shows: { livestreams: { totalCount: 6 } },
    root: `meeting(${app}, meetingId: "${algebra.meetingId}") { activeLivestream { name status } livestreams { nodes { id } } }`,
    reads: { meeting: { activeLivestream: { name: 'lesson', status: 'LIVE' } } },
  },
  {
    what: 'that a meeting is not streamed any more',
    mutation: 'stopLivestream',
    input: standUp,
    below: inMeeting('activeLivestream { id } livestreams { nodes { status } }'),
    shows: theMeeting({ activeLivestream: null, livestreams: { nodes: [{ status: 'IDLE' }] } }),
    root: `livestream(${app}, livestreamId: "${seedId('2', 1)}") { status activeSession { id } }`,
    reads: { livestream: { status: 'IDLE', activeSession: null } },
  },
];
