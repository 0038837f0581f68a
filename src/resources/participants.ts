/** Participants: the people enrolled in a meeting. REST: /{app_id}/meetings/{meeting_id}/participants */
import { builder } from '../builder.ts';
import { GatewayError } from '../errors.ts';
import { createCollapsingLoader } from '../loading/collapsing-loader.ts';
import { inPlace } from '../loading/in-place.ts';
import type { ReadOperation } from '../upstream/client.ts';
import { paging } from '../upstream/paging.ts';
import { canonicalId, checkedId, isSafeId, path } from '../upstream/path.ts';
import { anything, array, dateTime, isUrl, object, optional, string, type Wire } from '../upstream/wire.ts';

// Wire. A list row has all that a point read has, so both back the same type (API document, section 3).
const participant = object({
  id: string,
  created_at: dateTime,
  updated_at: dateTime,
  custom_participant_id: string,
  preset_name: string,
  name: optional(string),
  picture: optional(string),
});

export type ParticipantWire = Wire<typeof participant>;

const participantAnswer = object({ data: participant });

const getMeetingParticipant: ReadOperation<Wire<typeof participantAnswer>> = {
  id: 'get_meeting_participant',
  answer: participantAnswer,
  idOf: { field: 'data.id', read: ({ data }) => data.id },
};

// Rows are checked one by one: a bad row is read again by itself, and its neighbours stand.
const participantsAnswer = object({ data: array(anything), paging });

const getMeetingParticipants: ReadOperation<Wire<typeof participantsAnswer>> = {
  id: 'get_meeting_participants',
  answer: participantsAnswer,
};

const participantsIn = (rows: readonly unknown[]): ParticipantWire[] =>
  rows.filter((row): row is ParticipantWire => participant.fault(row) === undefined && isSafeId((row as ParticipantWire).id));

/** Null stays null for an absent object, undefined stays undefined for an unknown one. */
const dataOf = <T extends null | undefined>(answer: Wire<typeof participantAnswer> | T): ParticipantWire | T =>
  answer == null ? answer : answer.data;

// Loader
interface MeetingKey {
  appId: string;
  meetingId: string;
}

const loadParticipant = createCollapsingLoader<MeetingKey, ParticipantWire>({
  name: 'participant',
  parentIds: ({ appId, meetingId }) => [appId, meetingId],
  source: (rest, { appId, meetingId }) => {
    const list = path`/${{ appId }}/meetings/${{ meetingId }}/participants`;
    const one = (participantId: string) => path`/${{ appId }}/meetings/${{ meetingId }}/participants/${{ participantId }}`;
    return {
      list: `${rest.scope}${list.value}`,
      kind: `${rest.scope}${list.template}`,
      idOf: ({ id }) => id,
      // A quarter of what is left: reading for others must not end an operation.
      spare: () => Math.floor(rest.bill.left / 4),
      peek: async (id) => dataOf(await rest.peek(getMeetingParticipant, one(id))),
      salvage: async (id, error) => (await rest.salvage(getMeetingParticipant, one(id), error))?.data,
      readOne: async (id, why) => dataOf(await rest.read(getMeetingParticipant, one(id), { why, expectedId: id })),
      readPage: async (pageNumber, pageSize, why) => {
        const answer = await rest.read(getMeetingParticipants, list, {
          why,
          query: { page_no: pageNumber, ...(pageSize !== undefined && { per_page: pageSize }) },
          alsoAnswers: ({ data }) => participantsIn(data).map((row) => [one(canonicalId(row.id)), { data: row }]),
        });
        return answer && { rows: participantsIn(answer.data), paging: answer.paging };
      },
    };
  },
});

// Type
export const Participant = builder.objectRef<ParticipantWire>('Participant').implement({
  description:
    'A person enrolled in a meeting. The enrolment outlives the sessions of the meeting and keeps its preset. Costs one REST call by itself; participants of one meeting asked for together share list pages.',
  fields: (t) => ({
    id: t.exposeID('id', { description: "RealtimeKit's id of this enrolment, as REST and the SDKs give it." }),
    createdAt: t.expose('created_at', { type: 'DateTime', description: 'When the participant was added to the meeting.' }),
    updatedAt: t.expose('updated_at', { type: 'DateTime', description: 'When the participant was last changed.' }),
    customParticipantId: t.exposeString('custom_participant_id', {
      description: 'Your own id for this person, as it was given when the participant was added.',
    }),
    presetName: t.exposeString('preset_name', {
      description: 'Name of the preset that sets what this person may do, for example `group_call_host`.',
    }),
    name: t.exposeString('name', { nullable: true, description: 'The name shown to others. Null if none was given.' }),
    picture: t.field({
      type: 'URL',
      nullable: true,
      description: 'Address of a picture of this person. Null if none was given.',
      // Checked here and not with the row: a bad address must not cost the rest of the participant.
      resolve: ({ picture }) => {
        if (picture == null || isUrl(picture)) return picture;
        throw new GatewayError('UPSTREAM_INVALID_RESPONSE', 'picture must be an absolute URL.');
      },
    }),
  }),
});

// Queries
const mostIds = 500;

builder.queryField('meetingParticipant', (t) =>
  t.field({
    type: Participant,
    nullable: true,
    description:
      'One participant of a meeting, `null` if there is none with this id. Ask for many in one operation, under aliases: those of the same meeting are read together for the fewest REST calls.',
    args: {
      appId: t.arg.id({ required: true, description: 'The app that the meeting belongs to.' }),
      meetingId: t.arg.id({ required: true, description: 'The meeting.' }),
      participantId: t.arg.id({ required: true, description: "RealtimeKit's id of the participant." }),
    },
    resolve: (_root, { participantId, ...ids }, context) =>
      loadParticipant(context, meetingKey(ids), checkedId('participantId', participantId)),
  }),
);

builder.queryField('meetingParticipantsByIds', (t) =>
  t.field({
    type: t.listRef(Participant, { nullable: true }),
    description:
      'Participants of a meeting by their ids, in the order asked. A place is `null` if there is none with its id, or if its read failed: then `errors` has an entry with its index. k ids cost about as many REST calls as the lesser of k and the pages of 100 that the meeting has, and one more for each id that nobody has; an operation may make 100.',
    args: {
      appId: t.arg.id({ required: true, description: 'The app that the meeting belongs to.' }),
      meetingId: t.arg.id({ required: true, description: 'The meeting.' }),
      participantIds: t.arg.idList({
        required: true,
        description: `RealtimeKit's ids of the participants, 1 to ${mostIds}. Repeated ids cost nothing.`,
      }),
    },
    resolve: (_root, { participantIds, ...ids }, context) => {
      const meeting = meetingKey(ids);
      if (participantIds.length < 1 || participantIds.length > mostIds) {
        throw new GatewayError('BAD_USER_INPUT', `participantIds must hold 1 to ${mostIds} ids (this one holds ${participantIds.length}).`);
      }
      // Async, so that an id that may not go into a path fails its own place only.
      return inPlace(participantIds.map(async (id, index) => loadParticipant(context, meeting, checkedId(`participantIds[${index}]`, id))));
    },
  }),
);

function meetingKey({ appId, meetingId }: MeetingKey): MeetingKey {
  return { appId: canonicalId(checkedId('appId', appId)), meetingId: canonicalId(checkedId('meetingId', meetingId)) };
}
