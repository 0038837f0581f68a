/** Lists of trusted documents, as the tools of GraphQL clients write them. */

/** Trusted documents by their ids. */
export type TrustedDocuments = ReadonlyMap<string, string>;

/** The list cannot be used; the message says why, in words that go on "TRUSTED_DOCUMENTS: …". */
export class ManifestError extends Error {}

interface ApolloOperation {
  readonly id: string;
  readonly body: string;
}

/**
 * The documents of a list in one of two formats: an object of ids and texts, which Relay's compiler and GraphQL Codegen write, or
 * Apollo's with `format: "apollo-persisted-query-manifest"`.
 *
 * @throws ManifestError
 */
export function readManifest(text: string): TrustedDocuments {
  const manifest = parsed(text);
  const entries = 'operations' in manifest ? fromApollo(manifest) : Object.entries(manifest);
  const documents = new Map<string, string>();
  for (const [id, document] of entries) {
    if (typeof document !== 'string' || document === '') throw new ManifestError(`the document of "${id}" must be a text.`);
    documents.set(id, document);
  }
  if (documents.size === 0) throw new ManifestError('the list is empty, so that nothing could be asked.');
  return documents;
}

function parsed(text: string): object {
  try {
    const manifest: unknown = JSON.parse(text);
    if (typeof manifest === 'object' && manifest !== null && !Array.isArray(manifest)) return manifest;
  } catch {
    // Said below, in the same words as for JSON of another kind.
  }
  throw new ManifestError('the file must hold a JSON object.');
}

function fromApollo(manifest: object): [string, unknown][] {
  const { format, version, operations } = manifest as { format?: unknown; version?: unknown; operations?: unknown };
  if (format !== 'apollo-persisted-query-manifest' || version !== 1 || !Array.isArray(operations)) {
    throw new ManifestError('the file must be an Apollo manifest of version 1, or an object of ids and documents.');
  }
  return operations.map((operation: unknown) => {
    const { id, body } = (operation ?? {}) as Partial<ApolloOperation>;
    if (typeof id !== 'string') throw new ManifestError('every operation must have an id.');
    return [id, body];
  });
}
