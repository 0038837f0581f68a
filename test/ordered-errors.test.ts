/** Errors come in the order of their paths, whichever call happened to fail first. */
import { expect, it, vi } from 'vitest';
import { seedId } from '../src/emulator/seed/ids.ts';
import { startStack } from './support/stack.ts';

const app = seedId('a', 1);
const [small, large] = [seedId('b', 1), seedId('b', 3)];

it('errors of fields, of places in lists and of what is inside of them are told in one order, however late they come', async () => {
  const { query, emulator } = await startStack({ config: { cacheTtlMs: 0 } });
  let fail: () => void = () => undefined;
  const late = new Promise<void>((resolve) => (fail = resolve));
  emulator.faults.add(
    { path: `/meetings/${small}/participants`, status: 400, until: late },
    { path: `/meetings/${large}/participants`, status: 400 },
  );
  const ids = Array.from({ length: 12 }, (_, index) => (index === 2 || index === 10 ? '..' : seedId('c', 900 + index, 2)));
  const answer = query(
    `query ($ids: [ID!]!) {
      b: meetingParticipant(appId: "${app}", meetingId: "${small}", participantId: "x") { id }
      a: meetingParticipant(appId: "${app}", meetingId: "${large}", participantId: "x") { id }
      list: meetingParticipantsByIds(appId: "${app}", meetingId: "${seedId('b', 2)}", participantIds: $ids) { id }
      d: meeting(appId: "${app}", meetingId: "${small}") { id participants { nodes { id } } }
      c: meeting(appId: "${app}", meetingId: "${large}") { id participants { nodes { id } } }
    }`,
    { ids },
  );
  await vi.waitFor(() => {
    expect(emulator.calls.length).toBeGreaterThanOrEqual(4);
  });
  fail();
  const { errors } = await answer;
  expect(errors.map(({ path = [] }) => path.join(' '))).toEqual(['a', 'b', 'c participants', 'd participants', 'list 2', 'list 10']);
});

it('errors of the same list are told by their places in it, and no error of what is well', async () => {
  const { query, emulator } = await startStack({ config: { cacheTtlMs: 0 } });
  const read = (fields: string) => `{ app(appId: "${app}") { meetings(first: 3) { nodes { id ${fields} } } } }`;
  const well = await query(read(''));
  const ids = (well.data as { app: { meetings: { nodes: { id: string }[] } } }).app.meetings.nodes.map(({ id }) => id);
  expect([ids.length, well.errors]).toEqual([3, []]);
  let fail: () => void = () => undefined;
  const late = new Promise<void>((resolve) => (fail = resolve));
  ids.forEach((id, place) => {
    emulator.faults.add({ path: `/meetings/${id}/participants`, status: 400, ...(place < 2 && { until: late }) });
  });
  const answer = query(read('participants { totalCount }'));
  await vi.waitFor(() => {
    expect(ids.every((id) => emulator.calls.some(({ path }) => path.includes(`${id}/participants`)))).toBe(true);
  });
  fail();
  const { errors } = await answer;
  expect(errors.map(({ path = [] }) => path.join(' '))).toEqual([0, 1, 2].map((place) => `app meetings nodes ${place} participants`));
});

it('errors of a document are told in the order of the document', async () => {
  const { query } = await startStack();
  const fields = ['nobody', 'zero', 'any', 'more'];
  const { errors } = await query(`{ ${fields.join(' ')} }`);
  expect(errors.map(({ message }) => /"(\w+)"/.exec(message)?.[1])).toEqual(fields);
});
