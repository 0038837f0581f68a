/** What operations ask of one list while it is being read for others: one plan for all of them, and for each his own answer and bill. */
import { describe, expect, it, vi } from 'vitest';
import { app, inMiddle, list, middle } from './support/seeded.ts';
import { startStack } from './support/stack.ts';

const one = `query ($id: ID!) { meetingParticipant(appId: "${app}", meetingId: "${middle}", participantId: $id) { id } }`;
const many = `query ($ids: [ID!]!) { meetingParticipantsByIds(appId: "${app}", meetingId: "${middle}", participantIds: $ids) { id } }`;
const page = (number: number) => `${list(middle)}?page_no=${number}&per_page=100`;
const point = (id: string) => `${list(middle)}/${id}`;
const held = inMiddle(119);

/** A gateway that reads the list for somebody already, and is not answered before it is told. */
async function startBusy() {
  let asked = 0;
  const observers = [{ started: () => (asked += 1) }];
  const stack = await startStack({ config: { cacheTtlMs: 0, collapseWindowMs: 50 }, dependencies: { observers } });
  const { emulator } = stack;
  const hold = (path: string) => {
    const { promise, resolve } = Promise.withResolvers<undefined>();
    emulator.faults.add({ path, times: 1, until: promise });
    return () => {
      resolve(undefined);
    };
  };
  const release = hold(held);
  const first = stack.query(one, { id: held });
  const reaches = (count: number) =>
    vi.waitFor(() => {
      expect(emulator.calls).toHaveLength(count);
    });
  await reaches(1);
  emulator.calls.length = 0;
  const haveAsked = (count: number) =>
    vi.waitFor(() => {
      expect(asked).toBe(count + 1);
    });
  return { ...stack, hold, reaches, haveAsked, end: async () => (release(), (await first).errors) };
}

describe('operations that ask of a list while it is read for another one', () => {
  it('are answered by the same page, which the one pays who has most to gain, and by one point read of what it does not show', async () => {
    const { query, calls, end } = await startBusy();
    const nobody = inMiddle(999);
    const [poor, rich, third] = await Promise.all([
      query(one, { id: nobody }),
      query(many, { ids: [inMiddle(1), inMiddle(2), nobody] }),
      query(one, { id: nobody }),
    ]);
    expect(calls()).toEqual([page(1), point(nobody)]);
    expect([poor.data, rich.data, third.data]).toEqual([
      { meetingParticipant: null },
      { meetingParticipantsByIds: [{ id: inMiddle(1) }, { id: inMiddle(2) }, null] },
      { meetingParticipant: null },
    ]);
    const bills = [poor, rich, third].map(({ extensions: { cost } }) => [cost.upstreamCalls, cost.sharedCalls, cost.collapsedReads]);
    // Who wants an id pays for its point read or shares it: the first who asked for it makes the call.
    expect(bills).toEqual([
      [1, 1, 0],
      [1, 1, 2],
      [0, 2, 0],
    ]);
    expect(await end()).toEqual([]);
  });

  it('each hear what RealtimeKit says to a page that fails, though the one who paid for it has left', async () => {
    const { query, emulator, reaches, left, end } = await startBusy();
    emulator.faults.add({ path: 'page_no', times: 1, status: 403 });
    expect(await Promise.all([inMiddle(1), inMiddle(2)].map((id) => query(one, { id })))).toMatchObject(
      Array.from({ length: 2 }, () => ({ errors: [{ extensions: { code: 'UPSTREAM_AUTH_FAILED' } }] })),
    );
    emulator.calls.length = 0;

    emulator.faults.clear();
    const { promise, resolve } = Promise.withResolvers<undefined>();
    emulator.faults.add({ path: 'page_no', times: 1, status: 403, until: promise });
    const payer = new AbortController();
    const leaving = query(many, { ids: [inMiddle(1), inMiddle(2)] }, { signal: payer.signal });
    const staying = query(one, { id: inMiddle(3) });
    await reaches(1);
    payer.abort();
    await expect(leaving).rejects.toThrow();
    await vi.waitFor(() => {
      expect(left()).toBe(1);
    });
    resolve(undefined);
    expect((await staying).errors).toMatchObject([{ extensions: { code: 'UPSTREAM_AUTH_FAILED' } }]);
    expect(emulator.calls).toHaveLength(1);
    expect(await end()).toEqual([]);
  });

  it('have a plan of their own, the next time', async () => {
    const { query, calls, emulator, end } = await startBusy();
    for (let time = 0; time < 2; time += 1) {
      await Promise.all([inMiddle(1), inMiddle(101)].map((id) => query(one, { id })));
      expect(calls()).toHaveLength(2);
      emulator.calls.length = 0;
    }
    expect(await end()).toEqual([]);
  });

  it('share one as long as anybody is being answered', async () => {
    const { query, calls, emulator, hold, reaches, haveAsked, end } = await startBusy();
    const release = hold('page_no=1');
    const second = Promise.all([inMiddle(1), inMiddle(2)].map((id) => query(one, { id })));
    await reaches(1);
    expect(await end()).toEqual([]);
    emulator.calls.length = 0;
    const third = Promise.all([inMiddle(3), inMiddle(4), inMiddle(5)].map((id) => query(one, { id })));
    await haveAsked(5);
    release();
    expect((await third).map(({ errors }) => errors)).toEqual([[], [], []]);
    // Their page may be the one that was under way.
    expect(calls().filter((call) => call !== page(1))).toEqual([]);
    expect((await second).map(({ errors }) => errors)).toEqual([[], []]);
    emulator.calls.length = 0;
    // Nobody else asks now.
    await query(one, { id: inMiddle(6) });
    expect(calls()).toEqual([point(inMiddle(6))]);
  });
});
