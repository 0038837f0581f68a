/** Facts that make no sense: each is an error or a word of its own, and costs nothing but itself. */
import { getNullableType, isEnumType } from 'graphql';
import { describe, expect, it } from 'vitest';
import type { Fault } from '../src/emulator/faults.ts';
import { seedId } from '../src/emulator/seed/ids.ts';
import { livestreamId } from '../src/emulator/seed/livestreams.ts';
import { peerId } from '../src/emulator/seed/peers.ts';
import { ask, having } from './support/having.ts';
import { factTypes } from './support/selections.ts';
import { startStack } from './support/stack.ts';

const app = `appId: "${seedId('a', 1)}"`;
const algebra = `meeting(${app}, meetingId: "${seedId('b', 2)}")`;
const standUp = `meeting(${app}, meetingId: "${seedId('b', 1)}")`;
const session = `session(${app}, sessionId: "${seedId('e', 2, 2)}")`;
const livestream = `livestream(${app}, livestreamId: "${livestreamId(1, 1)}")`;

describe('a list that cannot be read', () => {
  const webhook = (fields: string) => `webhook(${app}, webhookId: "${seedId('1', 1)}") { ${fields} }`;
  const preset = (fields: string) => `preset(${app}, presetId: "${seedId('d', 1)}") { ${fields} }`;
  const report = (part: string, fields: string) =>
    `${session} { participant(peerId: "${peerId(2, 2, 1)}") { peerReport { ${part} { ${fields} } } } }`;
  const reporting = (part: string, fields: object): Fault => ({
    operation: 'GetParticipantDataFromPeerId',
    ...having({ participant: { peer_report: { [part]: fields } } }),
  });

  it.each([
    {
      query: webhook('id events eventNames'),
      fault: having({ events: 'meeting.started' }),
      object: { events: null, eventNames: null },
      messages: ['events must be a list.', 'events must be a list.'],
    },
    {
      query: webhook('id events eventNames'),
      fault: having({ events: ['meeting.ended', {}] }),
      object: { events: null, eventNames: null },
      messages: ['events[1] must be a string.', 'events[1] must be a string.'],
    },
    {
      query: report('quality', 'audioConsumer { mid } audioProducer { mid }'),
      fault: reporting('quality', { audio_consumer: {}, audio_producer: [{ mid: '1' }] }),
      object: { participant: { peerReport: { quality: { audioConsumer: null, audioProducer: [{ mid: '1' }] } } } },
      messages: ['audio_consumer must be a list.'],
    },
    {
      query: report('metadata', 'sdkName events { name }'),
      fault: reporting('metadata', { events: 'x', sdk_name: 'web' }),
      object: { participant: { peerReport: { metadata: { sdkName: 'web', events: null } } } },
      messages: ['events must be a list.'],
    },
    {
      query: report('metadata', 'events { name metadata { name } }'),
      fault: reporting('metadata', { events: [{ name: 'join', metadata: 7 }] }),
      object: { participant: { peerReport: { metadata: { events: [{ name: 'join', metadata: null }] } } } },
      messages: ['metadata must be an object.'],
    },
    {
      query: preset('config { viewType livestreamViewerQualities }'),
      fault: having({ config: { view_type: 'WEBINAR', livestream_viewer_qualities: [{}] } }),
      object: { config: { viewType: 'WEBINAR', livestreamViewerQualities: null } },
      messages: ['livestream_viewer_qualities[0] must be a string.'],
    },
    {
      query: preset('permissions { plugins { canStart config { pluginId } } }'),
      fault: having({ permissions: { plugins: { can_start: true, config: [] } } }),
      object: { permissions: { plugins: { canStart: true, config: null } } },
      messages: ['config must be an object.'],
    },
    {
      query: `app(${app}) { analytics { usage { sessions { count days { count } } } } }`,
      fault: { operation: 'get-org-analytics', ...having({ session_stats: { sessions_count: 7, day_stats: 'none' } }) },
      object: { analytics: { usage: { sessions: { count: 7, days: null } } } },
      messages: ['day_stats must be a list.'],
    },
  ])('is null with an error, and the rest of its object stands: $query', async ({ query, fault, object: expected, messages }) => {
    const { object, errors } = await ask(query, fault);
    expect(object).toMatchObject(expected);
    expect(errors.map(({ message, extensions }) => [message, extensions['code']])).toEqual(
      messages.map((message) => [message, 'UPSTREAM_INVALID_RESPONSE']),
    );
  });

  it('does not take away what a mutation has changed', async () => {
    const { query, emulator } = await startStack();
    emulator.faults.add({ operation: 'editWebhook', ...having({ events: 'meeting.started' }) });
    const input = `{ appId: "${seedId('a', 1)}", webhookId: "${seedId('1', 1)}", name: "Renamed" }`;
    const { data, errors } = await query(`mutation { updateWebhook(input: ${input}) { webhook { name events } } }`);
    expect(data).toEqual({ updateWebhook: { webhook: { name: 'Renamed', events: null } } });
    expect(errors).toMatchObject([{ path: ['updateWebhook', 'webhook', 'events'] }]);
  });
});

describe('a word that the schema does not know', () => {
  it('stands as text beside every enum that RealtimeKit answers with', () => {
    const enums = factTypes.flatMap((type) =>
      Object.values(type.getFields())
        .filter((field) => isEnumType(getNullableType(field.type)))
        .map(({ name }) => ({ type, name })),
    );
    expect(enums.length).toBeGreaterThan(20);
    const alone = enums
      .filter(({ type, name }) => type.getFields()[`${name}Text`] === undefined)
      .map(({ type, name }) => `${type.name}.${name}`);
    // What it stands beside is its text.
    expect(alone).toEqual(['SupportedWebhookEvent.event']);
  });
});

describe('a time with a blank in place of the T', () => {
  const member = `meetingParticipant(${app}, meetingId: "${seedId('b', 2)}", participantId: "${seedId('c', 1, 2)}")`;
  it.each([algebra, member, `webhook(${app}, webhookId: "${seedId('1', 1)}")`, session])(
    'is read as RFC 3339 writes it, of %s',
    async (object) => {
      const times = { created_at: '2026-01-07 16:33:21.000Z', updated_at: '2026-01-07 16:33:21' };
      expect(await ask(`${object} { createdAt updatedAt }`, having(times))).toMatchObject({
        object: { createdAt: '2026-01-07T16:33:21.000Z', updatedAt: '2026-01-07T16:33:21Z' },
        errors: [],
      });
    },
  );
});

describe('a picture', () => {
  it.each(['', 'null', null])('that is %j is none', async (picture) => {
    const member = `meetingParticipant(${app}, meetingId: "${seedId('b', 2)}", participantId: "${seedId('c', 1, 2)}") { picture }`;
    expect(await ask(member, having({ picture }))).toMatchObject({ object: { picture: null }, errors: [] });
  });
});

describe('what goes on now', () => {
  it.each([
    ['GetActiveSession', `${standUp} { activeSession { id } }`],
    ['get_active_recording', `${standUp} { activeRecording { id } }`],
    ['get-v2-meetings-meetingId-active-livestream', `${standUp} { activeLivestream { id } }`],
    ['get-v2-active-livestream-session-details', `${livestream} { activeSession { id } }`],
  ])('is nothing if %s answers without data', async (operation, query) => {
    const { object, errors } = await ask(query, { operation, body: { success: true, data: null } });
    expect(errors).toEqual([]);
    expect(Object.values(object as object)).toEqual([null]);
  });

  it('is nothing if a livestream is answered without a session', async () => {
    const fault = { operation: 'get-v2-active-livestream-session-details', body: { data: { livestream: {}, session: null } } };
    expect(await ask(`${livestream} { activeSession { id } }`, fault)).toMatchObject({ object: { activeSession: null }, errors: [] });
  });
});

describe('a session that does not tell its meeting', () => {
  it.each([undefined, 7, '../apps'])('is there but for the meeting, which is no fault of the caller: %j', async (associated_id) => {
    const { object, errors, calls } = await ask(`${session} { status meeting { id title } }`, having({ associated_id }));
    expect(object).toEqual({ status: 'ENDED', meeting: null });
    expect(errors).toMatchObject([
      {
        path: ['object', 'meeting'],
        message: 'associated_id must be an id that can stand in a path.',
        extensions: { code: 'UPSTREAM_INVALID_RESPONSE' },
      },
    ]);
    expect(calls).toHaveLength(1);
  });
});

describe('a recording in a list whose meeting is not as documented', () => {
  it('has the meeting of that id, read by itself', async () => {
    const fault: Fault = {
      operation: 'get_all_recordings',
      change: (answer) => {
        const body = answer.body as { data: { meeting: object }[] };
        const data = body.data.map((row) => ({ ...row, meeting: { ...row.meeting, created_at: 7 } }));
        return { ...answer, body: { ...body, data } };
      },
    };
    const { object, errors, calls } = await ask(`recordings(${app}, first: 3) { nodes { meeting { title } } }`, fault);
    expect(errors).toEqual([]);
    expect(JSON.stringify(object)).not.toContain('null');
    expect(calls.length).toBeGreaterThan(1);
  });
});
