/** A client that goes away takes its calls along. */
import { describe, expect, it, vi } from 'vitest';
import { seedId } from '../src/emulator/seed/ids.ts';
import { startStack } from './support/stack.ts';

const app = seedId('a', 1);
const read = (meeting: number, count: number) =>
  `{ ${Array.from({ length: count }, (_, index) => `p${index}: meetingParticipant(appId: "${app}", meetingId: "${seedId('b', meeting + index)}", participantId: "x") { id }`).join('\n')} }`;

describe('a client that disconnects', () => {
  it('aborts every call under way, starts none that waited, and leaves the gateway well', async () => {
    const { query, emulator } = await startStack({ config: { upstreamTimeoutMs: 60_000 } });
    emulator.faults.add({ connection: 'hang' });
    const client = new AbortController();
    // 40 meetings: 16 calls under way, 24 waiting for a place.
    const asked = query(read(1000, 40), undefined, { signal: client.signal });
    await vi.waitFor(() => {
      expect(emulator.calls).toHaveLength(16);
    });
    client.abort();
    await expect(asked).rejects.toThrow();
    await vi.waitFor(() => {
      expect(emulator.calls.filter(({ aborted }) => aborted)).toHaveLength(16);
    });
    emulator.faults.clear();
    expect(await query(read(1, 1))).toMatchObject({ status: 200 });
    expect(emulator.calls).toHaveLength(17);
  });

  it('leaves other clients the call that they share', async () => {
    const { query, emulator } = await startStack();
    let answerNow: () => void = () => undefined;
    emulator.faults.add({ until: new Promise<void>((resolve) => (answerNow = resolve)) });
    const one = `{ meetingParticipant(appId: "${app}", meetingId: "${seedId('b', 1)}", participantId: "${seedId('c', 2, 1)}") { name } }`;
    const client = new AbortController();
    const leaving = query(one, undefined, { signal: client.signal });
    await vi.waitFor(() => {
      expect(emulator.calls).toHaveLength(1);
    });
    const staying = query(one);
    client.abort();
    await expect(leaving).rejects.toThrow();
    answerNow();
    expect(await staying).toMatchObject({ data: { meetingParticipant: { name: 'Grace Hopper' } }, errors: [] });
  });
});
