/** Makes functions of operations with graphql-jit. It writes code while it runs, which not every place allows that runs JavaScript. */
import { GraphQLError } from 'graphql';
import { compileQuery, isCompiledQuery } from 'graphql-jit';
import type { Compile } from '../documents/compiled-operation.ts';

export const compile: Compile = (schema, document, operationName) => {
  const compiled = compileQuery(schema, document, operationName ?? '', {});
  if (!isCompiledQuery(compiled)) return undefined;
  return async (context, variables) => {
    const { data, errors } = await compiled.query(undefined, context, variables);
    if (data === undefined) return { errors: errors ?? [] };
    return errors === undefined ? { data } : { data, errors: errors.map(asGraphQLError) };
  };
};

/** graphql-jit's errors have the facts of one, and cannot be changed. */
function asGraphQLError({ message, path, locations, originalError }: GraphQLError): GraphQLError {
  const error = new GraphQLError(message, {
    path: path ?? null,
    cause: originalError,
    extensions: originalError instanceof GraphQLError ? originalError.extensions : null,
  });
  // GraphQLError finds places by syntax nodes, which graphql-jit has no longer.
  return Object.defineProperty(error, 'locations', { value: locations, enumerable: true });
}
