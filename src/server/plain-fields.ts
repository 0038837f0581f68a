/** A schema for graphql-jit alone, which reads in place what has nothing to be resolved. */
import {
  BREAK,
  type DocumentNode,
  getNamedType,
  type GraphQLLeafType,
  GraphQLList,
  GraphQLNonNull,
  type GraphQLOutputType,
  GraphQLScalarType,
  type GraphQLSchema,
  isEnumType,
  isIntrospectionType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  isSpecifiedScalarType,
  Kind,
  lexicographicSortSchema,
  visit,
} from 'graphql';
import { plainReadOf } from '../fields.ts';

/** How graphql-jit takes a field: by its resolver if it has one, else the property that is called like the field. */
interface CompiledField {
  name: string;
  type: GraphQLOutputType;
  resolve?: unknown;
  readonly extensions: Readonly<Record<string, unknown>>;
}

const copies = new WeakMap<GraphQLSchema, GraphQLSchema>();

/**
 * The schema with which an operation is compiled: a copy, in which fields that show a property of the row, `presetName` its `preset_name`,
 * are called like the property and have no resolver. A call with its arguments, its path and its three functions would cost more than all
 * else that is done for them. Documents name them as ever, and so do errors.
 *
 * Introspection would show these names, and is compiled with the schema itself.
 */
export function schemaToCompile(schema: GraphQLSchema, document: DocumentNode): GraphQLSchema {
  if (isIntrospective(document)) return schema;
  let copy = copies.get(schema);
  if (copy === undefined) copies.set(schema, (copy = withPlainFields(schema)));
  return copy;
}

function withPlainFields(schema: GraphQLSchema): GraphQLSchema {
  // Sorted, because that is how graphql-js copies a schema with its types. No answer depends on the order.
  const copy = lexicographicSortSchema(schema);
  for (const type of Object.values(copy.getTypeMap())) {
    if (!isObjectType(type) || isIntrospectionType(type)) continue;
    for (const field of Object.values<CompiledField>(type.getFields())) makePlain(field, type.name);
  }
  return copy;
}

/** graphql-jit is told to show specified scalars and enums as they are. So these are left only where the value was checked with its row. */
function makePlain(field: CompiledField, parent: string): void {
  const leaf = getNamedType(field.type);
  if (!isLeafType(leaf)) return;
  const { pothosExposedField: exposed } = field.extensions;
  const plainRead = plainReadOf(field.extensions);
  if (plainRead !== undefined) {
    const { property, read } = plainRead;
    const reading = readingType(`${parent}_${property}_${leaf.name}`, leaf, read);
    Object.assign(field, { name: property, resolve: undefined, type: withLeaf(field.type, reading) });
    return;
  }
  const isText = leaf.name === 'String' || leaf.name === 'ID';
  if (!(typeof exposed === 'string' && isText)) field.type = withLeaf(field.type, serializing(leaf));
  if (typeof exposed === 'string') Object.assign(field, { name: exposed, resolve: undefined });
}

/** What a leaf becomes when it has to be serialized, though it is an enum or specified. */
function serializing(leaf: GraphQLLeafType): GraphQLLeafType {
  if (!isEnumType(leaf) && !isSpecifiedScalarType(leaf)) return leaf;
  return new GraphQLScalarType({ name: `Serialized${leaf.name}`, coerceOutputValue: (value) => leaf.coerceOutputValue(value) });
}

/** A leaf that reads a property as its resolver would; the reader has checked what a scalar would check again. */
function readingType(name: string, leaf: GraphQLLeafType, read: (value: unknown) => unknown): GraphQLScalarType {
  return new GraphQLScalarType({
    name,
    coerceOutputValue: (value) => {
      try {
        const shown = read(value);
        return isEnumType(leaf) && shown !== null ? leaf.coerceOutputValue(shown) : shown;
      } catch (error) {
        // Of what is thrown here graphql-jit hands on the message alone, so the message is the error.
        throw Object.assign(new Error(), { message: error });
      }
    },
  });
}

/** The type with another leaf, and as many lists around it. */
function withLeaf(type: GraphQLOutputType, leaf: GraphQLLeafType): GraphQLOutputType {
  if (isNonNullType(type)) return nonNull(withLeaf(type.ofType, leaf));
  return isListType(type) ? listOf(withLeaf(type.ofType, leaf)) : leaf;
}

const nonNull = (type: GraphQLOutputType): GraphQLOutputType => new GraphQLNonNull(type as GraphQLLeafType);
const listOf = (type: GraphQLOutputType): GraphQLOutputType => new GraphQLList(type as GraphQLLeafType);

function isIntrospective(document: DocumentNode): boolean {
  let found = false;
  visit(document, {
    [Kind.FIELD]: ({ name: { value } }) => {
      if (value !== '__schema' && value !== '__type') return undefined;
      found = true;
      return BREAK;
    },
  });
  return found;
}
