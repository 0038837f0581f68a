/** Changes of meetings: made, changed, closed and opened, set anew. REST cannot delete them. */
import { builder } from '../builder.ts';
import type { Context } from '../context.ts';
import { checkedIds } from '../input-rules.ts';
import { place } from '../loading/collection.ts';
import { mutation } from '../mutation.ts';
import type { WriteOperation } from '../upstream/client.ts';
import { type Path, path } from '../upstream/path.ts';
import { conceal } from '../upstream/secrets.ts';
import { object, type Wire } from '../upstream/wire.ts';
import { refuseNoChange } from './input-checks.ts';
import type { AppKey, MeetingKey } from './keys.ts';
import { checkMeeting, meetingBody, nullable, partialMeetingFields, wholeMeetingFields } from './meeting-inputs.ts';
import { Meeting, type MeetingRow, meetingShape, MeetingStatus, secretsInMeeting } from './meetings.ts';

// Writes
const answer = object({ data: meetingShape });

type MeetingWrite = WriteOperation<Wire<typeof answer>>;

const createMeeting: MeetingWrite = { id: 'create_meeting', method: 'POST', answer };
const updateMeeting: MeetingWrite = { id: 'update_meeting', method: 'PATCH', answer };
const replaceMeeting: MeetingWrite = { id: 'replace_meeting', method: 'PUT', answer };

/** The paths of an app's meetings, and of one of them: what changes with it. */
function pathsOf({ appId, meetingId }: AppKey & Partial<MeetingKey>): readonly [Path, ...Path[]] {
  const list = path`/${{ appId }}/meetings`;
  // Rows of recordings have their meeting.
  return meetingId === undefined ? [list] : [path`/${{ appId }}/meetings/${{ meetingId }}`, list, path`/${{ appId }}/recordings`];
}

/** Writes a meeting. Its secrets are taken out of the answer: who selects them has it read anew. */
async function writeMeeting(
  { rest }: Context,
  operation: MeetingWrite,
  key: AppKey & Partial<MeetingKey>,
  body: object,
): Promise<MeetingRow> {
  const touched = pathsOf(key);
  const { data } = await rest.write(operation, touched[0], body, touched, {
    refine: ({ data: given }) => {
      conceal(secretsInMeeting(given));
    },
  });
  // Answers of writes tell all there is: what they leave out is not set.
  return place({ ...data, ai_config: data.ai_config ?? null }, { appId: key.appId });
}

// Payloads
function meetingPayload(name: string, description: string) {
  return builder.objectRef<MeetingRow>(name).implement({
    description,
    fields: (t) => ({ meeting: t.field({ type: Meeting, description: 'The meeting as it is now.', resolve: (row) => row }) }),
  });
}

// Mutations
const words = {
  app: "RealtimeKit's id of the app that the meeting belongs to.",
  meeting: "RealtimeKit's id of the meeting.",
};

mutation('createMeeting', {
  description: 'Makes a meeting, which can be closed later but not deleted. Costs one REST call.',
  input: (t) => ({
    appId: t.id({ required: true, description: words.app }),
    ...wholeMeetingFields(t),
  }),
  payload: meetingPayload('CreateMeetingPayload', 'The meeting that was made.'),
  resolve: ({ appId, ...fields }, context, { check }) => {
    const app = checkedIds(check, { appId }, 'appId');
    checkMeeting(check, fields, nullable.whole);
    check.done();
    return writeMeeting(context, createMeeting, app, meetingBody(fields));
  },
});

mutation('updateMeeting', {
  description:
    'Changes what is given of a meeting and leaves the rest. Closing it with `status` does not end a session that goes on: kick all first (`kickAllParticipants`). Costs one REST call.',
  input: (t) => ({
    appId: t.id({ required: true, description: words.app }),
    meetingId: t.id({ required: true, description: words.meeting }),
    status: t.field({ type: MeetingStatus.type, description: 'Whether it can be joined.' }),
    ...partialMeetingFields(t),
  }),
  payload: meetingPayload('UpdateMeetingPayload', 'The meeting that was changed.'),
  resolve: ({ appId, meetingId, ...fields }, context, { check }) => {
    const key = checkedIds(check, { appId, meetingId }, 'appId', 'meetingId');
    checkMeeting(check, fields, nullable.partial);
    refuseNoChange(check, fields);
    check.done();
    return writeMeeting(context, updateMeeting, key, meetingBody(fields));
  },
});

mutation('replaceMeeting', {
  description:
    'Sets all of a meeting anew except its status, which only `updateMeeting` changes: what is not given becomes what it is in a new meeting. Costs one REST call.',
  input: (t) => ({
    appId: t.id({ required: true, description: words.app }),
    meetingId: t.id({ required: true, description: words.meeting }),
    ...wholeMeetingFields(t),
  }),
  payload: meetingPayload('ReplaceMeetingPayload', 'The meeting that was set anew.'),
  resolve: ({ appId, meetingId, ...fields }, context, { check }) => {
    const key = checkedIds(check, { appId, meetingId }, 'appId', 'meetingId');
    checkMeeting(check, fields, nullable.whole);
    check.done();
    return writeMeeting(context, replaceMeeting, key, meetingBody(fields));
  },
});
