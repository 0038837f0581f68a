/** Tenants never meet: every layer that outlives an operation keeps them apart by token and account. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Context, GatewayState } from '../src/context.ts';
import { createCollapsingLoader } from '../src/loading/collapsing-loader.ts';
import { fullAccess } from '../src/upstream/access.ts';
import { MemoryStore } from '../src/upstream/answer-store.ts';
import { Bill } from '../src/upstream/bill.ts';
import { createRestClients, type ReadOperation } from '../src/upstream/client.ts';
import { createCredential, type Credential } from '../src/upstream/credential.ts';
import { Demand } from '../src/upstream/demand.ts';
import type { Send } from '../src/upstream/layer.ts';
import { KeyIndex } from '../src/upstream/key-index.ts';
import { ListMemory } from '../src/upstream/list-memory.ts';
import { Outcomes } from '../src/upstream/outcomes.ts';
import { PassingMap } from '../src/upstream/passing-map.ts';
import { Turns } from '../src/upstream/turns.ts';
import { path } from '../src/upstream/path.ts';
import { anything, array, object, string } from '../src/upstream/wire.ts';
import { hastyClock } from './support/stack.ts';

interface Row {
  id: string;
  owner: string;
}

const row = object({ id: string, owner: string });
const readOne: ReadOperation<{ data: Row }> = { id: 'one', answer: object({ data: row }) };
const readPage: ReadOperation<{ data: readonly unknown[] }> = { id: 'page', answer: object({ data: array(anything) }) };
const size = 6;

/** Every tenant has the same ids; each row says whose it is. Answers take a few turns, so that reads overlap. */
function upstream(turns: () => number): Send {
  return async ({ path: { value }, credential }) => {
    for (let turn = turns(); turn > 0; turn -= 1) await Promise.resolve();
    const owner = `${credential.token}@${credential.accountId}`;
    const rows = Array.from({ length: size }, (_, index) => ({ id: String(index), owner }));
    const one = /^\/things\/(\d+)$/.exec(value)?.[1];
    const data = one === undefined ? rows : rows[Number(one)];
    return {
      status: data === undefined ? 404 : 200,
      headers: {},
      body: data === undefined ? { error: {} } : { success: true, data },
      bytes: 10,
    };
  };
}

const { load } = createCollapsingLoader<object, Row>({
  name: 'thing',
  knownIn: () => undefined,
  parentIds: () => ['things'],
  source: (rest) => {
    const one = (thingId: string) => path`/things/${{ thingId }}`;
    return {
      list: `${rest.scope}/things`,
      kind: rest.scope,
      idOf: (row) => (row as Row).id,
      usable: (row) => row as Row,
      spare: () => 100,
      peek: async (id) => {
        const answer = await rest.peek(readOne, one(id));
        return answer == null ? answer : answer.data;
      },
      salvage: async (id, error) => (await rest.salvage(readOne, one(id), error))?.data,
      readOne: async (id, why) => (await rest.read(readOne, one(id), { why }))?.data ?? null,
      readPage: async (pageNumber, _size, why) => {
        const answer = await rest.read(readPage, path`/things`, {
          why,
          query: { page_no: pageNumber },
          alsoAnswers: ({ data }) => (data as Row[]).map((data) => [one(data.id), { data }]),
        });
        return answer && { rows: answer.data, paging: { total_count: size, start_offset: 1, end_offset: size } };
      },
    };
  },
});

describe('two tokens and two accounts that ask for the same ids', () => {
  it.each([0, 1])(
    'never see each other through any layer, over 50,000 interleaved reads with a window of %i ms',
    { timeout: 120_000 },
    async (collapseWindowMs) => {
      const tenants: Credential[] = [];
      for (const token of ['red', 'blue']) for (const account of ['1', '2']) tenants.push(await createCredential(account, token));

      const [first] = tenants;
      if (first === undefined) throw new Error('no tenant');
      let seed = 1;
      const random = (most: number) => (seed = (seed * 48_271) % 2_147_483_647) % most;
      let now = 1_000_000;
      const clock = { ...hastyClock, now: () => now };
      const rules = {
        timeoutMs: 60_000,
        quota: { limit: 1_000_000, windowSeconds: 300 },
        cache: { ttlMs: 50, staleIfErrorMs: 100 },
        singleFlight: true,
      };
      const store = new MemoryStore({ maxEntries: 1000, maxBytes: 1_000_000 });
      const { clientFor } = createRestClients(
        upstream(() => random(6)),
        store,
        rules,
        clock,
      );
      const gateway: GatewayState = {
        listMemory: new ListMemory(clock.now),
        demand: new Demand(50, clock.now),
        collapseWindowMs,
        pagesUnderWay: new PassingMap(),
        keyIndex: new KeyIndex(),
        outcomes: new Outcomes(clock.now),
        turns: new Turns(),
      };

      let reads = 0;
      let wrong = 0;
      let hits = 0;
      let shared = 0;
      const operation = async (credential: Credential) => {
        const bill = new Bill(1000, false);
        const rest = clientFor({ credential, signal: new AbortController().signal, bill, fresh: random(20) === 0 });
        const context: Context = {
          caller: { name: 'tenant', id: 'tenant', credential, access: fullAccess },
          rest,
          gateway,
          made: new Map(),
        };
        const ids = Array.from({ length: 1 + random(4) }, () => String(random(size + 1)));
        const rows = await Promise.all(ids.map((id) => load(context, {}, id)));
        const owner = `${credential.token}@${credential.accountId}`;
        for (const [index, found] of rows.entries()) {
          reads += 1;
          const exists = Number(ids[index]) < size;
          if (exists ? found?.owner !== owner || found.id !== ids[index] : found !== null) wrong += 1;
        }
        hits += bill.cacheHits;
        shared += bill.sharedCalls;
      };

      while (reads < 50_000) {
        await Promise.all(Array.from({ length: 200 }, () => operation(tenants[random(4)] ?? first)));
        now += random(120);
      }
      expect(wrong).toBe(0);
      // The layers did take part: otherwise this would prove nothing.
      expect(hits).toBeGreaterThan(5_000);
      // Who waits in a window finds in the cache what he would have shared.
      if (collapseWindowMs === 0) expect(shared).toBeGreaterThan(500);
    },
  );

  it('have different hashes and scopes', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string(), fc.string(), async (one, other) => {
        const [first, second] = await Promise.all([createCredential('account', one), createCredential('account', other)]);
        expect(first.hash === second.hash).toBe(one === other);
        expect(first.hash).toMatch(/^[\da-f]{32}$/);
      }),
    );
  });
});
