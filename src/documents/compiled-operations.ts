/** Functions made of queries that were asked for before. */
import type { DocumentNode, ExecutionResult, GraphQLSchema } from 'graphql';
import type { KnownDocument, KnownOperation } from './document-store.ts';

/** Executes one operation. Variables that do not fit give errors and no `data`, before any resolver has run. */
export type CompiledOperation = (
  context: object,
  variables: Readonly<Record<string, unknown>>,
) => ExecutionResult | Promise<ExecutionResult>;

/** Makes one; null for what it cannot, undefined as long as nothing is there that could. */
export type Compile = (
  schema: GraphQLSchema,
  document: DocumentNode,
  operationName: string | undefined,
) => CompiledOperation | null | undefined;

/** Making a function costs as much as executing a document some dozen times, so it must be worth it. */
const sightsBeforeCompiling = 2;

interface Sighted {
  sights: number;
  /** Null if it cannot be made. */
  execute: CompiledOperation | null | undefined;
}

export class CompiledOperations {
  readonly #sighted = new WeakMap<KnownOperation, Sighted>();
  readonly #compile: Compile;
  readonly #schema: GraphQLSchema;

  constructor(compile: Compile, schema: GraphQLSchema) {
    this.#compile = compile;
    this.#schema = schema;
  }

  /** The function of an operation, if it has been made. */
  ready(operation: KnownOperation): CompiledOperation | undefined {
    return this.#sighted.get(operation)?.execute ?? undefined;
  }

  /** Its function, made now if the operation was seen often enough. For queries; mutations are rare, and done one after the other. */
  sight({ node }: KnownDocument, operation: KnownOperation): CompiledOperation | undefined {
    if (operation.type !== 'query' || !operation.isSteady) return undefined;
    let sight = this.#sighted.get(operation);
    if (sight === undefined) this.#sighted.set(operation, (sight = { sights: 0, execute: undefined }));
    if (sight.execute === undefined && sight.sights >= sightsBeforeCompiling) {
      sight.execute = this.#compile(this.#schema, node, operation.name);
    }
    sight.sights += 1;
    return sight.execute ?? undefined;
  }
}
