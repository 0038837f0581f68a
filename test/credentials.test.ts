/** Whose data and quota a call uses, and what stands for a token wherever something is kept by it. */
import { describe, expect, it } from 'vitest';
import { createCredential, scopeOf } from '../src/upstream/credential.ts';
import { sha256 } from '../src/upstream/digest.ts';

describe('the digest of a text', () => {
  // FIPS 180-2, appendix B, and a text whose digest has bytes below 16.
  it.each([
    ['abc', 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'],
    ['', 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'],
    ['ä', '33e6d73fee82904c8d7afb78de1154d1e8dc2a0edb08120e63df5b9385c2d9cc'],
  ])('of %j is its SHA-256', async (text, digest) => {
    expect(await sha256(text)).toBe(digest);
  });
});

describe('a credential', () => {
  it('has the token that is sent, and a hash that is kept in its place', async () => {
    expect(await createCredential('account', 'abc')).toEqual({
      accountId: 'account',
      token: 'abc',
      hash: 'ba7816bf8f01cfea414140de5dae2223',
      owner: 'gateway',
    });
    expect(await createCredential('account', 'abc', 'caller')).toMatchObject({ owner: 'caller' });
  });

  it('keeps tenants apart by token and account, both', async () => {
    const credentials = [await createCredential('1', 'a'), await createCredential('1', 'b'), await createCredential('2', 'a')];
    expect(credentials.map(scopeOf)).toEqual(credentials.map(({ hash, accountId }) => `${hash}/${accountId}`));
    expect(new Set(credentials.map(scopeOf)).size).toBe(3);
  });
});
