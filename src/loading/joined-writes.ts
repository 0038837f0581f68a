/**
 * Writes of REST that take many at a time. GraphQL runs the root fields of a mutation one after the other, so the first of those
 * that stand side by side looks ahead and does in one call what all of them ask for; the others find the answer here.
 */
import { type FieldNode, getArgumentValues, type GraphQLResolveInfo } from 'graphql';
import type { Context } from '../context.ts';
import { fieldsOf } from './selection.ts';

export interface JoinedWriteOptions<Input extends object, Target, Answer> {
  /** What the input of a field that follows asks for. Throws for one that breaks a rule: such a field stays alone. */
  targetOf: (input: Input) => Target;
  /** What targets of one call have in common. */
  keyOf: (target: Target) => string;
  write: (context: Context, targets: readonly [Target, ...Target[]]) => Promise<Answer>;
  /** Whether nothing was done because of this error and one of many may be the cause: then each is done by itself. */
  mayBeOfOne: (error: unknown) => boolean;
}

/** An answer, and the targets of all fields that it is for. */
export interface Joined<Target, Answer> {
  readonly targets: readonly Target[];
  readonly answer: Answer;
}

/**
 * Makes the resolver of a root field that is done together with those of its name that follow it directly. One with a
 * `clientMutationId` stays alone: it may have been done before.
 */
export function createJoinedWrite<Input extends object, Target, Answer>({
  targetOf,
  keyOf,
  write,
  mayBeOfOne,
}: JoinedWriteOptions<Input, Target, Answer>) {
  type Call = Promise<Joined<Target, Answer>>;
  /** By operation (contexts live as long), the calls that answer fields which have not been run yet. */
  const calls = new WeakMap<Context, Map<string, Call>>();

  const callFor = async (context: Context, targets: readonly [Target, ...Target[]]): Call => ({
    targets,
    answer: await write(context, targets),
  });

  /** What a field asks for; undefined if it has to stay alone. */
  function joinable(field: FieldNode, { parentType, fieldName, variableValues }: GraphQLResolveInfo): Target | undefined {
    const definition = parentType.getFields()[fieldName];
    if (definition === undefined || field.name.value !== fieldName) return undefined;
    try {
      const { input } = getArgumentValues(definition, field, variableValues) as { input: Input & { clientMutationId?: unknown } };
      return input.clientMutationId == null ? targetOf(input) : undefined;
    } catch {
      // The field says itself what is wrong with it when its turn comes.
      return undefined;
    }
  }

  /** The targets of the fields that follow directly and can go in the same call, by their names in the answer. */
  function followersOf(info: GraphQLResolveInfo): ReadonlyMap<string, Target> {
    const followers = new Map<string, Target>();
    const fields = rootFields(info);
    const names = [...fields.keys()];
    const at = names.indexOf(String(info.path.key));
    let key: string | undefined;
    for (const name of names.slice(at)) {
      const field = fields.get(name);
      const target = field && joinable(field, info);
      if (target === undefined || keyOf(target) !== (key ??= keyOf(target))) break;
      followers.set(name, target);
    }
    followers.delete(String(info.path.key));
    return followers;
  }

  return async (target: Target, context: Context, info: GraphQLResolveInfo): Promise<Joined<Target, Answer>> => {
    const ofOperation = calls.get(context) ?? new Map<string, Call>();
    calls.set(context, ofOperation);
    let call = ofOperation.get(String(info.path.key));
    if (call === undefined) {
      const followers = followersOf(info);
      call = callFor(context, [target, ...followers.values()]);
      if (followers.size === 0) return call;
      for (const name of followers.keys()) ofOperation.set(name, call);
    }
    return call.catch((error: unknown) => {
      if (mayBeOfOne(error)) return callFor(context, [target]);
      throw error;
    });
  };
}

/** The root fields of an operation in the order in which they run, by their names in the answer. */
function rootFields(info: GraphQLResolveInfo): ReadonlyMap<string, FieldNode> {
  const fields = new Map<string, FieldNode>();
  // Fields of one name ask for the same: GraphQL forbids anything else.
  for (const field of fieldsOf(info.operation.selectionSet, info)) fields.set((field.alias ?? field.name).value, field);
  return fields;
}
