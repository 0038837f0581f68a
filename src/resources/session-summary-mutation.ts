/** Summaries of sessions, made on demand. REST: POST /{app_id}/sessions/{session_id}/summary */
import { builder } from '../builder.ts';
import { type WireObject, wireFields } from '../fields.ts';
import { checkedIds } from '../input-rules.ts';
import { mutation } from '../mutation.ts';
import { expectedRefusal } from '../refusals.ts';
import { path } from '../upstream/path.ts';
import { anything, object, optional } from '../upstream/wire.ts';
import type { SessionKey } from './keys.ts';
import { refusedIf } from './refused-if.ts';
import { loadSession, readKnownSession, Session } from './sessions.ts';

const generateSummary = {
  id: 'post-sessions-session_id-summary',
  method: 'POST',
  answer: object({ data: optional(object({ status: anything })) }),
} as const;

const NoTranscript = expectedRefusal(
  'NoTranscript',
  'The session has no transcript to sum up: none was made, it is not ready yet, or it is not kept any more (7 days).',
  'The session has no transcript to sum up.',
);

const GenerateSessionSummaryPayload = builder
  .objectRef<WireObject & { readonly parent: SessionKey }>('GenerateSessionSummaryPayload')
  .implement({
    description: 'How far the summary of a session has come.',
    fields: (t) => ({
      statusText: wireFields(t).text('status', 'What RealtimeKit said of it, in its own word. Null if it said nothing.'),
      session: t.field({
        type: Session,
        nullable: true,
        description:
          'The session. Its `summary` is there when it is ready, which the webhook event `meeting.summary` tells. Costs nothing for its `id`, else one REST call.',
        resolve: ({ parent: { appId, sessionId } }, _args, context, info) => readKnownSession(context, { appId }, sessionId, info),
      }),
    }),
  });

mutation('generateSessionSummary', {
  description:
    'Has the transcript of a session summed up, which takes a while. Costs one REST call; one more to find out why it was refused.',
  input: (t) => ({
    appId: t.id({ required: true, description: "RealtimeKit's id of the app that the session belongs to." }),
    sessionId: t.id({ required: true, description: "RealtimeKit's id of the session." }),
  }),
  payload: GenerateSessionSummaryPayload,
  refusals: [NoTranscript],
  resolve: async (input, context, { check }) => {
    const key = checkedIds(check, input, 'appId', 'sessionId');
    check.done();
    const { appId, sessionId } = key;
    const summary = path`/${{ appId }}/sessions/${{ sessionId }}/summary`;
    // A session that does not exist is a 404 as well.
    const isThere = async () => (await loadSession(context, { appId }, sessionId)) !== null;
    const touched = [summary, path`/${{ appId }}/sessions/${{ sessionId }}`, path`/${{ appId }}/sessions`];
    const { data } = await context.rest.write(generateSummary, summary, undefined, touched).catch(refusedIf([404], NoTranscript, isThere));
    return { ...data, parent: key };
  },
});
