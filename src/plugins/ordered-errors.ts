/** Errors come in the order of their paths, not in that in which calls happened to fail: the same question has the same answer. */
import type { ExecutionResult, GraphQLError } from 'graphql';
import type { Plugin } from 'graphql-yoga';

export function useOrderedErrors(): Plugin {
  return {
    onExecutionResult(execution) {
      // One and whole: there are no subscriptions and no batches.
      const result = execution.result as ExecutionResult;
      if (result.errors !== undefined) execution.setResult({ ...result, errors: result.errors.toSorted(byPath) });
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
