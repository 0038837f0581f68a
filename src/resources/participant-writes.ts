/** The writes of REST that answer with a participant: what they take, what they touch, what becomes of the token. */
import type { Context } from '../context.ts';
import { InputCheck, notEmpty, url } from '../input-rules.ts';
import { place } from '../loading/collection.ts';
import type { WriteOperation, WriteOptions } from '../upstream/client.ts';
import { type Path, path } from '../upstream/path.ts';
import { object, type Wire } from '../upstream/wire.ts';
import { wireBody } from '../wire-body.ts';
import type { MeetingKey } from './keys.ts';
import { type ParticipantRow, participantsByCustomId, participantWithToken } from './participants.ts';

const answer = object({ data: participantWithToken });

type ParticipantWrite = WriteOperation<Wire<typeof answer>>;

export const addParticipant: ParticipantWrite = { id: 'add_participant', method: 'POST', answer };
export const editParticipant: ParticipantWrite = { id: 'edit_participant', method: 'PATCH', answer };
export const replaceParticipant: ParticipantWrite = { id: 'replace_participant', method: 'PUT', answer };

/** What can be said of a participant. Null takes a name or a picture away. */
export interface ParticipantFields {
  customParticipantId?: string | null | undefined;
  presetName?: string | null | undefined;
  name?: string | null | undefined;
  picture?: string | null | undefined;
}

/** Checks the fields of a participant; `at` is where they stand in the input. */
export function checkParticipant(
  check: InputCheck,
  at: string,
  { customParticipantId, presetName, name, picture }: ParticipantFields,
): void {
  check
    .field(`${at}.customParticipantId`, customParticipantId, notEmpty)
    .field(`${at}.presetName`, presetName, notEmpty)
    .field(`${at}.name`, name, notEmpty)
    .field(`${at}.picture`, picture, url);
}

/** A participant as a write answered it, with the token if it was asked for. */
export interface WithToken {
  readonly row: ParticipantRow;
  readonly token?: string | undefined;
}

export interface ParticipantWriteOptions extends Pick<WriteOptions<unknown>, 'isOneOfMany' | 'isSeenThrough'> {
  /** Undefined for one that is to be added. */
  readonly participantId?: string;
  readonly fields: ParticipantFields;
  /** Whether the token of the answer is asked for: otherwise it is dropped here. */
  readonly wantsToken: boolean;
  /** In words for the trace. */
  readonly why?: string;
}

/** The paths of a meeting's participants, and of one of them: what changes with it. */
export function pathsOf({ appId, meetingId }: MeetingKey, participantId?: string): readonly [Path, ...Path[]] {
  const list = path`/${{ appId }}/meetings/${{ meetingId }}/participants`;
  if (participantId === undefined) return [list];
  return [path`/${{ appId }}/meetings/${{ meetingId }}/participants/${{ participantId }}`, list];
}

/** Who is meant, among all whom the gateway knows. */
export function personIn({ rest }: Context, { appId, meetingId }: MeetingKey, customParticipantId: string): string {
  return [rest.scope, appId, meetingId, customParticipantId].join('\n');
}

/**
 * Writes a participant with a custom id after what is under way for the same person. If nobody knows what came of it, whoever
 * joins as them must not add them for a while.
 */
export function writeInTurn(
  context: Context,
  operation: ParticipantWrite,
  meeting: MeetingKey,
  options: ParticipantWriteOptions & { readonly fields: { readonly customParticipantId: string } },
): Promise<WithToken> {
  const { turns, outcomes } = context.gateway;
  const person = personIn(context, meeting, options.fields.customParticipantId);
  return turns.take(person, () => outcomes.leavingDoubt(person, () => writeParticipant(context, operation, meeting, options)));
}

/** Writes a participant and notes where it is. */
export async function writeParticipant(
  context: Context,
  operation: ParticipantWrite,
  meeting: MeetingKey,
  { participantId, fields, wantsToken, why, isOneOfMany = false, isSeenThrough = false }: ParticipantWriteOptions,
): Promise<WithToken> {
  const touched = pathsOf(meeting, participantId);
  const { data } = await context.rest.write(operation, touched[0], wireBody(fields), touched, {
    ...(why !== undefined && { why }),
    isOneOfMany,
    isSeenThrough,
    refine: ({ data: given }) => {
      if (!wantsToken) Reflect.deleteProperty(given, 'token');
    },
  });
  const { token, ...row } = data;
  const placed = place(row, meeting);
  participantsByCustomId.note(context, placed);
  return { row: placed, token: token ?? undefined };
}
