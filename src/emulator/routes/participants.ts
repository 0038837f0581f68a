/** Participants of a meeting: the seven operations below /{app_id}/meetings/{meeting_id}/participants. */
import { type Answer, pageOf, realtimeKitError, success } from '../answer.ts';
import type { Route, RouteRequest } from '../router.ts';
import { inMeeting, isAnswer, type MeetingHandler, one } from './lookup.ts';
import type { StoredApp, StoredMeeting, StoredParticipant } from '../store.ts';
import { participantToken } from '../token.ts';

const list = '/{app_id}/meetings/{meeting_id}/participants';
const item = `${list}/{participant_id}`;

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
    handle: inMeeting((request, meeting, app) => {
      const fields = readFields(request, app, 'add');
      if ('status' in fields) return fields;
      const present = request.customIds === 'many' ? undefined : withCustomId(meeting, fields.custom_participant_id);
      if (present !== undefined) {
        return request.customIds === 'same'
          ? success(withToken(request, meeting, present), { status: 201 })
          : realtimeKitError(409, `Participant with custom_participant_id "${present.custom_participant_id}" already exists`);
      }
      const now = new Date(request.now()).toISOString();
      const added = { id: request.newId('c'), created_at: now, updated_at: now, ...fields } as StoredParticipant;
      meeting.participants.set(added.id, added);
      return success(withToken(request, meeting, added), { status: 201 });
    }),
  },
  {
    operation: 'get_meeting_participant',
    method: 'GET',
    path: item,
    handle: inMeeting(ofParticipant((_request, _meeting, found) => success(visible(found)))),
  },
  { operation: 'edit_participant', method: 'PATCH', path: item, handle: inMeeting(ofParticipant(change('edit'))) },
  {
    operation: 'replace_participant',
    method: 'PUT',
    path: item,
    handle: inMeeting(ofParticipant(change('add'))),
  },
  {
    operation: 'delete_meeting_participant',
    method: 'DELETE',
    path: item,
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
    path: `${item}/token`,
    handle: inMeeting(ofParticipant((request, meeting, { id }) => success({ token: participantToken(meeting.id, id, request.now()) }))),
  },
];

type ParticipantHandler = (request: RouteRequest, meeting: StoredMeeting, participant: StoredParticipant, app: StoredApp) => Answer;

function ofParticipant(handle: ParticipantHandler): MeetingHandler {
  return (request, meeting, app) => {
    const participant = one(request, 'participant', meeting.participants);
    return isAnswer(participant) ? participant : handle(request, meeting, participant, app);
  };
}

function change(operation: 'add' | 'edit'): ParticipantHandler {
  return (request, meeting, participant, app) => {
    const fields = readFields(request, app, operation);
    if ('status' in fields) return fields;
    if (operation === 'add') {
      // PUT replaces: a name or picture that it leaves out is gone.
      delete participant.name;
      delete participant.picture;
    }
    Object.assign(participant, fields, { updated_at: new Date(request.now()).toISOString() });
    return success(withToken(request, meeting, participant));
  };
}

/** The fields of a body as an operation allows them, or the 400 that says which one is wrong. PATCH leaves out the custom id. */
function readFields({ body }: RouteRequest, { presets }: StoredApp, operation: 'add' | 'edit'): Partial<StoredParticipant> | Answer {
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
    // Case-sensitive.
    const preset = Array.from(presets.values()).find(({ name }) => name === preset_name);
    if (preset === undefined) return realtimeKitError(400, `BAD_REQUEST: preset "${preset_name}" does not exist`);
    fields['preset_id'] = preset.id;
  }
  return fields;
}

function withCustomId({ participants }: StoredMeeting, id: string | undefined): StoredParticipant | undefined {
  return Array.from(participants.values()).find(({ custom_participant_id }) => custom_participant_id === id);
}

/** What lists and point reads show. */
function visible({ preset_id, ...participant }: StoredParticipant): Omit<StoredParticipant, 'preset_id'> {
  return participant;
}

function withToken({ now }: RouteRequest, meeting: StoredMeeting, participant: StoredParticipant) {
  return { ...visible(participant), token: participantToken(meeting.id, participant.id, now()) };
}
