/** Which fields of a query show the same of different objects. */
import {
  type ArgumentNode,
  type FieldNode,
  getNamedType,
  type GraphQLNamedType,
  type GraphQLSchema,
  isCompositeType,
  isLeafType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  print,
  type SelectionSetNode,
  visit,
} from 'graphql';

/** The fields of an operation, if there is nothing but fields, without conditions and each under a key of its own that an object can have. */
export function unconditionalFieldsOf({ selectionSet: { selections } }: OperationDefinitionNode): readonly FieldNode[] | undefined {
  const fields = selections.flatMap((one) => (one.kind === Kind.FIELD && (one.directives ?? []).length === 0 ? one : []));
  const keys = new Set(fields.map(keyOf));
  return fields.length === selections.length && keys.size === fields.length && !keys.has('__proto__') ? fields : undefined;
}

/** Gives what fields have in common that can be one list; undefined for one that cannot be in a list. */
export function likenessIn(
  schema: GraphQLSchema,
  { variableDefinitions = [] }: OperationDefinitionNode,
): (field: FieldNode) => string | undefined {
  const neverNull = new Set(
    variableDefinitions.flatMap(({ type, variable }) => (type.kind === Kind.NON_NULL_TYPE ? variable.name.value : [])),
  );
  return ({ name: { value: name }, arguments: args = [], selectionSet }) => {
    const definition = schema.getQueryType()?.getFields()[name];
    if (definition?.resolve === undefined || selectionSet === undefined || args.length === 0) return undefined;
    // Of a list, or of what is never null, an error would name the field that is the list of them.
    if (!isCompositeType(definition.type)) return undefined;
    // graphql-jit looks at nulls of arguments otherwise than at those of the objects that they become.
    if (!variablesOf(args).every((variable) => neverNull.has(variable))) return undefined;
    return showsFacts(schema, selectionSet, definition.type) ? `${name} ${print(selectionSet)}` : undefined;
  };
}

/** Has a resolver, which looks at nothing but the object in every type. */
const ofTheRow = 'nodeId';

/**
 * Whether a selection shows what an object tells, and nothing that has to be read then. Else what is below the one that is read first would
 * wait for the one that is read last.
 */
function showsFacts(schema: GraphQLSchema, { selections }: SelectionSetNode, type: GraphQLNamedType): boolean {
  return selections.every((one) => {
    if (one.kind === Kind.FIELD) {
      if (one.name.value === '__typename') return true;
      const field = isObjectType(type) ? type.getFields()[one.name.value] : undefined;
      if (field === undefined || !isLeafType(getNamedType(field.type))) return false;
      return field.resolve === undefined || field.name === ofTheRow;
    }
    if (one.kind === Kind.FRAGMENT_SPREAD) return false;
    const on = one.typeCondition ? schema.getType(one.typeCondition.name.value) : type;
    return on !== undefined && showsFacts(schema, one.selectionSet, on);
  });
}

function variablesOf(args: readonly ArgumentNode[]): readonly string[] {
  const names: string[] = [];
  for (const argument of args) {
    visit(argument, {
      [Kind.VARIABLE]: ({ name }) => {
        names.push(name.value);
      },
    });
  }
  return names;
}

/** Under what a field stands in the answer. */
export const keyOf = ({ alias, name }: FieldNode) => (alias ?? name).value;
