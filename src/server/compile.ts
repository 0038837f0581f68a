/** Makes functions of operations with graphql-jit. It writes code while it runs, which not every place allows that runs JavaScript. */
import { type DocumentNode, getOperationAST, GraphQLError, Kind, type SourceLocation } from 'graphql';
import { compileQuery, isCompiledQuery } from 'graphql-jit';
import type { Compile } from '../documents/compiled-operations.ts';
import { unconditionalFieldsOf } from './alike-fields.ts';
import { type Folded, foldFields } from './folded-fields.ts';
import { hasAmbiguousKeys, lengthOf, ownOperation } from './own-operation.ts';
import { schemaToCompile } from './plain-fields.ts';

/** As graphql-jit makes them: with the facts of a GraphQLError, and never to be changed. */
interface RaisedError {
  /** What a leaf has thrown is a message itself: `plain-fields.ts`. */
  readonly message: string | Error;
  readonly path?: readonly (string | number)[];
  readonly locations?: readonly SourceLocation[];
  /** What a resolver has thrown. */
  readonly originalError?: Error;
}

/** Of more fields a function is not made: graphql-jit takes 25 us for each (bench/README.md), and nobody is answered meanwhile. */
const mostFields = 2_000;
/** Only where root fields show no more than so many facts each is it tried to fold a longer one, which takes a while as well. */
const mostFactsOfOne = 20;

export const compile: Compile = (schema, document, operationName) => {
  const named = getOperationAST(document, operationName);
  if (named == null || !mayBeShort(unconditionalFieldsOf(named)?.length ?? 0, lengthOf(document, named))) return null;
  const operation = ownOperation(document, named);
  if (hasAmbiguousKeys(schema, operation)) return null;
  const toCompile = schemaToCompile(schema, document);
  // Only where the types were made for it: schemaToCompile gives the schema itself for introspection.
  const isMadeForIt = toCompile !== schema;
  const folded = isMadeForIt ? foldFields(toCompile, operation) : undefined;
  const toMake = folded?.operation ?? operation;
  const own: DocumentNode = { kind: Kind.DOCUMENT, definitions: [toMake] };
  if (lengthOf(own, toMake) > mostFields) return null;
  const compiled = compileQuery(toCompile, own, operationName ?? '', { disableLeafSerialization: isMadeForIt });
  if (!isCompiledQuery(compiled)) return null;
  return async (context, variables) => {
    const { data, errors } = await compiled.query(undefined, context, variables);
    if (data === undefined) return { errors: errors ?? [] };
    const shown = data === null || folded === undefined ? data : folded.unfoldData(data);
    if (errors === undefined) return { data: shown };
    let made: readonly GraphQLError[] | undefined;
    return {
      // When they are asked for: nobody asks where the client has left, and each of them looks for its place in the document.
      get errors() {
        return (made ??= (errors as readonly RaisedError[]).map((raised) => errorIn(document, raised, folded)));
      },
      data: shown,
    };
  };
};

function mayBeShort(rootFields: number, length: number): boolean {
  return length <= mostFields || length <= rootFields * (1 + mostFactsOfOne);
}

/** A GraphQLError that knows its places in the document, not only their lines and columns: Yoga makes another one from them. */
function errorIn({ loc }: DocumentNode, { message, path, locations = [], originalError }: RaisedError, folded?: Folded): GraphQLError {
  const cause = message instanceof Error ? message : originalError;
  // Once, also where a fragment is spread twice in one place.
  const positions = loc === undefined ? [] : Array.from(new Set(positionsOf(loc.source.body, locations)));
  const extensions = cause instanceof GraphQLError ? cause.extensions : null;
  return new GraphQLError(message instanceof Error ? message.message : message, {
    path: path === undefined ? null : folded ? folded.unfoldPath(path) : path,
    cause,
    extensions,
    ...(loc && {
      source: loc.source,
      positions: folded && path ? positions.map((position) => folded.unfoldPosition(path, position)) : positions,
    }),
  });
}

function positionsOf(text: string, locations: readonly SourceLocation[]): number[] {
  const starts = [0, ...Array.from(text.matchAll(/\r\n|[\n\r]/g), ({ index, 0: end }) => index + end.length)];
  return locations.map(({ line, column }) => (starts[line - 1] ?? 0) + column - 1);
}
