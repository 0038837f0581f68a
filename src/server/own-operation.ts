/** An operation as graphql-jit can make a function of it, and whether it can. */
import {
  type DocumentNode,
  type FragmentSpreadNode,
  type GraphQLSchema,
  type InlineFragmentNode,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
  visit,
} from 'graphql';
import { fragmentsOf } from '../documents/shape.ts';
import { keyOf } from './alike-fields.ts';

/**
 * An operation without its document: every node is its own, and fragments are written out where they are spread.
 *
 * graphql-jit notes on a node on which conditions it is shown. One of a fragment stands wherever that is spread, and in all operations of its
 * document: left out in one place, it would be left out in all. Documents in which that makes too many nodes do not come here
 * (`repeated-fields.ts`, `lengthOf`).
 */
export function ownOperation(document: DocumentNode, operation: OperationDefinitionNode): OperationDefinitionNode {
  const fragments = fragmentsOf(document);
  return visit(operation, { enter: (node) => (node.kind === Kind.FRAGMENT_SPREAD ? writtenOut(node) : { ...node }) });

  function writtenOut({ name, directives, loc }: FragmentSpreadNode): InlineFragmentNode {
    const fragment = fragments.get(name.value);
    if (fragment === undefined) throw new Error('a document that is valid has its fragments');
    const { typeCondition, selectionSet } = fragment;
    return { kind: Kind.INLINE_FRAGMENT, typeCondition, selectionSet, ...(directives && { directives }), ...(loc && { loc }) };
  }
}

/** How many fields an operation has with its fragments written out, in one walk of the document. */
export function lengthOf(document: DocumentNode, { selectionSet }: OperationDefinitionNode): number {
  const fragments = fragmentsOf(document);
  const known = new Map<string, number>();
  return ofSet(selectionSet);

  function ofSet(set: SelectionSetNode | undefined): number {
    return (set?.selections ?? []).reduce((sum, one) => {
      if (one.kind === Kind.FIELD) return sum + 1 + ofSet(one.selectionSet);
      return sum + (one.kind === Kind.INLINE_FRAGMENT ? ofSet(one.selectionSet) : ofFragment(one.name.value));
    }, 0);
  }

  function ofFragment(name: string): number {
    const found = known.get(name) ?? ofSet(fragments.get(name)?.selectionSet);
    known.set(name, found);
    return found;
  }
}

/**
 * Whether two fields may be one to graphql-jit. What it tells their resolvers has the name of all keys that lead there, with underscores between
 * them, `idx0` and so on for lists, and types where there may be several: `a_b` beside `b { a }` would be told what the other one selects, or the
 * other way round.
 */
export function hasAmbiguousKeys(schema: GraphQLSchema, operation: OperationDefinitionNode): boolean {
  const keys = new Set<string>();
  visit(operation, {
    [Kind.FIELD]: (field) => {
      keys.add(keyOf(field));
    },
  });
  const beginnings = (key: string) => Array.from(key.matchAll(/_/g), ({ index }) => key.slice(0, index));
  const isAlone = (part: string) => keys.has(part) || /^idx\d+$/.test(part) || schema.getType(part) !== undefined;
  return Array.from(keys).some((key) => beginnings(key).some(isAlone));
}
