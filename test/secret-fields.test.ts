/** Secrets in what was read and in what is said of it: taken out wherever they stand. */
import { describe, expect, it } from 'vitest';
import { completeWithNull, conceal, concealDeeply, fieldsOf, withoutSecretsOf } from '../src/upstream/secrets.ts';

describe('the fields of an answer', () => {
  it('are those of an object, and none of anything else', () => {
    const row = { token: 's3cret', name: 'Ada' };
    expect(fieldsOf(row, ['token', 'key'])).toEqual([
      [row, 'token'],
      [row, 'key'],
    ]);
    for (const value of [null, undefined, 'text', 7]) expect(fieldsOf(value, ['token'])).toEqual([]);
  });

  it('are taken out where they are named, and said to be absent where they are not', () => {
    const row: Record<string, unknown> = { token: 's3cret', name: 'Ada', key: undefined };
    conceal(fieldsOf(row, ['token', 'missing']));
    expect(row).toEqual({ name: 'Ada' });
    expect('token' in row).toBe(false);
    completeWithNull(fieldsOf(row, ['token', 'name', 'key']));
    expect(row).toStrictEqual({ token: null, name: 'Ada', key: undefined });
  });

  it('are taken out however deep', () => {
    const answer = { token: 1, data: [{ token: { token: 2 }, inner: { name: 'Ada', stream_key: 'k', none: null } }, 'token', null] };
    concealDeeply(answer, ['token', 'stream_key']);
    expect(answer).toEqual({ data: [{ inner: { name: 'Ada', none: null } }, 'token', null] });
    for (const value of [null, 'text', undefined]) {
      concealDeeply(value, ['token']);
    }
  });
});

describe('a text about a request', () => {
  it.each(['access_key', 'secret', 'password', 'private_key', 'rtmp_url', 'stream_key', 'token'])('does not repeat its %s', (name) => {
    expect(withoutSecretsOf({ deep: [{ [name]: 'hunter2' }] }, 'hunter2 is too short, hunter2!')).toBe('[secret] is too short, [secret]!');
  });

  it('repeats what is none', () => {
    const body = { name: 'Ada', secret: 7, password: '', token: { inner: 'Ada' }, private_key: null };
    expect(withoutSecretsOf(body, 'Ada is 7')).toBe('Ada is 7');
    for (const nothing of [undefined, null, 'secret']) expect(withoutSecretsOf(nothing, 'secret')).toBe('secret');
  });

  it('does not repeat the end of one that begins like another, nor one as JSON writes it', () => {
    expect(withoutSecretsOf({ secret: 'key', password: 'key-of-keys' }, 'key-of-keys and key')).toBe('[secret] and [secret]');
    expect(withoutSecretsOf({ a: { secret: 'key-of-keys' }, b: { secret: 'key' } }, 'key-of-keys and key')).toBe('[secret] and [secret]');
    expect(withoutSecretsOf({ secret: 'a"b\n' }, 'of {"secret":"a\\"b\\n"} or a"b\n')).toBe('of {"secret":"[secret]"} or [secret]');
  });
});
