/** Recordings, started, paused, resumed and stopped. REST: /{app_id}/recordings */
import { builder } from '../builder.ts';
import type { Context } from '../context.ts';
import { checkedIds, type InputCheck } from '../input-rules.ts';
import { isRow, place } from '../loading/collection.ts';
import { mutation } from '../mutation.ts';
import { type ExpectedRefusal, expectedRefusal } from '../refusals.ts';
import { path } from '../upstream/path.ts';
import { conceal } from '../upstream/secrets.ts';
import { object } from '../upstream/wire.ts';
import { costOfRefusal, NoActiveSession, unlessLive } from './active-session-writes.ts';
import type { MeetingKey } from './keys.ts';
import { recordingPaths } from './media-paths.ts';
import { recordingFields, recordingIn, trackFields, tracksIn } from './recording-inputs.ts';
import { Recording, type RecordingRow, recordings, recordingShape, type RecordingWire, secretsInRecording } from './recordings.ts';
import { refusedIf } from './refused-if.ts';

// Writes
const one = object({ data: recordingShape });
const startWrite = { id: 'start_recording', method: 'POST', answer: one } as const;
const actWrite = { id: 'pause_resume_stop_recording', method: 'PUT', answer: one } as const;
const startTracksWrite = {
  id: 'startTrackRecordingForAMeeting',
  method: 'POST',
  answer: object({ data: object({ recording: recordingShape }) }),
} as const;

const concealIn = (recording: RecordingWire) => {
  conceal(secretsInRecording(recording));
};

/** A recording as its start was answered. Answers do not tell the meeting. */
function startedIn({ appId, meetingId }: MeetingKey, recording: RecordingWire): RecordingRow {
  return place({ ...recording, meeting_id: meetingId }, { appId });
}

// Refusals
const RecordingAlreadyRunning = expectedRefusal(
  'RecordingAlreadyRunning',
  'The meeting is being recorded already. See `Meeting.activeRecording`, or `allowMultipleRecordings` of the input.',
  'The meeting is being recorded already.',
);

const RecordingNotRunning = expectedRefusal(
  'RecordingNotRunning',
  'The recording cannot be paused: it has not begun, is paused already or has stopped.',
  'The recording does not go on now.',
);

const RecordingNotPaused = expectedRefusal(
  'RecordingNotPaused',
  'The recording cannot be resumed: it is not paused.',
  'The recording is not paused.',
);

const RecordingAlreadyStopped = expectedRefusal(
  'RecordingAlreadyStopped',
  'The recording has stopped before.',
  'The recording has stopped before.',
);

const running = ['INVOKED', 'RECORDING', 'PAUSED'];

/** Whether a recording of a meeting goes on, is paused, or has been asked for. */
async function isRecorded({ rest }: Context, { appId, meetingId }: MeetingKey): Promise<boolean> {
  const query = { meeting_id: meetingId, status: running.join(), page_no: 1, per_page: 1 };
  const page = await recordings.readPage(rest.freshly(), { appId }, query, { why: 'refused: is it recorded already?' });
  return page?.rows.some((row) => isRow(row) && running.some((status) => status === row.status)) ?? false;
}

// Payloads
function recordingPayload(name: string, description: string) {
  return builder.objectRef<RecordingRow>(name).implement({
    description,
    fields: (t) => ({
      recording: t.field({
        type: Recording,
        description: 'The recording as it is now. Its secrets cost one REST call more if they are selected.',
        resolve: (row) => row,
      }),
    }),
  });
}

// Start
mutation('startRecording', {
  description: `Records the session that goes on in a meeting: all together, in one file. Costs one REST call; ${costOfRefusal}.`,
  input: recordingFields,
  payload: recordingPayload('StartRecordingPayload', 'The recording that was started.'),
  refusals: [RecordingAlreadyRunning, NoActiveSession],
  resolve: async (input, context, { check }) => {
    const { meeting, body } = recordingIn(input, check);
    const touched = recordingPaths(meeting);
    const { data } = await context.rest
      .write(startWrite, path`/${{ appId: meeting.appId }}/recordings`, body, touched, {
        refine: ({ data: started }) => {
          concealIn(started);
        },
      })
      .catch(refusedIf([409], RecordingAlreadyRunning, () => isRecorded(context, meeting)))
      .catch(unlessLive(context, meeting, [404]));
    return startedIn(meeting, data);
  },
});

mutation('startTrackRecording', {
  description: `Records the audio of each participant of the session that goes on in a meeting, in a file of its own. It does not stop with the session: stop it (\`stopRecording\`). Costs one REST call; ${costOfRefusal}.`,
  input: trackFields,
  payload: recordingPayload('StartTrackRecordingPayload', 'The recording of tracks that was started.'),
  refusals: [NoActiveSession],
  resolve: async (input, context, { check }) => {
    const { meeting, body } = tracksIn(input, check);
    const { data } = await context.rest
      .write(startTracksWrite, path`/${{ appId: meeting.appId }}/recordings/track`, body, recordingPaths(meeting), {
        refine: ({ data: { recording } }) => {
          concealIn(recording);
        },
      })
      .catch(unlessLive(context, meeting, [404]));
    return startedIn(meeting, data.recording);
  },
});

// What is done to one that was started
interface Action {
  readonly action: 'pause' | 'resume' | 'stop';
  readonly refusal: new () => ExpectedRefusal;
  /** The states that it is refused in, in RealtimeKit's words. */
  readonly refusedIn: readonly string[];
}

const over = ['UPLOADING', 'UPLOADED', 'ERRORED'];

/**
 * Does something to a recording. No answer to it tells the meeting, whose active recording changes too: it is dropped from the
 * cache if the cache knows of which meeting the recording is, and else is as old as the cache lets anything be.
 */
async function act(
  { rest }: Context,
  input: { appId: string; recordingId: string },
  { action, refusal, refusedIn, check }: Action & { readonly check: InputCheck },
): Promise<RecordingRow> {
  const { appId, recordingId } = checkedIds(check, input, 'appId', 'recordingId');
  check.done();
  const item = path`/${{ appId }}/recordings/${{ recordingId }}`;
  // The document has no status for a wrong state, and adapters have met all of these. Whether it is the state, only the state tells:
  // who is told falsely that a recording has stopped lets it run on.
  const isInTheWay = async () => {
    const recording = await recordings.readOne(rest.freshly(), { appId }, recordingId, 'refused: what state is it in?');
    return typeof recording?.status === 'string' && refusedIn.includes(recording.status);
  };
  const { data } = await rest
    .write(actWrite, item, { action }, recordingPaths({ appId }), {
      refine: ({ data: changed }) => {
        concealIn(changed);
      },
    })
    .catch(refusedIf([400, 404, 409], refusal, isInTheWay));
  return place(data, { appId });
}

const costOfAct = 'Costs one REST call; one more to find out why it was refused.';

const actFields = (t: Parameters<typeof recordingFields>[0]) => ({
  appId: t.id({ required: true, description: "RealtimeKit's id of the app that the recording belongs to." }),
  recordingId: t.id({ required: true, description: "RealtimeKit's id of the recording." }),
});

mutation('pauseRecording', {
  description: `Pauses a recording that goes on. ${costOfAct}`,
  input: actFields,
  payload: recordingPayload('PauseRecordingPayload', 'The recording that was paused.'),
  refusals: [RecordingNotRunning],
  resolve: (input, context, { check }) =>
    act(context, input, { check, action: 'pause', refusal: RecordingNotRunning, refusedIn: ['INVOKED', 'PAUSED', ...over] }),
});

mutation('resumeRecording', {
  description: `Goes on with a recording that is paused. ${costOfAct}`,
  input: actFields,
  payload: recordingPayload('ResumeRecordingPayload', 'The recording that was resumed.'),
  refusals: [RecordingNotPaused],
  resolve: (input, context, { check }) =>
    act(context, input, { check, action: 'resume', refusal: RecordingNotPaused, refusedIn: ['INVOKED', 'RECORDING', ...over] }),
});

mutation('stopRecording', {
  description: `Ends a recording for good and has it stored. ${costOfAct}`,
  input: actFields,
  payload: recordingPayload('StopRecordingPayload', 'The recording that was stopped.'),
  refusals: [RecordingAlreadyStopped],
  resolve: (input, context, { check }) => act(context, input, { check, action: 'stop', refusal: RecordingAlreadyStopped, refusedIn: over }),
});
