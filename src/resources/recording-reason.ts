/** Why a recording began or stopped, and who asked for it. */
import { builder } from '../builder.ts';
import { type WireObject, wireFields } from '../fields.ts';
import { restEnum } from '../rest-enum.ts';

const RecordingReasonName = restEnum('RecordingReasonName', 'Why a recording began or stopped.', {
  API_CALL: 'Someone asked for it by the API.',
  RECORD_ON_START: 'Recordings start with each session of the meeting.',
  INTERNAL_ERROR: 'RealtimeKit failed.',
  ALL_PEERS_LEFT: 'Everybody had left.',
});

const RecordingCallerType = restEnum('RecordingCallerType', 'What asked for a recording to begin or stop.', {
  ORGANIZATION: 'The app, by its API token.',
  USER: 'A participant.',
});

const RecordingCaller = builder.objectRef<WireObject>('RecordingCaller').implement({
  description: 'Who asked for a recording to begin or stop.',
  fields: (t) => {
    const wire = wireFields(t);
    return {
      ...wire.word('type', 'type', RecordingCallerType, 'Whether the app or a participant asked.'),
      name: wire.text('name', 'Name of the participant, or of the app.'),
      // REST spells it so.
      userId: wire.id('user_Id', "RealtimeKit's id of the participant, or of the app."),
    };
  },
});

export const RecordingReason = builder.objectRef<WireObject>('RecordingReason').implement({
  description: 'Why a recording began or stopped, and who asked for it.',
  fields: (t) => {
    const wire = wireFields(t);
    return {
      ...wire.word('reason', 'reason', RecordingReasonName, 'Why.'),
      caller: wire.object('caller', RecordingCaller, 'Who asked for it. Null if nobody did.'),
    };
  },
});
