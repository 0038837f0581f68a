/** Writes through the client: they drop what they touch, also from reads under way, and say when there was nothing to change. */
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { seedId } from '../src/emulator/seed/ids.ts';
import { startEmulator } from '../src/emulator/server.ts';
import { MemoryStore } from '../src/upstream/answer-store.ts';
import { Bill } from '../src/upstream/bill.ts';
import { createRestClients, type ReadOperation, type RestClient, type WriteOperation } from '../src/upstream/client.ts';
import { createCredential } from '../src/upstream/credential.ts';
import { path } from '../src/upstream/path.ts';
import { createTransport } from '../src/upstream/transport.ts';
import { anything, array, object, optional, string } from '../src/upstream/wire.ts';
import { hastyClock } from './support/stack.ts';

const ids = { appId: seedId('a', 1), meetingId: seedId('b', 1), participantId: seedId('c', 1, 1) };
const { appId, meetingId, participantId } = ids;
const list = path`/${{ appId }}/meetings/${{ meetingId }}/participants`;
const one = path`/${{ appId }}/meetings/${{ meetingId }}/participants/${{ participantId }}`;

const answer = object({ data: object({ id: string, name: optional(string) }) });
const read: ReadOperation<{ data: { id: string; name?: string | null | undefined } }> = { id: 'get_meeting_participant', answer };
const readList: ReadOperation<{ data: readonly unknown[] }> = { id: 'get_meeting_participants', answer: object({ data: array(anything) }) };
const edit: WriteOperation<{ data: { id: string } }> = { id: 'edit_participant', method: 'PATCH', answer };
const why = { why: 'a test' };

async function start() {
  const { emulator, baseUrl, accountId, token, close } = await startEmulator();
  const transport = createTransport({ baseUrl, maxBodyBytes: 1_000_000 });
  onTestFinished(async () => {
    await transport.close();
    await close();
  });
  const rules = {
    timeoutMs: 300,
    quota: { limit: 1200, windowSeconds: 300 },
    cache: { ttlMs: 5_000, staleIfErrorMs: 60_000 },
    singleFlight: true,
  };
  const { clientFor } = createRestClients(transport.send, new MemoryStore({ maxEntries: 100, maxBytes: 1_000_000 }), rules, hastyClock);
  const credential = await createCredential(accountId, token);
  const client = (): RestClient =>
    clientFor({ credential, signal: new AbortController().signal, bill: new Bill(100, false), fresh: false });
  const nameNow = async () => (await client().read(read, one, why))?.data.name;
  const nameInList = async () => ((await client().read(readList, list, why))?.data[0] as { name: string }).name;
  return { emulator, client, nameNow, nameInList };
}

it('an answer that holds a secret is never kept', async () => {
  const { client, emulator } = await start();
  const secret = { ...read, secret: true } as const;
  for (let time = 0; time < 2; time += 1) await client().read(secret, one, why);
  expect(emulator.calls).toHaveLength(2);
  expect(await client().peek(read, one)).toBeUndefined();
});

/** A read that has arrived and is held back, and a write that is done meanwhile. */
async function writeDuringRead() {
  const { emulator, client, nameNow } = await start();
  let answerNow: () => void = () => undefined;
  const until = new Promise<void>((resolve) => (answerNow = resolve));
  emulator.faults.add({ operation: 'get_meeting_participant', times: 1, until });
  const before = nameNow();
  await vi.waitFor(() => {
    expect(emulator.calls).toHaveLength(1);
  });
  await client().write(edit, one, { name: 'Countess' }, [one, list]);
  return { nameNow, before, answerNow };
}

describe('a write', () => {
  it('drops the object and the lists of its parent: another client reads what was written', async () => {
    const { emulator, client, nameNow, nameInList } = await start();
    expect([await nameNow(), await nameInList()]).toEqual(['Ada Lovelace', 'Ada Lovelace']);
    await client().write(edit, one, { name: 'Countess' }, [one, list]);
    expect([await nameNow(), await nameInList()]).toEqual(['Countess', 'Countess']);
    expect(emulator.calls.map(({ operation }) => operation)).toEqual([
      'get_meeting_participant',
      'get_meeting_participants',
      'edit_participant',
      'get_meeting_participant',
      'get_meeting_participants',
    ]);
  });

  it('is not undone by a read that began before it and ends after it', async () => {
    const { nameNow, before, answerNow } = await writeDuringRead();
    // Not shared with the read from before the write.
    expect(await nameNow()).toBe('Countess');
    answerNow();
    expect(await before).toBe('Ada Lovelace');
    expect(await nameNow()).toBe('Countess');
  });

  it('keeps nothing of a read that began before it', async () => {
    const { nameNow, before, answerNow } = await writeDuringRead();
    answerNow();
    expect(await before).toBe('Ada Lovelace');
    expect(await nameNow()).toBe('Countess');
  });

  it('drops what it touches also when nobody knows what became of it', async () => {
    const { emulator, client, nameNow } = await start();
    await nameNow();
    emulator.faults.add({ operation: 'edit_participant', connection: 'cut' });
    await expect(client().write(edit, one, { name: 'Countess' }, [one, list])).rejects.toThrow('the connection to RealtimeKit was lost');
    expect(emulator.calls.filter(({ operation }) => operation === 'edit_participant')).toHaveLength(1);
    expect(await nameNow()).toBe('Countess');
  });

  it('of something that does not exist is NOT_FOUND', async () => {
    const { client } = await start();
    const nobody = path`/${{ appId }}/meetings/${{ meetingId }}/participants/${{ participantId: seedId('c', 9, 9) }}`;
    await expect(client().write(edit, nobody, {}, [nobody])).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});
