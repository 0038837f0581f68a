/** The one shape of every mutation: an `input`, a payload with what was changed, refusals as data, safe to repeat. */
import type { InputFieldMap, InputShapeFromFields, ObjectRef } from '@pothos/core';
import type { GraphQLResolveInfo } from 'graphql';
import { builder, type SchemaTypes } from './builder.ts';
import type { Context } from './context.ts';
import { InputCheck } from './input-rules.ts';
import { forgetReads } from './loading/forget-reads.ts';
import { ExpectedRefusal } from './refusals.ts';
import { assertMayWrite } from './upstream/access.ts';
import { fingerprintOf } from './upstream/outcomes.ts';
import { canonicalId } from './upstream/path.ts';

builder.mutationType({
  description:
    'Everything that can be changed. Mutations of one operation happen one after the other. An error with `extensions.outcome: "UNKNOWN"` means that it may have been done all the same; any other error of the mutation itself means that it was not, while one whose `path` goes on below it is about what was selected of the payload.',
});

const longestName = 128;

export interface MutationOptions<Fields extends InputFieldMap, Payload extends object> {
  description: string;
  input: (t: PothosSchemaTypes.InputFieldBuilder<SchemaTypes, 'InputObject'>) => Fields;
  payload: ObjectRef<SchemaTypes, Payload>;
  /** What callers are prepared for: these are in a union with the payload. */
  refusals?: (new () => ExpectedRefusal)[];
  /** A payload as it may be kept for who asks again. */
  withoutSecrets?: (payload: Payload) => Payload;
  resolve: (input: InputShapeFromFields<Fields>, context: Context, asked: Asked) => Promise<Payload>;
}

/** What a mutation knows of the field that asks for it. */
export interface Asked {
  /** Of the whole input: a resolver adds its rules, and ends with `done` before it does anything. */
  readonly check: InputCheck;
  /** Whether it has a `clientMutationId`: somebody may come back for it. */
  readonly isNamed: boolean;
  readonly info: GraphQLResolveInfo;
}

/** Adds a mutation, with the type of its input. */
export function mutation<Fields extends InputFieldMap, Payload extends object>(
  name: string,
  { description, input: inputFields, payload, refusals = [], withoutSecrets = (kept) => kept, resolve }: MutationOptions<Fields, Payload>,
): void {
  const typeName = `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
  const Input = builder.inputType(`${typeName}Input`, {
    description: `The input of \`${name}\`.`,
    fields: (t): InputFieldMap => ({
      ...inputFields(t),
      clientMutationId: t.string({
        description: `A name of your own for this one change, 1 to ${longestName} characters. Sent again with the same input within 10 minutes, it is not done again: the answer tells what came of it the first time, a payload or a refusal. An error that left nothing behind is not kept: then it is tried again.`,
      }),
    }),
  });

  async function act(given: object, context: Context, info: GraphQLResolveInfo): Promise<Payload> {
    const { clientMutationId, ...input } = given as InputShapeFromFields<Fields> & { clientMutationId?: string | null };
    const { appId } = input as { appId?: string };
    // Here, and not only where calls are made: who waits for what another caller does must be allowed it himself.
    assertMayWrite(context.caller.access, name, appId === undefined ? undefined : canonicalId(appId));
    const check = new InputCheck();
    const isUsable = check.passes('input.clientMutationId', clientMutationId, lengthRule);
    const asked: Asked = { check, info, isNamed: clientMutationId != null };
    const change = () => resolve(input as unknown as InputShapeFromFields<Fields>, context, asked);
    try {
      // A name that breaks a rule is told together with all other faults of the input.
      if (clientMutationId == null || !isUsable) return await change();
      const key = `${callerIn(context)} ${name} ${clientMutationId}`;
      const isOutcome = (error: unknown) => error instanceof ExpectedRefusal;
      return await context.gateway.outcomes.once(key, await fingerprintOf(input), change, { withoutSecrets, isOutcome });
    } finally {
      forgetReads(context);
    }
  }

  builder.mutationField(name, (t) =>
    t.field({
      type: payload,
      nullable: true,
      description,
      args: { input: t.arg({ type: Input, required: true, description: 'What to change.' }) },
      ...(refusals.length > 0 && {
        errors: {
          types: refusals,
          union: { name: `${typeName}Result`, description: `What came of \`${name}\`: the payload, or a refusal that was to be expected.` },
        },
      }),
      // Pothos cannot know that a generic payload is no list.
      resolve: (_root, args, context, info) => act(args.input, context, info) as never,
    }),
  );
}

/** Whose `clientMutationId`s are kept apart from everybody else's. */
function callerIn({ rest, caller }: Context): string {
  return JSON.stringify([rest.scope, caller.id]);
}

function lengthRule({ length }: string): string | undefined {
  return length >= 1 && length <= longestName ? undefined : `must have 1 to ${longestName} characters`;
}
