/** Fields that stand twice in one place, on a condition: which of them counts, variables decide. */
import { type FieldNode, type FragmentDefinitionNode, Kind, type OperationDefinitionNode, type SelectionSetNode } from 'graphql';
import type { Fragments } from './shape.ts';

interface Standing {
  readonly field: FieldNode;
  readonly isConditional: boolean;
}

/** Looking ends here, and the answer is yes: fragments can make more places than anybody can count. A thousand aliases of a fragment with eight fields fit. */
const mostPlaces = 10_000;

/**
 * Whether a response key stands more than once in a selection, and one of them has a condition. Then the order of keys in the answer
 * depends on variables, which a function made of the operation does not heed.
 */
export function hasConditionalRepeats({ selectionSet }: OperationDefinitionNode, fragments: Fragments): boolean {
  let places = 0;
  return repeatsIn([selectionSet]);

  function repeatsIn(sets: readonly SelectionSetNode[]): boolean {
    const byKey = Map.groupBy(
      sets.flatMap((set) => fieldsOf(set, false, new Set())),
      ({ field: { alias, name } }) => (alias ?? name).value,
    );
    return byKey.values().some((standings) => {
      if (standings.length > 1 && standings.some(({ isConditional }) => isConditional)) return true;
      const inner = standings.flatMap(({ field }) => field.selectionSet ?? []);
      return places > mostPlaces || (inner.length > 0 && repeatsIn(inner));
    });
  }

  function fieldsOf(set: SelectionSetNode, isConditional: boolean, spread: Set<FragmentDefinitionNode>): Standing[] {
    places += set.selections.length;
    if (places > mostPlaces) return [];
    return set.selections.flatMap((selection): Standing[] => {
      const isOnCondition = isConditional || (selection.directives?.length ?? 0) > 0;
      if (selection.kind === Kind.FIELD) return [{ field: selection, isConditional: isOnCondition }];
      if (selection.kind === Kind.INLINE_FRAGMENT) return fieldsOf(selection.selectionSet, isOnCondition, spread);
      const fragment = fragments.get(selection.name.value);
      if (fragment === undefined || spread.has(fragment)) return [];
      return fieldsOf(fragment.selectionSet, isOnCondition, new Set(spread).add(fragment));
    });
  }
}
