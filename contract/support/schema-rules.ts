/** What a schema has to keep to, beyond being valid: descriptions, names, connections, nodes. */
import {
  DEFAULT_DEPRECATION_REASON,
  getNamedType,
  getNullableType,
  type GraphQLNamedType,
  type GraphQLOutputType,
  type GraphQLSchema,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isIntrospectionType,
  isListType,
  isNonNullType,
  isObjectType,
  isSpecifiedScalarType,
  isUnionType,
  validateSchema,
} from 'graphql';

type Kind = 'type' | 'field' | 'argument' | 'input field' | 'enum value';

/** A part of a schema that has a name of its own. */
interface Element {
  kind: Kind;
  name: string;
  /** As the GraphQL specification writes it, for example `Meeting.participants(first:)`. */
  coordinate: string;
  description?: string | null | undefined;
  deprecationReason?: string | null | undefined;
}

/** Everything that is wrong with a schema, as `Meeting.title: has no description`. */
export function complaintsAbout(schema: GraphQLSchema): string[] {
  const invalid = validateSchema(schema).map(({ message }) => message);
  // The other rules take a valid schema for granted.
  if (invalid.length > 0) return invalid;
  const types = ownTypes(schema);
  const used = usedTypes(schema);
  return [
    ...types.flatMap(elementsOf).flatMap((element) => {
      const wrong = [descriptionFault(element), nameFault(element), deprecationFault(element)];
      return wrong.flatMap((one) => (one === undefined ? [] : `${element.coordinate}: ${one}`));
    }),
    ...types.flatMap((type) => [...connectionFaults(type), ...nodeFaults(type)].map((one) => `${type.name}: ${one}`)),
    ...types.filter((type) => !used.has(type)).map(({ name }) => `${name}: is not used`),
  ];
}

function ownTypes(schema: GraphQLSchema): GraphQLNamedType[] {
  return Object.values(schema.getTypeMap()).filter((type) => !isIntrospectionType(type) && !isSpecifiedScalarType(type));
}

/** A type and what it consists of. */
function elementsOf(type: GraphQLNamedType): Element[] {
  const own: Element = { kind: 'type', name: type.name, coordinate: type.name, description: type.description };
  if (isEnumType(type)) return [own, ...type.getValues().map((value) => elementOf('enum value', value, type))];
  if (isInputObjectType(type)) return [own, ...Object.values(type.getFields()).map((field) => elementOf('input field', field, type))];
  if (!isObjectType(type) && !isInterfaceType(type)) return [own];
  const fields = Object.values(type.getFields()).flatMap((field) => [
    elementOf('field', field, type),
    ...field.args.map((arg) => ({ ...elementOf('argument', arg, type), coordinate: `${type.name}.${field.name}(${arg.name}:)` })),
  ]);
  return [own, ...fields];
}

function elementOf(kind: Kind, part: Pick<Element, 'name' | 'description' | 'deprecationReason'>, type: GraphQLNamedType): Element {
  const { name, description, deprecationReason } = part;
  return { kind, name, coordinate: `${type.name}.${name}`, description, deprecationReason };
}

/** A description is made of sentences, and says more than the name. A number may begin a sentence. */
function descriptionFault({ name, description }: Element): string | undefined {
  if (description == null || description === '') return 'has no description';
  if (!/^[A-Z`\d]/.test(description)) return `description does not begin like a sentence: ${description}`;
  if (!description.endsWith('.')) return `description does not end like a sentence: ${description}`;
  if (wordsOf(description) === wordsOf(name)) return `description only repeats the name: ${description}`;
  return undefined;
}

/** The words of a name or a text without articles, for comparison. */
function wordsOf(text: string): string {
  const words =
    text
      .replaceAll(/([a-z\d])([A-Z])/g, '$1 $2')
      .toLowerCase()
      .match(/[a-z\d]+/g) ?? [];
  return words.filter((word) => !['a', 'an', 'the'].includes(word)).join(' ');
}

const nameRules: Readonly<Record<Kind, { rule: RegExp; wanted: string }>> = {
  type: { rule: /^[A-Z][A-Za-z\d]*$/, wanted: 'PascalCase' },
  field: { rule: /^[a-z][A-Za-z\d]*$/, wanted: 'camelCase' },
  argument: { rule: /^[a-z][A-Za-z\d]*$/, wanted: 'camelCase' },
  'input field': { rule: /^[a-z][A-Za-z\d]*$/, wanted: 'camelCase' },
  'enum value': { rule: /^[A-Z][A-Z\d]*(_[A-Z\d]+)*$/, wanted: 'SCREAMING_SNAKE_CASE' },
};

function nameFault({ kind, name }: Element): string | undefined {
  const { rule, wanted } = nameRules[kind];
  if (!rule.test(name)) return `is not in ${wanted}`;
  if (kind === 'field' && /^get[A-Z]/.test(name)) return 'begins with "get"';
  return undefined;
}

function deprecationFault({ deprecationReason }: Element): string | undefined {
  if (deprecationReason == null) return undefined;
  return deprecationReason === DEFAULT_DEPRECATION_REASON || !deprecationReason.endsWith('.')
    ? 'is deprecated without a reason'
    : undefined;
}

/** The rules of the Relay cursor connections specification, for connections, edges, page infos and the fields that give them. */
function connectionFaults(type: GraphQLNamedType): string[] {
  if (isInputObjectType(type))
    return /(Filter|Order|Input)$/.test(type.name) ? [] : ['is an input that is not called …Filter, …Order or …Input'];
  if (!isObjectType(type)) return [];
  const { edges, pageInfo, cursor, node, ...fields } = type.getFields();
  const faults = Object.values(type.getFields()).flatMap(({ name, type: given, args }) => {
    const has = (argument: string, of: string) => args.some((arg) => arg.name === argument && getNullableType(arg.type).toString() === of);
    const isPaged = (has('first', 'Int') && has('after', 'String')) || (has('last', 'Int') && has('before', 'String'));
    if (getNamedType(given).name.endsWith('Connection'))
      return isPaged ? [] : [`${name} gives a connection and takes no first: Int and after: String`];
    return isPaged ? [`${name} takes first and after and gives no connection`] : [];
  });

  if (type.name.endsWith('Connection')) {
    const edge = edges && getNullableType(edges.type);
    if (!isListType(edge) || !getNamedType(edge).name.endsWith('Edge')) faults.push('has no edges: a list of …Edge');
    if (pageInfo?.type.toString() !== 'PageInfo!') faults.push('has no pageInfo: PageInfo!');
  } else if (edges && pageInfo) {
    faults.push('has edges and pageInfo and is not called …Connection');
  }
  if (type.name.endsWith('Edge')) {
    if (cursor?.type.toString() !== 'String!') faults.push('has no cursor: String!');
    if (node === undefined || isListType(getNullableType(node.type))) faults.push('has no node, or many');
  }
  if (type.name === 'PageInfo') {
    const { hasNextPage, hasPreviousPage, startCursor, endCursor } = fields;
    if ([hasNextPage, hasPreviousPage].some((field) => field?.type.toString() !== 'Boolean!'))
      faults.push('does not tell of a next and a previous page');
    if ([startCursor, endCursor].some((field) => field?.type.toString() !== 'String'))
      faults.push('has no startCursor: String and endCursor: String');
  }
  return faults;
}

/** What has an id can be read again by `node(nodeId:)`. */
function nodeFaults(type: GraphQLNamedType): string[] {
  if (!isObjectType(type)) return [];
  const { id, nodeId, node } = type.getFields();
  const isNode = type.getInterfaces().some(({ name }) => name === 'Node');
  const isId = (given: GraphQLOutputType | undefined) => isNonNullType(given) && getNamedType(given).name === 'ID';
  const faults: string[] = [];
  if (isNode && !isId(nodeId?.type)) faults.push('is a Node without nodeId: ID!');
  if (!isNode && (nodeId !== undefined || isId(id?.type))) faults.push('has an id and is no Node');
  if (type.name === 'Query' && node?.args.map((arg) => `${arg.name}: ${arg.type.toString()}`).join() !== 'nodeId: ID!') {
    faults.push('has no node(nodeId: ID!)');
  }
  return faults;
}

/** The types that can be reached from the root types. An object that implements an interface is reached by it. */
function usedTypes(schema: GraphQLSchema): Set<GraphQLNamedType> {
  const used = new Set<GraphQLNamedType>();
  const visit = (type: GraphQLNamedType) => {
    if (used.has(type)) return;
    used.add(type);
    neighboursOf(type, schema).forEach(visit);
  };
  [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()].filter((root) => root != null).forEach(visit);
  return used;
}

function neighboursOf(type: GraphQLNamedType, schema: GraphQLSchema): readonly GraphQLNamedType[] {
  if (isUnionType(type)) return type.getTypes();
  if (isInputObjectType(type)) return Object.values(type.getFields()).map((field) => getNamedType(field.type));
  if (!isObjectType(type) && !isInterfaceType(type)) return [];
  return [
    ...type.getInterfaces(),
    ...(isInterfaceType(type) ? schema.getPossibleTypes(type) : []),
    ...Object.values(type.getFields()).flatMap((field) => [field, ...field.args].map((part) => getNamedType(part.type))),
  ];
}
