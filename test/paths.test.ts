/** Paths and queries of REST calls as they are sent, and as they are kept. */
import { describe, expect, it } from 'vitest';
import { below, canonicalId, checkedId, isSafeId, longestId, path, queryOf, rowOf, targetOf } from '../src/upstream/path.ts';

const upper = '0B5C2F1E-9A3D-4E7B-8C6F-A1D2E3F40596';

describe('a path', () => {
  it('has each id in its place, and its template the names', () => {
    const made = path`/${{ appId: 'a 1' }}/meetings/${{ meetingId: 'b-2' }}/participants`;
    expect(made).toEqual({
      value: '/a%201/meetings/b-2/participants',
      template: '/{appId}/meetings/{meetingId}/participants',
      appId: 'a 1',
    });
  });

  it('may begin with an id, end with one, or have none', () => {
    expect(path`${{ x: '1' }}/y`).toEqual({ value: '1/y', template: '{x}/y', appId: undefined });
    expect(path`/apps`).toEqual({ value: '/apps', template: '/apps', appId: undefined });
  });

  it('tells the app that it leads into in one spelling, and sends it as it came', () => {
    expect(path`/${{ appId: upper }}/meetings`).toMatchObject({ value: `/${upper}/meetings`, appId: upper.toLowerCase() });
    expect(path`/apps/${{ id: upper }}`.appId).toBeUndefined();
  });

  it('refuses an id by its name', () => {
    expect(() => path`/${{ appId: 'a' }}/meetings/${{ meetingId: '..' }}`).toThrow(
      expect.objectContaining({ code: 'BAD_USER_INPUT', message: 'meetingId must not be "..".' }) as Error,
    );
  });

  it('of a row, and of all below, is one that no id can make', () => {
    const one = path`/apps/${{ appId: 'a' }}`;
    expect(rowOf(one)).toEqual({ value: '/apps/a#row', template: '/apps/{appId}', appId: 'a' });
    expect(below(one)).toEqual({ value: '/apps/a/', template: '/apps/{appId}', appId: 'a' });
    expect(path`/apps/${{ appId: 'a#row' }}`.value).toBe('/apps/a%23row');
  });
});

describe('an id', () => {
  const safe = ['a', '...', '.a', 'a.', 'a b', 'ä', '😀', '\u00a0', 'a'.repeat(longestId), 'ä'.repeat(longestId)];
  it.each(safe)('as %j may stand in a path', (id) => {
    expect(isSafeId(id)).toBe(true);
    expect(checkedId('id', id)).toBe(id);
  });

  it.each([
    ['', 'must not be empty'],
    ['.', 'must not be "."'],
    ['..', 'must not be ".."'],
    ['a/b', 'must not contain "/", "\\" or "%"'],
    ['a\\b', 'must not contain "/", "\\" or "%"'],
    ['%2e', 'must not contain "/", "\\" or "%"'],
    ['a'.repeat(longestId + 1), 'must not be longer than 128 characters (this one has 129)'],
    ['ä'.repeat(longestId + 1), 'must not be longer than 128 characters (this one has 129)'],
    ['a\ud800', 'must be well-formed Unicode (it has half of a surrogate pair)'],
    ...['\u0000', '\n', '\u001f', '\u007f', '\u009f', '\u2028', '\u2029'].map((one) => [
      `a${one}b`,
      'must not contain control characters or line breaks',
    ]),
  ])('as %j may not', (id, rule) => {
    expect(isSafeId(id)).toBe(false);
    expect(() => checkedId('participantId', id)).toThrow(
      expect.objectContaining({ code: 'BAD_USER_INPUT', message: `participantId ${rule}.` }) as Error,
    );
  });

  it('has one spelling if it is a UUID, and is left alone otherwise', () => {
    expect(canonicalId(upper)).toBe(upper.toLowerCase());
    for (const other of ['ABC', `x${upper}`, `${upper}x`, upper.replaceAll('-', ''), upper.replace('F', 'G')]) {
      expect(canonicalId(other)).toBe(other);
    }
  });
});

describe('a query', () => {
  it('is sent encoded, in order, without what is not given', () => {
    const query = { page_no: 1, search: 'a&b c', hidden: false, empty: '', none: null, missing: undefined, zero: 0 };
    expect(queryOf(query)).toBe('page_no=1&search=a%26b+c&hidden=false&empty=&zero=0');
    expect(targetOf({ path: path`/apps`, query })).toBe(`/apps?${queryOf(query)}`);
  });

  it('of nothing has no question mark', () => {
    for (const query of [undefined, {}, { none: null, missing: undefined }]) {
      expect(queryOf(query)).toBe('');
      expect(targetOf({ path: path`/apps`, query })).toBe('/apps');
    }
  });
});
