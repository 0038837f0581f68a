/** The fault matrix: whatever the upstream does, one documented code, in time, for a bounded number of calls. */
import { createServer } from 'node:net';
import { describe, expect, it } from 'vitest';
import { seedId } from '../src/emulator/seed/ids.ts';
import { faultMatrix, operation, row, timeoutMs } from './support/fault-matrix.ts';
import { hastyClock, startStack } from './support/stack.ts';

const id = seedId('c', 1, 1);
const one = `{ meetingParticipant(appId: "${seedId('a', 1)}", meetingId: "${seedId('b', 1)}", participantId: "${id}") { id name } }`;
const healthy = { data: { meetingParticipant: { id, name: 'Ada Lovelace' } }, errors: [] };

describe('a fault of the upstream', () => {
  it.each(faultMatrix)(
    '$title ends in $code for $calls calls, and the next request is answered',
    async ({ fault, code, calls, message, extensions }) => {
      let later = 0;
      const stack = await startStack({
        config: { upstreamTimeoutMs: timeoutMs, cacheTtlMs: 0 },
        dependencies: { clock: { ...hastyClock, now: () => Date.now() + later } },
      });
      // 429 without headers of its own would get those of the quota.
      stack.emulator.faults.add(fault.status === 429 ? { ...fault, change: (answer) => ({ ...answer, headers: {} }) } : fault);
      const { status, data, errors } = await stack.query(one);

      expect(status).toBe(200);
      expect(stack.emulator.calls).toHaveLength(calls);
      if (code === null) {
        expect(errors).toEqual([]);
      } else {
        expect(data).toEqual({ meetingParticipant: null });
        expect(errors).toHaveLength(1);
        expect(errors[0]).toMatchObject({ path: ['meetingParticipant'], extensions: { code, ...extensions } });
        if (message !== undefined) expect(errors[0]?.message).toBe(message);
      }
      const said = JSON.stringify(errors);
      expect(said).not.toContain('secret');
      expect(said).not.toContain('emulator-token');
      expect(said).not.toContain('127.0.0.1');

      stack.emulator.faults.clear();
      // A 429 closes the token until it says so.
      later = 300_000;
      expect(await stack.query(one)).toMatchObject(healthy);
    },
  );

  it('a refused connection ends in UPSTREAM_ERROR', async () => {
    const port = await closedPort();
    const cloudflare = { baseUrl: `http://127.0.0.1:${port}/client/v4`, accountId: 'e'.repeat(32), token: 't' };
    const { query } = await startStack({ dependencies: { cloudflare } });
    const { errors } = await query(one);
    expect(errors).toMatchObject([
      { message: `${operation}: no connection to RealtimeKit could be made.`, extensions: { code: 'UPSTREAM_ERROR', retryable: true } },
    ]);
  });

  it('429 without any header asks to come back after the whole window', async () => {
    const { query, emulator } = await startStack();
    emulator.faults.add({ change: () => ({ status: 429, body: null }) });
    expect((await query(one)).errors).toMatchObject([{ extensions: { code: 'RATE_LIMITED', retryAfter: 300 } }]);
  });

  it('a body over the cap is given up', async () => {
    const { query, emulator } = await startStack({ config: { upstreamMaxBodyBytes: 2048 } });
    emulator.faults.add({ body: row({ name: 'x'.repeat(4096) }) });
    const { errors } = await query(one);
    expect(errors).toMatchObject([
      { message: `${operation}: body is longer than 2048 bytes.`, extensions: { code: 'UPSTREAM_INVALID_RESPONSE' } },
    ]);
    expect(emulator.calls).toHaveLength(1);
  });

  it('invalid UTF-8 is refused, not repaired', async () => {
    const { query, emulator } = await startStack();
    emulator.faults.add({ body: Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]) });
    expect((await query(one)).errors).toMatchObject([{ extensions: { code: 'UPSTREAM_INVALID_RESPONSE' } }]);
  });

  it('a picture that is no URL fails its own field only', async () => {
    const { query, emulator } = await startStack();
    emulator.faults.add({ body: row({ picture: 'ada.png' }) });
    const { data, errors } = await query(one.replace('name', 'presetName picture'));
    expect(data).toEqual({ meetingParticipant: { id, presetName: 'p', picture: null } });
    expect(errors).toMatchObject([{ path: ['meetingParticipant', 'picture'], extensions: { code: 'UPSTREAM_INVALID_RESPONSE' } }]);
  });

  it('fields that nobody knows do not break an answer', async () => {
    const { query, emulator } = await startStack();
    emulator.faults.add({ body: row({ name: 'Ada Lovelace', shoe_size: { eu: 38 } }) });
    expect(await query(one)).toMatchObject(healthy);
  });
});

async function closedPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}
