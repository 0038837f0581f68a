/** Errors come in the order of their paths, not in that in which calls happened to fail: the same question has the same answer. */
import type { ExecutionResult, GraphQLError } from 'graphql';
import type { Plugin } from 'graphql-yoga';

export function useOrderedErrors(): Plugin {
  return {
    onExecutionResult(execution) {
      const { result } = execution;
      const { errors } = (result ?? {}) as ExecutionResult;
      if (errors !== undefined && errors.length > 1) execution.setResult({ ...result, errors: errors.toSorted(byPath) } as ExecutionResult);
    },
  };
}

function byPath({ path: one = [] }: GraphQLError, { path: other = [] }: GraphQLError): number {
  for (const [index, key] of one.entries()) {
    const opposite = other[index];
    if (opposite === undefined) return 1;
    if (key !== opposite) return key < opposite ? -1 : 1;
  }
  return one.length - other.length;
}
