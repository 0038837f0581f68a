/** Those whom a kick or a mute names: in inputs, in bodies, and in the answer that one call gives to several fields. */
import type { SchemaTypes } from '../builder.ts';
import type { WireObject } from '../fields.ts';
import { checkedIds, InputCheck, notEmpty, type Rule } from '../input-rules.ts';
import { canonicalId } from '../upstream/path.ts';
import { refuseNulls } from './input-checks.ts';
import type { MeetingKey } from './keys.ts';
import { participantInputWords as words } from './participant-input-words.ts';

/** The input of a kick or a mute. */
export interface NamingInput extends MeetingKey {
  readonly participantIds?: readonly string[] | null | undefined;
  readonly customParticipantIds?: readonly string[] | null | undefined;
}

/** Whom it names, each once. */
export interface Named {
  readonly meeting: MeetingKey;
  readonly participantIds: readonly string[];
  readonly customParticipantIds: readonly string[];
}

/** The fields of such an input. */
export const namingFields = (t: PothosSchemaTypes.InputFieldBuilder<SchemaTypes, 'InputObject'>) => ({
  appId: t.id({ required: true, description: words.app }),
  meetingId: t.id({ required: true, description: words.meeting }),
  participantIds: t.idList({
    description:
      "RealtimeKit's ids of participants of the meeting, not of their connections. At least one id, here or in `customParticipantIds`.",
  }),
  customParticipantIds: t.stringList({
    description: 'Your own ids for them. At least one id, here or in `participantIds`; both may be given.',
  }),
});

/** At least one: REST sets no upper bound. */
export const atLeastOne: Rule<readonly unknown[]> = ({ length }) => (length > 0 ? undefined : 'must hold at least one');

/** @throws GatewayError `BAD_USER_INPUT` with every fault of the input */
export function namedBy(
  { appId, meetingId, participantIds, customParticipantIds }: NamingInput,
  rule: Rule<string>,
  check = new InputCheck(),
): Named {
  const meeting = checkedIds(check, { appId, meetingId }, 'appId', 'meetingId');
  refuseNulls(check, 'input', { participantIds, customParticipantIds });
  check.field('input.participantIds', participantIds, atLeastOne).field('input.customParticipantIds', customParticipantIds, atLeastOne);
  participantIds?.forEach((id, index) => check.field(`input.participantIds[${index}]`, id, rule));
  customParticipantIds?.forEach((id, index) => check.field(`input.customParticipantIds[${index}]`, id, notEmpty));
  if (participantIds === undefined && customParticipantIds === undefined) {
    check.fault('input', 'must name at least one, in participantIds or customParticipantIds');
  }
  check.done();
  return { meeting, participantIds: once((participantIds ?? []).map(canonicalId)), customParticipantIds: once(customParticipantIds ?? []) };
}

/** The body that names all of them, each once. */
export function bodyNaming(all: readonly Named[]): object {
  const participant_ids = once(all.flatMap(({ participantIds }) => participantIds));
  const custom_participant_ids = once(all.flatMap(({ customParticipantIds }) => customParticipantIds));
  return {
    ...(participant_ids.length > 0 && { participant_ids }),
    ...(custom_participant_ids.length > 0 && { custom_participant_ids }),
  };
}

/**
 * Of an answer for several, the rows that are for one of them: those whose ids it named, and those whose ids nobody named, which
 * custom ids must have found. Answers do not tell custom ids, so of several that named such, all have these.
 */
export function rowsFor(own: Named, all: readonly Named[], rows: readonly WireObject[]): readonly WireObject[] {
  const ownIds = new Set<unknown>(own.participantIds);
  const allIds = new Set<unknown>(all.flatMap(({ participantIds }) => participantIds));
  const isNobodys = all.every(({ customParticipantIds }) => customParticipantIds.length === 0);
  const hasUnnamed = isNobodys || own.customParticipantIds.length > 0;
  return rows.filter(({ id }) => {
    const known = typeof id === 'string' ? canonicalId(id) : id;
    return ownIds.has(known) || (hasUnnamed && !allIds.has(known));
  });
}

const once = (ids: readonly string[]): readonly string[] => [...new Set(ids)];
