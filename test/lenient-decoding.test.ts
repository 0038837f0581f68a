/** Answers that are not quite as documented: read for what they mean; what makes no sense costs its own field. */
import { describe, expect, it } from 'vitest';
import type { Fault } from '../src/emulator/faults.ts';
import { seedId } from '../src/emulator/seed/ids.ts';
import { livestreamId, livestreamSessionId } from '../src/emulator/seed/livestreams.ts';
import { ask, having } from './support/having.ts';
import { startStack } from './support/stack.ts';

const app = `appId: "${seedId('a', 1)}"`;
const algebra = `meeting(${app}, meetingId: "${seedId('b', 2)}")`;
const standUp = `meeting(${app}, meetingId: "${seedId('b', 1)}")`;
const session = `session(${app}, sessionId: "${seedId('e', 2, 2)}")`;
const recording = (number: number) => `recording(${app}, recordingId: "${seedId('f', number)}")`;
const livestream = `livestream(${app}, livestreamId: "${livestreamId(1, 1)}")`;

describe('a field', () => {
  it.each([
    { query: `${algebra} { status statusText }`, wire: { status: 'ARCHIVED' }, object: { status: null, statusText: 'ARCHIVED' } },
    { query: `${session} { status statusText }`, wire: { status: 'live' }, object: { status: null, statusText: 'live' } },
    { query: `${session} { type typeText }`, wire: { type: 'webinar' }, object: { type: null, typeText: 'webinar' } },
    { query: `${recording(1)} { status statusText }`, wire: { status: 'EXPIRED' }, object: { status: null, statusText: 'EXPIRED' } },
    { query: `${livestream} { status statusText }`, wire: { status: 'OFFLINE' }, object: { status: null, statusText: 'OFFLINE' } },
    {
      query: `${recording(1)} { startReason { reason reasonText caller { type typeText } } }`,
      wire: { start_reason: { reason: 'CRON', caller: { type: 'ROBOT' } } },
      object: { startReason: { reason: null, reasonText: 'CRON', caller: { type: null, typeText: 'ROBOT' } } },
    },
    {
      query: `webhook(${app}, webhookId: "${seedId('1', 1)}") { events eventNames }`,
      wire: { events: ['meeting.paused', 'meeting.ended'] },
      object: { events: ['MEETING_ENDED'], eventNames: ['meeting.paused', 'meeting.ended'] },
    },
  ])('with a word that the schema does not know is null, and the text says it: $wire', async ({ query, wire, object }) => {
    expect(await ask(query, having(wire))).toMatchObject({ object, errors: [] });
  });

  it.each([
    { query: `${session} { endedAt }`, wire: { ended_at: 'null' }, object: { endedAt: null } },
    { query: `${session} { startedAt }`, wire: { started_at: '2026-01-08 19:50:00.5' }, object: { startedAt: '2026-01-08T19:50:00.5Z' } },
    { query: `${session} { minutesConsumed }`, wire: { minutes_consumed: '12.5' }, object: { minutesConsumed: 12.5 } },
    { query: `${session} { liveParticipants }`, wire: { live_participants: '3' }, object: { liveParticipants: 3 } },
    { query: `${recording(1)} { fileSizeBytes }`, wire: { file_size: '5000000000' }, object: { fileSizeBytes: 5_000_000_000 } },
    { query: `${livestream} { disabled }`, wire: { disabled: 'true' }, object: { disabled: true } },
    { query: `${livestream} { disabled }`, wire: { disabled: 'false' }, object: { disabled: false } },
    { query: `${algebra} { title }`, wire: { title: null }, object: { title: null } },
    { query: `${algebra} { title }`, wire: { title: 'null' }, object: { title: 'null' } },
    { query: `${algebra} { recordingConfig { maxSeconds } }`, wire: { recording_config: undefined }, object: { recordingConfig: null } },
    { query: `${algebra} { aiConfig { __typename } }`, wire: { ai_config: undefined }, object: { aiConfig: null } },
    { query: `${recording(1)} { stopReason { reason } }`, wire: { stop_reason: undefined }, object: { stopReason: null } },
    { query: `${algebra} { title status }`, wire: { shiny: { new: [1] } }, object: { title: 'Algebra, group A', status: 'ACTIVE' } },
    { query: `${session} { meetingTitle }`, wire: { settings: { transcribe_on_end: true } }, object: { meetingTitle: 'Algebra, group A' } },
  ])('is read for what it means: $wire', async ({ query, wire, object }) => {
    expect(await ask(query, having(wire))).toEqual({ object, errors: [], calls: [expect.any(String)] });
  });

  it.each([
    { query: `${session} { id liveParticipants }`, wire: { live_participants: 'many' }, message: 'live_participants must be a number.' },
    { query: `${session} { id endedAt }`, wire: { ended_at: 'soon' }, message: 'ended_at must be an RFC 3339 date-time.' },
    { query: `${recording(1)} { id fileSizeBytes }`, wire: { file_size: {} }, message: 'file_size must be a number.' },
    { query: `${livestream} { id disabled }`, wire: { disabled: 'maybe' }, message: 'disabled must be true or false.' },
    { query: `${livestream} { id playbackUrl }`, wire: { playback_url: '/a' }, message: 'playback_url must be an absolute URL.' },
    { query: `${algebra} { id title }`, wire: { title: ['Algebra'] }, message: 'title must be a string.' },
    { query: `${recording(1)} { id startReason { reason } }`, wire: { start_reason: 7 }, message: 'start_reason must be an object.' },
  ])('that makes no sense is an error there alone: $message', async ({ query, wire, message }) => {
    const { object, errors } = await ask(query, having(wire));
    const [name = ''] = /\w+(?= (\{ \w+ \} )?\}$)/.exec(query) ?? [];
    expect(errors).toMatchObject([{ path: ['object', name], message, extensions: { code: 'UPSTREAM_INVALID_RESPONSE' } }]);
    expect(object).toEqual({ id: expect.stringMatching(/-4000-8/) as string, [name]: null });
  });
});

describe('a recording of tracks', () => {
  it('has its files where other recordings have an address', async () => {
    const file = (number: number) => ({
      fileName: `${seedId('c', number, 2)}.webm`,
      downloadUrl: expect.stringContaining(`/${seedId('c', number, 2)}.webm?`) as string,
    });
    const selection = '{ downloadUrl tracks { fileName downloadUrl } }';
    const { query } = await startStack();
    const { data, errors } = await query(`{ tracks: ${recording(6)} ${selection} together: ${recording(4)} ${selection} }`);
    expect(errors).toEqual([]);
    expect(data).toEqual({
      tracks: { downloadUrl: null, tracks: [file(1), file(2)] },
      together: { downloadUrl: expect.stringMatching(/^https:/) as string, tracks: [] },
    });
  });
});

describe('an answer of another shape', () => {
  it.each([
    { query: `${algebra} { id }`, body: { success: true }, message: 'get_meeting: data must be an object.' },
    { query: `${algebra} { id }`, body: { success: true, data: [] }, message: 'get_meeting: data must be an object.' },
    { query: `${session} { id }`, body: { success: true, data: { id: 7 } }, message: 'GetSessionDetails: data.id must be ' },
    {
      query: `${livestream} { id }`,
      body: { data: { session: {} } },
      message: 'get-v2-livestream-session-livestream-id: data.livestream must be an object.',
    },
    { query: `meetings(${app}) { totalCount }`, body: { data: {} }, message: 'get_all_meetings: data must be a list.' },
    { query: `sessions(${app}) { totalCount }`, body: { data: [] }, message: 'GetSessions: data must be an object.' },
    { query: `sessions(${app}) { totalCount }`, body: { data: {} }, message: 'GetSessions: data.sessions must be a list.' },
    { query: `livestreams(${app}) { totalCount }`, body: { data: 'none' }, message: 'fetch_all_livestreams: data must be an object.' },
    { query: `webhooks(${app}) { totalCount }`, body: { data: null }, message: 'getAllWebhooks: data must be a list.' },
  ])('is an error that names operation and field: $message', async ({ query, body, message }) => {
    const { object, errors } = await ask(query, { body });
    expect(object).toBeNull();
    const operation = message.split(':')[0];
    expect(errors[0]?.message).toContain(message);
    expect(errors).toMatchObject([{ path: ['object'], extensions: { code: 'UPSTREAM_INVALID_RESPONSE', upstream: { operation } } }]);
  });
});

describe('what tells the place of a page', () => {
  it.each([
    { what: 'numbers as text', paging: { total_count: '10', start_offset: '1', end_offset: '3' }, totalCount: 10 },
    { what: 'no numbers', paging: { total_count: 'many', start_offset: 1, end_offset: 3 }, totalCount: null },
    { what: 'nothing', paging: undefined, totalCount: null },
  ])('may be $what', async ({ paging, totalCount }) => {
    const fault: Fault = { change: ({ body, ...rest }) => ({ ...rest, body: { ...(body as object), paging } }) };
    const { object, errors, calls } = await ask(`recordings(${app}, first: 3) { nodes { __typename } totalCount }`, fault);
    expect({ object, errors }).toEqual({ object: { nodes: Array(3).fill({ __typename: 'Recording' }), totalCount }, errors: [] });
    expect(calls).toHaveLength(1);
  });
});

describe('a list of participants', () => {
  it('need not tell the place of its page', async () => {
    const fault: Fault = { change: ({ body, ...rest }) => ({ ...rest, body: { ...(body as object), paging: undefined } }) };
    const query = `meetingParticipants(${app}, meetingId: "${seedId('b', 1)}") { nodes { __typename } totalCount }`;
    const nodes = Array(3).fill({ __typename: 'Participant' });
    expect(await ask(query, fault)).toMatchObject({ object: { nodes, totalCount: 3 }, errors: [] });
  });
});

describe('livestreams', () => {
  const facts = 'id name status disabled playbackUrl ingestServer streamKey createdAt updatedAt meeting { id }';
  const times = 'id createdAt updatedAt stoppedAt ingestSeconds livestream { id }';

  it.each([
    `livestreams(${app}) { nodes { ${facts} } totalCount }`,
    `${livestream} { ${facts} }`,
    `${livestream} { sessions { nodes { ${times} invokedAt startedAt errorMessage viewerSeconds } totalCount } }`,
    `${livestream} { activeSession { ${times} invokedAt startedAt errorMessage viewerSeconds } }`,
    `${standUp} { livestreams { nodes { ${facts} } totalCount } }`,
    `${standUp} { activeLivestream { ${facts} } }`,
    `livestreamSession(${app}, livestreamSessionId: "${livestreamSessionId(1, 1, 1)}") { ${times} startedAt errorMessage }`,
    `session(${app}, sessionId: "${seedId('e', 3, 1)}") { livestreamSessions { nodes { ${times} invokedAt viewerSeconds } totalCount } }`,
  ])('are the same in the shape of the examples and of the schema: %s', async (query) => {
    const answers = (['examples', 'schema'] as const).map(async (shapes) => {
      const stack = await startStack({ emulator: { shapes } });
      return stack.query(`{ object: ${query} }`);
    });
    const [examples, schema] = await Promise.all(answers);
    expect(examples?.errors).toEqual([]);
    expect(examples?.data?.['object']).not.toBeNull();
    expect(schema).toMatchObject({ data: examples?.data, errors: [] });
  });
});
