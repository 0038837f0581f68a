/** Participants of a meeting: the seven operations below /{app_id}/meetings/{meeting_id}/participants. */
import { type Answer, pageOf, realtimeKitError, success } from './answer.ts';
import type { Route, RouteRequest } from './router.ts';
import { seedId, seedPresets } from './seed.ts';
import type { StoredMeeting, StoredParticipant } from './store.ts';
import { participantToken } from './token.ts';

const list = '/{app_id}/meetings/{meeting_id}/participants';
const one = `${list}/{participant_id}`;
const uuid = /^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/i;

export const participantRoutes: readonly Route[] = [
  {
    operation: 'get_meeting_participants',
    method: 'GET',
    path: list,
    handle: inMeeting(({ query, paging }, meeting) => pageOf(Array.from(meeting.participants.values(), visible), query, paging)),
  },
  {
    operation: 'add_participant',
    method: 'POST',
    path: list,
    handle: inMeeting((request, meeting) => {
      const fields = readFields(request.body, 'add');
      if ('status' in fields) return fields;
      const now = new Date(request.now()).toISOString();
      const added = { id: request.newId(), created_at: now, updated_at: now, ...fields } as StoredParticipant;
      meeting.participants.set(added.id, added);
      return success(withToken(request, meeting, added), { status: 201 });
    }),
  },
  {
    operation: 'get_meeting_participant',
    method: 'GET',
    path: one,
    handle: inMeeting(ofParticipant((_request, _meeting, found) => success(visible(found)))),
  },
  { operation: 'edit_participant', method: 'PATCH', path: one, handle: inMeeting(ofParticipant(change('edit'))) },
  {
    operation: 'replace_participant',
    method: 'PUT',
    path: one,
    handle: inMeeting(ofParticipant(change('add'))),
  },
  {
    operation: 'delete_meeting_participant',
    method: 'DELETE',
    path: one,
    handle: inMeeting(
      ofParticipant((_request, meeting, { id, created_at, updated_at, custom_participant_id, preset_id }) => {
        meeting.participants.delete(id);
        return success({ created_at, updated_at, custom_participant_id, preset_id });
      }),
    ),
  },
  {
    operation: 'regenerate_token',
    method: 'POST',
    path: `${one}/token`,
    handle: inMeeting(ofParticipant((request, meeting, { id }) => success({ token: participantToken(meeting.id, id, request.now()) }))),
  },
];

type MeetingHandler = (request: RouteRequest, meeting: StoredMeeting) => Answer;
type ParticipantHandler = (request: RouteRequest, meeting: StoredMeeting, participant: StoredParticipant) => Answer;

function inMeeting(handle: MeetingHandler): Route['handle'] {
  return (request) => {
    const { app_id = '', meeting_id = '' } = request.params;
    if (!uuid.test(meeting_id)) return realtimeKitError(400, 'BAD_REQUEST: "meeting_id" must be a valid GUID');
    const meeting = request.store.apps.get(app_id)?.meetings.get(meeting_id.toLowerCase());
    return meeting ? handle(request, meeting) : realtimeKitError(404, `No meeting found with id ${meeting_id}`);
  };
}

function ofParticipant(handle: ParticipantHandler): MeetingHandler {
  return (request, meeting) => {
    const { participant_id = '' } = request.params;
    if (!uuid.test(participant_id)) return realtimeKitError(400, 'BAD_REQUEST: "participant_id" must be a valid GUID');
    const participant = meeting.participants.get(participant_id.toLowerCase());
    return participant ? handle(request, meeting, participant) : realtimeKitError(404, `No participant found with id ${participant_id}`);
  };
}

function change(operation: 'add' | 'edit'): ParticipantHandler {
  return (request, meeting, participant) => {
    const fields = readFields(request.body, operation);
    if ('status' in fields) return fields;
    Object.assign(participant, fields, { updated_at: new Date(request.now()).toISOString() });
    return success(withToken(request, meeting, participant));
  };
}

/** The fields of a body as an operation allows them, or the 400 that says which one is wrong. PATCH leaves out the custom id. */
function readFields(body: unknown, operation: 'add' | 'edit'): Partial<StoredParticipant> | Answer {
  if (typeof body !== 'object' || body === null) return realtimeKitError(400, 'BAD_REQUEST: body must be a JSON object');
  const given = body as Record<string, unknown>;
  const fields: Record<string, unknown> = {};
  for (const name of operation === 'add' ? ['custom_participant_id', 'preset_name'] : []) {
    if (given[name] == null) return realtimeKitError(400, `BAD_REQUEST: "${name}" is required`);
    fields[name] = given[name];
  }
  // In a PATCH, null keeps the preset; a null name or picture is taken away.
  if (operation === 'edit' && given['preset_name'] != null) fields['preset_name'] = given['preset_name'];
  for (const name of ['name', 'picture']) if (given[name] !== undefined) fields[name] = given[name];

  for (const [name, value] of Object.entries(fields)) {
    if (value === null) continue;
    if (typeof value !== 'string' || (value === '' && name !== 'name'))
      return realtimeKitError(400, `BAD_REQUEST: "${name}" must be a string`);
    if (name === 'picture' && !URL.canParse(value)) return realtimeKitError(400, 'BAD_REQUEST: "picture" must be a valid uri');
  }
  const { preset_name } = fields as Partial<StoredParticipant>;
  if (preset_name !== undefined) {
    const preset = seedPresets.findIndex((name) => name === preset_name);
    if (preset < 0) return realtimeKitError(400, `BAD_REQUEST: preset "${preset_name}" does not exist`);
    fields['preset_id'] = seedId('d', preset + 1);
  }
  return fields;
}

/** What lists and point reads show. */
function visible({ preset_id, ...participant }: StoredParticipant): Omit<StoredParticipant, 'preset_id'> {
  return participant;
}

function withToken({ now }: RouteRequest, meeting: StoredMeeting, participant: StoredParticipant) {
  return { ...visible(participant), token: participantToken(meeting.id, participant.id, now()) };
}
