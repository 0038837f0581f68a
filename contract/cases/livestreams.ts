import { seedId } from '../../src/emulator/seed/ids.ts';
import { livestreamId, livestreamSessionId } from '../../src/emulator/seed/livestreams.ts';
import type { Case } from './case.ts';

const app_id = seedId('a', 1);
/** Live, with a session that is over and one that runs. */
const ofStandUp = { app_id, meeting_id: seedId('b', 1), livestream_id: livestreamId(1, 1) };

const contradicted = (ids: Case['ids'], query = ''): Case => ({ ids, query, isContradicted: true });

export const livestreamCases: Readonly<Record<string, Case>> = {
  // Every status, and one without meeting.
  fetch_all_livestreams: contradicted({ app_id }, '?per_page=100&sort_order=ASC'),
  // One livestream of its meeting is idle, none runs.
  'start-livestreaming': {
    ids: { app_id, meeting_id: seedId('b', 2) },
    body: { name: 'lesson_2-live', video_config: { height: 720, width: 1280 } },
    status: 201,
  },
  stop_livestreaming: { ids: ofStandUp },
  'get-v2-livestream-session-livestream-id': contradicted(ofStandUp, '?page_no=1&per_page=10'),
  'get-v2-active-livestream-session-details': contradicted(ofStandUp),
  'get-v2-livestreams-livestream-session-id': contradicted({ app_id, 'livestream-session-id': livestreamSessionId(1, 1, 2) }),
  'get-v2-meetings-meetingId-active-livestream': contradicted(ofStandUp),
  'livestream-session-details': contradicted(ofStandUp, '?page_no=1&per_page=10'),
  // Ended with an error.
  'get-v2-livestreamsession-session-meetingId-active-livestream': contradicted({ app_id, session_id: seedId('e', 1, 3) }),
};
