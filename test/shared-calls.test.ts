/** Clients that ask for the same at the same time, through the front door. */
import { describe, expect, it, vi } from 'vitest';
import { seedId } from '../src/emulator/seed/ids.ts';
import { startStack } from './support/stack.ts';

describe('single flight', () => {
  it('through the front door makes one call for ten clients that ask for the same, and puts it on one bill', async () => {
    const { query, emulator } = await startStack({ config: { cacheTtlMs: 0, collapseWindowMs: 0 } });
    let answerNow: () => void = () => undefined;
    emulator.faults.add({ until: new Promise<void>((resolve) => (answerNow = resolve)) });
    const one = `{ meetingParticipant(appId: "${seedId('a', 1)}", meetingId: "${seedId('b', 1)}", participantId: "${seedId('c', 1, 1)}") { name } }`;
    const asked = Array.from({ length: 10 }, () => query(one));
    await vi.waitFor(() => {
      expect(emulator.calls).toHaveLength(1);
    });
    // A round trip: by the time this is answered, the ten have arrived.
    await query('{ rateLimit { limit } }');
    answerNow();
    const answers = await Promise.all(asked);
    expect(answers.map(({ data }) => data)).toEqual(Array.from({ length: 10 }, () => ({ meetingParticipant: { name: 'Ada Lovelace' } })));
    expect(emulator.calls).toHaveLength(1);
    const sum = (field: 'upstreamCalls' | 'sharedCalls') => answers.reduce((total, { extensions }) => total + extensions.cost[field], 0);
    expect([sum('upstreamCalls'), sum('sharedCalls')]).toEqual([1, 9]);
  });
});
