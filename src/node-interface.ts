/** Objects by one global id, as Relay wants it. The id of an object is RealtimeKit's; this one is `nodeId`. */
import type { GraphQLResolveInfo } from 'graphql';
import { builder } from './builder.ts';
import type { Context } from './context.ts';
import { GatewayError } from './errors.ts';
import type { Placed } from './loading/collection.ts';
import { canonicalId, isSafeId } from './upstream/path.ts';

type Ids = readonly string[];
type LoadNode = (context: Context, ids: Ids, info: GraphQLResolveInfo) => Promise<object | null>;

interface NodeType {
  /** How many ids lead to such an object, its own included. */
  readonly length: number;
  readonly load: LoadNode;
}

const nodeTypes = new Map<string, NodeType>();
/** The type of what `node` answered; an object is of one type for good. */
const typeOf = new WeakMap<object, string>();

/** The interface of all objects that have a global id. */
export const Node = builder.interfaceRef<object>('Node').implement({
  description: 'Any object with a global id. The query `node` reads it again by this id alone, whatever app it belongs to.',
  resolveType: (value) => typeOf.get(value),
  fields: (t) => ({
    nodeId: t.id({
      description: 'Opaque id of this object among all objects of the graph, for `node`. It grants nothing by itself.',
      resolve: () => {
        throw new Error('every type of node resolves its own nodeId');
      },
    }),
  }),
});

/** The global id of an object: its type, the ids that lead to it and its own. */
export function nodeIdOf(type: string, { parent, id }: Placed<{ readonly id: string }, object>): string {
  return btoa([type, ...(Object.values(parent) as string[]), id].map(encodeURIComponent).join('/'));
}

/** Makes objects of a type readable by their global id. `ids` are in the order of `nodeIdOf`, in their canonical spelling. */
export function registerNode(type: string, length: number, load: LoadNode): void {
  nodeTypes.set(type, { length, load });
}

builder.queryField('node', (t) =>
  t.field({
    type: Node,
    nullable: true,
    description:
      'Any object by its `nodeId`, `null` if there is none. Costs what the query for its type costs, and of a `SessionParticipant`, which has none, one REST call.',
    args: { nodeId: t.arg.id({ required: true, description: 'The `nodeId` of the object, from an earlier answer.' }) },
    resolve: async (_root, { nodeId }, context, info) => {
      const { type, ids, load } = parsed(nodeId);
      const object = await load(context, ids, info);
      if (object !== null) typeOf.set(object, type);
      return object;
    },
  }),
);

function parsed(nodeId: string): { type: string; ids: Ids; load: LoadNode } {
  const [type = '', ...ids] = partsOf(nodeId);
  const nodeType = nodeTypes.get(type);
  if (nodeType?.length !== ids.length || !ids.every(isSafeId)) {
    throw new GatewayError('BAD_USER_INPUT', 'nodeId must be one from an answer of this gateway.');
  }
  return { type, ids: ids.map(canonicalId), load: nodeType.load };
}

function partsOf(nodeId: string): readonly string[] {
  try {
    return atob(nodeId).split('/').map(decodeURIComponent);
  } catch {
    return [];
  }
}
