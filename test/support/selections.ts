/** Queries made from the schema, so that no field can be forgotten. */
import { getNamedType, type GraphQLField, type GraphQLObjectType, isObjectType, isRequiredArgument } from 'graphql';
import { schema } from '../../src/schema.ts';

/** An object type of the schema. */
export function typeNamed(name: string): GraphQLObjectType {
  const type = schema.getType(name);
  if (!isObjectType(type)) throw new Error(`${name} is no object type`);
  return type;
}

export const isNodeType = (type: GraphQLObjectType) => type.getInterfaces().some(({ name }) => name === 'Node');
const isList = (type: GraphQLObjectType) => /(Connection|Edge|^PageInfo)$/.test(type.name);

/** The object types that hold facts that can be read: not what lists are made of, nor the payloads of mutations. */
export const factTypes = Array.from(reachableFrom(typeNamed('Query'))).filter((type) => type.name !== 'Query' && !isList(type));

function reachableFrom(type: GraphQLObjectType, reached = new Set<GraphQLObjectType>()): Set<GraphQLObjectType> {
  if (reached.has(type)) return reached;
  reached.add(type);
  for (const { type: target } of Object.values(type.getFields())) {
    const named = getNamedType(target);
    if (isObjectType(named)) reachableFrom(named, reached);
  }
  return reached;
}

/** Whether a field leads to other objects: to such that can be read by themselves, or to a list of them. */
export function isEdge({ type }: Pick<GraphQLField<unknown, unknown>, 'type'>): boolean {
  const named = getNamedType(type);
  return isObjectType(named) && (isNodeType(named) || isList(named) || named.name === 'SessionAttendee');
}

/** All fields of a type but its edges, and those of the plain objects in it. Fields with required arguments are left out. */
export function factsOf(typeName: string): string {
  const fields = Object.values(typeNamed(typeName).getFields()).filter((field) => !isEdge(field) && !field.args.some(isRequiredArgument));
  return fields
    .map(({ name, type }) => {
      const named = getNamedType(type);
      return isObjectType(named) ? `${name} { ${factsOf(named.name)} }` : name;
    })
    .join(' ');
}

/** Enters every field that has a value somewhere in an answer, as `Type.field`. Answers must be without aliases. */
export function noteValues(type: GraphQLObjectType, value: unknown, seen: Set<string>): void {
  if (Array.isArray(value)) {
    for (const item of value) noteValues(type, item, seen);
    return;
  }
  if (typeof value !== 'object' || value === null) return;
  for (const [name, content] of Object.entries(value)) {
    if (content === null || (Array.isArray(content) && content.length === 0)) continue;
    seen.add(`${type.name}.${name}`);
    const field = type.getFields()[name];
    const named = field && getNamedType(field.type);
    if (isObjectType(named)) noteValues(named, content, seen);
  }
}
