/** What a query selects below a field, so that what nobody asked for is not read. */
import { type DirectiveNode, type FieldNode, type GraphQLResolveInfo, Kind, type SelectionNode, type SelectionSetNode } from 'graphql';

/** The wrappers of a connection: what is selected below them is selected of its objects. */
const wrappers = new Set(['nodes', 'edges', 'node']);

type Scope = Pick<GraphQLResolveInfo, 'fragments' | 'variableValues'>;

/** Whether the query selects one of these fields, each given as names joined by dots, of the object or of a connection's objects. */
export function selects(info: GraphQLResolveInfo, paths: readonly string[]): boolean {
  const wanted = paths.map((path) => path.split('.'));
  return info.fieldNodes.some(({ selectionSet }) => selectsAny(selectionSet, wanted, info));
}

/** Whether the query selects nothing of an object but these fields: then an object that is known by its id need not be read. */
export function selectsOnly(info: GraphQLResolveInfo, names: readonly string[]): boolean {
  const known = new Set(['__typename', ...names]);
  return info.fieldNodes.every(({ selectionSet }) => fieldsOf(selectionSet, info).every(({ name }) => known.has(name.value)));
}

function selectsAny(selectionSet: SelectionSetNode | undefined, wanted: readonly (readonly string[])[], scope: Scope): boolean {
  return fieldsOf(selectionSet, scope).some(({ name: { value: name }, selectionSet: inner }) => {
    if (wrappers.has(name) && selectsAny(inner, wanted, scope)) return true;
    return wanted.some(([first, ...rest]) => first === name && (rest.length === 0 || selectsAny(inner, [rest], scope)));
  });
}

/** The fields of a selection, those of fragments included and those that directives take out left out. */
export function fieldsOf(selectionSet: SelectionSetNode | undefined, scope: Scope): readonly FieldNode[] {
  return (selectionSet?.selections ?? []).flatMap((selection): readonly FieldNode[] => {
    if (!isIncluded(selection, scope)) return [];
    if (selection.kind === Kind.FIELD) return [selection];
    const inner = selection.kind === Kind.INLINE_FRAGMENT ? selection.selectionSet : scope.fragments[selection.name.value]?.selectionSet;
    return fieldsOf(inner, scope);
  });
}

function isIncluded({ directives }: SelectionNode, scope: Scope): boolean {
  if (directives === undefined || directives.length === 0) return true;
  return directives.every((directive) => {
    const { value: name } = directive.name;
    if (name !== 'skip' && name !== 'include') return true;
    return conditionOf(directive, scope) === (name === 'include');
  });
}

/** Executors differ in how they hand on variables: by themselves, or beside where they came from. */
function conditionOf({ arguments: given = [] }: DirectiveNode, { variableValues }: Scope): unknown {
  const value = given[0]?.value;
  if (value?.kind !== Kind.VARIABLE) return value?.kind === Kind.BOOLEAN && value.value;
  const { coerced = variableValues } = variableValues as { coerced?: object };
  return (coerced as Readonly<Record<string, unknown>>)[value.name.value];
}
