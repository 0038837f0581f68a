/** The REST clients of a gateway over answers that the test gives: no socket, no pause, and time that only the test moves. */
import { type AnswerStore, MemoryStore } from '../../src/upstream/answer-store.ts';
import { Bill } from '../../src/upstream/bill.ts';
import { createRestClients, type RestClient, type RestClientOptions, type UpstreamRules } from '../../src/upstream/client.ts';
import type { Clock } from '../../src/upstream/clock.ts';
import type { Credential } from '../../src/upstream/credential.ts';
import type { UpstreamRequest, UpstreamResponse } from '../../src/upstream/layer.ts';
import { targetOf } from '../../src/upstream/path.ts';

/** Differences from an empty success, or what is thrown in its place. */
export type GivenAnswer = Partial<UpstreamResponse> | Error;

export interface RestStackOptions {
  answer?: (request: UpstreamRequest, number: number) => GivenAnswer | Promise<GivenAnswer>;
  rules?: Partial<UpstreamRules>;
  store?: AnswerStore;
}

export const noon = Date.parse('2026-11-23T12:00:00Z');
export const credential: Credential = { accountId: 'account', token: 'token', hash: 'hash', owner: 'gateway' };

export function startRest({ answer = () => ({}), rules = {}, store }: RestStackOptions = {}) {
  let now = noon;
  const pauses: number[] = [];
  const clock: Clock = { now: () => now, random: () => 0.5, wait: (ms) => Promise.resolve(void pauses.push(ms)) };
  const requests: UpstreamRequest[] = [];
  const { clientFor, vitals } = createRestClients(
    async (request) => {
      requests.push(request);
      const given = await answer(request, requests.length);
      if (given instanceof Error) throw given;
      return { status: 200, headers: {}, body: { success: true, data: { id: 'a' } }, bytes: 10, ...given };
    },
    store ?? new MemoryStore({ maxEntries: 100, maxBytes: 1_000_000 }),
    {
      timeoutMs: 10_000,
      quota: { limit: 1200, windowSeconds: 300 },
      cache: { ttlMs: 5_000, staleIfErrorMs: 60_000 },
      singleFlight: true,
      ...rules,
    },
    clock,
  );
  return {
    clock,
    vitals,
    requests,
    /** Of tries that were made again, in milliseconds. */
    pauses,
    pass: (ms: number) => (now += ms),
    /** The calls made so far, as `GET /apps/a?page_no=1`. */
    calls: () => requests.map((request) => `${request.method} ${targetOf(request)}`),
    /** A client with a bill and a trace of its own. */
    client: (options: Partial<RestClientOptions> = {}): RestClient =>
      clientFor({ credential, signal: new AbortController().signal, bill: new Bill(100, true), fresh: false, ...options }),
  };
}
