/** The bill, the trace and the cap: what an operation cost is told, and there is a most. */
import { describe, expect, it } from 'vitest';
import { samples } from '../src/emulator/samples.ts';
import { seedId } from '../src/emulator/seed/ids.ts';
import { costOf } from './support/cost-of.ts';
import { hastyClock, startStack } from './support/stack.ts';

const app = seedId('a', 1);
const [small, middle, large] = [1, 2, 3].map((number) => seedId('b', number)) as [string, string, string];
const byIds = (meeting: string, ids: readonly string[]) =>
  `{ meetingParticipantsByIds(appId: "${app}", meetingId: "${meeting}", participantIds: ${JSON.stringify(ids)}) { name } }`;
const one = (meeting: string, id: string) =>
  `{ meetingParticipant(appId: "${app}", meetingId: "${meeting}", participantId: "${id}") { name } }`;
const inLarge = (number: number) => seedId('c', number, 3);
const traced = { headers: { 'x-gateway-trace': '1' } };
const page = {
  operation: 'get_meeting_participants',
  method: 'GET',
  path: '/{appId}/meetings/{meetingId}/participants',
  status: 200,
  source: 'upstream',
};
const point = { ...page, operation: 'get_meeting_participant', path: '/{appId}/meetings/{meetingId}/participants/{participantId}' };

describe('the bill', () => {
  it('is on every answer, refused ones included', async () => {
    const { query } = await startStack();
    const nothing = { upstreamCalls: 0, cacheHits: 0, sharedCalls: 0, collapsedReads: 0, stale: 0 };
    for (const text of ['{ __typename }', '{ nothing }', '{', '{ rateLimit { limit } }', one('..', 'x')]) {
      expect((await query(text)).extensions.cost).toEqual(nothing);
    }
  });

  it('counts every try', async () => {
    const { query, emulator } = await startStack();
    emulator.faults.add({ status: 503, times: 2 });
    expect((await query(one(small, seedId('c', 1, 1)))).extensions.cost).toMatchObject({ upstreamCalls: 3 });
  });

  it('tells what a page saved', async () => {
    const { query } = await startStack();
    const ids = Array.from({ length: 50 }, (_, index) => seedId('c', index + 1, 2));
    expect((await query(byIds(middle, ids))).extensions.cost).toMatchObject({ upstreamCalls: 1, collapsedReads: 50 });
  });

  it('can be held by a test of one line', async () => {
    expect(
      (await costOf(samples[1]?.query ?? '', JSON.parse(samples[1]?.variables ?? '') as Record<string, unknown>)).upstreamCalls,
    ).toBeLessThanOrEqual(3);
    await expect(costOf('{ nothing }')).rejects.toThrow('Cannot query field "nothing"');
  });
});

describe('the trace', () => {
  it('lists every call with its reason', async () => {
    const { query } = await startStack({ emulator: { paging: { mostPerPage: 50 } } });
    const ids = [...Array.from({ length: 120 }, (_, index) => seedId('c', index + 1, 2)), seedId('c', 999, 2)];
    const { extensions } = await query(byIds(middle, ids), undefined, traced);
    expect(extensions.trace).toMatchObject([
      { ...page, why: 'list page 1', bytes: expect.any(Number) as number, ms: expect.any(Number) as number },
      { ...page, why: 'list page 2 of 3' },
      { ...page, why: 'list page 3 of 3' },
      { ...point, why: 'point read of what list pages did not show', status: 404 },
    ]);
    expect(extensions.trace?.[0]?.bytes).toBeGreaterThan(5_000);
  });

  it('tells tries, failures and what came from the cache', async () => {
    const { query, emulator } = await startStack();
    emulator.faults.add({ status: 503, times: 1 }, { connection: 'refuse', times: 1 });
    const text = one(small, seedId('c', 1, 1));
    expect((await query(text, undefined, traced)).extensions.trace).toMatchObject([
      { ...point, why: 'point read', status: 503 },
      { ...point, why: 'point read, try 2', status: null },
      { ...point, why: 'point read, try 3', status: 200 },
    ]);
    expect((await query(text, undefined, traced)).extensions.trace).toMatchObject([{ ...point, why: 'read before', source: 'cache' }]);
  });

  it('holds no id and no token', async () => {
    const { query } = await startStack();
    const { extensions } = await query(one(small, seedId('c', 1, 1)), undefined, traced);
    const text = JSON.stringify(extensions.trace);
    expect(text).not.toContain('0000-4000');
    expect(text).not.toContain('emulator-token');
  });

  it('is there only if asked for, and only where introspection is', async () => {
    const text = one(small, seedId('c', 1, 1));
    const open = await startStack();
    expect((await open.query(text)).extensions).not.toHaveProperty('trace');
    expect((await open.query('{ __schema { queryType { name } } }')).errors).toEqual([]);
    const closed = await startStack({ config: { introspection: false } });
    expect((await closed.query(text, undefined, traced)).extensions).not.toHaveProperty('trace');
    const [error] = (await closed.query('{ __schema { queryType { name } } }')).errors;
    expect(error?.message).toContain('introspection has been disabled');
  });
});

describe('an operation that meets the quota', () => {
  const spec = { headers: { accept: 'application/graphql-response+json' } };
  const throttled = { status: 429, headers: { 'retry-after': '30' } };
  const fields = (...texts: string[]) => `{ ${texts.map((text, index) => `f${index}: ${text.slice(1, -1)}`).join('\n')} }`;

  it('is 429 when nothing of it was answered, lists included, and 200 in application/json', async () => {
    const { query, emulator } = await startStack();
    emulator.faults.add(throttled);
    const text = fields(one(small, inLarge(1)), byIds(middle, [inLarge(1), inLarge(2)]));
    expect(await query(text, undefined, spec)).toMatchObject({ status: 429 });
    const plain = await query(text);
    expect([plain.status, plain.headers.get('retry-after')]).toEqual([200, '30']);
  });

  it('is 200 when one field was answered, be it by null', async () => {
    // What was read a moment ago is known, however long the test takes.
    const { query, emulator } = await startStack({ dependencies: { clock: { ...hastyClock, now: () => 1_000_000 } } });
    await query(one(small, seedId('c', 99, 1)));
    emulator.faults.add(throttled);
    const { status, errors, headers } = await query(fields(one(small, seedId('c', 99, 1)), one(middle, inLarge(1))), undefined, spec);
    expect([status, errors.length, headers.get('retry-after')]).toEqual([200, 1, '30']);
  });

  it('does not make another one 429 with which it shared the call', async () => {
    const { query, emulator } = await startStack({ config: { collapseWindowMs: 0 } });
    await query(one(small, seedId('c', 1, 1)));
    let answerNow: () => void = () => undefined;
    emulator.faults.add({ ...throttled, until: new Promise<void>((resolve) => (answerNow = resolve)) });
    const whole = query(one(middle, inLarge(1)), undefined, spec);
    const partly = query(fields(one(middle, inLarge(1)), one(small, seedId('c', 1, 1))), undefined, spec);
    await query('{ __typename }');
    answerNow();
    expect([(await whole).status, (await partly).status]).toEqual([429, 200]);
    expect(emulator.calls).toHaveLength(2);
  });
});

describe('the cap of an operation', () => {
  it('ends in COST_LIMIT_EXCEEDED for the fields past it, with the others answered', async () => {
    const { query, calls } = await startStack({ config: { upstreamCallLimit: 5 } });
    const ids = [500, 1000, 1500, 2000, 2500, 3000, 3500].map(inLarge);
    const { data, errors, extensions } = await query(byIds(large, ids));
    expect(extensions.cost.upstreamCalls).toBe(5);
    expect(calls()).toHaveLength(5);
    // The look at the list was one call, four point reads followed.
    expect((data?.['meetingParticipantsByIds'] as unknown[]).filter((row) => row !== null)).toHaveLength(4);
    expect(errors).toHaveLength(3);
    expect(errors[0]).toMatchObject({
      message: 'get_meeting_participant: this operation has made the 5 REST calls that one may make.',
      extensions: { code: 'COST_LIMIT_EXCEEDED', retryable: false },
    });
  });

  it('is not for retries to pass, and the first failure is what is told', async () => {
    const { query, emulator } = await startStack({ config: { upstreamCallLimit: 1 } });
    emulator.faults.add({ status: 503 });
    const { errors, extensions } = await query(one(small, seedId('c', 1, 1)));
    expect(errors).toMatchObject([{ extensions: { code: 'UPSTREAM_ERROR', upstream: { status: 503 } } }]);
    expect(extensions.cost.upstreamCalls).toBe(1);
  });
});
