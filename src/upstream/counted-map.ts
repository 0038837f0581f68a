/** Maps of at most so many entries: whichever was used least recently makes room. */
import { LRUCache } from 'lru-cache';

/**
 * An empty map of lru-cache that counts its entries as its size. With its option `max` it would take the memory for all of them at once and
 * fill it: a dozen such maps are 5 MB to begin with, and most of them hold an entry for each token.
 */
export function countedMap<V extends object | number | string | boolean>(
  most: number,
  options?: Omit<LRUCache.OptionsBase<string, V, unknown>, 'max' | 'maxSize' | 'sizeCalculation'>,
): LRUCache<string, V> {
  return new LRUCache({ ...options, maxSize: most, sizeCalculation: () => 1 });
}

/** Keeps a map whose size is something else within so many entries as well. To be called after each `set`. */
export function keepMost(map: Pick<LRUCache<string, object>, 'size' | 'pop'>, most: number): void {
  if (map.size > most) map.pop();
}
