/** What is done to the session that goes on in a meeting: the writes of REST, what they touch, and why they are refused. */
import type { SchemaTypes } from '../builder.ts';
import type { Context } from '../context.ts';
import { isRow } from '../loading/collection.ts';
import { expectedRefusal } from '../refusals.ts';
import type { WriteOperation } from '../upstream/client.ts';
import { below, type Path, path } from '../upstream/path.ts';
import { anything, array, object, optional, type Shape } from '../upstream/wire.ts';
import type { MeetingKey } from './keys.ts';
import { livestreamPaths, recordingPaths } from './media-paths.ts';
import { Meeting, meetings, readKnownMeeting } from './meetings.ts';
import { refusedIf } from './refused-if.ts';
import { liveSessions, Session, sessionAnswer } from './sessions.ts';

/** A POST below a meeting's active session. */
interface SessionWrite<T> extends WriteOperation<T> {
  readonly pathOf: (meeting: MeetingKey) => Path;
  /** What ends with the session. */
  readonly alsoTouches?: (meeting: MeetingKey) => readonly Path[];
}

function post<T>(id: string, answer: Shape<T>, pathOf: SessionWrite<T>['pathOf']): SessionWrite<T> {
  return { id, method: 'POST', answer, pathOf };
}

// By the schema every field of these answers may be missing: what was done must not fail for what is told of it.
const people = object({ data: object({ participants: optional(array(object({ id: anything }))) }) });

export const kick = post(
  'KickPartcipants',
  people,
  ({ appId, meetingId }) => path`/${{ appId }}/meetings/${{ meetingId }}/active-session/kick`,
);
export const kickAll = {
  ...post(
    'KickAllParticipants',
    object({ data: object({ kicked_participants_count: anything }) }),
    ({ appId, meetingId }) => path`/${{ appId }}/meetings/${{ meetingId }}/active-session/kick-all`,
  ),
  alsoTouches: (meeting: MeetingKey) => [...recordingPaths(meeting), ...livestreamPaths(meeting)],
};
export const mute = post(
  'MuteParticipants',
  people,
  ({ appId, meetingId }) => path`/${{ appId }}/meetings/${{ meetingId }}/active-session/mute`,
);
export const muteAll = post(
  'MuteAllParticipants',
  object({ data: object({ muted_participants_count: anything }) }),
  ({ appId, meetingId }) => path`/${{ appId }}/meetings/${{ meetingId }}/active-session/mute-all`,
);
export const poll = post(
  'CreatePoll',
  object({ data: object({ poll: anything }) }),
  ({ appId, meetingId }) => path`/${{ appId }}/meetings/${{ meetingId }}/active-session/poll`,
);

const getActiveSession = { id: 'GetActiveSession', answer: sessionAnswer };
const activePath = ({ appId, meetingId }: MeetingKey) => path`/${{ appId }}/meetings/${{ meetingId }}/active-session`;

/**
 * Writes to the active session of a meeting. No answer tells which session that was, so what the cache holds of the sessions of
 * the app is dropped.
 */
export function writeToSession<T>({ rest }: Context, operation: SessionWrite<T>, meeting: MeetingKey, body?: object): Promise<T> {
  const sessions = path`/${{ appId: meeting.appId }}/sessions`;
  const touched = [activePath(meeting), sessions, below(sessions), ...(operation.alsoTouches?.(meeting) ?? [])];
  return rest.write(operation, operation.pathOf(meeting), body, touched);
}

// Refusals
export const NoActiveSession = expectedRefusal(
  'NoActiveSession',
  'There is nobody in the meeting: no session goes on.',
  'No session goes on in this meeting.',
);

export const ParticipantsNotInSession = expectedRefusal(
  'ParticipantsNotInSession',
  'A session goes on, and RealtimeKit did not find in it whom it was to find.',
  'RealtimeKit did not find in the session whom it was to find.',
);

/** Whether there is such a meeting. Meetings are not deleted, so one that is known is there. */
export async function isThere({ rest }: Context, { appId, meetingId }: MeetingKey): Promise<boolean> {
  return (await meetings.readOne(rest, { appId }, meetingId, 'refused: is there such a meeting?')) !== null;
}

const lookFor = ({ rest }: Context, meeting: MeetingKey) =>
  rest.freshly().read(getActiveSession, activePath(meeting), { why: 'refused: does a session go on?' });

/**
 * For `catch`: says of an error with one of these statuses that no session goes on, if that is so. The statuses alone do not tell:
 * who is told falsely that a session has ended leaves people in it.
 */
export function unlessLive(context: Context, meeting: MeetingKey, statuses: readonly number[]): (error: unknown) => Promise<never> {
  return refusedIf(statuses, NoActiveSession, async () => (await lookFor(context, meeting)) === null && isThere(context, meeting));
}

/** For `catch`: says of a 404 whether the session is missing or those who should be in it. */
export function whoIsMissing(context: Context, meeting: MeetingKey): (error: unknown) => Promise<never> {
  let look: ReturnType<typeof lookFor> | undefined;
  const session = () => (look ??= lookFor(context, meeting));
  const isOver = refusedIf([404], NoActiveSession, async () => (await session()) === null && isThere(context, meeting));
  const lacksThem = refusedIf([404], ParticipantsNotInSession, async () => (await session()) !== null);
  return (error) => isOver(error).catch(lacksThem);
}

/** What a refusal of what is done to a session costs, in words for descriptions. */
export const costOfRefusal = 'one more to find out why it was refused, and another one if no session goes on';

// Edges of payloads
type Fields<Row extends { readonly parent: MeetingKey }> = PothosSchemaTypes.ObjectFieldBuilder<SchemaTypes, Row>;

/** The field `session` of what was done to one. */
export function activeSessionEdge<Row extends { readonly parent: MeetingKey }>(t: Fields<Row>) {
  return t.field({
    type: Session,
    nullable: true,
    description: 'The session as it is now, `null` if it has ended. Costs one REST call.',
    resolve: async ({ parent: { appId, meetingId } }, _args, context) => {
      const request = { query: { status: 'LIVE' }, stretch: { offset: 0, first: 1 }, secret: false };
      const [row = null] = (await liveSessions(context, { appId }, meetingId, request))?.rows ?? [];
      if (row !== null && !isRow(row)) throw row;
      return row;
    },
  });
}

/** The field `meeting` of what was done in one. */
export function meetingEdge<Row extends { readonly parent: MeetingKey }>(t: Fields<Row>) {
  return t.field({
    type: Meeting,
    nullable: true,
    description: 'The meeting that it was done in. Costs nothing for its `id`, else one REST call.',
    resolve: ({ parent: { appId, meetingId } }, _args, context, info) => readKnownMeeting(context, { appId }, meetingId, info),
  });
}
