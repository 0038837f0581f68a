/** How long the gateway waits: for an answer, and before it may ask again. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { startStack } from './support/stack.ts';
import { retryAfterOf } from '../src/upstream/quota-headers.ts';

const now = Date.parse('2026-11-23T12:00:00Z');

describe('retry-after', () => {
  it.each<[string, Record<string, string>, number]>([
    ['seconds', { 'retry-after': '17' }, 17],
    ['an HTTP date', { 'retry-after': 'Mon, 23 Nov 2026 12:00:40 GMT' }, 40],
    ['a date in the past', { 'retry-after': 'Mon, 23 Nov 2020 12:00:40 GMT' }, 1],
    ['nothing', {}, 300],
    ['text', { 'retry-after': 'soon' }, 300],
    ['a negative number', { 'retry-after': '-5' }, 1],
    ['10^9 seconds', { 'retry-after': '1000000000' }, 300],
    ['an empty value, with a Ratelimit reset', { 'retry-after': '', ratelimit: '"default";r=0;t=30' }, 30],
    ['the older reset', { 'x-ratelimit-reset': 'Mon, 23 Nov 2026 12:01:00 GMT' }, 60],
    ['both, of which retry-after counts', { 'retry-after': '5', ratelimit: '"default";r=0;t=30' }, 5],
  ])('of %s is %o -> %i s', (_title, headers, seconds) => {
    expect(retryAfterOf(headers, now)).toBe(seconds);
  });

  it('is a whole number from 1 to 300 whatever the headers say', () => {
    const header = fc.oneof(fc.string(), fc.integer().map(String), fc.double().map(String), fc.date().map(String));
    fc.assert(
      fc.property(header, header, header, (first, second, third) => {
        const seconds = retryAfterOf({ 'retry-after': first, ratelimit: `"default";r=0;t=${second}`, 'x-ratelimit-reset': third }, now);
        return Number.isInteger(seconds) && seconds >= 1 && seconds <= 300;
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('the deadline', () => {
  it('runs from the first try to the last', async () => {
    const { query, emulator } = await startStack({ config: { upstreamTimeoutMs: 500 } });
    emulator.faults.add({ status: 503, latencyMs: 300 });
    const { errors } = await query(`{ meetingParticipant(appId: "1", meetingId: "2", participantId: "3") { id } }`);
    expect(errors).toMatchObject([{ extensions: { code: 'UPSTREAM_TIMEOUT' } }]);
    expect(emulator.calls).toHaveLength(2);
  });
});
