/** How deep and how wide an operation is, fragments expanded: in one walk of the document, however often fragments are spread. */
import {
  type DocumentNode,
  type FragmentDefinitionNode,
  Kind,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';

export interface Shape {
  /** Fields inside each other. */
  readonly depth: number;
  readonly aliases: number;
  readonly directives: number;
}

export type Fragments = ReadonlyMap<string, FragmentDefinitionNode>;

/** The fragments of a document, by name. */
export function fragmentsOf({ definitions }: DocumentNode): Fragments {
  return new Map(definitions.flatMap((one) => (one.kind === Kind.FRAGMENT_DEFINITION ? [[one.name.value, one]] : [])));
}

const nothing: Shape = { depth: 0, aliases: 0, directives: 0 };

/** Reading the schema has a depth of its own, which graphql-js limits (MaxIntrospectionDepthRule). */
const introspection = new Set(['__schema', '__type']);

/** Measures operations of one document. A fragment that spreads itself counts nothing there: validation refuses it. */
export function shapeOf(operation: OperationDefinitionNode, fragments: Fragments): Shape {
  const known = new Map<string, Shape>();
  const own = operation.directives?.length ?? 0;
  const shape = ofSet(operation.selectionSet);
  return { ...shape, directives: shape.directives + own };

  function ofSet(set: SelectionSetNode): Shape {
    return set.selections.map(ofSelection).reduce(beside, nothing);
  }

  function ofSelection(selection: SelectionNode): Shape {
    const directives = selection.directives?.length ?? 0;
    if (selection.kind === Kind.FRAGMENT_SPREAD) return beside(ofFragment(selection.name.value), { ...nothing, directives });
    const inner = selection.selectionSet === undefined ? nothing : ofSet(selection.selectionSet);
    if (selection.kind === Kind.INLINE_FRAGMENT) return { ...inner, directives: inner.directives + directives };
    return {
      depth: introspection.has(selection.name.value) ? 1 : inner.depth + 1,
      aliases: inner.aliases + (selection.alias === undefined ? 0 : 1),
      directives: inner.directives + directives,
    };
  }

  function ofFragment(name: string): Shape {
    const found = known.get(name);
    if (found !== undefined) return found;
    known.set(name, nothing);
    const fragment = fragments.get(name);
    const inner = fragment === undefined ? nothing : ofSet(fragment.selectionSet);
    const shape = { ...inner, directives: inner.directives + (fragment?.directives?.length ?? 0) };
    known.set(name, shape);
    return shape;
  }
}

function beside(one: Shape, other: Shape): Shape {
  return {
    depth: Math.max(one.depth, other.depth),
    aliases: one.aliases + other.aliases,
    directives: one.directives + other.directives,
  };
}
