/** Many participants at once: one REST call each, all under way together as far as the quota allows. */
import { builder } from '../builder.ts';
import { asError, GatewayError } from '../errors.ts';
import { checkedIds, sized } from '../input-rules.ts';
import { selects } from '../loading/selection.ts';
import { mutation } from '../mutation.ts';
import { participantInputWords as words } from './participant-input-words.ts';
import { ParticipantToken, tokenOf } from './participant-token.ts';
import { addParticipant, checkParticipant, type WithToken, writeInTurn } from './participant-writes.ts';
import { Participant } from './participants.ts';

const mostAtOnce = 500;

interface Refusal {
  readonly code: string;
  readonly message: string;
  readonly isUnknown: boolean;
  readonly retryAfter: number | null;
}

interface Result {
  readonly customParticipantId: string;
  readonly added?: WithToken;
  readonly failure?: Refusal;
}

const AddingFailure = builder.objectRef<Refusal>('AddMeetingParticipantFailure').implement({
  description: 'Why one of many was not enrolled.',
  fields: (t) => ({
    code: t.exposeString('code', { description: 'As in `extensions.code` of errors.' }),
    message: t.exposeString('message', { description: 'What went wrong, in words for a developer.' }),
    isOutcomeUnknown: t.exposeBoolean('isUnknown', {
      description: 'Whether they may have been enrolled all the same: look before you add them again.',
    }),
    retryAfter: t.exposeInt('retryAfter', {
      nullable: true,
      description: 'Seconds until another try makes sense. Null if that is not known.',
    }),
  }),
});

const AddingResult = builder.objectRef<Result>('AddMeetingParticipantResult').implement({
  description: 'What became of one of many: a participant or a failure.',
  fields: (t) => ({
    customParticipantId: t.exposeString('customParticipantId', { description: 'Who: your own id for them.' }),
    participant: t.field({
      type: Participant,
      nullable: true,
      description: 'Who was enrolled. Null if it failed.',
      resolve: ({ added }) => added?.row ?? null,
    }),
    token: t.field({
      type: ParticipantToken,
      nullable: true,
      description: 'What their client SDK needs to enter the meeting. A secret. Costs nothing more: the answer has it. Null if it failed.',
      resolve: ({ added }, _args, context) =>
        added === undefined ? null : tokenOf({ id: added.row.id, parent: added.row.parent, token: added.token }, context),
    }),
    failure: t.field({
      type: AddingFailure,
      nullable: true,
      description: 'Why it failed. Null if it did not.',
      resolve: ({ failure }) => failure ?? null,
    }),
  }),
});

const AddMeetingParticipantsPayload = builder.objectRef<readonly Result[]>('AddMeetingParticipantsPayload').implement({
  description: 'What became of each.',
  fields: (t) => ({
    results: t.field({
      type: [AddingResult],
      description: 'One for each that was asked for, in that order.',
      resolve: (results, _args, { rest }, info) => {
        // For who asks again, tokens are made anew: as many calls as adding was.
        const without = results.filter(({ added }) => added !== undefined && added.token === undefined);
        if (selects(info, ['token'])) rest.bill.extend('tokens', without.length, mostAtOnce);
        return results;
      },
    }),
    addedCount: t.int({
      description: 'How many were enrolled.',
      resolve: (results) => results.filter(({ added }) => added !== undefined).length,
    }),
  }),
});

const Item = builder.inputType('AddMeetingParticipantsItemInput', {
  description: 'One of many to enrol.',
  fields: (t) => ({
    customParticipantId: t.string({ required: true, description: words.customParticipantId }),
    presetName: t.string({ required: true, description: words.presetName }),
    name: t.string({ description: words.name }),
    picture: t.string({ description: words.picture }),
  }),
});

mutation('addMeetingParticipants', {
  description: `Enrols up to ${mostAtOnce} people in a meeting. Costs one REST call for each, beyond what one operation may make otherwise. One that fails does not stop the others: each has its own result. The last twentieth of the quota is left to other writes. If the client leaves, what is not sent yet is dropped, unless there is a \`clientMutationId\`: then it goes on to its end.`,
  input: (t) => ({
    appId: t.id({ required: true, description: words.app }),
    meetingId: t.id({ required: true, description: words.meeting }),
    participants: t.field({ type: [Item], required: true, description: `Whom to enrol, 1 to ${mostAtOnce}, each custom id once.` }),
  }),
  payload: AddMeetingParticipantsPayload,
  withoutSecrets: (results) =>
    results.map(({ added, ...result }) => ({ ...result, ...(added !== undefined && { added: { row: added.row } }) })),
  resolve: async ({ participants, ...ids }, context, { check, info, isNamed }) => {
    const meeting = checkedIds(check, ids, 'appId', 'meetingId');
    const seen = new Set<string>();
    const isOfSize = check.passes('input.participants', participants, sized(1, mostAtOnce));
    for (const [index, fields] of (isOfSize ? participants : []).entries()) {
      const at = `input.participants[${index}]`;
      checkParticipant(check, at, fields);
      if (seen.has(fields.customParticipantId)) check.fault(`${at}.customParticipantId`, 'must not be in the list twice');
      seen.add(fields.customParticipantId);
    }
    check.done();

    const wantsToken = selects(info, ['results.token']);
    context.rest.bill.extend('adding', participants.length, mostAtOnce);
    return Promise.all(
      participants.map(async (fields, index): Promise<Result> => {
        const { customParticipantId } = fields;
        const why = `adding ${index + 1} of ${participants.length}`;
        return writeInTurn(context, addParticipant, meeting, { fields, wantsToken, why, isOneOfMany: true, isSeenThrough: isNamed }).then(
          (added) => ({ customParticipantId, added }),
          (error: unknown) => ({ customParticipantId, failure: refusalOf(error) }),
        );
      }),
    );
  },
});

/** An error as data, if it is one that clients may see. */
function refusalOf(error: unknown): Refusal {
  if (!(error instanceof GatewayError)) throw asError(error);
  const { outcome, retryAfter } = error.extensions as { outcome?: string; retryAfter?: number };
  return { code: error.code, message: error.message, isUnknown: outcome === 'UNKNOWN', retryAfter: retryAfter ?? null };
}
