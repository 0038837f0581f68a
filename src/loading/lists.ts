/** The lists that one operation asks for objects of, told apart by as little as that takes. */

export interface List {
  /** What keys of its objects have before their id. Of the first list nothing, and most operations have no other. */
  readonly prefix: string;
}

export class Lists<Parent> {
  readonly #idsOf: (parent: Parent) => readonly string[];
  readonly #known = new Map<string, List>();
  #last: { readonly parent: Parent; readonly list: List } | undefined;

  constructor(idsOf: (parent: Parent) => readonly string[]) {
    this.#idsOf = idsOf;
  }

  /** The same for parents with the same ids. */
  of(parent: Parent): List {
    // Objects of one list are mostly asked for one after the other, by the same parent.
    if (this.#last?.parent !== parent) this.#last = { parent, list: this.#find(parent) };
    return this.#last.list;
  }

  #find(parent: Parent): List {
    // Ids hold no line break (path.ts refuses them), so neither these names nor keys with a prefix are like others.
    const name = this.#idsOf(parent).join('\n');
    const found = this.#known.get(name);
    if (found !== undefined) return found;
    const list = { prefix: this.#known.size === 0 ? '' : `${this.#known.size}\n` };
    this.#known.set(name, list);
    return list;
  }
}
