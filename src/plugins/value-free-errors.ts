/** Errors about a document do not quote the values in it: it may hold a secret, and errors go to logs of all kinds. */
import type { Plugin } from 'graphql-yoga';
import { GraphQLError } from 'graphql';
import { withoutValues } from '../errors.ts';

export function useValueFreeErrors(): Plugin {
  return {
    onParse:
      () =>
      ({ result }) => {
        if (result instanceof GraphQLError) result.message = withoutValues(result.message);
      },
    onValidate:
      () =>
      ({ result }) => {
        for (const error of result as readonly GraphQLError[]) error.message = withoutValues(error.message);
      },
  };
}
