/** Layers save calls and change nothing else: the same queries have the same data with all of them on and all of them off. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { seedId } from '../src/emulator/seed/ids.ts';
import { startStack } from './support/stack.ts';

const meetings = [
  { app: 1, meeting: 1, size: 3 },
  { app: 1, meeting: 2, size: 120 },
  { app: 1, meeting: 3, size: 5000 },
  { app: 2, meeting: 4, size: 10 },
  { app: 2, meeting: 1, size: 0 },
  { app: 9, meeting: 9, size: 0 },
];
const fields = ['id', 'name', 'picture', 'presetName', 'customParticipantId', 'createdAt', 'updatedAt', '__typename'];

const selection = fc.subarray(fields, { minLength: 1 }).map((names) => `{ ${names.join(' ')} }`);
const place = fc.constantFrom(...meetings).chain(({ app, meeting, size }) => {
  const known = fc.integer({ min: 1, max: size + 3 }).map((number) => seedId('c', number, meeting));
  const id = fc.oneof(
    { weight: 12, arbitrary: known },
    { weight: 1, arbitrary: fc.constantFrom('..', 'not-a-uuid', 'a/b', seedId('c', 1, 9)) },
  );
  return fc.record({
    app: fc.constant(seedId('a', app)),
    meeting: fc.constant(seedId('b', meeting)),
    ids: fc.array(id, { minLength: 1, maxLength: 12 }),
    selection,
  });
});

const field = fc.oneof(
  place.map(
    ({ app, meeting, ids, selection: picked }) =>
      `meetingParticipant(appId: "${app}", meetingId: "${meeting}", participantId: "${ids[0] ?? ''}") ${picked}`,
  ),
  place.map(
    ({ app, meeting, ids, selection: picked }) =>
      `meetingParticipantsByIds(appId: "${app}", meetingId: "${meeting}", participantIds: ${JSON.stringify(ids)}) ${picked}`,
  ),
);
const document = fc
  .array(field, { minLength: 1, maxLength: 8 })
  .map((all) => `{ ${all.map((one, index) => `f${index}: ${one}`).join('\n')} }`);

it('1,000 generated queries have the same data and errors with every layer on and off', { timeout: 180_000 }, async () => {
  const quota = { limit: 1_000_000, windowSeconds: 300 };
  const on = await startStack({ config: { quota, upstreamCallLimit: 10_000 }, emulator: { quota } });
  const off = await startStack({
    config: { quota, upstreamCallLimit: 10_000, cacheTtlMs: 0, collapseWindowMs: 0 },
    dependencies: { singleFlight: false },
    emulator: { quota },
  });
  let answered = 0;
  const shown = ({ data, errors }: Awaited<ReturnType<typeof on.query>>) => ({
    data,
    errors: errors.map(({ path, extensions }) => `${path?.join('.') ?? ''} ${String(extensions['code'])}`).sort(),
  });
  // Four at a time, so that there is something to share.
  await fc.assert(
    fc.asyncProperty(fc.array(document, { minLength: 4, maxLength: 4 }), async (documents) => {
      const [shared, alone] = await Promise.all([
        Promise.all(documents.map((one) => on.query(one))),
        Promise.all(documents.map((one) => off.query(one))),
      ]);
      answered += documents.length;
      expect(shared.map(shown)).toEqual(alone.map(shown));
    }),
    { numRuns: 250 },
  );
  expect(answered).toBeGreaterThanOrEqual(1_000);
  expect(on.emulator.calls.length).toBeLessThan(off.emulator.calls.length / 2);
});
