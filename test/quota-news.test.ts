/** What the headers of an answer say of the quota, in both styles: what makes no sense is as if it were not said. */
import { describe, expect, it } from 'vitest';
import type { UpstreamResponse } from '../src/upstream/layer.ts';
import { quotaNewsOf, retryAfterOf } from '../src/upstream/quota-headers.ts';

const noon = Date.parse('2026-11-23T12:00:00Z');
type Headers = UpstreamResponse['headers'];
const news = (headers: Headers) => quotaNewsOf(headers, noon);

describe('the news of the quota', () => {
  it.each<[string, Headers, ReturnType<typeof news>]>([
    ['nothing', {}, {}],
    ['the edge', { ratelimit: '"default";r=42;t=7', 'ratelimit-policy': '"default";q=1200;w=300' }, all(1200, 300, 42, 7)],
    ['its names in another order', { ratelimit: '"a"; t=7 ;r=42', 'ratelimit-policy': '"a";w=300;  q=1200' }, all(1200, 300, 42, 7)],
    ['a fraction of a second', { ratelimit: '"default";r=42;t=0.25' }, { remaining: 42, resetMs: 250 }],
    ['nothing left, and the end of it', { ratelimit: '"default";r=0;t=0' }, { remaining: 0, resetMs: 0 }],
    ['the policy alone', { 'ratelimit-policy': '"default";q=1;w=1' }, { limit: 1, windowMs: 1000 }],
    ['the most that is believed', { 'ratelimit-policy': 'd;q=1000000;w=3600', ratelimit: 'd;r=1000000;t=3600' }, all(1e6, 3600, 1e6, 3600)],
    ['more than that', { 'ratelimit-policy': 'd;q=1000001;w=3601', ratelimit: 'd;r=1000001;t=3601' }, {}],
    ['none at all', { 'ratelimit-policy': 'd;q=0;w=0' }, {}],
    ['words', { 'ratelimit-policy': 'd;q=many;w=long', ratelimit: 'd;r=-1;t=1e3' }, {}],
    ['names that only end like it', { 'ratelimit-policy': 'd;qq=7;pw=7', ratelimit: 'd;xr=7;t=7s' }, {}],
    ['a list of one, its header twice', { ratelimit: ['"default";r=42;t=7', '"default";r=1;t=1'] }, { remaining: 42, resetMs: 7000 }],
  ])('are what %s tells', (_title, headers, expected) => {
    expect(news(headers)).toStrictEqual(expected);
  });

  function all(limit: number, windowSeconds: number, remaining: number, resetSeconds: number) {
    return { limit, windowMs: windowSeconds * 1000, remaining, resetMs: resetSeconds * 1000 };
  }

  it('are about the token, whichever limits stand beside it', () => {
    expect(news({ ratelimit: '"other";r=1;t=1, "default";r=42;t=7' })).toEqual({ remaining: 42, resetMs: 7000 });
    expect(news({ ratelimit: '"other";r=1;t=1,"default";r=42;t=7' })).toEqual({ remaining: 42, resetMs: 7000 });
    expect(news({ ratelimit: '"default";r=42;t=7, "other";r=1;t=1' })).toEqual({ remaining: 42, resetMs: 7000 });
    expect(news({ ratelimit: '"one";r=42;t=7, not "default";r=1;t=1' })).toEqual({ remaining: 42, resetMs: 7000 });
    expect(news({ ratelimit: '"one";r=42;t=7, "two";r=1;t=1' })).toEqual({ remaining: 42, resetMs: 7000 });
  });

  it('are in the older headers too, whose reset is a date or a number of seconds', () => {
    const older = (reset: string) => ({ 'x-ratelimit-limit': '1200', 'x-ratelimit-remaining': '42', 'x-ratelimit-reset': reset });
    expect(news(older('Mon, 23 Nov 2026 12:00:07 GMT'))).toEqual({ limit: 1200, remaining: 42, resetMs: 7000 });
    expect(news(older(' 7.5 '))).toEqual({ limit: 1200, remaining: 42, resetMs: 7500 });
    expect(news(older('0'))).toEqual({ limit: 1200, remaining: 42, resetMs: 0 });
    expect(news(older('3600'))).toEqual({ limit: 1200, remaining: 42, resetMs: 3_600_000 });
    for (const reset of [
      '-1',
      '3601',
      'Mon, 23 Nov 2026 11:59:59 GMT',
      'soon',
      '2026',
      '2026-11-23 12:00:07',
      '2026-11-23T12:00:07Z',
      '',
      '7 s',
      '1.',
      'x7',
    ]) {
      const { resetMs } = news(older(reset));
      expect([reset, resetMs]).toEqual([reset, reset === '2026' ? 2_026_000 : undefined]);
    }
    for (const number of ['12a', 'a12', '0x10', '1e3', '-1', '']) {
      expect(news({ 'x-ratelimit-limit': number, 'x-ratelimit-remaining': number })).toEqual({});
    }
  });

  it('are those of the newer headers where both are told', () => {
    expect(
      news({
        ratelimit: '"default";r=42;t=7',
        'ratelimit-policy': '"default";q=1200;w=300',
        'x-ratelimit-limit': '1',
        'x-ratelimit-remaining': '1',
        'x-ratelimit-reset': '1',
      }),
    ).toEqual(all(1200, 300, 42, 7));
  });
});

describe('the wait after a 429', () => {
  it.each<[string, Headers, number]>([
    ['whole seconds', { 'retry-after': '17' }, 17],
    ['a part of a second, rounded up', { 'retry-after': '17.01' }, 18],
    ['blanks around it', { 'retry-after': ' 17 ' }, 17],
    ['the header twice', { 'retry-after': ['17', '1'] }, 17],
    ['a date', { 'retry-after': 'Mon, 23 Nov 2026 12:00:40 GMT' }, 40],
    ['no wait, which is one second', { 'retry-after': '0', ratelimit: '"default";t=30' }, 1],
    ['more than a block lasts', { 'retry-after': '301' }, 300],
    ['the reset of the window', { ratelimit: '"default";r=0;t=30', 'x-ratelimit-reset': '60' }, 30],
    ['a reset at once', { ratelimit: '"default";r=0;t=0', 'x-ratelimit-reset': '60' }, 1],
    ['a reset in a day', { ratelimit: '"default";r=0;t=86400', 'x-ratelimit-reset': '60' }, 300],
    ['the older reset', { 'x-ratelimit-reset': 'Mon, 23 Nov 2026 12:01:00 GMT' }, 60],
    ['a number with more before it', { 'retry-after': 'x17' }, 300],
    ['nothing that makes sense', { 'retry-after': 'soon', ratelimit: '"default";r=0', 'x-ratelimit-reset': 'Mon' }, 300],
  ])('is what %s tells', (_title, headers, seconds) => {
    expect(retryAfterOf(headers, noon)).toBe(seconds);
  });
});
