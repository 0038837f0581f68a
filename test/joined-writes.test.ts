/** What of a mutation's fields goes in one call: those that ask for the same of the same meeting, and no others. */
import { describe, expect, it, vi } from 'vitest';
import { seedId } from '../src/emulator/seed/ids.ts';
import { ada, grace, standUp } from './mutations/seeds.ts';
import { startStack } from './support/stack.ts';

const alan = seedId('c', 3, 1);
const meeting = `appId: "${standUp.appId}", meetingId: "${standUp.meetingId}"`;
const field = (alias: string, mutation: string, id: string) =>
  `${alias}: ${mutation}(input: { ${meeting}, participantIds: ["${id}"] }) { __typename ... on Refused { message } }`;
const everybody = `all: muteAllParticipants(input: { ${meeting} }) { __typename }`;

/** The calls that a mutation makes, and whom each is about. */
async function callsOf(...fields: readonly string[]) {
  const { query, emulator } = await startStack();
  const asked = vi.spyOn(emulator, 'answer');
  const { data, errors } = await query(`mutation { ${fields.join(' ')} }`);
  expect(errors).toEqual([]);
  const bodies = asked.mock.calls.map(([{ body }]) => (body as { participant_ids?: string[] } | undefined)?.participant_ids);
  return { names: Object.keys(data ?? {}), calls: emulator.calls.map(({ operation }, index) => [operation, bodies[index]]) };
}

describe('fields side by side', () => {
  it('that ask for something else of the same people are never done as if they asked for the same', async () => {
    const { calls } = await callsOf(
      field('a', 'kickParticipants', ada.participantId),
      field('b', 'muteParticipants', grace),
      field('c', 'kickParticipants', alan),
    );
    // Alan is not there: then it is looked whether anybody is.
    expect(calls.slice(0, 3)).toEqual([
      ['KickPartcipants', [ada.participantId]],
      ['MuteParticipants', [grace]],
      ['KickPartcipants', [alan]],
    ]);
  });

  it('go in one call behind others too', async () => {
    const { names, calls } = await callsOf(
      everybody,
      field('a', 'kickParticipants', ada.participantId),
      field('b', 'kickParticipants', grace),
    );
    expect(names).toEqual(['all', 'a', 'b']);
    expect(calls).toEqual([
      ['MuteAllParticipants', undefined],
      ['KickPartcipants', [ada.participantId, grace]],
    ]);
  });

  it('that are asked for twice under one name are done once', async () => {
    const { names, calls } = await callsOf(
      field('a', 'kickParticipants', ada.participantId),
      field('a', 'kickParticipants', ada.participantId),
      field('b', 'kickParticipants', grace),
    );
    expect(names).toEqual(['a', 'b']);
    expect(calls).toEqual([['KickPartcipants', [ada.participantId, grace]]]);
  });
});
