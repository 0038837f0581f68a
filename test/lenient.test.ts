/** Values that are not quite as documented, read for what they mean; the fields that have them are in test/lenient-decoding.test.ts. */
import { describe, expect, it } from 'vitest';
import * as lenient from '../src/upstream/lenient.ts';

const absent = [undefined, null, '', 'null', 'undefined'];

describe('a lenient reader', () => {
  const https = 'https://example.com/a?b';
  const readers = {
    // Somebody may be called "null".
    textIn: {
      reads: ['word', ' ', '', 'null', 7, 0, false],
      as: ['word', ' ', '', 'null', '7', '0', 'false'],
      refuses: [{}, [], ['word']],
      rule: 'a string',
    },
    dateTimeIn: {
      reads: ['2026-01-05T09:00:00.12+05:30', '2022-12-13 07:08:39.051621Z', '2022-12-13 07:08:39', '2022-12-13 07:08:39-02:00'],
      as: ['2026-01-05T09:00:00.12+05:30', '2022-12-13T07:08:39.051621Z', '2022-12-13T07:08:39Z', '2022-12-13T07:08:39-02:00'],
      refuses: ['2026-01-05', '2026-13-05 09:00:00', '2026-01-05  09:00:00', '09:00', 1_767_603_600_000, {}, 'yesterday'],
      rule: 'an RFC 3339 date-time',
    },
    numberIn: {
      reads: [7, -1.5, 0, '7', '0.116', '  7  ', '-12.5', '+12', '5e3', '5E+10', '1e-12'],
      as: [7, -1.5, 0, 7, 0.116, 7, -12.5, 12, 5_000, 5e10, 1e-12],
      refuses: ['seven', '7 s', 's 7', '7.', '.7', '7e', '7e1.5', '0x7', '1e999', ' ', NaN, Infinity, 'Infinity', true, {}, [7]],
      rule: 'a number',
    },
    integerIn: {
      reads: [7, '7', -(2 ** 31), 2 ** 31 - 1],
      as: [7, 7, -(2 ** 31), 2 ** 31 - 1],
      refuses: [1.5, '1.5', 2 ** 31, -(2 ** 31) - 1, 1e300],
      rule: 'a whole number of 32 bits',
    },
    booleanIn: {
      reads: [true, 'true', 1, '1', false, 'false', 0, '0'],
      as: [true, true, true, true, false, false, false, false],
      refuses: ['yes', 'TRUE', 2, -1, {}, []],
      rule: 'true or false',
    },
    urlIn: {
      reads: [https, 'http://[::1]:1/', 'data:image/png;base64,AA=='],
      as: [https, 'http://[::1]:1/', 'data:image/png;base64,AA=='],
      refuses: ['example.com', '/a', 'javascript:alert(1)', 'data:text/html,x', 'ftp://example.com', 7, {}],
      rule: 'an absolute URL',
    },
    objectIn: { reads: [{ a: 1 }, {}], as: [{ a: 1 }, {}], refuses: [[], [{}], 'word', 7, true], rule: 'an object' },
  } as const;

  it.each(Object.entries(readers))('%s knows the spellings of what it reads, and names the field of what it refuses', (name, table) => {
    const { reads, as, refuses, rule } = table;
    const read = lenient[name as keyof typeof readers];
    expect(reads.map((value) => read('field', value))).toStrictEqual(as);
    for (const value of name === 'textIn' ? [undefined, null] : absent) expect(read('field', value)).toBeNull();
    for (const value of refuses) {
      expect(() => read('field', value)).toThrow(
        expect.objectContaining({ code: 'UPSTREAM_INVALID_RESPONSE', message: `field must be ${rule}.` }) as Error,
      );
    }
  });

  it('of a time that was checked with its row mends the blank, and refuses what no check lets through', () => {
    expect(lenient.checkedDateTimeIn('at', '2026-01-05 09:00:00')).toBe('2026-01-05T09:00:00Z');
    expect(lenient.checkedDateTimeIn('at', '2026-01-05T09:00:00.5+01:00')).toBe('2026-01-05T09:00:00.5+01:00');
    for (const value of [undefined, null, 7, '2026-13-05 09:00:00']) {
      expect(() => lenient.checkedDateTimeIn('at', value)).toThrow('at must be an RFC 3339 date-time.');
    }
  });

  it('reads lists item by item, leaves out what is absent and names the place of what is wrong', () => {
    expect(absent.map((value) => lenient.textsIn('events', value))).toEqual(absent.map(() => []));
    expect(absent.map((value) => lenient.objectsIn('rooms', value))).toEqual(absent.map(() => []));
    expect(lenient.textsIn('events', ['a', null, 7])).toEqual(['a', '7']);
    expect(lenient.objectsIn('rooms', [{ a: 1 }, null, {}])).toEqual([{ a: 1 }, {}]);
    expect(() => lenient.textsIn('events', 'a')).toThrow('events must be a list.');
    expect(() => lenient.objectsIn('rooms', {})).toThrow('rooms must be a list.');
    expect(() => lenient.textsIn('events', ['a', {}])).toThrow('events[1] must be a string.');
    expect(() => lenient.objectsIn('rooms', [{}, 'a'])).toThrow('rooms[1] must be an object.');
  });
});
