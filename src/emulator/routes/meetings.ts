/** Meetings: the five operations below /{app_id}/meetings. */
import { pageOf, success } from '../answer.ts';
import { boolean, nullable, number, object, readBody, text, word } from '../body.ts';
import { contains, oneOf, textParameter, timeRange, within } from '../query.ts';
import type { Route } from '../router.ts';
import { meetingDefaults } from '../seed/meetings.ts';
import type { StoredMeeting } from '../store.ts';
import { aiConfig, recordingConfig } from './config-bodies.ts';
import { inApp, inMeeting } from './lookup.ts';
import { withoutSecrets } from './secrets.ts';

const list = '/{app_id}/meetings';
const item = `${list}/{meeting_id}`;

const settings = {
  persist_chat: boolean,
  summarize_on_end: boolean,
  transcribe_on_end: boolean,
  session_keep_alive_time_in_secs: number({ from: 60, to: 600 }),
  recording_config: recordingConfig,
  ai_config: aiConfig,
};

/** Null is as good as nothing here; a PATCH does not take it. */
const wholeBody = object(
  {},
  { ...settings, title: nullable(text()), record_on_start: nullable(boolean), live_stream_on_start: nullable(boolean) },
);

const changeBody = object(
  {},
  { ...settings, title: text(), record_on_start: boolean, live_stream_on_start: boolean, status: word('ACTIVE', 'INACTIVE') },
);

export const meetingRoutes: readonly Route[] = [
  {
    operation: 'get_all_meetings',
    method: 'GET',
    path: list,
    handle: inApp(({ query, paging }, { meetings }) => {
      const created = timeRange(query);
      const status = oneOf(query, 'status', ['ACTIVE', 'INACTIVE']);
      const search = textParameter(query, 'search');
      const found = Array.from(meetings.values()).filter(
        (one) =>
          within(created, one.created_at) &&
          (status === undefined || one.status === status) &&
          (contains(search, one.title ?? null) || one.id === search?.toLowerCase()),
      );
      return pageOf(found.map(meetingRow), query, paging);
    }),
  },
  {
    operation: 'create_meeting',
    method: 'POST',
    path: list,
    handle: inApp(({ body, now, newId }, { meetings }) => {
      const fields = wholeFields(body);
      const id = newId('b');
      const created_at = new Date(now()).toISOString();
      const created: StoredMeeting = { id, created_at, updated_at: created_at, status: 'ACTIVE', ...fields, participants: new Map() };
      meetings.set(id, created);
      return success(visible(created), { status: 201 });
    }),
  },
  { operation: 'get_meeting', method: 'GET', path: item, handle: inMeeting((_request, meeting) => success(visible(meeting))) },
  {
    operation: 'update_meeting',
    method: 'PATCH',
    path: item,
    // A config is replaced as a whole: the document has no body for a part of one.
    handle: inMeeting(({ body, now }, meeting) => {
      Object.assign(meeting, readBody(body, changeBody), { updated_at: new Date(now()).toISOString() });
      return success(visible(meeting));
    }),
  },
  {
    operation: 'replace_meeting',
    method: 'PUT',
    path: item,
    // Its body has no status, so a meeting stays as open or closed as it was.
    handle: inMeeting(({ body, now }, { id, created_at, status, participants }, { meetings }) => {
      const updated_at = new Date(now()).toISOString();
      const replaced: StoredMeeting = { id, created_at, updated_at, status, ...wholeFields(body), participants };
      meetings.set(id, replaced);
      return success(visible(replaced));
    }),
  },
];

/** The fields of a whole meeting, those included that the body leaves out. */
function wholeFields(body: unknown) {
  const { title, record_on_start, live_stream_on_start, ...rest } = readBody(body, wholeBody);
  return {
    ...meetingDefaults,
    ...rest,
    // Answers document no null title.
    ...(title != null && { title }),
    ...(record_on_start != null && { record_on_start }),
    ...(live_stream_on_start != null && { live_stream_on_start }),
  };
}

/** A meeting as answers about one alone show it. */
function visible(meeting: StoredMeeting): object {
  const { ai_config } = meeting;
  return { ...meetingRow(meeting), ...(ai_config && { ai_config }) };
}

/** A meeting as lists show it, and as every row of the list of recordings embeds it: without `ai_config`. */
export function meetingRow({ participants, ai_config, recording_config, ...meeting }: StoredMeeting): object {
  return { ...meeting, ...(recording_config && { recording_config: withoutSecrets(recording_config) }) };
}
