/** The same question to a gateway that makes functions of queries, and to one that does not. */
import { expect } from 'vitest';
import type { Fault } from '../../src/emulator/faults.ts';
import { compile } from '../../src/server/compile.ts';
import { boundless } from './seeded.ts';
import { hastyClock, type Stack, startStack } from './stack.ts';

const quota = { limit: 9_000_000, windowSeconds: 300 };
const config = { documentLimits: boundless, upstreamCallLimit: 10_000, quota, cacheTtlMs: 0, collapseWindowMs: 0 };
/** The third time a document is made into a function, behind Yoga; then it goes by the express lane, and with variables by its bytes the fifth time. */
const sights = 5;

export interface Asked {
  query: string;
  variables?: Record<string, unknown> | undefined;
  operationName?: string;
}

/** The whole answer as it was sent, but for what differs each time. */
async function bodyOf({ url }: Stack, asked: Asked): Promise<string> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/graphql-response+json' },
    body: JSON.stringify(asked),
  });
  const headers = Array.from(response.headers).filter(([name]) => !['date', 'x-request-id'].includes(name));
  return [response.status, ...headers.map(([name, value]) => `${name}: ${value}`), await response.text()].join('\n');
}

/** What was asked of RealtimeKit since the last time, in any order. */
function callsOf({ emulator: { calls } }: Stack): string[] {
  return calls
    .splice(0)
    .map(({ method, path }) => `${method} ${path}`)
    .sort();
}

/** Two gateways on upstreams of their own: one makes functions of queries, the other does not. */
export async function startBoth() {
  let compiled = 0;
  let now = Date.now();
  // What failed before, once or twice, must not count.
  const clock = { ...hastyClock, now: () => now };
  const plain = await startStack({ config, emulator: { quota }, dependencies: { clock, compile: undefined } });
  const fast = await startStack({
    config,
    emulator: { quota },
    dependencies: {
      clock,
      compile: (...given) => {
        const operation = compile(...given);
        return (
          operation &&
          ((context, variables) => {
            compiled += 1;
            return operation(context, variables);
          })
        );
      },
    },
  });
  /** Fails if the answers differ; both upstreams spoil the same. */
  const compare = async (asked: Asked, faults: readonly Fault[] = []) => {
    for (const { emulator } of [plain, fast]) {
      emulator.faults.clear();
      for (const fault of faults) emulator.faults.add({ ...fault });
    }
    let expected = '';
    // Both as often: what is learned of lists changes what an answer costs.
    for (let sight = 1; sight <= sights; sight += 1) {
      now += 60_000;
      expected = await bodyOf(plain, asked);
      expect(await bodyOf(fast, asked)).toBe(expected);
      expect(callsOf(fast)).toEqual(callsOf(plain));
    }
    return expected;
  };
  return { compare, compiled: () => compiled };
}
