/** Livestreams of meetings, started and stopped. REST: below /{app_id}/meetings/{meeting_id} */
import { builder } from '../builder.ts';
import type { Context } from '../context.ts';
import { checkedIds, matching } from '../input-rules.ts';
import { place } from '../loading/collection.ts';
import { selects } from '../loading/selection.ts';
import { mutation } from '../mutation.ts';
import { expectedRefusal } from '../refusals.ts';
import { path } from '../upstream/path.ts';
import { conceal } from '../upstream/secrets.ts';
import { anything, object } from '../upstream/wire.ts';
import { wireBody } from '../wire-body.ts';
import { isThere, meetingEdge } from './active-session-writes.ts';
import { refuseNulls } from './input-checks.ts';
import type { MeetingKey } from './keys.ts';
import { idIn, livestream, secretsInLivestream } from './livestream-answers.ts';
import { getActive, Livestream, type LivestreamRow, readKnownLivestream } from './livestreams.ts';
import { activeLivestreamPath, livestreamPaths } from './media-paths.ts';
import { participantInputWords as words } from './participant-input-words.ts';
import { refusedIf } from './refused-if.ts';

// Start
const startWrite = { id: 'start-livestreaming', method: 'POST', answer: object({ data: livestream }) } as const;

const LivestreamAlreadyRunning = expectedRefusal(
  'LivestreamAlreadyRunning',
  'The meeting is streamed already, or the livestream before has not ended yet. See `Meeting.activeLivestream`.',
  'The meeting is streamed already.',
);

const LivestreamVideoConfigInput = builder.inputType('LivestreamVideoConfigInput', {
  description: 'How large the picture of a livestream is to be.',
  fields: (t) => ({
    height: t.int({ description: 'Height of the picture in pixels.' }),
    width: t.int({ description: 'Width of the picture in pixels.' }),
  }),
});

/** What the answer to a start does not tell, by the fields that show it. */
const untold = [
  ['name', 'name'],
  ['disabled', 'disabled'],
  ['created_at', 'createdAt'],
  ['updated_at', 'updatedAt'],
  ['stream_key', 'streamKey'],
] as const;

const StartLivestreamPayload = builder.objectRef<LivestreamRow>('StartLivestreamPayload').implement({
  description: 'The livestream that was started.',
  fields: (t) => ({
    livestream: t.field({
      type: Livestream,
      description:
        'The livestream as it is now. Costs nothing for what the answer has: ids, `status`, `playbackUrl`, `ingestServer`, `streamKey`, and the name if one was given; else one REST call.',
      resolve: async (row, _args, context, info) => {
        const missing = untold.flatMap(([name, field]) => (row[name] === undefined ? [field] : []));
        if (!selects(info, missing)) return row;
        // RealtimeKit may have started one that was there before: what is kept of it is not true any more.
        const fresh = { ...context, rest: context.rest.freshly(), made: new Map<object, unknown>() };
        return (await readKnownLivestream(fresh, row.parent, row.id, info)) ?? row;
      },
    }),
  }),
});

mutation('startLivestream', {
  description: 'Streams a meeting to viewers. Costs one REST call; one more to find out why it was refused.',
  input: (t) => ({
    appId: t.id({ required: true, description: words.app }),
    meetingId: t.id({ required: true, description: words.meeting }),
    name: t.string({ description: 'What to call it: letters without accents, digits, `-` and `_`.' }),
    videoConfig: t.field({ type: LivestreamVideoConfigInput, description: 'How large the picture is to be.' }),
  }),
  payload: StartLivestreamPayload,
  refusals: [LivestreamAlreadyRunning],
  withoutSecrets: ({ ...row }) => {
    conceal(secretsInLivestream(row));
    return row;
  },
  resolve: async ({ appId, meetingId, ...fields }, context, { check, info }) => {
    const meeting = checkedIds(check, { appId, meetingId }, 'appId', 'meetingId');
    check.field('input.name', fields.name, matching(/^[a-zA-Z0-9-_]*$/, 'of letters without accents, digits, "-" and "_" only'));
    refuseNulls(check, 'input', fields, ['input.name']);
    check.done();
    const post = path`/${{ appId: meeting.appId }}/meetings/${{ meetingId: meeting.meetingId }}/livestreams`;
    const wantsKey = selects(info, ['livestream.streamKey']);
    const { data } = await context.rest
      .write(startWrite, post, wireBody(fields), livestreamPaths(meeting), {
        refine: ({ data: started }) => {
          if (!wantsKey) conceal(secretsInLivestream(started));
        },
      })
      // 400 was seen while the one before was stopping (API document, section 5); it is also what a wrong input is answered.
      .catch(refusedIf([400, 409], LivestreamAlreadyRunning, async () => (await lookFor(context, meeting)) !== null));
    const told = { meeting_id: meeting.meetingId, ...(fields.name != null && { name: fields.name }) };
    return place({ ...data, ...told }, { appId: meeting.appId });
  },
});

// Stop
const stopWrite = { id: 'stop_livestreaming', method: 'POST', answer: object({ data: anything }) } as const;

const NoActiveLivestream = expectedRefusal(
  'NoActiveLivestream',
  'The meeting is not streamed. It may be that one has been asked for and is not on air yet.',
  'The meeting is not streamed.',
);

interface Stopped {
  readonly parent: MeetingKey;
  readonly livestreamId: string | null;
}

const StopLivestreamPayload = builder.objectRef<Stopped>('StopLivestreamPayload').implement({
  description: 'The livestream that was stopped, and its meeting.',
  fields: (t) => ({
    livestream: t.field({
      type: Livestream,
      nullable: true,
      description:
        'The livestream as it is now. Null if RealtimeKit does not tell which it was. Costs one REST call before it is stopped, to find it, and one after for more than its `id`.',
      resolve: ({ parent: { appId }, livestreamId }, _args, context, info) =>
        livestreamId === null ? null : readKnownLivestream(context, { appId }, livestreamId, info),
    }),
    meeting: meetingEdge(t),
  }),
});

mutation('stopLivestream', {
  description:
    'Ends the livestream of a meeting. The session goes on. Costs one REST call; one more to find out why it was refused, and another one if there is no livestream.',
  input: (t) => ({
    appId: t.id({ required: true, description: words.app }),
    meetingId: t.id({ required: true, description: words.meeting }),
  }),
  payload: StopLivestreamPayload,
  refusals: [NoActiveLivestream],
  resolve: async (input, context, { check, info }) => {
    const meeting = checkedIds(check, input, 'appId', 'meetingId');
    check.done();
    const { appId, meetingId } = meeting;
    const { rest } = context;
    const active = activeLivestreamPath(meeting);
    // The answer does not tell which livestream it was. Not to know must not keep anybody from stopping it.
    const found = selects(info, ['livestream'])
      ? await rest
          .freshly()
          .read(getActive, active, { why: 'which one is to be stopped?', refine: concealActive })
          .catch(() => null)
      : await rest.peek(getActive, active);
    const livestreamId = idIn(found?.data.id);
    const stop = path`/${{ appId }}/meetings/${{ meetingId }}/active-livestream/stop`;
    // All of these were seen where nothing was streamed (API document, section 5), and none of them says so.
    const isOver = async () => (await lookFor(context, meeting)) === null && isThere(context, meeting);
    await rest.write(stopWrite, stop, undefined, livestreamPaths(meeting)).catch(refusedIf([400, 404, 409], NoActiveLivestream, isOver));
    return { parent: meeting, livestreamId };
  },
});

const lookFor = ({ rest }: Context, meeting: MeetingKey) =>
  rest.freshly().read(getActive, activeLivestreamPath(meeting), { why: 'refused: is there one on air?', refine: concealActive });

function concealActive({ data }: { data: object }): void {
  conceal(secretsInLivestream(data));
}
