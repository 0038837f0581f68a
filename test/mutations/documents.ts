/** Documents of mutations made from the schema, so that no fact of a payload can be forgotten. */
import { getNamedType, type GraphQLInputField, type GraphQLObjectType, isInputObjectType, isObjectType, isUnionType } from 'graphql';
import { schema } from '../../src/schema.ts';
import { factsOf, typeNamed } from '../support/selections.ts';

const fields = typeNamed('Mutation').getFields();

/** The names of all mutations. */
export const mutationNames = Object.keys(fields);

/** What a mutation can answer: its payload, and the refusals that are in a union with it. */
export function answersOf(name: string): { payload: GraphQLObjectType; refusals: readonly GraphQLObjectType[] } {
  const type = fields[name] && getNamedType(fields[name].type);
  const types = isUnionType(type) ? type.getTypes() : isObjectType(type) ? [type] : [];
  const payload = types.find((one) => one.name.endsWith('Payload'));
  if (payload === undefined) throw new Error(`${name} has no payload`);
  return { payload, refusals: types.filter((one) => one !== payload) };
}

/** The fields of a mutation's input, by their names. */
export function inputFieldsOf(name: string): Readonly<Record<string, GraphQLInputField>> {
  const type = schema.getType(`${name.charAt(0).toUpperCase()}${name.slice(1)}Input`);
  if (!isInputObjectType(type)) throw new Error(`${name} has no input`);
  return type.getFields();
}

/** All fields of the payload: of objects in it the facts, or what `edges` says of them. */
function payloadOf({ payload, edges }: { payload: GraphQLObjectType; edges: Readonly<Record<string, string>> }): string {
  return Object.values(payload.getFields())
    .map(({ name, type }) => {
      const named = getNamedType(type);
      return isObjectType(named) ? `${name} { ${edges[name] ?? factsOf(named.name)} }` : name;
    })
    .join(' ');
}

/** What a mutation is asked for when only its name and refusals count. */
export const briefly = (name: string) =>
  answersOf(name).refusals.length > 0 ? '{ __typename ... on Refused { message } }' : '{ __typename }';

/** A document of one mutation with its input as `$input`. */
export function documentOf(name: string, selection: string): string {
  return `mutation ($input: ${name.charAt(0).toUpperCase()}${name.slice(1)}Input!) { ${name}(input: $input) ${selection} }`;
}

/** The same, with all facts of the payload. */
export function wholeDocumentOf(name: string, edges: Readonly<Record<string, string>> = {}): string {
  const { payload, refusals } = answersOf(name);
  const selection = payloadOf({ payload, edges });
  return documentOf(name, refusals.length > 0 ? `{ __typename ... on ${payload.name} { ${selection} } }` : `{ __typename ${selection} }`);
}
