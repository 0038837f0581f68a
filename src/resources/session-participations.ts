/** Where a participant of a meeting has been: their connections to its newest sessions. REST keeps no such list. */
import { builder } from '../builder.ts';
import { GatewayError } from '../errors.ts';
import { isRow } from '../loading/collection.ts';
import { createGroupLoader } from '../loading/group-loader.ts';
import { Walk } from '../loading/walk.ts';
import { canonicalId } from '../upstream/path.ts';
import { Participant } from './participants.ts';
import {
  detailOfPeer,
  peers,
  SessionParticipant,
  type SessionParticipantRow,
  sessionParticipants,
  withEvents,
} from './session-participants.ts';
import { sessionsOfMeeting } from './sessions.ts';

/** The connections of a person, given by the custom id, to a session. Nobody asks for those of nobody. */
const peersOfPerson = createGroupLoader({
  collection: sessionParticipants,
  objects: peers,
  groupOf: ({ custom_participant_id: customId }) => (typeof customId === 'string' ? customId : ''),
  // The search also finds parts of ids and names, so it is read to its end.
  readGroup: async (context, session, customId, { query }) => {
    const walk = new Walk(context, sessionParticipants, session, { query: { ...query, search: customId }, secret: false });
    const rows: SessionParticipantRow[] = [];
    do {
      const walked = await walk.next();
      const fault = walked.failure ?? walked.faults[0];
      if (fault !== undefined) throw fault;
      rows.push(...walked.rows.filter(({ custom_participant_id: found }) => found === customId));
    } while (!walk.isOver);
    return { rows, total: rows.length };
  },
});

/** With the list of sessions less than half of what an operation may make by default: `LIMIT_UPSTREAM_CALLS`. */
const mostSessions = 40;
/** More connections of one person to one session are not shown. */
const mostPeers = 100;

builder.objectField(Participant, 'sessionParticipations', (t) =>
  t.field({
    type: [SessionParticipant],
    nullable: true,
    description:
      'Their connections to the newest sessions of the meeting, by their custom id. RealtimeKit keeps no such list, so each of these sessions is searched: one REST call for the list of sessions, and for each session one for every 100 connections that the search finds, which also finds those whose id or name holds this one. For n participants of the meeting together that n times, or the pages of all who were in it, whichever is less, and one more at most.',
    args: {
      sessions: t.arg.int({
        required: true,
        defaultValue: 5,
        description: `How many of the newest sessions to look through, 1 to ${mostSessions}.`,
      }),
    },
    resolve: async ({ parent: { appId, meetingId }, custom_participant_id: customId }, { sessions }, context, info) => {
      if (sessions < 1 || sessions > mostSessions) {
        throw new GatewayError('BAD_USER_INPUT', `sessions must be 1 to ${mostSessions} (this one is ${sessions}).`);
      }
      const newest = { query: { sort_by: 'createdAt', sort_order: 'DESC' }, stretch: { offset: 0, first: sessions }, secret: false };
      const query = detailOfPeer(info).whole ? withEvents : {};
      const all = { query, stretch: { offset: 0, first: mostPeers }, secret: false };
      const found = await sessionsOfMeeting(context, { appId }, meetingId, newest);
      const fault = found?.rows.find((row) => row instanceof GatewayError);
      if (fault !== undefined) throw fault;
      const read = await Promise.all(
        (found?.rows ?? []).filter(isRow).map(({ id }) => peersOfPerson(context, { appId, sessionId: canonicalId(id) }, customId, all)),
      );
      return read.flatMap((one) => one?.rows ?? []).filter(isRow);
    },
  }),
);
