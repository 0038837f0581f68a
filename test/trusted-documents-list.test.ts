/** The list of trusted documents: in which forms it is taken, and what stops the start. */
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ManifestError, readManifest } from '../src/documents/manifest.ts';
import { seedId } from '../src/emulator/seed/ids.ts';
import { startGatewayProcess } from './support/gateway-process.ts';

const readApp = 'query App($app: ID!) { app(appId: $app) { name } }';

async function post(url: string, body: object) {
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify({ variables: { app: seedId('a', 1) }, ...body }) });
  return (await response.json()) as { data?: unknown; errors?: unknown };
}

describe('a list of trusted documents', () => {
  it('is what Relay and GraphQL Codegen write, or Apollo', () => {
    expect(readManifest(JSON.stringify({ app: readApp }))).toEqual(new Map([['app', readApp]]));
    const operations = [{ id: 'app', name: 'App', type: 'query', body: readApp }];
    const apollo = { format: 'apollo-persisted-query-manifest', version: 1, operations };
    expect(readManifest(JSON.stringify(apollo))).toEqual(new Map([['app', readApp]]));
  });

  it.each([
    ['{', 'a JSON object'],
    ['[]', 'a JSON object'],
    ['{}', 'empty'],
    ['{"app":7}', '"app" must be a text'],
    ['{"operations":[]}', 'Apollo manifest of version 1'],
    ['{"format":"apollo-persisted-query-manifest","version":1,"operations":[{}]}', 'must have an id'],
  ])('that is %s is refused', (text, reason) => {
    expect(() => readManifest(text)).toThrow(ManifestError);
    expect(() => readManifest(text)).toThrow(reason);
  });

  const fileWith = (text: string) => {
    const file = join(mkdtempSync(join(tmpdir(), 'manifest-')), 'documents.json');
    writeFileSync(file, text);
    return file;
  };

  it('is read from a file when the process starts', async () => {
    const { url } = startGatewayProcess({ TRUSTED_DOCUMENTS: fileWith(JSON.stringify({ app: readApp })) });
    expect(await post(await url, { documentId: 'app' })).toMatchObject({ data: { app: { name: 'Acme Classroom' } } });
    expect((await post(await url, { query: readApp })).errors).toMatchObject([{ extensions: { code: 'PERSISTED_QUERY_ONLY' } }]);
  });

  it.each([
    ['a document that the schema does not know', { old: '{ nobody }' }, 'the document "old" is refused: Cannot query field'],
    [
      'a document past a limit',
      { deep: `{ app(appId: "a") ${'{ meetings { nodes { app '.repeat(5)} { id } ${'} } }'.repeat(5)} }` },
      'LIMIT_DEPTH',
    ],
  ])('with %s stops the start', async (_title, manifest, reason) => {
    const { exit, output } = startGatewayProcess({ TRUSTED_DOCUMENTS: fileWith(JSON.stringify(manifest)) });
    expect(await exit).toBe(1);
    expect(output()).toMatch(/^TRUSTED_DOCUMENTS: /);
    expect(output()).toContain(reason);
  });

  it('that is not there stops the start', async () => {
    const { exit, output } = startGatewayProcess({ TRUSTED_DOCUMENTS: 'nowhere.json' });
    expect(await exit).toBe(1);
    expect(output()).toContain('TRUSTED_DOCUMENTS: nowhere.json cannot be read');
  });
});
