import { seedId } from '../../src/emulator/seed/ids.ts';
import { customIdOf } from '../../src/emulator/seed/participants.ts';
import type { Case } from './case.ts';

/** Two are in its session: one named by either id. */
const ids = { app_id: seedId('a', 1), meeting_id: seedId('b', 1) };
const both = { participant_ids: [seedId('c', 1, 1)], custom_participant_ids: [customIdOf(1, 2), 'nobody'] };

export const activeSessionCases: Readonly<Record<string, Case>> = {
  GetActiveSession: { ids },
  KickPartcipants: { ids, body: both },
  KickAllParticipants: { ids },
  MuteParticipants: { ids, body: both },
  MuteAllParticipants: { ids, body: { allow_unmute: true } },
  CreatePoll: { ids, body: { question: 'Lunch?', options: ['Now', 'Later'], anonymous: true, hide_votes: true }, status: 201 },
};
