/** What inputs say of a recording that is to be started: their fields, the bounds of these, and how REST takes them. */
import type { InputShapeFromFields } from '@pothos/core';
import { builder, type SchemaTypes } from '../builder.ts';
import { checkedIds, type InputCheck, matching, notEmpty, type Rule, sized, url, uuid } from '../input-rules.ts';
import { restEnum } from '../rest-enum.ts';
import { isSafeId } from '../upstream/path.ts';
import { wireBody } from '../wire-body.ts';
import { refuseNulls } from './input-checks.ts';
import type { MeetingKey } from './keys.ts';
import { participantInputWords as words } from './participant-input-words.ts';
import { checkRecordingConfig, recordingConfigFields, recordingConfigSpellings } from './recording-config-input.ts';

type InputFields = PothosSchemaTypes.InputFieldBuilder<SchemaTypes, 'InputObject'>;

/** An input as REST takes it. */
interface Start {
  readonly meeting: MeetingKey;
  readonly body: object;
}

/** Here it stands in the body, and REST takes a UUID only. What may not stand in a path either is told already. */
function checkMeetingId(check: InputCheck, { meetingId }: MeetingKey): void {
  if (isSafeId(meetingId)) check.field('input.meetingId', meetingId, uuid);
}

// All together
const InteractiveConfigType = restEnum('InteractiveConfigType', 'How timed metadata is put into a recording.', {
  ID3: 'As ID3 tags.',
});

const InteractiveConfigInput = builder.inputType('InteractiveConfigInput', {
  description: 'Whether timed metadata is put into a recording. The file is then a compressed archive (.tar).',
  fields: (t) => ({ type: t.field({ type: InteractiveConfigType.type, description: 'How it is put there.' }) }),
});

export const recordingFields = (t: InputFields) => ({
  appId: t.id({ required: true, description: words.app }),
  meetingId: t.id({ required: true, description: words.meeting }),
  allowMultipleRecordings: t.boolean({
    description: 'Whether it may run beside other recordings of the meeting. It may not if this is not given.',
  }),
  url: t.string({ description: 'Address of a page to record in place of the meeting, an absolute URL.' }),
  interactiveConfig: t.field({ type: InteractiveConfigInput, description: 'Whether timed metadata is put into it.' }),
  ...recordingConfigFields(t),
});

// A meeting's own config calls it `live_streaming_config`.
const spellings = { ...recordingConfigSpellings, livestreamingConfig: 'rtmp_out_config' };

/** @throws GatewayError `BAD_USER_INPUT` with every fault of the input */
export function recordingIn(
  { appId, meetingId, ...fields }: InputShapeFromFields<ReturnType<typeof recordingFields>>,
  check: InputCheck,
): Start {
  const meeting = checkedIds(check, { appId, meetingId }, 'appId', 'meetingId');
  checkMeetingId(check, meeting);
  check.field('input.url', fields.url, url);
  checkRecordingConfig(check, 'input', fields);
  refuseNulls(check, 'input', fields, ['input.storageConfig']);
  check.done();
  return { meeting, body: wireBody({ meetingId: meeting.meetingId, ...fields }, spellings) };
}

// Tracks
const TrackMediaKind = restEnum('TrackMediaKind', 'What a recording of tracks records.', {
  AUDIO: { rest: 'audio', description: 'What participants say.' },
});

const TrackLayerInput = builder.inputType('TrackLayerInput', {
  description: 'What a recording of tracks records, and what its files are called.',
  fields: (t) => ({
    name: t.string({ required: true, description: 'What the layer is called: `default` in the example of RealtimeKit. Each name once.' }),
    fileNamePrefix: t.string({
      description: 'What the names of the files are to begin with: letters without accents, digits, `_`, `-` and spaces.',
    }),
    mediaKind: t.field({ type: TrackMediaKind.type, description: 'What it records. `AUDIO` if it is not given.' }),
  }),
});

const mostUsers = 100;
const longestUser = 256;

export const trackFields = (t: InputFields) => ({
  appId: t.id({ required: true, description: words.app }),
  meetingId: t.id({ required: true, description: words.meeting }),
  userIds: t.idList({
    description: `RealtimeKit's ids of the participants to record, 1 to ${mostUsers}. All if this is not given. In early beta: RealtimeKit asks to contact its support first.`,
  }),
  layers: t.field({
    type: [TrackLayerInput],
    description:
      'What to record and what to call the files. If it is not given, audio under the names that RealtimeKit gives. Leave it out if you can: some forms of it were seen to be refused.',
  }),
});

const userId: Rule<string> = ({ length }) =>
  length >= 1 && length <= longestUser ? undefined : `must have 1 to ${longestUser} characters`;

/** @throws GatewayError `BAD_USER_INPUT` with every fault of the input */
export function tracksIn({ appId, meetingId, ...fields }: InputShapeFromFields<ReturnType<typeof trackFields>>, check: InputCheck): Start {
  const { userIds, layers } = fields;
  const meeting = checkedIds(check, { appId, meetingId }, 'appId', 'meetingId');
  refuseNulls(check, 'input', fields);
  checkMeetingId(check, meeting);
  if (check.passes('input.userIds', userIds, sized(1, mostUsers))) {
    userIds?.forEach((one, index) => check.field(`input.userIds[${index}]`, one, userId));
  }
  const seen = new Set<string>();
  for (const [index, { name, fileNamePrefix }] of (layers ?? []).entries()) {
    const at = `input.layers[${index}]`;
    check.field(`${at}.name`, name, notEmpty);
    check.field(`${at}.fileNamePrefix`, fileNamePrefix, matching(/^[-\w\s]+$/, 'of letters without accents, digits, "_", "-" and spaces'));
    if (seen.has(name)) check.fault(`${at}.name`, 'must not be in the list twice');
    seen.add(name);
  }
  check.done();
  // REST takes layers by their names.
  const byName = layers && Object.fromEntries(layers.map(({ name, ...layer }) => [name, wireBody(layer)]));
  return { meeting, body: { meeting_id: meeting.meetingId, ...(userIds && { user_ids: userIds }), ...(byName && { layers: byName }) } };
}
