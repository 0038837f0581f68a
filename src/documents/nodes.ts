/**
 * How many objects the lists of an operation can bring, as GitHub counts them: each list by what its arguments allow, lists inside
 * of each other multiplied. Which lists there are is found out once for a document, how long they are for each set of variables.
 */
import {
  type ArgumentNode,
  type FieldNode,
  getNamedType,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLSchema,
  GRAPHQL_MAX_INT,
  isCompositeType,
  isListType,
  getNullableType,
  isInterfaceType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';
import type { Fragments } from './shape.ts';

export type Variables = Readonly<Record<string, unknown>>;

/** A list, how long it can be, and the lists inside of each of its objects. */
interface ListNode {
  readonly lengthFor: (variables: Variables) => number;
  readonly inner: readonly ListNode[];
}

/** The length of a list whose `first` is not given. */
export const defaultFirst = 25;

/** Counts the objects that an operation's lists can bring; zero for every variables if it has no list. */
export function createNodeCount(
  operation: OperationDefinitionNode,
  fragments: Fragments,
  schema: GraphQLSchema,
): (variables: Variables) => number {
  const known = new Map<string, readonly ListNode[]>();
  const root = schema.getRootType(operation.operation);
  const lists = root == null ? [] : ofSet(operation.selectionSet, root, new Set());
  const defaults = new Map(
    operation.variableDefinitions?.flatMap(({ variable, defaultValue }) =>
      defaultValue === undefined ? [] : [[variable.name.value, defaultValue] as const],
    ),
  );
  if (lists.length === 0) return () => 0;

  return (variables) => {
    // Fragments make lists that stand in several places; each is counted once for these variables.
    const counted = new Map<ListNode, number>();
    const countOf = (list: ListNode): number => {
      const found = counted.get(list);
      if (found !== undefined) return found;
      const count = list.lengthFor(variables) * list.inner.reduce((sum, inner) => sum + countOf(inner), 1);
      counted.set(list, count);
      return count;
    };
    return lists.reduce((sum, list) => sum + countOf(list), 0);
  };

  function ofSet(set: SelectionSetNode, parent: GraphQLCompositeType, spread: Set<string>): readonly ListNode[] {
    return set.selections.flatMap((selection): readonly ListNode[] => {
      if (selection.kind === Kind.FIELD) return ofField(selection, parent);
      if (selection.kind === Kind.INLINE_FRAGMENT) {
        return ofSet(selection.selectionSet, typeNamed(selection.typeCondition?.name.value) ?? parent, spread);
      }
      const name = selection.name.value;
      // The same fields are answered once, however often they are spread here.
      if (spread.has(name)) return [];
      spread.add(name);
      return ofFragment(name);
    });
  }

  function ofFragment(name: string): readonly ListNode[] {
    const found = known.get(name);
    if (found !== undefined) return found;
    known.set(name, []);
    const fragment = fragments.get(name);
    const type = typeNamed(fragment?.typeCondition.name.value);
    const lists = fragment === undefined || type === undefined ? [] : ofSet(fragment.selectionSet, type, new Set());
    known.set(name, lists);
    return lists;
  }

  function ofField({ name, selectionSet, arguments: given = [] }: FieldNode, parent: GraphQLCompositeType): readonly ListNode[] {
    const field = isObjectType(parent) || isInterfaceType(parent) ? parent.getFields()[name.value] : undefined;
    const type = field && getNamedType(field.type);
    if (field === undefined || selectionSet === undefined || !isCompositeType(type)) return [];
    const inner = ofSet(selectionSet, type, new Set());
    const lengthFor = lengthOf(field, given);
    return lengthFor === undefined ? inner : [{ lengthFor, inner }];
  }

  /** How long the list is that a field gives; undefined if it gives none that arguments decide on. */
  function lengthOf({ args, type }: GraphQLField<unknown, unknown>, given: readonly ArgumentNode[]): ListNode['lengthFor'] | undefined {
    if (args.some(({ name }) => name === 'first')) {
      return (variables) => numberIn(valueOf(given, 'first', variables)) ?? defaultFirst;
    }
    const keys = isListType(getNullableType(type)) ? args.find((arg) => isListType(getNullableType(arg.type))) : undefined;
    return keys && ((variables) => lengthIn(valueOf(given, keys.name, variables)));
  }

  /** What an argument is; a variable that does not fit is refused before anything is read. */
  function valueOf(given: readonly ArgumentNode[], name: string, variables: Variables): unknown {
    const value = given.find((argument) => argument.name.value === name)?.value;
    if (value?.kind !== Kind.VARIABLE) return value;
    return variables[value.name.value] ?? defaults.get(value.name.value);
  }

  function typeNamed(name: string | undefined): GraphQLCompositeType | undefined {
    const type = name === undefined ? undefined : schema.getType(name);
    return isCompositeType(type) ? type : undefined;
  }
}

/** An Int from variables, or as it stands in the document; undefined for what is none, and refused as that: a list of 1e400, say. */
function numberIn(value: unknown): number | undefined {
  const number = isNode(value) && value.kind === Kind.INT ? Number(value.value) : value;
  return typeof number === 'number' && Number.isInteger(number) && number <= GRAPHQL_MAX_INT ? Math.max(0, number) : undefined;
}

/** The length of a list from variables, or as it stands in the document. One value stands for a list of it. */
function lengthIn(value: unknown): number {
  if (value == null) return 0;
  const items = isNode(value) && value.kind === Kind.LIST ? value.values : value;
  return Array.isArray(items) ? items.length : 1;
}

function isNode(value: unknown): value is { kind: string; value?: unknown; values?: unknown } {
  return typeof value === 'object' && value !== null && 'kind' in value;
}
