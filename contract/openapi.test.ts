/** What the emulator answers is what Cloudflare's OpenAPI document says. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { routes } from '../src/emulator/emulator.ts';
import { type RunningEmulator, startEmulator } from '../src/emulator/server.ts';
import { allShapes } from '../src/emulator/shapes.ts';
import { activeSessionCases } from './cases/active-session.ts';
import { analyticsCases } from './cases/analytics.ts';
import { appCases } from './cases/apps.ts';
import type { Case } from './cases/case.ts';
import { livestreamCases } from './cases/livestreams.ts';
import { meetingCases } from './cases/meetings.ts';
import { participantCases } from './cases/participants.ts';
import { presetCases } from './cases/presets.ts';
import { recordingCases } from './cases/recordings.ts';
import { sessionCases } from './cases/sessions.ts';
import { webhookCases } from './cases/webhooks.ts';
import { documentedOperations, documentIsThere, exampleObjections, objections, withoutIndices } from './support/openapi.ts';
import { withData } from './support/with-data.ts';

const cases: Readonly<Record<string, Case>> = {
  ...appCases,
  ...meetingCases,
  ...presetCases,
  ...recordingCases,
  ...webhookCases,
  ...analyticsCases,
  ...participantCases,
  ...sessionCases,
  ...activeSessionCases,
  ...livestreamCases,
};

const title = documentIsThere
  ? "RealtimeKit's OpenAPI document"
  : 'skipped: ../../shared/realtimekit-openapi.json, with which the answers are compared, is not here';

// The reporter shows no titles of skipped tests.
// eslint-disable-next-line no-console
if (!documentIsThere) console.warn(title);

describe.skipIf(!documentIsThere)(title, () => {
  let running: RunningEmulator;

  beforeEach(async () => {
    running = await startEmulator();
  });

  afterEach(() => running.close());

  async function call(operation: string): Promise<{ status: number; body: unknown }> {
    const route = routes.find((one) => one.operation === operation);
    const request = cases[operation];
    if (route === undefined || request === undefined) throw new Error(`${operation} has no ${route ? 'case here' : 'route'}`);
    const path = route.path.replaceAll(/\{([\w-]+)\}/g, (_, name: string) => request.ids[name] ?? '');
    const response = await fetch(`${running.baseUrl}/accounts/${running.accountId}/realtime/kit${path}${request.query ?? ''}`, {
      method: route.method,
      headers: { authorization: `Bearer ${running.token}`, 'content-type': 'application/json' },
      ...(request.body !== undefined && { body: JSON.stringify(request.body) }),
    });
    return { status: response.status, body: await response.json() };
  }

  test.each(routes)('has $operation at $method $path', ({ operation, method, path }) => {
    const documented = documentedOperations.filter(({ operationId }) => operationId === operation);

    expect(documented.map((one) => `${one.method} ${one.path}`)).toEqual([`${method} ${path}`]);
  });

  test('holds nothing that the emulator routes and no case here calls', () => {
    const routed = documentedOperations.flatMap(({ method, path }) => {
      const url = new URL(`${running.baseUrl}/accounts/${running.accountId}/realtime/kit${path}`);
      return running.emulator.record({ method, url, authorization: undefined, body: undefined }).operation ?? [];
    });

    expect(routed.toSorted()).toEqual(Object.keys(cases).toSorted());
  });

  const inEitherShape = routes.flatMap(({ operation }) => allShapes.map((shapes) => ({ operation, shapes })));

  test.each(inEitherShape)('allows what the emulator answers to $operation in the shape of the $shapes', async ({ operation, shapes }) => {
    running.emulator.shapes = shapes;
    const { status, body } = await call(operation);
    // Where it contradicts itself, an answer that follows its example may break its schema as the example does, and not otherwise.
    const allowed = shapes === 'examples' && cases[operation]?.isContradicted ? exampleObjections(operation, status) : [];

    expect(status).toBe(cases[operation]?.status ?? 200);
    expect(withoutIndices(objections(operation, status, body)).filter((one) => !allowed.includes(one))).toEqual([]);
    expect(body).toHaveProperty('success', true);
    expect(running.emulator.calls.map((one) => one.operation)).toEqual([operation]);
  });

  test.each(Object.keys(cases).filter((operation) => cases[operation]?.isContradicted))('contradicts itself about %s', (operation) => {
    expect(exampleObjections(operation, 200)).not.toEqual([]);
  });

  // The others document no failure of the kind that can befall every operation.
  const documentedToFail = documentedOperations.flatMap(({ operationId, responses }) => (responses[500] ? operationId : []));

  test.each(routes.filter(({ operation }) => documentedToFail.includes(operation)))('allows the failure of $operation', async (route) => {
    running.emulator.faults.add({ operation: route.operation, status: 500 });
    const { status, body } = await call(route.operation);

    expect(status).toBe(500);
    expect(objections(route.operation, status, body)).toEqual([]);
    expect(body).toHaveProperty('success', false);
  });

  test('gives the shape of the 404 that the emulator answers for who is not there', async () => {
    await call('delete_meeting_participant');
    const { status, body } = await call('get_meeting_participant');

    expect(status).toBe(404);
    // Only 500 is in the document, for failures of every kind.
    expect(objections('get_meeting_participant', 500, body)).toEqual([]);
  });

  // The comparison itself, shown to fail: each of these spoils a true answer.
  test.each([
    { what: 'a missing field', data: { preset_name: undefined }, objection: "/data must have required property 'preset_name'" },
    { what: 'null for what is never null', data: { custom_participant_id: null }, objection: '/data/custom_participant_id must be string' },
    { what: 'a date that is none', data: { created_at: 'yesterday' }, objection: '/data/created_at must match format "date-time"' },
    { what: 'an id that is no UUID', data: { id: '17' }, objection: '/data/id must match format "uuid"' },
    { what: 'a field that is not documented', data: { nmae: 'Ada' }, objection: '/data must NOT have additional properties nmae' },
  ])('objects to $what', async ({ data, objection }) => {
    running.emulator.faults.add({ operation: 'get_meeting_participant', change: withData(data) });
    const { status, body } = await call('get_meeting_participant');

    expect(objections('get_meeting_participant', status, body)).toEqual([objection]);
  });

  test('objects to a secret that can only be written', async () => {
    const storage_config = { type: 'gcs', bucket: 'acme', secret: 'seen' };
    running.emulator.faults.add({ operation: 'get_one_recording', change: withData({ storage_config }) });
    const { status, body } = await call('get_one_recording');

    expect(objections('get_one_recording', status, body)).toEqual(['/data/storage_config must NOT have additional properties secret']);
  });

  test('objects to an answer without data, and to a status that is not documented', () => {
    expect(objections('add_participant', 201, { success: true })).toEqual(["/ must have required property 'data'"]);
    expect(objections('add_participant', 418, {})).toEqual(['add_participant documents no JSON answer of status 418']);
  });
});
