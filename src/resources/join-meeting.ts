/** Joining, as every team writes it by hand: find the participant by custom id, add who is not there, hand out a token. */
import { builder } from '../builder.ts';
import type { Context } from '../context.ts';
import { GatewayError } from '../errors.ts';
import { checkedIds } from '../input-rules.ts';
import { selects } from '../loading/selection.ts';
import { mutation } from '../mutation.ts';
import { fingerprintOf, isUnknown } from '../upstream/outcomes.ts';
import type { MeetingKey } from './keys.ts';
import { participantInputWords as words } from './participant-input-words.ts';
import { ParticipantToken, tokenOf } from './participant-token.ts';
import { addParticipant, checkParticipant, editParticipant, personIn, type WithToken, writeParticipant } from './participant-writes.ts';
import { Participant, type ParticipantRow, participantsByCustomId } from './participants.ts';

interface Joined extends WithToken {
  readonly wasAdded: boolean;
}

const JoinMeetingPayload = builder.objectRef<Joined>('JoinMeetingPayload').implement({
  description: 'Who may join, and what their client needs for it.',
  fields: (t) => ({
    participant: t.field({ type: Participant, description: 'Who may join, as they are enrolled now.', resolve: ({ row }) => row }),
    token: t.field({
      type: ParticipantToken,
      nullable: true,
      description:
        'What their client SDK needs to enter the meeting. A secret. Costs one REST call if they were enrolled before and nothing about them has changed.',
      resolve: ({ row: { id, parent }, token }, _args, context) => tokenOf({ id, parent, token }, context),
    }),
    wasAdded: t.exposeBoolean('wasAdded', { description: 'Whether they were enrolled by this: they were not there before.' }),
  }),
});

interface JoinFields {
  readonly customParticipantId: string;
  readonly presetName: string;
  readonly name: string;
  readonly picture?: string | null | undefined;
}

mutation('joinMeeting', {
  description:
    'Gets a person into a meeting: finds them by your own id, enrols them if they are not there, changes what differs, and gives them a join token. However many ask for the same person at the same time through one gateway, one participant is made. Costs two REST calls for who is known to the gateway or new to a short list. RealtimeKit cannot look up your ids, so for who is not known the list is read, its pages of 100 as far as needed, up to 100 of them beyond what an operation may call otherwise; all who are looked for at the same time share that, and whoever it shows is known from then on.',
  input: (t) => ({
    appId: t.id({ required: true, description: words.app }),
    meetingId: t.id({ required: true, description: words.meeting }),
    customParticipantId: t.string({ required: true, description: words.customParticipantId }),
    presetName: t.string({ required: true, description: words.presetName }),
    name: t.string({ required: true, description: 'The name shown to others. Without one, joining was seen to fail.' }),
    picture: t.string({ description: 'Address of a picture of them. If it is not given, the one they have stays.' }),
  }),
  payload: JoinMeetingPayload,
  withoutSecrets: ({ row, wasAdded }) => ({ row, wasAdded }),
  resolve: async ({ appId, meetingId, ...fields }, context, { check, info }) => {
    const meeting = checkedIds(check, { appId, meetingId }, 'appId', 'meetingId');
    checkParticipant(check, 'input', fields);
    check.done();

    const wantsToken = selects(info, ['token']);
    const person = personIn(context, meeting, fields.customParticipantId);
    // Who asks for just the same at the same time is given the same; who asks for something else comes after.
    return context.gateway.turns.together(`${person}\n${await fingerprintOf(fields)}`, () =>
      context.gateway.turns.take(person, () => join(context, meeting, fields, { person, wantsToken })),
    );
  },
});

interface Joining {
  /** Who joins, among all whom the gateway knows. */
  readonly person: string;
  readonly wantsToken: boolean;
}

async function join(context: Context, meeting: MeetingKey, fields: JoinFields, { person, wantsToken }: Joining): Promise<Joined> {
  const { outcomes } = context.gateway;
  // Anew: who was added a moment ago, by whomever, must not be added again.
  const found = await participantsByCustomId.loadAnew(context, meeting, fields.customParticipantId).catch((error: unknown) => {
    // Of who may have been added a moment ago, that the list cannot be read says nothing.
    throw outcomes.doubtOf(person) ?? error;
  });
  if (found !== null) return welcome(context, found, fields, wantsToken);
  // If nobody knows what became of adding them a moment ago, it is not done again: only a look can tell.
  const doubt = outcomes.doubtOf(person);
  if (doubt !== undefined) throw doubt;
  const adding = outcomes.leavingDoubt(person, () =>
    writeParticipant(context, addParticipant, meeting, { fields, wantsToken, why: 'nobody has the custom id' }),
  );
  const added = await adding.catch((error: unknown) => {
    if (mayBeThereNow(error)) return error;
    throw error;
  });
  // Cloudflare does not document what a second one with the same custom id is: the answer may be about one who was there.
  if (!(added instanceof GatewayError)) return welcomeAdded(context, added, fields, wantsToken);
  // A look that fails shows nothing: then what is known of the write stands.
  const there = await participantsByCustomId.loadAnew(context, meeting, fields.customParticipantId).catch(() => null);
  if (there === null) throw outcomes.doubtOf(person) ?? added;
  return isUnknown(added) ? welcomeAdded(context, { row: there }, fields, wantsToken) : welcome(context, there, fields, wantsToken);
}

/** Changes what differs, which gives a token too; otherwise the payload makes one if it is asked for. */
async function welcome(context: Context, row: ParticipantRow, fields: JoinFields, wantsToken: boolean): Promise<Joined> {
  if (isAsAsked(row, fields)) return { row, wasAdded: false };
  const { presetName, name, picture } = fields;
  const changed = await writeParticipant(context, editParticipant, row.parent, {
    participantId: row.id,
    fields: { presetName, name, picture },
    wantsToken,
    why: 'what is asked for differs',
  });
  return { ...changed, wasAdded: false };
}

/** Who was added is enrolled, and a change after it that fails must not say otherwise: the next join makes it. */
async function welcomeAdded(context: Context, added: WithToken, fields: JoinFields, wantsToken: boolean): Promise<Joined> {
  const welcomed = await welcome(context, added.row, fields, wantsToken).catch(() => undefined);
  return { ...added, ...welcomed, wasAdded: true };
}

/** Whether a participant is as was asked for, but for how RealtimeKit writes it: blanks at the ends may go, a URL may be put in order. */
function isAsAsked(row: ParticipantRow, { presetName, name, picture }: JoinFields): boolean {
  const isSameName = row.name?.trim() === name.trim();
  return row.preset_name === presetName && isSameName && (picture === undefined || inOrder(row.picture) === inOrder(picture));
}

function inOrder(url: string | null | undefined): string | null {
  if (url == null) return null;
  return URL.canParse(url) ? new URL(url).href : url;
}

/** RealtimeKit refused to add them because they are there, or it may have added them. */
function mayBeThereNow(error: unknown): error is GatewayError {
  return error instanceof GatewayError && (error.code === 'CONFLICT' || isUnknown(error));
}
