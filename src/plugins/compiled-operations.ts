/**
 * Executes operations that were asked for before by functions made of them, in place of graphql-js, which reads their document anew
 * each time. The answer is the same: `test/compiled.test.ts` compares them to the byte.
 */
import type { ExecutionResult, GraphQLError, GraphQLSchema } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import type { Compile, CompiledOperation } from '../documents/compiled-operation.ts';
import type { KnownDocument, KnownOperation } from '../documents/document-store.ts';
import type { Variables } from '../documents/nodes.ts';
import type { Visited } from './visit.ts';

/** Making a function costs as much as executing a document some dozen times, so it must be worth it. */
const sightsBeforeCompiling = 2;

export interface CompiledOperationsOptions {
  compile: Compile;
  schema: GraphQLSchema;
  /** What is to be in the context beside what the request has brought. */
  contextOf: (request: Request, visited: Visited) => object;
  /** What clients see of an error. */
  maskError: (error: GraphQLError) => GraphQLError;
}

interface Sighted {
  sights: number;
  /** Null if it cannot be made. */
  execute: CompiledOperation | null | undefined;
}

/** For queries; mutations are rare, and are executed one after the other. */
export function useCompiledOperations({ compile, schema, contextOf, maskError }: CompiledOperationsOptions): Plugin<object, Visited> {
  const sighted = new WeakMap<KnownOperation, Sighted>();

  return {
    onParams({ paramsHandler, setParamsHandler, context: { visit } }) {
      const { document, operation } = visit;
      if (document === undefined || operation?.type !== 'query' || !operation.isSteady) return;
      const execute = functionOf(document, operation);
      if (execute === undefined) return;
      setParamsHandler(async (payload) => {
        const { request, params, context } = payload;
        Object.assign(context, { request, params }, contextOf(request, context));
        const result = await execute(context, (params.variables ?? {}) as Variables);
        // Variables do not fit. graphql-js says it better.
        if (!('data' in result)) return paramsHandler(payload);
        return result.errors === undefined ? result : withErrors(result, result.errors);
      });
    },
  };

  function functionOf(document: KnownDocument, operation: KnownOperation): CompiledOperation | undefined {
    let sight = sighted.get(operation);
    if (sight === undefined) sighted.set(operation, (sight = { sights: 0, execute: undefined }));
    if (sight.execute === undefined) {
      if (sight.sights < sightsBeforeCompiling) {
        sight.sights += 1;
        return undefined;
      }
      sight.execute = compile(schema, document.node, operation.name) ?? null;
    }
    return sight.execute ?? undefined;
  }

  function withErrors(result: ExecutionResult, errors: readonly GraphQLError[]): ExecutionResult {
    return { ...result, errors: errors.map(maskError) };
  }
}
