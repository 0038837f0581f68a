/** What the emulator answers is what Cloudflare's OpenAPI document says. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { routes } from '../src/emulator/emulator.ts';
import { seedId } from '../src/emulator/seed.ts';
import { type RunningEmulator, startEmulator } from '../src/emulator/server.ts';
import { documentedOperations, documentIsThere, objections } from './support/openapi.ts';
import { withData } from './support/with-data.ts';

/** A good request to an operation: the ids of its path, its query and body, and the status to expect (200 if not said). */
interface Case {
  ids: Record<string, string>;
  query?: string;
  body?: unknown;
  status?: number;
}

const meeting = { app_id: seedId('a', 1), meeting_id: seedId('b', 1) };
const algebra = { ...meeting, meeting_id: seedId('b', 2) };
const ada = { ...meeting, participant_id: seedId('c', 1, 1) };

const cases: Readonly<Record<string, Case>> = {
  // Ten rows: among them are a name that is null, a missing name and missing pictures.
  get_meeting_participants: { ids: algebra, query: '?page_no=1&per_page=10' },
  add_participant: { ids: meeting, body: { custom_participant_id: 'mary', preset_name: 'webinar_viewer', name: null }, status: 201 },
  get_meeting_participant: { ids: ada },
  edit_participant: { ids: ada, body: { name: 'Countess', picture: null } },
  replace_participant: { ids: ada, body: { custom_participant_id: 'ada', preset_name: 'webinar_presenter' } },
  delete_meeting_participant: { ids: ada },
  regenerate_token: { ids: ada },
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
    const path = route.path.replaceAll(/\{(\w+)\}/g, (_, name: string) => request.ids[name] ?? '');
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

  test.each(routes)('allows what the emulator answers to $operation', async ({ operation }) => {
    const { status, body } = await call(operation);

    expect(status).toBe(cases[operation]?.status ?? 200);
    expect(objections(operation, status, body)).toEqual([]);
    expect(body).toHaveProperty('success', true);
    expect(running.emulator.calls.map((one) => one.operation)).toEqual([operation]);
  });

  test.each(routes)('allows the failure that the emulator makes of $operation', async ({ operation }) => {
    running.emulator.faults.add({ operation, status: 500 });
    const { status, body } = await call(operation);

    expect(status).toBe(500);
    expect(objections(operation, status, body)).toEqual([]);
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

  test('objects to an answer without data, and to a status that is not documented', () => {
    expect(objections('add_participant', 201, { success: true })).toEqual(["/ must have required property 'data'"]);
    expect(objections('add_participant', 418, {})).toEqual(['add_participant documents no JSON answer of status 418']);
  });
});
