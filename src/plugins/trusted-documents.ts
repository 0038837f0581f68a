/** Only documents of a list are answered, by their ids: what nobody who builds the clients has written, nobody can ask. */
import { usePersistedOperations } from '@graphql-yoga/plugin-persisted-operations';
import type { Plugin } from 'graphql-yoga';
import type { TrustedDocuments } from '../documents/manifest.ts';

const refusal = (message: string, code: string) => ({ message, extensions: { code, http: { status: 400, spec: true } } });

export function useTrustedDocuments(documents: TrustedDocuments): Plugin {
  return usePersistedOperations({
    extractPersistedOperationId: (params, request) => idIn(params) ?? idIn(searchOf(request)),
    getPersistedOperation: (id) => documents.get(id) ?? null,
    customErrors: {
      keyNotFound: refusal(
        'Send the id of a trusted document: documentId, id, doc_id or extensions.persistedQuery.',
        'PERSISTED_QUERY_ID_REQUIRED',
      ),
      notFound: refusal('No trusted document has this id.', 'PERSISTED_QUERY_NOT_FOUND'),
      persistedQueryOnly: refusal('Only trusted documents are answered, by their ids: send no query.', 'PERSISTED_QUERY_ONLY'),
    },
  });
}

interface PossibleParams {
  documentId?: unknown;
  id?: unknown;
  doc_id?: unknown;
  extensions?: { persistedQuery?: { sha256Hash?: unknown } } | null;
}

/** The names that it has in GraphQL over HTTP (appendix on persisted documents), Relay and Apollo Client. */
function idIn(params: object): string | null {
  const { documentId, id, doc_id: relayId, extensions } = params as PossibleParams;
  const given = [documentId, id, relayId, extensions?.persistedQuery?.sha256Hash].find((value) => typeof value === 'string');
  // In the specification's form the id says how it was made.
  return typeof given === 'string' ? given.replace(/^sha256:/, '') : null;
}

/** Yoga takes only the parameters that it knows from an address. */
function searchOf({ url, method }: Request): object {
  return method === 'GET' ? Object.fromEntries(new URL(url).searchParams) : {};
}
