/** Fields that show one object by the ids that lead to it: one by one, or many at once for who resolves many such fields together. */
import type { GraphQLResolveInfo } from 'graphql';
import type { Context } from './context.ts';
import { asError } from './errors.ts';
import type { Outcome } from './loading/collapse.ts';
import type { Detail, Placed } from './loading/collection.ts';
import type { ObjectLoader } from './loading/object-loader.ts';

/** Resolves a field for many arguments at once: their values in order, each that fails as its error. */
export type ResolveEach = (each: readonly unknown[], context: unknown, info: unknown) => Promise<readonly unknown[]>;

/** How a field that was made here is resolved for many arguments at once; undefined of others. */
export function resolveEachOf(extensions: Readonly<Record<string, unknown>>): ResolveEach | undefined {
  return extensions['resolveEach'] as ResolveEach | undefined;
}

/** Where an object is. */
interface Place<Parent> {
  readonly parent: Parent;
  readonly id: string;
}

/**
 * Of a root field: how it is resolved, and the same for `resolveEachOf`. `placeOf` says where an object is, or throws what is wrong with the
 * arguments; `detailOf` how much of it the query wants.
 */
export function lookup<Args, Parent extends object, Row>(
  objects: ObjectLoader<Parent, Row>,
  placeOf: (args: Args) => Place<Parent>,
  detailOf?: (info: GraphQLResolveInfo) => Detail,
) {
  const resolveEach = (each: readonly Args[], context: Context, info: GraphQLResolveInfo) =>
    loadPlaces(objects, each, placeOf, context, detailOf?.(info));
  return {
    extensions: { resolveEach: resolveEach as ResolveEach },
    resolve: (_root: unknown, args: Args, context: Context, info: GraphQLResolveInfo) => {
      const { parent, id } = placeOf(args);
      return objects.load(context, parent, id, detailOf?.(info));
    },
  };
}

/** Reads the objects to which these arguments lead, each its outcome, in their order: also what `placeOf` throws. */
export async function loadPlaces<Args, Parent extends object, Row>(
  objects: ObjectLoader<Parent, Row>,
  each: readonly Args[],
  placeOf: (args: Args, index: number) => Place<Parent>,
  context: Context,
  detail?: Detail,
): Promise<readonly Outcome<Placed<Row, Parent>>[]> {
  const parts: (Error | { readonly parent: Parent; readonly ids: string[] })[] = [];
  each.forEach((args, index) => {
    try {
      const { parent, id } = placeOf(args, index);
      const last = parts.at(-1);
      // One after the other they mostly have the same parent. The loader plans them together in any case.
      if (last === undefined || last instanceof Error || last.parent !== parent) parts.push({ parent, ids: [id] });
      else last.ids.push(id);
    } catch (error) {
      parts.push(asError(error));
    }
  });
  const read = parts.map(async (part) => {
    if (part instanceof Error) return [part];
    const { parent, ids } = part;
    return objects.loadEach(context, parent, ids, detail);
  });
  return (await Promise.all(read)).flat();
}
