/** The store of answers in memory: whose an answer is, which one of several is kept, and what makes room. */
import { describe, expect, it } from 'vitest';
import { MemoryStore } from '../src/upstream/answer-store.ts';

const roomy = () => new MemoryStore({ maxEntries: 100, maxBytes: 1024 * 1024 });
const answer = (value: string, storedAt = 1, bytes = 10) => ({ value, storedAt, bytes });

describe('the store of answers', () => {
  it('answers for the same scope, path and query only', () => {
    const store = roomy();
    store.set('mine', '/a', 'page_no=1', answer('one'));
    expect(store.get('mine', '/a', 'page_no=1')).toEqual(answer('one'));
    expect(store.get('yours', '/a', 'page_no=1')).toBeUndefined();
    expect(store.get('mine', '/b', 'page_no=1')).toBeUndefined();
    expect(store.get('mine', '/a', 'page_no=2')).toBeUndefined();
    expect(store.get('mine', '/a', '')).toBeUndefined();
  });

  it('never answers one scope with the data of another, whatever the two are called', () => {
    const store = roomy();
    store.set('mine', '/a b', '', answer('mine'));
    expect(store.get('mine /a', 'b', '')).toBeUndefined();
  });

  it('keeps the newer one of two, and the later one of equals', () => {
    const store = roomy();
    store.set('s', '/a', '', answer('new', 2));
    store.set('s', '/a', '', answer('old', 1));
    expect(store.get('s', '/a', '')?.value).toBe('new');
    store.set('s', '/a', '', answer('again', 2));
    expect(store.get('s', '/a', '')?.value).toBe('again');
  });

  it('keeps 64 queries of a path, those that were put last', () => {
    const store = roomy();
    for (let page = 0; page < 63; page += 1) store.set('s', '/a', `${page}`, answer(`${page}`));
    // Put again, it is the last one, and takes nobody's place.
    store.set('s', '/a', '0', answer('0', 2));
    store.set('s', '/a', '63', answer('63'));
    expect(store.get('s', '/a', '0')?.value).toBe('0');
    expect(store.get('s', '/a', '1')?.value).toBe('1');
    store.set('s', '/a', '64', answer('64'));
    expect(['0', '1', '2', '64'].map((page) => store.get('s', '/a', page)?.value)).toEqual(['0', undefined, '2', '64']);
    expect(store.entries).toBe(1);
  });

  it('counts keys, queries and answers, and 512 bytes more for each', () => {
    const store = roomy();
    store.set('s', '/a', '', answer('x', 1, 100));
    expect(store.bytes).toBe('s /a'.length + 100 + 512);
    store.set('s', '/a', 'page_no=1', answer('x', 1, 7));
    expect(store.bytes).toBe('s /a'.length + 100 + 512 + 'page_no=1'.length + 7 + 512);
    store.set('s', '/a', '', answer('x', 1, 50));
    expect(store.bytes).toBe('s /a'.length + 50 + 512 + 'page_no=1'.length + 7 + 512);
    store.drop('s', '/a');
    expect([store.bytes, store.entries]).toEqual([0, 0]);
  });

  it('makes room for what is new by what was used longest ago', () => {
    const store = new MemoryStore({ maxEntries: 2, maxBytes: 1024 * 1024 });
    for (const path of ['/a', '/b']) store.set('s', path, '', answer(path));
    store.get('s', '/a', '');
    store.set('s', '/c', '', answer('/c'));
    expect(['/a', '/b', '/c'].map((path) => store.get('s', path, '')?.value)).toEqual(['/a', undefined, '/c']);

    const small = new MemoryStore({ maxEntries: 100, maxBytes: 2_000 });
    for (const path of ['/a', '/b']) small.set('s', path, '', answer(path, 1, 1_000));
    expect(['/a', '/b'].map((path) => small.get('s', path, '')?.value)).toEqual([undefined, '/b']);
  });

  it('drops a path with all its queries and nothing below it, or all that begins so, in one scope', () => {
    const store = roomy();
    const paths = ['/a', '/a/1', '/a/2', '/ab'];
    for (const scope of ['mine', 'yours']) for (const path of paths) store.set(scope, path, 'q', answer(path));
    const kept = (scope: string) => paths.filter((path) => store.get(scope, path, 'q') !== undefined);
    store.drop('mine', '/a/2');
    expect(kept('mine')).toEqual(['/a', '/a/1', '/ab']);
    store.drop('mine', '/a');
    expect(kept('mine')).toEqual(['/a/1', '/ab']);
    store.dropBelow('mine', '/a/');
    expect(kept('mine')).toEqual(['/ab']);
    expect(kept('yours')).toEqual(paths);
  });
});
