/** Attendees: the people of a session, each with all connections added up. REST: session participants with view=consolidated */
import { builder } from '../builder.ts';
import { connectionType, pageArgs } from '../connection.ts';
import { wireFields } from '../fields.ts';
import { Participant } from './participants.ts';
import { enrolmentOf, listPeers, sessionKeyOf, SessionParticipantOrder, type SessionParticipantRow } from './session-participants.ts';
import { Session } from './sessions.ts';

// A row has the id of one of the connections, with figures of all of them. So it is no node: a client's cache must not take it
// for that connection.
export const SessionAttendee = builder.objectRef<SessionParticipantRow>('SessionAttendee').implement({
  description: 'A person who was in a session, with all connections added up.',
  fields: (t) => {
    const wire = wireFields(t);
    return {
      participantId: wire.id('user_id', "RealtimeKit's id of the participant of the meeting."),
      customParticipantId: wire.text('custom_participant_id', 'Your own id for this person.'),
      displayName: wire.text('display_name', 'The name shown to others.'),
      presetName: wire.text('preset_name', 'Name of the preset that set what they could do.'),
      durationMinutes: wire.float('duration', 'How long they were in the session, all connections added up, in minutes.'),
      joinedAt: wire.dateTime('joined_at', 'When they joined first.'),
      leftAt: wire.dateTime('left_at', 'When they left last. Null while they are there.'),
      participant: t.field({
        type: Participant,
        nullable: true,
        description:
          'Their enrolment in the meeting, `null` if it was deleted since. Those of one session are read together for the fewest REST calls.',
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
    description:
      "Who was or is in it, person by person. A page costs one REST call for each session, or two if it spans two of RealtimeKit's pages.",
    args: {
      ...pageArgs(t.arg),
      search: t.arg.string({ description: 'A participant id, or a part of the custom id or of the name.' }),
      orderBy: SessionParticipantOrder.argument(t.arg),
    },
    resolve: (session, args, context) => listPeers(context, sessionKeyOf(session), args, { view: 'consolidated' }, true),
  }),
);
