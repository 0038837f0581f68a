/** Documents that were understood are kept, but not all of them. */
import { beforeEach, describe, expect, it } from 'vitest';
import { readConfig } from '../src/config.ts';
import { DocumentStore } from '../src/documents/document-store.ts';
import { schema } from '../src/schema.ts';

describe('the store of documents', () => {
  let store: DocumentStore;
  beforeEach(() => {
    store = new DocumentStore(schema, readConfig({}).documentLimits, true);
  });

  /** Whether a document that was read before so many others need not be read again. */
  const keepsThrough = (count: number, text: (index: number) => string) => {
    const first = store.read(text(0));
    for (let index = 1; index <= count; index += 1) store.read(text(index));
    return store.read(text(0)) === first;
  };

  it('knows a text that it has read', () => {
    expect(keepsThrough(100, (index) => `query Q${index} { __typename }`)).toBe(true);
  });

  it('forgets the oldest of 10,000 different ones', () => {
    const fields = Array.from({ length: 10 }, (_, index) => `f${index}: __typename`).join(' ');
    expect(keepsThrough(10_000, (index) => `query Q${index} { ${fields} }`)).toBe(false);
  });

  it('forgets those with few tokens and long comments as well', () => {
    const comment = 'x'.repeat(250_000);
    expect(keepsThrough(200, (index) => `{ __typename } # ${index} ${comment}`)).toBe(false);
  });

  it('is not emptied by documents that are refused', () => {
    expect(keepsThrough(10_000, (index) => (index === 0 ? '{ __typename }' : `{ unknown${index} }`))).toBe(true);
  });
});
