/** Meetings of the seed. */
import type { StoredMeeting } from '../store.ts';
import { seedId, seedMoment } from './ids.ts';
import { aiConfig, recordingConfig } from './media.ts';
import { seedParticipants } from './participants.ts';

/** Numbers, titles and sizes of the meetings of an app. */
export function meetingsOf(appNumber: number): readonly { number: number; title: string; size: number }[] {
  if (appNumber === 1) {
    return [
      { number: 1, title: 'Stand-up', size: 3 },
      { number: 2, title: 'Algebra, group A', size: 120 },
      { number: 3, title: 'All hands', size: 5000 },
    ];
  }
  if (appNumber === 2) return [{ number: 4, title: 'Consultation', size: 10 }];
  if (appNumber === 3) {
    return Array.from({ length: 30 }, (_, index) => ({ number: 101 + index, title: `Webinar ${index + 1}`, size: 4 }));
  }
  return [{ number: 200 + appNumber, title: 'Front desk', size: 1 }];
}

/** What a meeting is made with that is told nothing. */
export const meetingDefaults = {
  record_on_start: false,
  live_stream_on_start: false,
  persist_chat: false,
  summarize_on_end: false,
  transcribe_on_end: false,
  session_keep_alive_time_in_secs: 60,
};

export function seedMeetings(appNumber: number): StoredMeeting[] {
  return meetingsOf(appNumber).map(({ number, title, size }) => {
    const participants = seedParticipants(appNumber, number, size);
    return {
      id: seedId('b', number),
      created_at: seedMoment(number * 1000),
      updated_at: seedMoment(number * 1000),
      title,
      status: 'ACTIVE',
      ...meetingDefaults,
      ...settingsOf(number),
      participants: new Map(participants.map((one) => [one.id, one])),
    };
  });
}

/** What is not as in a new meeting: number 2 has every config, 3 starts everything by itself, those of app 3 vary, 130 is closed. */
function settingsOf(number: number): Partial<StoredMeeting> {
  const allOn = { record_on_start: true, live_stream_on_start: true, persist_chat: true, summarize_on_end: true, transcribe_on_end: true };
  if (number === 2) {
    const switches = { persist_chat: true, summarize_on_end: true, transcribe_on_end: true };
    return { ...switches, session_keep_alive_time_in_secs: 600, recording_config: recordingConfig(0), ai_config: aiConfig(0) };
  }
  if (number === 3) return { ...allOn, session_keep_alive_time_in_secs: 300 };
  if (number < 101 || number > 130) return {};
  const configs = { recording_config: recordingConfig(number - 100), ai_config: aiConfig(number - 100) };
  return { ...configs, ...(number === 130 && { status: 'INACTIVE' }) };
}
