/** Every resource, imported for what it adds to the builder, and the schema they make together. */
import { builder } from './builder.ts';
import './resources/active-session-mutations.ts';
import './resources/add-participants.ts';
import './resources/analytics.ts';
import './resources/app-mutations.ts';
import './resources/apps.ts';
import './resources/join-meeting.ts';
import './resources/livestream-mutations.ts';
import './resources/livestream-sessions.ts';
import './resources/livestreams.ts';
import './resources/meeting-configs.ts';
import './resources/meeting-mutations.ts';
import './resources/meetings.ts';
import './resources/participant-mutations.ts';
import './resources/participants.ts';
import './resources/preset-mutations.ts';
import './resources/presets.ts';
import './resources/rate-limit.ts';
import './resources/recording-lists.ts';
import './resources/recording-mutations.ts';
import './resources/session-attendees.ts';
import './resources/session-exports.ts';
import './resources/session-lists.ts';
import './resources/session-participants.ts';
import './resources/session-participations.ts';
import './resources/session-summary-mutation.ts';
import './resources/webhook-mutations.ts';
import './resources/webhooks.ts';

/** In the order in which it was written, which says more to a reader than the alphabet does; to sort it takes a twelfth of the start. */
export const schema = builder.toSchema({ sortSchema: false });
