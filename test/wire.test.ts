/** What fits the shape of an answer, and how a fault is named: by its place and the rule, never by the value. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { paging, pagingOf } from '../src/upstream/paging.ts';
import {
  anything,
  array,
  count,
  dateTime,
  dateTimeOf,
  identifier,
  isDateTime,
  isUrl,
  object,
  optional,
  string,
} from '../src/upstream/wire.ts';

describe('a leaf of an answer', () => {
  it.each([
    ['string', string, ['', 'a'], [1, null, undefined, {}], 'a string'],
    ['identifier', identifier, ['a', '0b5c2f1e'], ['', '..', 'a/b', 7, null], 'an id that can stand in a path'],
    ['dateTime', dateTime, ['2026-11-23T12:00:00Z', '2026-11-23 12:00:00'], ['', '2026-11-23', 0, null], 'an RFC 3339 date-time'],
    ['count', count, [0, 1, 1.5, 2 ** 40], [-1, NaN, Infinity, '1', null], 'a number of 0 or more'],
  ])('that is a %s fits or says what it must be', (_name, shape, fitting, others, rule) => {
    for (const value of fitting) expect(shape.fault(value)).toBeUndefined();
    for (const value of others) expect(shape.fault(value)).toBe(` must be ${rule}`);
    expect(shape.optional).toBe(false);
  });

  it('that may be anything fits', () => {
    for (const value of [undefined, null, 0, '', {}, []]) expect(anything.fault(value)).toBeUndefined();
    expect(anything.optional).toBe(false);
  });
});

describe('a part of an answer', () => {
  const start = () => object({ id: string, name: optional(string), rows: array(object({ at: dateTime })) });

  it('fits with fields that nobody knows, without those that may be missing', () => {
    const shape = start();
    expect(shape.fault({ id: 'a', rows: [], more: 1 })).toBeUndefined();
    expect(shape.fault({ id: 'a', name: null, rows: [{ at: '2026-11-23T12:00:00Z' }] })).toBeUndefined();
    expect([shape.optional, optional(string).optional, array(string).optional]).toEqual([false, true, false]);
  });

  it('names the first place that does not', () => {
    const shape = start();
    expect(shape.fault({ rows: 7 })).toBe('.id must be a string');
    expect(shape.fault({ id: 'a', name: 7, rows: [] })).toBe('.name must be a string');
    expect(shape.fault({ id: 'a' })).toBe('.rows must be a list');
    expect(shape.fault({ id: 'a', rows: { length: 0 } })).toBe('.rows must be a list');
    expect(shape.fault({ id: 'a', rows: [{ at: '2026-11-23T12:00:00Z' }, {}] })).toBe('.rows[1].at must be an RFC 3339 date-time');
    for (const value of [undefined, null, 'a', 7, [], [{ id: 'a' }]]) expect(shape.fault(value)).toBe(' must be an object');
  });
});

describe('a time', () => {
  const times = [
    '2026-01-31T00:00:00Z',
    '2026-10-09T23:59:59Z',
    '2026-12-30T19:29:60.5+05:30',
    '0000-09-20T09:09:09-00:00',
    '2026-11-23t12:00:00z',
    '2026-11-23T12:00:00.123456789Z',
  ];
  it.each(times)('is %s', (time) => {
    expect([isDateTime(time), dateTimeOf(time)]).toEqual([true, time]);
  });

  it.each([
    '2026-11-23T12:00:00',
    '2026-00-23T12:00:00Z',
    '2026-13-23T12:00:00Z',
    '2026-20-23T12:00:00Z',
    '2026-11-00T12:00:00Z',
    '2026-11-32T12:00:00Z',
    '2026-11-40T12:00:00Z',
    '2026-11-23T24:00:00Z',
    '2026-11-23T30:00:00Z',
    '2026-11-23T12:60:00Z',
    '2026-11-23T12:00:61Z',
    '2026-11-23T12:00:00.Z',
    '2026-11-23T12:00:00+5:30',
    '2026-11-23T12:00:00 Z',
    'x2026-11-23T12:00:00Z',
    '2026-11-23T12:00:00Zx',
    '26-11-23T12:00:00Z',
  ])('is not %s', (text) => {
    expect([isDateTime(text), dateTimeOf(text)]).toEqual([false, undefined]);
  });

  it('is a text, and nothing that has one in it', () => {
    for (const value of [['2026-11-23T12:00:00Z'], ['2026-11-23 12:00:00'], Date.now(), null]) {
      expect([isDateTime(value), dateTimeOf(value)]).toEqual([false, undefined]);
    }
  });

  it('may have a blank in place of the T, and then needs no offset', () => {
    expect(dateTimeOf('2022-12-13 07:08:39.051621Z')).toBe('2022-12-13T07:08:39.051621Z');
    expect(dateTimeOf('2022-12-13 07:08:39')).toBe('2022-12-13T07:08:39Z');
    expect(dateTimeOf('2022-12-13 07:08:39-02:00')).toBe('2022-12-13T07:08:39-02:00');
    const others = ['2022-13-13 07:08:39', '2022-12-13 25:08:39', 'x2022-12-13 07:08:39', '2022-12-13 07:08:39x', '2022-12-13  07:08:39'];
    for (const text of [...others, '2022-12-13 07:08', 1, null]) expect(dateTimeOf(text)).toBeUndefined();
  });
});

describe('an address that a page may show', () => {
  it.each(['http://a/', 'https://a.example/b?c', 'HTTPS://a', 'data:image/png;base64,AA=='])('is %s', (address) => {
    expect(isUrl(address)).toBe(true);
  });

  it.each(['a.example', '/a', 'https://', 'javascript:alert("https://a")', 'data:text/html,x', 'ftp://a', 7, null, new URL('https://a/')])(
    'is not %s',
    (value) => {
      expect(isUrl(value)).toBe(false);
    },
  );

  it('is what a parser takes for one, whatever was looked at before', () => {
    const hosts = [
      'https://a.example',
      'HTTP://a.example',
      'https://a.example:1',
      'https://a.example:99999',
      'https://u@a',
      'https://[::1',
      'https://1.2.3.4.5',
      'https://\t',
      'https://\r\n',
      'https://é.example',
    ];
    const address = fc
      .tuple(
        fc.constantFrom(...hosts, ' https://a', 'https:a', 'ftp://a', 'data:image/png'),
        fc.constantFrom('', '/', '/a:99999', '/[x', '\\', '?', '#', '@', '//'),
        fc.string(),
      )
      .map((parts) => parts.join(''));
    const isOne = (text: string) => URL.canParse(text) && /^(https?:|data:image\/)/i.test(text);
    fc.assert(
      fc.property(fc.array(address, { maxLength: 5 }), (addresses) => {
        expect(addresses.map(isUrl)).toEqual(addresses.map(isOne));
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('the place of a page in its list', () => {
  const told = (total_count: unknown, start_offset: unknown, end_offset: unknown) => ({ total_count, start_offset, end_offset });

  it('is three whole numbers, which may come as text', () => {
    expect(paging.fault(told('a', null, {}))).toBeUndefined();
    expect(pagingOf(told('10', 1, '3'))).toEqual({ total_count: 10, start_offset: 1, end_offset: 3 });
    expect(pagingOf(told(0, 0, 0))).toEqual({ total_count: 0, start_offset: 0, end_offset: 0 });
    expect(pagingOf(told(2 ** 31 - 1, 1, 1))).toEqual({ total_count: 2 ** 31 - 1, start_offset: 1, end_offset: 1 });
  });

  it.each([-1, 1.5, NaN, 2 ** 31, '2147483648', '-1', '1.5', ' 1', '1 ', '1e3', '', true, null, undefined, {}])(
    'is not known if one of them is %j',
    (wrong) => {
      for (const place of [told(wrong, 1, 1), told(10, wrong, 1), told(10, 1, wrong)]) expect(pagingOf(place)).toBeUndefined();
    },
  );

  it('is not known if nothing is told', () => {
    expect([pagingOf(null), pagingOf(undefined)]).toEqual([undefined, undefined]);
  });
});
