/**
 * What it costs to see that fields of the same name can be merged: graphql-js compares each with each, at every place of the answer. A
 * document of few tokens can keep it busy for a long time.
 */
import { type DocumentNode, type FieldNode, Kind, type SelectionSetNode } from 'graphql';
import type { Fragments } from './shape.ts';

/**
 * About twice the comparisons for a document. Fragments count by themselves as well as where they are spread: they are compared even if
 * nothing spreads them. Counts no further than `most`, and no deeper than `depth` levels of fields.
 */
export function comparisonsIn({ definitions }: DocumentNode, fragments: Fragments, { most, depth }: { most: number; depth: number }) {
  let count = 0;
  for (const definition of definitions) if ('selectionSet' in definition) countIn([definition.selectionSet], 0);
  return count;

  /** Counts in selection sets whose fields stand at the same place of the answer. */
  function countIn(sets: readonly SelectionSetNode[], level: number): void {
    // Fragments that spread themselves go on for ever, and validation refuses them.
    if (level >= depth || count > most) return;
    for (const fields of fieldsByName(sets).values()) {
      count += fields.length ** 2;
      const inner = fields.flatMap(({ selectionSet }) => selectionSet ?? []);
      if (inner.length > 0) countIn(inner, level + 1);
    }
  }

  function fieldsByName(sets: readonly SelectionSetNode[]): Map<string, FieldNode[]> {
    const fields = new Map<string, FieldNode[]>();
    const spread = new Set<string>();
    const unread = [...sets];
    for (let set = unread.pop(); set !== undefined; set = unread.pop()) {
      for (const selection of set.selections) {
        if (selection.kind === Kind.INLINE_FRAGMENT) unread.push(selection.selectionSet);
        else if (selection.kind === Kind.FRAGMENT_SPREAD) unread.push(...setsOf(selection.name.value, spread));
        else noteField(fields, selection);
      }
    }
    return fields;
  }

  /** The selection set of a fragment, once for each place. */
  function setsOf(name: string, spread: Set<string>): SelectionSetNode[] {
    const fragment = fragments.get(name);
    if (fragment === undefined || spread.has(name)) return [];
    spread.add(name);
    return [fragment.selectionSet];
  }
}

function noteField(fields: Map<string, FieldNode[]>, field: FieldNode): void {
  const name = (field.alias ?? field.name).value;
  const alike = fields.get(name);
  if (alike === undefined) fields.set(name, [field]);
  else alike.push(field);
}
