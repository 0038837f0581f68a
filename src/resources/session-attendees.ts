/** Attendees: who was in a session, as RealtimeKit sums it up. REST: session participants with view=consolidated */
import { builder } from '../builder.ts';
import { connectionType, costOfPage } from '../connection.ts';
import { wireFields } from '../fields.ts';
import { Participant } from './participants.ts';
import {
  enrolmentDescription,
  enrolmentOf,
  listPeers,
  peerListArgs,
  sessionKeyOf,
  type SessionParticipantRow,
} from './session-participants.ts';
import { Session } from './sessions.ts';

// The OpenAPI document says of this view only that it accumulates durations of breakout rooms: one row for each person is a guess, from
// its name. A row has the id of one of the connections, and figures of more. So it is no node: a client's cache must not take it
// for that connection.
export const SessionAttendee = builder.objectRef<SessionParticipantRow>('SessionAttendee').implement({
  description:
    'Someone who was in a session, as RealtimeKit sums sessions up (`view=consolidated`). Presumably a person with all connections added up: RealtimeKit documents only that durations in breakout rooms are accumulated.',
  fields: (t) => {
    const wire = wireFields(t);
    return {
      participantId: wire.id('user_id', "RealtimeKit's id of the participant of the meeting."),
      customParticipantId: wire.text('custom_participant_id', 'Your own id for this person.'),
      displayName: wire.text('display_name', 'The name shown to others.'),
      presetName: wire.text('preset_name', 'Name of the preset that set what they could do.'),
      durationMinutes: wire.float('duration', 'How long they were in the session, in minutes: durations in breakout rooms are added.'),
      joinedAt: wire.dateTime('joined_at', 'When they joined, presumably for the first time.'),
      leftAt: wire.dateTime('left_at', 'When they left, presumably for the last time. Null while they are there.'),
      participant: t.field({
        type: Participant,
        nullable: true,
        description: enrolmentDescription,
        resolve: (row, _args, context) => enrolmentOf(row, context),
      }),
    };
  },
});

const SessionAttendeeConnection = connectionType('SessionAttendee', 'attendees', SessionAttendee);

builder.objectField(Session, 'attendees', (t) =>
  t.field({
    type: SessionAttendeeConnection,
    nullable: true,
    description: `Who was or is in it, presumably person by person. ${costOfPage}`,
    args: peerListArgs(t.arg),
    resolve: (session, args, context) => listPeers(context, sessionKeyOf(session), args, { view: 'consolidated' }, true),
  }),
);
