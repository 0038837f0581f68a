/** A write is done once, whatever happens to its call, and nobody is told what is not so. */
import { describe, expect, it } from 'vitest';
import type { Fault } from '../src/emulator/faults.ts';
import { seedId } from '../src/emulator/seed/ids.ts';
import { type GraphQLAnswer, startStack } from './support/stack.ts';

const runs = 1000;
const atOnce = 20;

/** What may happen to a POST: before it is done, while it is under way, and after it was done. */
const mishaps: readonly (readonly [string, Fault])[] = [
  ['nothing', {}],
  ['no connection', { connection: 'refuse', effect: false }],
  ['a refusal of the edge', { status: 503, effect: false }],
  ['a refusal of the quota', { status: 429, headers: { 'retry-after': '0' }, effect: false }],
  ['a connection lost on the way there', { connection: 'cut', effect: false }],
  ['silence, and nothing done', { connection: 'hang', effect: false }],
  ['silence, although it was done', { connection: 'hang' }],
  ['a connection lost on the way back', { connection: 'refuse' }],
  ['half an answer', { connection: 'truncate' }],
  ['an answer cut off', { connection: 'cut' }],
  ['a 500 although it was done', { status: 500 }],
  ['an answer that is none', { body: 'thanks' }],
];

/** The meetings of apps 4 to 30, each of one person: short lists. */
const places = Array.from({ length: 27 }, (_, index) => ({ appId: seedId('a', index + 4), meetingId: seedId('b', index + 204) }));

const join = `mutation ($input: JoinMeetingInput!) { joinMeeting(input: $input) { participant { id } token { value } } }`;
const add = `mutation ($input: AddMeetingParticipantInput!) { addMeetingParticipant(input: $input) { participant { id } token { value } } }`;

interface Verdict {
  customParticipantId: string;
  /** The id that somebody was told, or how sure the failure is. */
  told: string;
}

function verdictOf(field: string, { data, errors }: GraphQLAnswer): string {
  const { participant } = (data?.[field] ?? {}) as { participant?: { id: string } };
  if (participant !== undefined) return participant.id;
  return errors[0]?.extensions['outcome'] === 'UNKNOWN' ? 'unknown' : 'not done';
}

/** Runs one mutation a thousand times, each with a mishap of its own, and again as a client would that does not know better. */
async function stress(field: string, document: string): Promise<void> {
  const { query, emulator, listAll } = await startListing();
  emulator.quota.rules = { ...emulator.quota.rules, limit: 1_000_000 };
  const verdicts: (Verdict & { again: string; place: number })[] = [];

  for (let first = 0; first < runs; first += atOnce) {
    await Promise.all(
      Array.from({ length: atOnce }, async (_, index) => {
        const run = first + index;
        const place = run % places.length;
        const customParticipantId = `run-${run}`;
        const [, fault] = mishaps[run % mishaps.length] ?? ['', {}];
        const { appId, meetingId } = places[place] ?? { appId: '', meetingId: '' };
        emulator.faults.add({ operation: 'add_participant', path: meetingId, times: 1, ...fault });
        const input = {
          appId,
          meetingId,
          customParticipantId,
          presetName: 'webinar_viewer',
          name: 'Ada',
          clientMutationId: `${field}-${run}`,
        };
        const told = verdictOf(field, await query(document, { input }));
        verdicts.push({ customParticipantId, told, place, again: verdictOf(field, await query(document, { input })) });
      }),
    );
  }

  const held = new Map<string, string[]>();
  for (const { appId, meetingId } of places) {
    for (const { id, custom_participant_id } of await listAll(`/${appId}/meetings/${meetingId}/participants`)) {
      held.set(custom_participant_id, [...(held.get(custom_participant_id) ?? []), id]);
    }
  }
  for (const { customParticipantId, told, again } of verdicts) {
    const ids = held.get(customParticipantId) ?? [];
    expect(ids.length).toBeLessThanOrEqual(1);
    for (const claim of [told, again]) if (claim !== 'unknown' && claim !== 'not done') expect(ids).toEqual([claim]);
    // Who was told that it was not done could ask again, and that second time counts.
    if (told === 'not done' && again === 'not done') expect(ids).toEqual([]);
    // Who joins again is looked for.
    if (told === 'unknown') expect(field === 'joinMeeting' ? ['unknown', ...ids] : ['unknown']).toContain(again);
  }
  expect(new Set(verdicts.map(({ told }) => (told === 'unknown' || told === 'not done' ? told : 'done')))).toEqual(
    new Set(['done', 'not done', 'unknown']),
  );
}

async function startListing() {
  const stack = await startStack({ config: { upstreamTimeoutMs: 60, quota: { limit: 1_000_000, windowSeconds: 300 } } });
  return {
    ...stack,
    listAll: async (path: string) => {
      const rows: { id: string; custom_participant_id: string }[] = [];
      for (let page = 1; ; page += 1) {
        const { data, paging } = (await stack.restBody(`${path}?page_no=${page}&per_page=100`)) as {
          data: typeof rows;
          paging: { total_count: number };
        };
        rows.push(...data);
        if (data.length === 0 || rows.length >= paging.total_count) return rows;
      }
    },
  };
}

describe('1,000 writes with mishaps before, during and after each POST', () => {
  it('by addMeetingParticipant make one participant or none, as their callers are told', async () => {
    await stress('addMeetingParticipant', add);
  }, 60_000);

  it('by joinMeeting make one participant or none, as their callers are told', async () => {
    await stress('joinMeeting', join);
  }, 60_000);
});
