/** Session participants: who was in a session, one for each connection. REST: /{app_id}/sessions/{session_id}/participants */
import type { GraphQLResolveInfo } from 'graphql';
import type { ArgBuilder } from '@pothos/core';
import { builder, type SchemaTypes } from '../builder.ts';
import { connectionOf, connectionType, costOfPage, type PageArgs, pageArgs, stretchOf } from '../connection.ts';
import type { Context } from '../context.ts';
import { type WireObject, wireFields } from '../fields.ts';
import { createCollection, type Placed } from '../loading/collection.ts';
import { createListLoader } from '../loading/list-loader.ts';
import { createObjectLoader } from '../loading/object-loader.ts';
import { selects } from '../loading/selection.ts';
import { Node, nodeIdOf, registerNode } from '../node-interface.ts';
import { orderInput } from '../order.ts';
import { restEnum } from '../rest-enum.ts';
import { objectIn, objectsIn } from '../upstream/lenient.ts';
import { paging } from '../upstream/paging.ts';
import { canonicalId, checkedId, isSafeId, path, type Query } from '../upstream/path.ts';
import { anything, array, object, optional, type Wire, identifier } from '../upstream/wire.ts';
import type { SessionKey } from './keys.ts';
import { loadParticipant, Participant } from './participants.ts';
import { PeerReport } from './peer-report.ts';
import { loadSession, meetingIdOf, readKnownSession, Session, type SessionRow } from './sessions.ts';

// Wire. `id` is the peer's: one connection. `user_id` is the person's, in the SDK's model the id of the meeting's participant;
// Cloudflare does not say so for REST (API document, 4.14, oddity 8). The schema has no paging, the example has `data.paging`.
const sessionParticipant = object({
  id: identifier,
  user_id: anything,
  custom_participant_id: anything,
  display_name: anything,
  preset_name: anything,
  duration: anything,
  joined_at: anything,
  left_at: anything,
  created_at: anything,
  updated_at: anything,
  peer_events: anything,
});

export type SessionParticipantWire = Wire<typeof sessionParticipant>;
export type SessionParticipantRow = Placed<SessionParticipantWire, SessionKey>;

const list = object({ data: object({ participants: array(anything), paging: optional(paging) }), paging: optional(paging) });

// Loaders
export const withEvents = { include_peer_events: true };

export const sessionParticipants = createCollection({
  noun: 'session participant',
  row: sessionParticipant,
  itemPath: ({ appId, sessionId }: SessionKey, peerId: string) => path`/${{ appId }}/sessions/${{ sessionId }}/participants/${{ peerId }}`,
  item: {
    id: 'GetParticipantDetails',
    answer: object({ data: object({ participant: sessionParticipant }) }),
    idOf: { field: 'data.participant.id', read: ({ data }) => data.participant.id },
  },
  rowIn: ({ data }) => data.participant,
  asItem: (participant) => ({ data: { participant } }),
  listPath: ({ appId, sessionId }: SessionKey) => path`/${{ appId }}/sessions/${{ sessionId }}/participants`,
  list: { id: 'GetSessionParticipants', answer: list },
  rowsIn: ({ data }) => data.participants,
  pagingIn: (answer) => answer.data.paging ?? answer.paging ?? undefined,
  rowsAreWhole: false,
  wholeQuery: withEvents,
});

export const peers = createObjectLoader(sessionParticipants);
const peerLists = createListLoader(sessionParticipants, peers);

/** The description of the edge to it. */
export const enrolmentDescription =
  'Their enrolment in the meeting, `null` if it was deleted since. Costs one REST call, many of one session share list pages; and one for the session, which tells the meeting, if the operation has not read it.';

/** The participant of the meeting behind a connection; null if there is none any more. */
export async function enrolmentOf({ parent: { appId, sessionId }, user_id: userId }: SessionParticipantRow, context: Context) {
  if (typeof userId !== 'string' || !isSafeId(userId)) return null;
  const session = await loadSession(context, { appId }, sessionId);
  return session && loadParticipant(context, { appId, meetingId: meetingIdOf(session) }, userId);
}

/** How much of a connection the query selects. */
export const detailOfPeer = (info: GraphQLResolveInfo) => ({ whole: selects(info, ['peerEvents']) });

// Types
const PeerEventName = restEnum('PeerEventName', 'What happened to a connection.', {
  PEER_CREATED: 'The connection was announced.',
  PEER_JOINING: 'It joined.',
  PEER_LEAVING: 'It left.',
});

const PresetViewTypeOfPeer = restEnum('PeerViewType', 'The kind of room that a connection saw.', {
  GROUP_CALL: 'A call in which people see and hear each other.',
  WEBINAR: 'A few are on a stage, the others watch and may ask to come up.',
  AUDIO_ROOM: 'A room to talk in, without video.',
  LIVESTREAM: 'A few are on a stage, the others watch it as a stream.',
  CHAT: 'Text alone.',
});

const PeerEvent = builder.objectRef<WireObject>('PeerEvent').implement({
  description: 'Something that happened to a connection.',
  fields: (t) => {
    const wire = wireFields(t);
    return {
      id: wire.id('id', "RealtimeKit's id of the event."),
      ...wire.word('name', 'event_name', PeerEventName, 'What happened.'),
      createdAt: wire.dateTime('created_at', 'When it happened.'),
      updatedAt: wire.dateTime('updated_at', 'When the record of it was last changed.'),
      minutesConsumed: wire.float('minutes_consumed', 'The minutes that the connection had used by then.'),
      peerId: wire.id('peer_id', "RealtimeKit's id of the connection."),
      participantId: wire.id('participant_id', "RealtimeKit's id of the participant. Null if RealtimeKit does not tell."),
      sessionId: wire.id('session_id', "RealtimeKit's id of the session. Null if RealtimeKit does not tell."),
      socketSessionId: wire.text(
        'socket_session_id',
        "RealtimeKit's id of the socket behind the connection. Null if RealtimeKit does not tell.",
      ),
      ...wire.word('viewType', 'preset_view_type', PresetViewTypeOfPeer, 'The kind of room it saw.'),
    };
  },
});

export const SessionParticipant = builder.objectRef<SessionParticipantRow>('SessionParticipant').implement({
  description:
    'One connection of a person to a session: a person with two tabs open has two. For people see `Session.attendees`. Costs one REST call by itself; connections to one session asked for together share list pages.',
  interfaces: [Node],
  fields: (t) => {
    const wire = wireFields(t);
    return {
      nodeId: t.id({ description: 'Opaque global id, for `node`.', resolve: (row) => nodeIdOf('SessionParticipant', row) }),
      id: t.exposeID('id', { description: "RealtimeKit's id of the connection, called the peer id elsewhere." }),
      participantId: wire.id('user_id', "RealtimeKit's id of the participant of the meeting behind the connection."),
      customParticipantId: wire.text('custom_participant_id', 'Your own id for this person.'),
      displayName: wire.text('display_name', 'The name shown to others.'),
      presetName: wire.text('preset_name', 'Name of the preset that set what they could do.'),
      durationMinutes: wire.float('duration', 'How long they were in the session, in minutes.'),
      joinedAt: wire.dateTime('joined_at', 'When they joined.'),
      leftAt: wire.dateTime('left_at', 'When they left. Null while they are there.'),
      createdAt: wire.dateTime('created_at', 'When the record was made.'),
      updatedAt: wire.dateTime('updated_at', 'When the record was last changed.'),
      peerEvents: t.field({
        type: [PeerEvent],
        nullable: true,
        description: 'What happened to the connection. Costs nothing more than the list or the connection itself.',
        resolve: async (row, _args, context) => {
          const whole = row.peer_events === undefined ? await peers.load(context, row.parent, row.id, { whole: true }) : row;
          return objectsIn('peer_events', whole?.peer_events);
        },
      }),
      session: t.field({
        type: Session,
        nullable: true,
        description:
          'The session that it is a connection to. Costs nothing for its `id`, else one REST call, shared by all who were in it.',
        resolve: ({ parent: { appId, sessionId } }, _args, context, info) => readKnownSession(context, { appId }, sessionId, info),
      }),
      participant: t.field({
        type: Participant,
        nullable: true,
        description: enrolmentDescription,
        resolve: (row, _args, context) => enrolmentOf(row, context),
      }),
      peerReport: t.field({
        type: PeerReport,
        nullable: true,
        description:
          'Devices, network and quality of the connection, `null` if there is no report. Costs one REST call for each connection.',
        resolve: async ({ parent: { appId }, id: peerId }, _args, { rest }) => {
          const report = path`/${{ appId }}/sessions/peer-report/${{ peerId }}`;
          const read = await rest.read(getPeerReport, report, { why: 'asked for by its connection' });
          return objectIn('data.participant.peer_report', objectIn('data.participant', read?.data.participant)?.['peer_report']);
        },
      }),
    };
  },
});

const getPeerReport = { id: 'GetParticipantDataFromPeerId', answer: object({ data: object({ participant: anything }) }) };

const SessionParticipantConnection = connectionType('SessionParticipant', 'session participants', SessionParticipant);

registerNode('SessionParticipant', 3, (context, [appId = '', sessionId = '', id = ''], info) =>
  peers.load(context, { appId, sessionId }, id, detailOfPeer(info)),
);

// Edges of the session
const SessionParticipantOrder = orderInput('SessionParticipant', 'session participants', {
  JOINED_AT: { rest: 'joinedAt', description: 'When they joined.' },
  DURATION: { rest: 'duration', description: 'How long they were there.' },
});

const SessionParticipantFilter = builder.inputType('SessionParticipantFilter', {
  description: 'Whom of a session to list.',
  fields: (t) => ({ search: t.string({ description: 'A participant id, or a part of the custom id or of the name.' }) }),
});

/** The arguments of a session's lists. */
export const peerListArgs = (arg: ArgBuilder<SchemaTypes>) => ({
  ...pageArgs(arg),
  filter: arg({ type: SessionParticipantFilter, description: 'Whom to list.' }),
  orderBy: SessionParticipantOrder.argument(arg),
});

interface PeerListArgs extends PageArgs {
  filter?: typeof SessionParticipantFilter.$inferInput | null | undefined;
  orderBy: typeof SessionParticipantOrder.type.$inferInput;
}

/** The key of a session's lists. */
export const sessionKeyOf = ({ parent: { appId }, id }: SessionRow): SessionKey => ({ appId, sessionId: canonicalId(id) });

/** A page of who was in a session: of connections, or of people with theirs added up. */
export async function listPeers(
  context: Context,
  session: SessionKey,
  { filter, orderBy, ...page }: PeerListArgs,
  details: Query,
  sumsUp: boolean,
) {
  const stretch = stretchOf(page);
  const query = { search: filter?.search, sort_by: orderBy.field, sort_order: orderBy.direction, ...details };
  return connectionOf(await peerLists(context, session, { query, stretch, secret: false, sumsUp }), stretch);
}

builder.objectFields(Session, (t) => ({
  participants: t.field({
    type: SessionParticipantConnection,
    nullable: true,
    description: `Who was or is in it, connection by connection. ${costOfPage}`,
    args: peerListArgs(t.arg),
    resolve: (session, args, context, info) =>
      listPeers(context, sessionKeyOf(session), args, detailOfPeer(info).whole ? withEvents : {}, false),
  }),
  participant: t.field({
    type: SessionParticipant,
    nullable: true,
    description:
      'One connection to it, `null` if there is none with this id. Costs one REST call; many of one session share list pages, unless `peerEvents` is selected.',
    args: { peerId: t.arg.id({ required: true, description: "RealtimeKit's id of the connection." }) },
    resolve: (session, { peerId }, context, info) =>
      peers.load(context, sessionKeyOf(session), checkedId('peerId', peerId), detailOfPeer(info)),
  }),
}));
