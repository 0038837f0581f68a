/** Documents are understood once; what may not be executed ends here, before any resolver. */
import type { ExecutionResult } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import type { Caller } from '../callers/caller.ts';
import type { DocumentLimits } from '../config/limits.ts';
import type { DocumentStore, KnownDocument, KnownOperation } from '../documents/document-store.ts';
import { limitExceeded } from '../documents/limit-exceeded.ts';
import type { Variables } from '../documents/nodes.ts';
import { GatewayError } from '../errors.ts';
import type { Visited } from './visit.ts';

export function useDocuments(documents: DocumentStore, limits: DocumentLimits): Plugin<object, Visited> {
  return {
    onParams({ params, context, setResult }) {
      const { visit, carried } = context;
      if (carried?.result !== undefined) {
        Object.assign(context, carried.context);
        setResult(carried.result);
        return;
      }
      const { query, operationName, variables } = params as { query?: unknown; operationName?: unknown; variables?: unknown };
      // What is no text Yoga refuses.
      if (typeof query !== 'string') return;
      const document = documents.read(query);
      if (!('node' in document)) {
        setResult({ errors: document } satisfies ExecutionResult);
        return;
      }
      visit.document = document;
      const operation = operationOf(document, operationName);
      // Which one is meant, graphql-js asks.
      if (operation === undefined) return;
      visit.operation = operation;
      const refusal = refusalOf(operation, visit.caller, (variables ?? {}) as Variables, limits);
      if (refusal !== undefined) setResult({ errors: [refusal] } satisfies ExecutionResult);
    },
    onParse({ context, setParsedDocument }) {
      const { document } = (context as unknown as Visited).visit;
      if (document !== undefined) setParsedDocument(document.node);
    },
    onValidate({ context, setResult }) {
      if ((context as unknown as Visited).visit.document !== undefined) setResult([]);
    },
  };
}

/** The operation that is meant; undefined if that is not clear. */
export function operationOf({ operations }: KnownDocument, name: unknown): KnownOperation | undefined {
  return operations.length === 1 && name == null ? operations[0] : operations.find((operation) => operation.name === name);
}

/** Why an operation may not be executed for this caller, with these variables; undefined if it may. */
export function refusalOf({ type, nodesFor }: KnownOperation, caller: Caller | undefined, variables: Variables, limits: DocumentLimits) {
  if (type === 'mutation' && caller?.access.readOnly === true) {
    return new GatewayError('FORBIDDEN', 'You may only read.', { http: { status: 403, spec: true } });
  }
  const nodes = nodesFor(variables);
  return nodes > limits.nodes ? limitExceeded('LIMIT_NODES', limits.nodes, nodes) : undefined;
}
