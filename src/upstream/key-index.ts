/** Where objects were last found by something else than their id. */
import { LRUCache } from 'lru-cache';

/** Most characters of keys and ids: keys are the caller's own, of any length. */
const mostCharacters = 64 * 1024 * 1024;
/** What each entry counts beside, so that there are some 100,000 of usual length. With a bound of their number the cache would take room for all at once. */
const charactersOfEntry = 512;

/** One for a gateway. An entry is a hint: the object may be gone, or have another key by now. */
export class KeyIndex {
  readonly #ids = new LRUCache<string, string>({
    maxSize: mostCharacters,
    sizeCalculation: (id, name) => charactersOfEntry + name.length + id.length,
  });

  /** `list` carries the account; keys are the caller's own words. */
  idOf(list: string, key: string): string | undefined {
    return this.#ids.get(nameOf(list, key));
  }

  note(list: string, key: string, id: string): void {
    this.#ids.set(nameOf(list, key), id);
  }

  forget(list: string, key: string): void {
    this.#ids.delete(nameOf(list, key));
  }
}

/** Lists are paths and hold no line break, so joined names cannot collide. */
function nameOf(list: string, key: string): string {
  return `${list}\n${key}`;
}
