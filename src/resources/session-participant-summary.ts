/** Who was kicked or muted, as far as these answers tell: less than lists of session participants do, and under other names. */
import { builder } from '../builder.ts';
import { type WireObject, wireFields } from '../fields.ts';

export const SessionParticipantSummary = builder.objectRef<WireObject>('SessionParticipantSummary').implement({
  description: 'Someone in a session, as far as RealtimeKit tells of them when it does something to them.',
  fields: (t) => {
    const wire = wireFields(t);
    return {
      id: wire.id('id', "RealtimeKit's id of them: presumably that of the participant of the meeting."),
      name: wire.text('name', 'The name shown to others. Null if they have none.'),
      picture: wire.url('picture', 'Address of a picture of them. Null if they have none.'),
      email: wire.text('email', 'Their e-mail address. Null if RealtimeKit does not know any.'),
      createdAt: wire.dateTime('created_at', 'When the record of them was made.'),
      updatedAt: wire.dateTime('updated_at', 'When the record of them was last changed.'),
    };
  },
});
