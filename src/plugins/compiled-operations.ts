/**
 * Executes operations that were asked for before by functions made of them, in place of graphql-js, which reads their document anew
 * each time. The answer is the same: `test/compiled.test.ts` compares them to the byte.
 */
import type { GraphQLError } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import type { CompiledOperations } from '../documents/compiled-operations.ts';
import type { Variables } from '../documents/nodes.ts';
import type { Asking, Visited } from './visit.ts';

export interface CompiledOperationsOptions {
  compiled: CompiledOperations;
  /** What is to be in the context beside what the request has brought. */
  contextOf: (asking: Asking, visited: Visited) => object;
  /** What clients see of an error. */
  maskError: (error: GraphQLError) => GraphQLError;
}

export function useCompiledOperations({ compiled, contextOf, maskError }: CompiledOperationsOptions): Plugin<object, Visited> {
  return {
    onParams({ paramsHandler, setParamsHandler, context: { visit } }) {
      const { document, operation } = visit;
      const execute = document && operation && compiled.sight(document, operation);
      if (execute === undefined) return;
      setParamsHandler(async (payload) => {
        const { request, params, context } = payload;
        Object.assign(context, contextOf(request, context));
        const result = await execute(context, (params.variables ?? {}) as Variables);
        // Variables do not fit. graphql-js says it better.
        if (!('data' in result)) return paramsHandler(payload);
        return result.errors === undefined ? result : { ...result, errors: result.errors.map(maskError) };
      });
    },
  };
}
