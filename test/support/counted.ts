/** A gateway that tells whether it executed a query, and a store that answers later. */
import type { Compile } from '../../src/documents/compiled-operations.ts';
import { seedId } from '../../src/emulator/seed/ids.ts';
import { compile } from '../../src/server/compile.ts';
import { MemoryStore } from '../../src/upstream/answer-store.ts';
import { hastyClock, startStack, type StackOptions } from './stack.ts';

export const ids = { app: seedId('a', 1), meeting: seedId('b', 1), id: seedId('c', 1, 1) };
/** One participant, by `ids`. */
export const query = `query One($app: ID!, $meeting: ID!, $id: ID!) { meetingParticipant(appId: $app, meetingId: $meeting, participantId: $id) { name } }`;

/** A stack that counts how often a function made of a query runs, whose clock the test puts on. */
export async function startCounted({ config, dependencies, emulator }: StackOptions = {}) {
  let now = Date.now();
  let executed = 0;
  const counting: Compile = (...operation) => {
    const execute = compile(...operation);
    return execute && ((...given) => ((executed += 1), execute(...given)));
  };
  const clock = { ...hastyClock, now: () => now };
  const stack = await startStack({
    config: config ?? {},
    dependencies: { clock, compile: counting, ...dependencies },
    emulator: { ...emulator, now: () => now },
  });
  return {
    ...stack,
    pass: (ms: number) => (now += ms),
    executed: () => executed,
    /** Asks until the query is a function and, if it may be, its answer kept. */
    warm: async (text = query, variables: Record<string, unknown> = ids, init: RequestInit = {}) => {
      for (let sight = 0; sight < 5; sight += 1) await stack.query(text, variables, init);
    },
    /** Whether the query was executed for the answer that `ask` gets. */
    isExecuted: async (ask: () => Promise<unknown>) => {
      const before = executed;
      await ask();
      return executed > before;
    },
  };
}

/** A store as processes share it. */
export function laterStore() {
  const memory = new MemoryStore({ maxEntries: 100, maxBytes: 100_000 });
  return {
    get: (...key: Parameters<MemoryStore['get']>) => Promise.resolve(memory.get(...key)),
    set: async (...entry: Parameters<MemoryStore['set']>) => {
      await Promise.resolve();
      memory.set(...entry);
    },
    drop: async (...key: Parameters<MemoryStore['drop']>) => {
      await Promise.resolve();
      memory.drop(...key);
    },
    dropBelow: async (...key: Parameters<MemoryStore['dropBelow']>) => {
      await Promise.resolve();
      memory.dropBelow(...key);
    },
  };
}
