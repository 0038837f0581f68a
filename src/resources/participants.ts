/** Participants: the people enrolled in a meeting. REST: /{app_id}/meetings/{meeting_id}/participants */
import { builder } from '../builder.ts';
import { connectionOf, connectionType, costOfPage, pageArgs, type PageArgs, stretchOf } from '../connection.ts';
import type { Context } from '../context.ts';
import { GatewayError } from '../errors.ts';
import { wireFields } from '../fields.ts';
import { createCollection, type Placed } from '../loading/collection.ts';
import { inPlace } from '../loading/in-place.ts';
import { createListLoader } from '../loading/list-loader.ts';
import { createObjectLoader } from '../loading/object-loader.ts';
import { createScanLoader } from '../loading/scan-loader.ts';
import { loadPlaces, lookup } from '../lookup.ts';
import { Node, nodeIdOf, registerNode } from '../node-interface.ts';
import { paging } from '../upstream/paging.ts';
import { canonicalId, checkedId, path } from '../upstream/path.ts';
import { anything, array, dateTime, object, optional, string, type Wire, identifier } from '../upstream/wire.ts';
import { type MeetingKey, meetingArgs, meetingKey } from './keys.ts';
import { Meeting, type MeetingRow, readKnownMeeting } from './meetings.ts';

// Wire. A list row has all that a point read has, so both back the same type (API document, section 3).
const participantFields = {
  id: identifier,
  created_at: dateTime,
  updated_at: dateTime,
  custom_participant_id: string,
  preset_name: string,
  name: optional(string),
  picture: optional(string),
};
const participant = object(participantFields);

/** As writes answer it. PATCH and PUT hand out a token too (API document, 4.14, oddity 2). */
export const participantWithToken = object({ ...participantFields, token: optional(string) });

export type ParticipantWire = Wire<typeof participant>;
export type ParticipantRow = Placed<ParticipantWire, MeetingKey>;

// Loaders
export const participants = createCollection({
  noun: 'participant',
  row: participant,
  itemPath: ({ appId, meetingId }: MeetingKey, participantId: string) =>
    path`/${{ appId }}/meetings/${{ meetingId }}/participants/${{ participantId }}`,
  item: {
    id: 'get_meeting_participant',
    answer: object({ data: participant }),
    idOf: { field: 'data.id', read: ({ data }) => data.id },
  },
  rowIn: ({ data }) => data,
  asItem: (data) => ({ data }),
  listPath: ({ appId, meetingId }: MeetingKey) => path`/${{ appId }}/meetings/${{ meetingId }}/participants`,
  list: { id: 'get_meeting_participants', answer: object({ data: array(anything), paging: optional(paging) }) },
  rowsIn: ({ data }) => data,
  pagingIn: (answer) => answer.paging ?? undefined,
  rowsAreWhole: true,
});

const participantObjects = createObjectLoader(participants);
const participantLists = createListLoader(participants, participantObjects);
/** Participants by the ids that their teams gave them. */
export const participantsByCustomId = createScanLoader({
  collection: participants,
  objects: participantObjects,
  keyOf: ({ custom_participant_id }) => custom_participant_id,
});

/** One participant; null if there is none. */
export const loadParticipant = participantObjects.load;

// Type
export const Participant = builder.objectRef<ParticipantRow>('Participant').implement({
  description:
    'A person enrolled in a meeting. The enrolment outlives the sessions of the meeting and keeps its preset. Costs one REST call by itself; participants of one meeting asked for together share list pages.',
  interfaces: [Node],
  fields: (t) => {
    const wire = wireFields(t);
    return {
      nodeId: t.id({ description: 'Opaque global id, for `node`.', resolve: (row) => nodeIdOf('Participant', row) }),
      id: t.exposeID('id', { description: "RealtimeKit's id of this enrolment, as REST and the SDKs give it." }),
      createdAt: wire.checkedDateTime('created_at', 'When the participant was added to the meeting.'),
      updatedAt: wire.checkedDateTime('updated_at', 'When the participant was last changed.'),
      customParticipantId: t.exposeString('custom_participant_id', {
        description: 'Your own id for this person, as it was given when the participant was added.',
      }),
      presetName: t.exposeString('preset_name', {
        description: 'Name of the preset that sets what this person may do, for example `group_call_host`.',
      }),
      name: t.exposeString('name', { nullable: true, description: 'The name shown to others. Null if none was given.' }),
      picture: wire.url('picture', 'Address of a picture of this person. Null if none was given.'),
      meeting: t.field({
        type: Meeting,
        nullable: true,
        description:
          'The meeting they are enrolled in. Costs nothing for its `id`, else one REST call, shared by all participants of the meeting.',
        resolve: ({ parent: { appId, meetingId } }, _args, context, info) => readKnownMeeting(context, { appId }, meetingId, info),
      }),
    };
  },
});

// Queries
const mostIds = 500;

builder.queryField('meetingParticipant', (t) =>
  t.field({
    type: Participant,
    nullable: true,
    description:
      'One participant of a meeting, `null` if there is none with this id. Costs one REST call; many of one meeting, asked for in one operation under aliases, share list pages.',
    args: {
      ...meetingArgs(t.arg),
      participantId: t.arg.id({ required: true, description: "RealtimeKit's id of the participant." }),
    },
    ...lookup(participantObjects, (ids: MeetingKey & { readonly participantId: string }) => ({
      parent: meetingKey(ids),
      id: checkedId('participantId', ids.participantId),
    })),
  }),
);

export const ParticipantConnection = connectionType('Participant', 'participants', Participant);

registerNode('Participant', 3, (context, [appId = '', meetingId = '', id = '']) => loadParticipant(context, { appId, meetingId }, id));

async function listParticipants(context: Context, meeting: MeetingKey, page: PageArgs) {
  const stretch = stretchOf(page);
  return connectionOf(await participantLists(context, meeting, { query: {}, stretch, secret: false }), stretch);
}

builder.queryField('meetingParticipants', (t) =>
  t.field({
    type: ParticipantConnection,
    nullable: true,
    description: `The people enrolled in a meeting, \`null\` if there is no such meeting. ${costOfPage}`,
    args: { ...meetingArgs(t.arg), ...pageArgs(t.arg) },
    resolve: (_root, { appId, meetingId, ...page }, context) => listParticipants(context, meetingKey({ appId, meetingId }), page),
  }),
);

builder.queryField('meetingParticipantsByIds', (t) =>
  t.field({
    type: t.listRef(Participant, { nullable: true }),
    description:
      'Participants of a meeting by their ids, in the order asked. A place is `null` if there is none with its id, or if its read failed: then `errors` has an entry with its index. k ids cost about as many REST calls as the lesser of k and the pages of 100 that the meeting has, and one more for each id that nobody has; an operation may make 100.',
    args: {
      ...meetingArgs(t.arg),
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
      const placeOf = (id: string, index: number) => ({ parent: meeting, id: checkedId(`participantIds[${index}]`, id) });
      return inPlace(loadPlaces(participantObjects, participantIds, placeOf, context));
    },
  }),
);

// Edges of the meeting
const meetingOf = ({ parent: { appId }, id }: MeetingRow): MeetingKey => ({ appId, meetingId: canonicalId(id) });

builder.objectFields(Meeting, (t) => ({
  participants: t.field({
    type: ParticipantConnection,
    nullable: true,
    description: `The people enrolled in it. ${costOfPage}`,
    args: pageArgs(t.arg),
    resolve: (meeting, page, context) => listParticipants(context, meetingOf(meeting), page),
  }),
  participant: t.field({
    type: Participant,
    nullable: true,
    description: 'One of them, `null` if there is none with this id. Costs one REST call; many of one meeting share list pages.',
    args: { participantId: t.arg.id({ required: true, description: "RealtimeKit's id of the participant." }) },
    resolve: (meeting, { participantId }, context) =>
      loadParticipant(context, meetingOf(meeting), checkedId('participantId', participantId)),
  }),
  participantByCustomId: t.field({
    type: Participant,
    nullable: true,
    description:
      'One of them by your own id. RealtimeKit cannot look that up, so the list is read until it shows them: the pages of 100 up to theirs and three at most, once for all ids that an operation asks for; all pages if there is none.',
    args: { customParticipantId: t.arg.string({ required: true, description: 'The id that you gave when you added them.' }) },
    resolve: (meeting, { customParticipantId }, context) => participantsByCustomId.load(context, meetingOf(meeting), customParticipantId),
  }),
}));
