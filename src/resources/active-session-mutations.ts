/** Changes of the session that goes on in a meeting: people kicked and muted, a poll. REST: below /{app_id}/meetings/{meeting_id}/active-session */
import { builder } from '../builder.ts';
import type { Context } from '../context.ts';
import { GatewayError } from '../errors.ts';
import { type WireObject, wireFields } from '../fields.ts';
import { checkedIds, type InputCheck, notEmpty, type Rule, uuid } from '../input-rules.ts';
import { createJoinedWrite } from '../loading/joined-writes.ts';
import { type Asked, mutation } from '../mutation.ts';
import { objectIn } from '../upstream/lenient.ts';
import { canonicalId } from '../upstream/path.ts';
import { wireBody } from '../wire-body.ts';
import {
  activeSessionEdge,
  costOfRefusal,
  kick,
  kickAll,
  meetingEdge,
  mute,
  muteAll,
  NoActiveSession,
  ParticipantsNotInSession,
  poll,
  unlessLive,
  whoIsMissing,
  writeToSession,
} from './active-session-writes.ts';
import { refuseNulls } from './input-checks.ts';
import type { MeetingKey } from './keys.ts';
import { atLeastOne, bodyNaming, type Named, namedBy, namingFields, type NamingInput, rowsFor } from './named-participants.ts';
import { participantInputWords as words } from './participant-input-words.ts';
import { Poll } from './poll.ts';
import { SessionParticipantSummary } from './session-participant-summary.ts';

// Some of those who are in the session
interface Affected {
  readonly parent: MeetingKey;
  readonly rows: readonly WireObject[];
}

/** Kicks or mutes of one meeting that stand side by side, done in one call. */
function joinedWrite(operation: typeof kick, rule: Rule<string>) {
  const write = createJoinedWrite<NamingInput, Named, readonly WireObject[]>({
    targetOf: (input) => namedBy(input, rule),
    keyOf: ({ meeting: { appId, meetingId } }) => `${appId}\n${meetingId}`,
    write: async (context, all) => {
      const [{ meeting }] = all;
      const { data } = await writeToSession(context, operation, meeting, bodyNaming(all)).catch(whoIsMissing(context, meeting));
      return data.participants ?? [];
    },
    mayBeOfOne: (error) => error instanceof ParticipantsNotInSession || (error instanceof GatewayError && error.code === 'BAD_USER_INPUT'),
  });

  return async (input: NamingInput, context: Context, { check, info }: Asked): Promise<Affected> => {
    const target = namedBy(input, rule, check);
    const { targets, answer } = await write(target, context, info);
    const rows = rowsFor(target, targets, answer);
    // Others of the call were found, and nobody of these: by itself this one would have been refused.
    // Only if the answer is of those whom somebody named: it may as well tell them by ids that nobody knows.
    const named = new Set(targets.flatMap(({ participantIds }) => participantIds));
    const isOfNamed = answer.length > 0 && answer.every(({ id }) => typeof id === 'string' && named.has(canonicalId(id)));
    const isMissed = rows.length === 0 && isOfNamed && target.customParticipantIds.length === 0;
    if (isMissed) throw new ParticipantsNotInSession();
    return { parent: target.meeting, rows };
  };
}

const costOfJoined = (name: string) =>
  `Costs one REST call, also for several \`${name}\` of one meeting that follow each other directly in an operation, unless they have a \`clientMutationId\`; ${costOfRefusal}.`;

const sharing =
  'If several fields shared a REST call: those whom this one named by `participantIds`, and, if it named custom ids, all who were found by custom ids of any of them.';

const KickParticipantsPayload = builder.objectRef<Affected>('KickParticipantsPayload').implement({
  description: 'Who was kicked.',
  fields: (t) => ({
    participants: t.field({
      type: [SessionParticipantSummary],
      description: `Who was kicked, as far as RealtimeKit tells. ${sharing}`,
      resolve: ({ rows }) => rows,
    }),
    kickedCount: t.int({ description: 'How many were kicked: as many as there are `participants`.', resolve: ({ rows }) => rows.length }),
    session: activeSessionEdge(t),
    meeting: meetingEdge(t),
  }),
});

const kickNamed = joinedWrite(kick, uuid);

mutation('kickParticipants', {
  description: `Throws people out of the session that goes on. They can come back: delete them (\`deleteMeetingParticipant\`) to prevent it. ${costOfJoined('kickParticipants')}`,
  input: namingFields,
  payload: KickParticipantsPayload,
  refusals: [NoActiveSession, ParticipantsNotInSession],
  resolve: kickNamed,
});

const MuteParticipantsPayload = builder.objectRef<Affected>('MuteParticipantsPayload').implement({
  description: 'Who was muted.',
  fields: (t) => ({
    participants: t.field({
      type: [SessionParticipantSummary],
      description: `Who was muted, as far as RealtimeKit tells. ${sharing}`,
      resolve: ({ rows }) => rows,
    }),
    mutedCount: t.int({ description: 'How many were muted: as many as there are `participants`.', resolve: ({ rows }) => rows.length }),
    session: activeSessionEdge(t),
    meeting: meetingEdge(t),
  }),
});

const muteNamed = joinedWrite(mute, notEmpty);

mutation('muteParticipants', {
  description: `Mutes people in the session that goes on. ${costOfJoined('muteParticipants')}`,
  input: namingFields,
  payload: MuteParticipantsPayload,
  refusals: [NoActiveSession, ParticipantsNotInSession],
  resolve: muteNamed,
});

// All who are in the session
const KickAllParticipantsPayload = builder.objectRef<WireObject & { readonly parent: MeetingKey }>('KickAllParticipantsPayload').implement({
  description: 'What became of all who were in the session.',
  fields: (t) => ({
    kickedCount: wireFields(t).int('kicked_participants_count', 'How many were kicked. Null if RealtimeKit does not tell.'),
    session: activeSessionEdge(t),
    meeting: meetingEdge(t),
  }),
});

mutation('kickAllParticipants', {
  description: `Throws everybody out of the session that goes on, which ends it at once, with its recordings; only a recording of tracks runs on. To keep people out afterwards, close the meeting (\`updateMeeting\`). Costs one REST call; ${costOfRefusal}.`,
  input: (t) => ({
    appId: t.id({ required: true, description: words.app }),
    meetingId: t.id({ required: true, description: words.meeting }),
  }),
  payload: KickAllParticipantsPayload,
  refusals: [NoActiveSession],
  resolve: async (input, context, { check }) => {
    const meeting = meetingIn(check, input);
    // All of these were seen where no session went on (API document, section 9).
    const { data } = await writeToSession(context, kickAll, meeting).catch(unlessLive(context, meeting, [400, 404, 409]));
    return { ...data, parent: meeting };
  },
});

const MuteAllParticipantsPayload = builder.objectRef<WireObject & { readonly parent: MeetingKey }>('MuteAllParticipantsPayload').implement({
  description: 'What became of all who are in the session.',
  fields: (t) => ({
    mutedCount: wireFields(t).int('muted_participants_count', 'How many were muted. Null if RealtimeKit does not tell.'),
    session: activeSessionEdge(t),
    meeting: meetingEdge(t),
  }),
});

mutation('muteAllParticipants', {
  description: `Mutes everybody in the session that goes on. Costs one REST call; ${costOfRefusal}.`,
  input: (t) => ({
    appId: t.id({ required: true, description: words.app }),
    meetingId: t.id({ required: true, description: words.meeting }),
    allowUnmute: t.boolean({ description: 'Whether they can unmute themselves afterwards. They cannot if this is not given.' }),
  }),
  payload: MuteAllParticipantsPayload,
  refusals: [NoActiveSession],
  resolve: async ({ appId, meetingId, ...fields }, context, { check }) => {
    const meeting = meetingIn(check, { appId, meetingId }, fields);
    const { data } = await writeToSession(context, muteAll, meeting, wireBody(fields)).catch(unlessLive(context, meeting, [404]));
    return { ...data, parent: meeting };
  },
});

// Polls
const CreatePollPayload = builder.objectRef<{ readonly parent: MeetingKey; readonly poll: unknown }>('CreatePollPayload').implement({
  description: 'The poll that was begun.',
  fields: (t) => ({
    poll: t.field({
      type: Poll,
      nullable: true,
      description: 'The poll. Null if RealtimeKit does not tell.',
      resolve: ({ poll: made }) => objectIn('data.poll', made),
    }),
    session: activeSessionEdge(t),
    meeting: meetingEdge(t),
  }),
});

mutation('createPoll', {
  description: `Asks all who are in the session that goes on. Costs one REST call; ${costOfRefusal}.`,
  input: (t) => ({
    appId: t.id({ required: true, description: words.app }),
    meetingId: t.id({ required: true, description: words.meeting }),
    question: t.string({ required: true, description: 'What to ask.' }),
    options: t.stringList({ required: true, description: 'The answers to choose from, in order: at least one.' }),
    anonymous: t.boolean({ description: 'Whether it stays secret who voted for what.' }),
    hideVotes: t.boolean({ description: 'Whether the votes are hidden from who has not voted yet.' }),
  }),
  payload: CreatePollPayload,
  refusals: [NoActiveSession],
  resolve: async ({ appId, meetingId, ...fields }, context, { check }) => {
    check.field('input.question', fields.question, notEmpty).field('input.options', fields.options, atLeastOne);
    fields.options.forEach((option, index) => check.field(`input.options[${index}]`, option, notEmpty));
    const meeting = meetingIn(check, { appId, meetingId }, fields);
    const { data } = await writeToSession(context, poll, meeting, wireBody(fields)).catch(unlessLive(context, meeting, [404]));
    return { parent: meeting, poll: data.poll };
  },
});

/** The meeting of an input, whose other fields may be left out but not null. */
function meetingIn(check: InputCheck, { appId, meetingId }: MeetingKey, fields: object = {}): MeetingKey {
  const meeting = checkedIds(check, { appId, meetingId }, 'appId', 'meetingId');
  refuseNulls(check, 'input', fields);
  check.done();
  return meeting;
}
