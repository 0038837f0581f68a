import { seedId } from '../../src/emulator/seed/ids.ts';
import { peerId } from '../../src/emulator/seed/peers.ts';
import type { Case } from './case.ts';

const app_id = seedId('a', 1);
/** With two breakout rooms, files and full reports. */
const algebra = { app_id, session_id: seedId('e', 2, 2) };

export const sessionCases: Readonly<Record<string, Case>> = {
  // Among them is one that is live.
  GetSessions: { ids: { app_id }, query: '?per_page=100&sort_by=minutesConsumed&sort_order=ASC' },
  GetSessionDetails: { ids: algebra, query: '?include_breakout_rooms=true' },
  GetSessionChat: { ids: algebra },
  GetSessionSummary: { ids: algebra },
  'post-sessions-session_id-summary': { ids: algebra },
  GetSessionTranscript: { ids: algebra, query: '?format=VTT' },
  GetSessionParticipants: { ids: algebra, query: '?per_page=200&include_peer_events=true', isContradicted: true },
  GetParticipantDetails: { ids: { ...algebra, participant_id: peerId(2, 2, 1) }, query: '?include_peer_events=true' },
  GetParticipantDataFromPeerId: { ids: { app_id, peer_id: peerId(2, 2, 1) }, query: '?include_peer_events=true' },
};
