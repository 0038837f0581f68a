/** Changes of one participant: added, changed, replaced, deleted, and given a new join token. */
import { builder } from '../builder.ts';
import { checkedIds } from '../input-rules.ts';
import { selects } from '../loading/selection.ts';
import { mutation } from '../mutation.ts';
import { nodeIdOf } from '../node-interface.ts';
import { anything, object } from '../upstream/wire.ts';
import type { MeetingKey } from './keys.ts';
import { Meeting, readKnownMeeting } from './meetings.ts';
import { participantInputWords as words } from './participant-input-words.ts';
import { type OwnerOfToken, ParticipantToken, tokenOf } from './participant-token.ts';
import {
  addParticipant,
  checkParticipant,
  editParticipant,
  pathsOf,
  replaceParticipant,
  type WithToken,
  writeInTurn,
  writeParticipant,
} from './participant-writes.ts';
import { loadParticipant, Participant } from './participants.ts';

/** A payload that shows the participant, and a token if it is selected. */
function participantPayload(name: string, description: string, tokenCost: string) {
  return builder.objectRef<WithToken>(name).implement({
    description,
    fields: (t) => ({
      participant: t.field({ type: Participant, description: 'The participant as it is now.', resolve: ({ row }) => row }),
      token: t.field({
        type: ParticipantToken,
        nullable: true,
        description: `What their client SDK needs to enter the meeting. A secret. ${tokenCost}`,
        resolve: ({ row, token }, _args, context) => tokenOf({ id: row.id, parent: row.parent, token }, context),
      }),
    }),
  });
}

const tokenIsThere = 'Costs nothing more: the answer has it.';
/** Tokens are not kept for who asks again: then a new one is made. */
const withoutToken = ({ row }: WithToken): WithToken => ({ row });

mutation('addMeetingParticipant', {
  description:
    'Enrols a person in a meeting, as often as it is asked to: RealtimeKit takes many with one custom id. Costs one REST call. To add who is not there yet and join who is, see `joinMeeting`.',
  input: (t) => ({
    appId: t.id({ required: true, description: words.app }),
    meetingId: t.id({ required: true, description: words.meeting }),
    customParticipantId: t.string({ required: true, description: words.customParticipantId }),
    presetName: t.string({ required: true, description: words.presetName }),
    name: t.string({ description: words.name }),
    picture: t.string({ description: words.picture }),
  }),
  payload: participantPayload('AddMeetingParticipantPayload', 'Who was enrolled.', tokenIsThere),
  withoutSecrets: withoutToken,
  resolve: (input, context, { check, info }) => {
    const { appId, meetingId, ...fields } = input;
    const meeting = checkedIds(check, { appId, meetingId }, 'appId', 'meetingId');
    checkParticipant(check, 'input', fields);
    check.done();
    return writeInTurn(context, addParticipant, meeting, { fields, wantsToken: selects(info, ['token']) });
  },
});

mutation('updateMeetingParticipant', {
  description: 'Changes what is given of a participant and leaves the rest. `null` takes a name or a picture away. Costs one REST call.',
  input: (t) => ({
    appId: t.id({ required: true, description: words.app }),
    meetingId: t.id({ required: true, description: words.meeting }),
    participantId: t.id({ required: true, description: words.participant }),
    presetName: t.string({ description: words.presetName }),
    name: t.string({ description: words.name }),
    picture: t.string({ description: words.picture }),
  }),
  payload: participantPayload('UpdateMeetingParticipantPayload', 'Who was changed.', tokenIsThere),
  withoutSecrets: withoutToken,
  resolve: ({ appId, meetingId, participantId, ...fields }, context, { check, info }) => {
    const key = checkedIds(check, { appId, meetingId, participantId }, 'appId', 'meetingId', 'participantId');
    checkParticipant(check, 'input', fields);
    if (fields.presetName === null) check.fault('input.presetName', 'must not be null');
    if (Object.values(fields).every((value) => value === undefined)) check.fault('input', 'must change something');
    check.done();
    return writeParticipant(context, editParticipant, meetingOf(key), { ...key, fields, wantsToken: selects(info, ['token']) });
  },
});

mutation('replaceMeetingParticipant', {
  description: 'Sets all of a participant anew, your own id for them included: what is not given is taken away. Costs one REST call.',
  input: (t) => ({
    appId: t.id({ required: true, description: words.app }),
    meetingId: t.id({ required: true, description: words.meeting }),
    participantId: t.id({ required: true, description: words.participant }),
    customParticipantId: t.string({ required: true, description: words.customParticipantId }),
    presetName: t.string({ required: true, description: words.presetName }),
    name: t.string({ description: words.name }),
    picture: t.string({ description: words.picture }),
  }),
  payload: participantPayload('ReplaceMeetingParticipantPayload', 'Who was set anew.', tokenIsThere),
  withoutSecrets: withoutToken,
  resolve: ({ appId, meetingId, participantId, ...fields }, context, { check, info }) => {
    const key = checkedIds(check, { appId, meetingId, participantId }, 'appId', 'meetingId', 'participantId');
    checkParticipant(check, 'input', fields);
    check.done();
    return writeInTurn(context, replaceParticipant, meetingOf(key), { ...key, fields, wantsToken: selects(info, ['token']) });
  },
});

const deleteParticipant = { id: 'delete_meeting_participant', method: 'DELETE', answer: object({ data: anything }) } as const;

interface Deleted {
  readonly id: string;
  readonly parent: MeetingKey;
}

const DeleteMeetingParticipantPayload = builder.objectRef<Deleted>('DeleteMeetingParticipantPayload').implement({
  description: 'Who was deleted.',
  fields: (t) => ({
    participantId: t.exposeID('id', { description: "RealtimeKit's id of the participant who was." }),
    participantNodeId: t.id({
      description: 'Their global id, for clients that keep objects by it.',
      resolve: (deleted) => nodeIdOf('Participant', deleted),
    }),
    meeting: t.field({
      type: Meeting,
      nullable: true,
      description: 'The meeting they were enrolled in. Costs nothing for its `id`, else one REST call.',
      resolve: ({ parent: { appId, meetingId } }, _args, context, info) => readKnownMeeting(context, { appId }, meetingId, info),
    }),
  }),
});

mutation('deleteMeetingParticipant', {
  description:
    'Ends an enrolment and all its tokens. Who is in the session stays there: kick first (`kickParticipants`). Costs one REST call.',
  input: (t) => ({
    appId: t.id({ required: true, description: words.app }),
    meetingId: t.id({ required: true, description: words.meeting }),
    participantId: t.id({ required: true, description: words.participant }),
  }),
  payload: DeleteMeetingParticipantPayload,
  resolve: async (input, { rest }, { check }) => {
    const key = checkedIds(check, input, 'appId', 'meetingId', 'participantId');
    check.done();
    const touched = pathsOf(key, key.participantId);
    await rest.write(deleteParticipant, touched[0], undefined, touched);
    return { id: key.participantId, parent: meetingOf(key) };
  },
});

const RefreshMeetingParticipantTokenPayload = builder.objectRef<OwnerOfToken>('RefreshMeetingParticipantTokenPayload').implement({
  description: 'The new join token of a participant.',
  fields: (t) => ({
    token: t.field({
      type: ParticipantToken,
      nullable: true,
      description: 'What their client SDK needs to enter the meeting. A secret.',
      resolve: (owner, _args, context) => tokenOf(owner, context),
    }),
    participant: t.field({
      type: Participant,
      nullable: true,
      description: 'Whose token it is. Costs one REST call.',
      resolve: ({ id, parent }, _args, context) => loadParticipant(context, parent, id),
    }),
  }),
});

mutation('refreshMeetingParticipantToken', {
  description:
    'Makes a new join token for a participant; the ones before stay good for their 100 days. Costs one REST call. Asked again by its `clientMutationId`, it makes another: tokens are not kept.',
  input: (t) => ({
    appId: t.id({ required: true, description: words.app }),
    meetingId: t.id({ required: true, description: words.meeting }),
    participantId: t.id({ required: true, description: words.participant }),
  }),
  payload: RefreshMeetingParticipantTokenPayload,
  withoutSecrets: ({ id, parent }) => ({ id, parent }),
  resolve: async (input, context, { check }) => {
    const key = checkedIds(check, input, 'appId', 'meetingId', 'participantId');
    check.done();
    const owner = { id: key.participantId, parent: meetingOf(key) };
    return { ...owner, token: await tokenOf(owner, context) };
  },
});

function meetingOf({ appId, meetingId }: MeetingKey): MeetingKey {
  return { appId, meetingId };
}
