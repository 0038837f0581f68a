import { seedId } from '../../src/emulator/seed/ids.ts';
import { recordingConfig } from '../../src/emulator/seed/media.ts';
import type { Case } from './case.ts';

const app_id = seedId('a', 1);
/** Stored by SFTP, with a watermark. */
const { live_streaming_config, ...config } = recordingConfig(3);

export const recordingCases: Readonly<Record<string, Case>> = {
  // Every status. A track recording is no .mp4: its download_url is an object, which the document does not know.
  get_all_recordings: { ids: { app_id }, query: '?per_page=100&search=.mp4&sort_by=invokedTime&sort_order=ASC' },
  // Stored by SFTP, started and stopped by API.
  get_one_recording: { ids: { app_id, recording_id: seedId('f', 4) } },
  start_recording: {
    ids: { app_id },
    body: {
      ...config,
      meeting_id: seedId('b', 1),
      allow_multiple_recordings: true,
      interactive_config: { type: 'ID3' },
      rtmp_out_config: { rtmp_url: 'rtmp://live.example.com/acme' },
      url: 'https://example.com/acme/whiteboard',
    },
  },
  // One that records.
  pause_resume_stop_recording: { ids: { app_id, recording_id: seedId('f', 9) }, body: { action: 'pause' } },
  startTrackRecordingForAMeeting: {
    ids: { app_id },
    body: {
      meeting_id: seedId('b', 1),
      user_ids: [seedId('c', 1, 1)],
      layers: { default: { file_name_prefix: 'speaker', media_kind: 'audio' } },
    },
  },
  get_active_recording: { ids: { app_id, meeting_id: seedId('b', 1) } },
};
