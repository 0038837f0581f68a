/**
 * Fields of a query that show the same of different objects, `a: meeting(…) { title } b: meeting(…) { title }`, as one: a list of them. graphql-jit
 * writes code for each field by itself, so fifty of them would be code that runs once in a request and is in no cache of the processor when it
 * does, and three functions each that wait for their answer. A list is a loop.
 */
import {
  type FieldNode,
  type GraphQLField,
  GraphQLInputObjectType,
  GraphQLList,
  GraphQLNonNull,
  GraphQLObjectType,
  type GraphQLSchema,
  Kind,
  type ObjectValueNode,
  type OperationDefinitionNode,
  visit,
} from 'graphql';
import { asError } from '../errors.ts';
import { resolveEachOf } from '../lookup.ts';
import { allOf, type Awaitable } from '../upstream/awaitable.ts';
import { keyOf, likenessIn, unconditionalFieldsOf } from './alike-fields.ts';

/** An operation that was folded, and the way back from its answers. */
export interface Folded {
  readonly operation: OperationDefinitionNode;
  /** The answer's data under the keys of the query, in their order. */
  readonly unfoldData: (data: Readonly<Record<string, unknown>>) => Record<string, unknown>;
  /** An error's path as the query has it. */
  readonly unfoldPath: (path: readonly (string | number)[]) => readonly (string | number)[];
  /** Where in the text what the folded operation has here stands, for an error with this path; offsets in UTF-16 code units. */
  readonly unfoldPosition: (path: readonly (string | number)[], position: number) => number;
}

/** Of two, three or four, a list costs as much as they do by themselves (bench/README.md). */
const fewestToFold = 3;

type Resolve = (root: unknown, args: unknown, context: unknown, info: unknown) => unknown;
/** Fields that become one, under the key of the first of them. */
type Fold = readonly FieldNode[];

/**
 * Folds neighbours, as others between them would not have their turn before the last of them; undefined if there is nothing to fold. The
 * schema must be a copy to compile with: it gets the fields that are lists. The operation must have its fragments written out.
 */
export function foldFields(schema: GraphQLSchema, operation: OperationDefinitionNode): Folded | undefined {
  const query = schema.getQueryType();
  const fields = unconditionalFieldsOf(operation);
  if (operation.operation !== 'query' || query == null || fields === undefined) return undefined;

  const likenessOf = likenessIn(schema, operation);
  const runs: FieldNode[][] = [];
  let last: string | undefined;
  for (const field of fields) {
    const likeness = likenessOf(field);
    if (likeness !== undefined && likeness === last) runs.at(-1)?.push(field);
    else runs.push([field]);
    last = likeness;
  }
  const folds = new Map(runs.flatMap((run) => (run[0] && run.length >= fewestToFold ? [[keyOf(run[0]), run]] : [])));
  if (folds.size === 0) return undefined;

  const selections = runs.flatMap((run) => (run.length >= fewestToFold ? asList(query, run) : run));
  const places = runs.flatMap((run) =>
    run.map((field, index) => ({ key: keyOf(field), from: keyOf(run[0] ?? field), index: run.length < fewestToFold ? undefined : index })),
  );
  const starts = new Map<FieldNode, readonly (number | undefined)[]>();
  const startsIn = (field: FieldNode) => {
    const found = starts.get(field) ?? startsOf(field);
    starts.set(field, found);
    return found;
  };
  const fieldAt = ([key, index]: readonly (string | number)[]) => folds.get(String(key))?.[Number(index)];
  return {
    operation: { ...operation, selectionSet: { ...operation.selectionSet, selections } },
    unfoldData: (data) => {
      const unfolded: Record<string, unknown> = {};
      for (const { key, from, index } of places) {
        unfolded[key] = index === undefined ? data[key] : (data[from] as readonly unknown[])[index];
      }
      return unfolded;
    },
    unfoldPath: (path) => {
      const field = fieldAt(path);
      return field === undefined ? path : [keyOf(field), ...path.slice(2)];
    },
    unfoldPosition: (path, position) => {
      const [first] = folds.get(String(path[0])) ?? [];
      const field = fieldAt(path);
      if (first === undefined || field === undefined) return position;
      return startsIn(field)[startsIn(first).indexOf(position)] ?? position;
    },
  };
}

/** The field that is a list of what these fields show. */
function asList(query: GraphQLObjectType, fold: Fold): FieldNode {
  const [first] = fold as [FieldNode];
  const objects = fold.map<ObjectValueNode>(({ arguments: args = [] }) => ({
    kind: Kind.OBJECT,
    fields: args.map(({ name, value }) => ({ kind: Kind.OBJECT_FIELD, name, value })),
  }));
  return {
    ...first,
    alias: { kind: Kind.NAME, value: keyOf(first) },
    name: { kind: Kind.NAME, value: listFieldOf(query, first.name.value) },
    arguments: [{ kind: Kind.ARGUMENT, name: { kind: Kind.NAME, value: 'each' }, value: { kind: Kind.LIST, values: objects } }],
  };
}

/** The name of the field that lists what a field shows for each of many arguments; made when it is first asked for. */
function listFieldOf(query: GraphQLObjectType, name: string): string {
  const fields = query.getFields();
  // No name in the schema has an underscore: they are in camel case.
  const listName = `${name}_each`;
  if (fields[listName] !== undefined) return listName;
  const { args, type, resolve, extensions } = fields[name] as GraphQLField & { resolve: Resolve };
  const resolveEach = resolveEachOf(extensions);
  const inputs = args.map((argument) => [argument.name, argument.toConfig()] as const);
  const input = new GraphQLInputObjectType({ name: `${listName}_arguments`, fields: Object.fromEntries(inputs) });
  const holder = new GraphQLObjectType({
    name: `${listName}_holder`,
    fields: {
      [listName]: {
        type: new GraphQLNonNull(new GraphQLList(type)),
        args: { each: { type: new GraphQLNonNull(new GraphQLList(new GraphQLNonNull(input))) } },
        resolve: (root: unknown, { each }: { each: readonly unknown[] }, context: unknown, info: unknown) =>
          resolveEach ? resolveEach(each, context, info) : inPlaces(each.map((one) => attempt(() => resolve(root, one, context, info)))),
      },
    },
  });
  fields[listName] = holder.getFields()[listName] as GraphQLField;
  return listName;
}

function attempt(act: () => unknown): Awaitable<unknown> {
  try {
    return act();
  } catch (error) {
    return asError(error);
  }
}

/** All of them, each that fails as its error: executors take that for what was thrown. */
function inPlaces(values: readonly Awaitable<unknown>[]): Awaitable<readonly unknown[]> {
  const all = allOf(values);
  if (!(all instanceof Promise)) return all;
  return all.catch(async () =>
    (await Promise.allSettled(values)).map((one) => (one.status === 'fulfilled' ? one.value : asError(one.reason))),
  );
}

/** Where the nodes of a field begin, but for its arguments: in the same order for fields with the same selection. */
function startsOf(field: FieldNode): readonly (number | undefined)[] {
  const starts: (number | undefined)[] = [];
  visit(
    { ...field, arguments: [] },
    {
      enter: ({ kind, loc }) => {
        if (kind !== Kind.NAME) starts.push(loc?.start);
      },
    },
  );
  return starts;
}
