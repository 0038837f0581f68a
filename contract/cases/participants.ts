import { seedId } from '../../src/emulator/seed/ids.ts';
import type { Case } from './case.ts';

const meeting = { app_id: seedId('a', 1), meeting_id: seedId('b', 1) };
const algebra = { ...meeting, meeting_id: seedId('b', 2) };
const ada = { ...meeting, participant_id: seedId('c', 1, 1) };

export const participantCases: Readonly<Record<string, Case>> = {
  // Ten rows: among them are a name that is null, a missing name and missing pictures.
  get_meeting_participants: { ids: algebra, query: '?page_no=1&per_page=10' },
  add_participant: { ids: meeting, body: { custom_participant_id: 'mary', preset_name: 'webinar_viewer', name: null }, status: 201 },
  get_meeting_participant: { ids: ada },
  edit_participant: { ids: ada, body: { name: 'Countess', picture: null } },
  replace_participant: { ids: ada, body: { custom_participant_id: 'ada', preset_name: 'webinar_presenter' } },
  delete_meeting_participant: { ids: ada },
  regenerate_token: { ids: ada },
};
