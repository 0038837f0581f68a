/** GraphQL Mesh: makes a graph of the OpenAPI document, which Hive Gateway then serves. */
import { defineConfig } from '@graphql-mesh/compose-cli';
import { loadOpenAPISubgraph } from '@omnigraph/openapi';
import { headers, root } from './settings.ts';

export const composeConfig = defineConfig({
  subgraphs: [
    {
      sourceHandler: loadOpenAPISubgraph('RealtimeKit', {
        source: './openapi.json',
        endpoint: root,
        operationHeaders: headers,
      }),
    },
  ],
});
