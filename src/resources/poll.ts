/** Polls: questions to those who are in a session. REST can make them, and never reads them again. */
import { builder } from '../builder.ts';
import { type WireObject, wireFields } from '../fields.ts';

const PollVote = builder.objectRef<WireObject>('PollVote').implement({
  description: 'One vote for an answer.',
  fields: (t) => {
    const wire = wireFields(t);
    return {
      voterId: wire.id('id', "RealtimeKit's id of the one who voted."),
      voterName: wire.text('name', 'The name of the one who voted.'),
    };
  },
});

const PollOption = builder.objectRef<WireObject>('PollOption').implement({
  description: 'An answer that can be voted for.',
  fields: (t) => {
    const wire = wireFields(t);
    return {
      text: wire.text('text', 'What the answer says.'),
      voteCount: wire.int('count', 'How many have voted for it.'),
      votes: wire.objects('votes', PollVote, 'Who has voted for it.'),
    };
  },
});

export const Poll = builder.objectRef<WireObject>('Poll').implement({
  description: 'A question to all who are in a session, as it was when it was asked: RealtimeKit does not tell later what came of it.',
  fields: (t) => {
    const wire = wireFields(t);
    return {
      id: wire.id('id', "RealtimeKit's id of the poll."),
      question: wire.text('question', 'What is asked.'),
      options: wire.objects('options', PollOption, 'The answers to choose from, in order.'),
      anonymous: wire.boolean('anonymous', 'Whether it stays secret who voted for what. Null if RealtimeKit does not tell.'),
      hideVotes: wire.boolean('hide_votes', 'Whether the votes are hidden from who has not voted yet. Null if RealtimeKit does not tell.'),
      createdBy: wire.text('created_by', 'Who asked, as RealtimeKit tells it.'),
      voterIds: wire.texts('voted', 'Those who have voted, as RealtimeKit tells it.'),
    };
  },
});
