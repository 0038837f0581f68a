/** Operations that are asked for again and again, made into functions. */
import type { DocumentNode, ExecutionResult, GraphQLSchema } from 'graphql';

/** Executes one operation. Variables that do not fit give errors and no `data`, before any resolver has run. */
export type CompiledOperation = (
  context: object,
  variables: Readonly<Record<string, unknown>>,
) => ExecutionResult | Promise<ExecutionResult>;

/** Makes one; undefined for what it cannot. */
export type Compile = (schema: GraphQLSchema, document: DocumentNode, operationName: string | undefined) => CompiledOperation | undefined;
