/** Joins as tests send them, with the calls that they took. */
import { expect } from 'vitest';
import { appId, standUp } from '../mutations/seeds.ts';
import { type StackOptions, startStack } from './stack.ts';

export const emmy = { customParticipantId: 'user-new', presetName: 'webinar_viewer', name: 'Emmy' };

interface Joined {
  participant: { id: string; presetName: string; name: string; picture: string | null };
  wasAdded: boolean;
  token?: { value: string; expiresAt: string | null };
}

/** A stack, and joins in it. */
export async function startJoining(options: StackOptions = {}) {
  const stack = await startStack(options);
  const { emulator, query, restBody } = stack;
  /** Joins, and gives the operations that it took. */
  const send = async (fields: object, { token = '', meeting = standUp } = {}) => {
    const before = emulator.calls.length;
    const document = `mutation ($input: JoinMeetingInput!) {
      joinMeeting(input: $input) { participant { id presetName name picture } wasAdded ${token && 'token { value expiresAt }'} }
    }`;
    const answer = await query(document, { input: { ...meeting, ...fields } }, { headers: { 'x-gateway-trace': '1' } });
    const operations = emulator.calls.slice(before).map(({ operation }) => operation);
    return { ...answer, operations };
  };
  const join = async (...given: Parameters<typeof send>) => {
    const { data, errors, operations } = await send(...given);
    expect(errors).toEqual([]);
    return { ...(data?.['joinMeeting'] as Joined), operations };
  };
  /** Who has a custom id, by RealtimeKit itself. */
  const enrolled = async (customId: string, { meetingId } = standUp) => {
    const { data } = (await restBody(`/${appId}/meetings/${meetingId}/participants?per_page=100`)) as {
      data: { id: string; custom_participant_id: string; name: string; preset_name: string }[];
    };
    return data.filter(({ custom_participant_id }) => custom_participant_id === customId);
  };
  const path = `/${appId}/meetings/${standUp.meetingId}/participants`;
  return { ...stack, send, join, enrolled, path };
}

export const list = 'get_meeting_participants';
export const add = 'add_participant';
export const edit = 'edit_participant';
export const refresh = 'regenerate_token';
export const one = 'get_meeting_participant';
