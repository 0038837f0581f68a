/** Documents made from the schema, with their variables. Most are valid; some have a piece torn out, doubled or thrown in. */
import {
  getNamedType,
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLNamedType,
  isAbstractType,
  isInterfaceType,
  isLeafType,
  isObjectType,
  isRequiredArgument,
} from 'graphql';
import { schema } from '../../src/schema.ts';
import type { Choices } from './choices.ts';
import { oddValue, valueFor } from './values.ts';

export interface Asked {
  query: string;
  variables: Record<string, unknown>;
  operationName?: unknown;
}

const mostDepth = 8;
const scraps = [
  '{',
  '}',
  '(',
  ')',
  '...',
  '"',
  '"""',
  '$',
  '@',
  '#',
  '!',
  '&',
  '\u0000',
  '\ufeff',
  '\ud800',
  '\\u{110000}',
  '__typename',
  '...F',
  'on Query',
  'fragment F on Query { ...F }',
  'query A { __typename }',
  'subscription { x }',
  'type X { y: Int }',
  '@skip(if: true)',
  '@include(if: $missing)',
  '@defer',
  '{ __schema { types { name } } }',
  '9'.repeat(50),
];

/** One operation, rarely two, and its variables. */
export function documentFrom(choices: Choices): Asked {
  const variables: Record<string, unknown> = {};
  const definitions: string[] = [];
  const type = choices.chance(25) ? 'mutation' : 'query';
  const root = type === 'mutation' ? schema.getMutationType() : schema.getQueryType();
  const selection = root == null ? '' : selectionOf(root, 0);
  const names = definitions.length > 0 ? `Fuzzed(${definitions.join(', ')})` : choices.oneOf(['', 'Fuzzed', '__proto__']);
  const query = `${type} ${names} ${selection}`;
  return { query: choices.chance(15) ? torn(query, choices) : query, variables, ...operationName() };

  function selectionOf(parent: GraphQLNamedType, depth: number): string {
    if (isAbstractType(parent)) {
      const own = isInterfaceType(parent) ? fieldsOf(Object.values(parent.getFields()), depth) : '';
      const possible = choices.oneOf(schema.getPossibleTypes(parent));
      return `{ __typename ${own} ... on ${possible.name} ${selectionOf(possible, depth + 1)} }`;
    }
    return isObjectType(parent) ? `{ ${fieldsOf(Object.values(parent.getFields()), depth)} }` : '';
  }

  function fieldsOf(all: readonly GraphQLField<unknown, unknown>[], depth: number): string {
    const possible = depth < mostDepth ? all : all.filter((field) => isLeafType(getNamedType(field.type)));
    if (possible.length === 0 || choices.chance(3)) return '__typename';
    const count = 1 + choices.below(depth === 0 ? 2 : 4);
    return Array.from({ length: count }, (_, index) => field(choices.oneOf(possible), `f${index}`, depth)).join(' ');
  }

  function field({ name, args, type: result }: GraphQLField<unknown, unknown>, alias: string, depth: number): string {
    const given = args.filter((argument) => isRequiredArgument(argument) || choices.chance(25)).map(argument);
    const named = getNamedType(result);
    const directive = choices.chance(4) ? choices.oneOf([' @skip(if: false)', ' @include(if: true)', ' @include(if: false)']) : '';
    const inner = isLeafType(named) ? '' : ` ${selectionOf(named, depth + 1)}`;
    // The same field may stand here twice, with other arguments.
    return `${alias}: ${name}${given.length > 0 ? `(${given.join(', ')})` : ''}${directive}${inner}`;
  }

  function argument({ name, type: wanted }: GraphQLArgument): string {
    const value = valueFor(wanted, name, choices);
    const variable = choices.chance(2) ? '__proto__' : `v${definitions.length}`;
    definitions.push(`$${variable}: ${String(wanted)}`);
    Object.defineProperty(variables, variable, { value, enumerable: true, configurable: true, writable: true });
    return `${name}: $${variable}`;
  }

  function operationName(): Pick<Asked, 'operationName'> {
    return choices.chance(5) ? { operationName: choices.chance(50) ? 'Fuzzed' : oddValue(choices) } : {};
  }
}

function torn(text: string, choices: Choices): string {
  let result = text;
  for (let times = 1 + choices.below(3); times > 0; times -= 1) {
    const at = choices.below(result.length + 1);
    const end = at + choices.below(20);
    const [before, piece, after] = [result.slice(0, at), result.slice(at, end), result.slice(end)];
    result = choices.oneOf([before + after, before + piece + piece + after, before + choices.oneOf(scraps) + piece + after]);
  }
  return result;
}
