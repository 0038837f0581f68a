/** What those who use Apollo Client with this schema have to configure of its cache. */
import { readFileSync } from 'node:fs';
import { InMemoryCache, type TypePolicies } from '@apollo/client';
import { relayStylePagination } from '@apollo/client/utilities';
import { buildSchema, getNamedType, type GraphQLObjectType, isAbstractType, isObjectType } from 'graphql';

const schema = buildSchema(readFileSync(new URL('../../schema.graphql', import.meta.url), 'utf8'));
const types = Object.values(schema.getTypeMap());

/** What an interface or union stands for. Without it, what `... on Refused` selects is lost. */
const possibleTypes = Object.fromEntries(
  types.filter(isAbstractType).map((type) => [type.name, schema.getPossibleTypes(type).map(({ name }) => name)]),
);

/** Objects have `id`, by which they are kept without a policy. */
const typePolicies: TypePolicies = Object.fromEntries(
  types.filter(isObjectType).map((type) => [type.name, { fields: connectionsOf(type), ...(isPartOfObject(type) && { merge: true }) }]),
);

/** Pages of one list are joined, and an object that is taken out of the cache is taken out of its lists. */
function connectionsOf(type: GraphQLObjectType) {
  const connections = Object.values(type.getFields()).filter(({ type: given }) => getNamedType(given).name.endsWith('Connection'));
  return Object.fromEntries(
    connections.map(({ name, args }) => {
      const keyArgs = args.map((arg) => arg.name).filter((arg) => arg !== 'first' && arg !== 'after');
      return [name, relayStylePagination(keyArgs)];
    }),
  );
}

/** Such as a meeting's `recordingConfig`: what two queries read of it is put together, or each would take away what the other read. */
function isPartOfObject(type: GraphQLObjectType): boolean {
  const roots = [schema.getQueryType(), schema.getMutationType()];
  return !('id' in type.getFields()) && !roots.includes(type) && !/(Connection|Edge|PageInfo)$/.test(type.name);
}

export function createCache(more: TypePolicies = {}): InMemoryCache {
  const cache = new InMemoryCache({ possibleTypes, typePolicies });
  cache.policies.addTypePolicies(more);
  return cache;
}
