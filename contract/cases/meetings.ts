import { seedId } from '../../src/emulator/seed/ids.ts';
import type { Case } from './case.ts';
import { ai_config, recording_config } from './configs.ts';

const app_id = seedId('a', 3);
// The one with every field of both configs.
const algebra = { app_id: seedId('a', 1), meeting_id: seedId('b', 2) };

const settings = {
  title: 'Geometry',
  record_on_start: true,
  live_stream_on_start: true,
  persist_chat: true,
  summarize_on_end: true,
  transcribe_on_end: true,
  session_keep_alive_time_in_secs: 600,
  recording_config,
  ai_config,
};

export const meetingCases: Readonly<Record<string, Case>> = {
  // 30 rows with recording configs of every kind, the last of them INACTIVE.
  get_all_meetings: { ids: { app_id }, query: '?page_no=1&per_page=100&search=webinar&start_time=2026-01-05T00:00:00Z' },
  create_meeting: { ids: { app_id }, body: settings, status: 201 },
  get_meeting: { ids: algebra },
  update_meeting: { ids: algebra, body: { ...settings, status: 'INACTIVE' } },
  // Null where a body may have it. Answers have no null: such a title is left out.
  replace_meeting: {
    ids: algebra,
    body: {
      title: null,
      record_on_start: null,
      live_stream_on_start: null,
      recording_config: { storage_config: null, video_config: {}, audio_config: {} },
      ai_config: { transcription: {}, summarization: {} },
    },
  },
};
