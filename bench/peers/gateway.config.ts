/** Hive Gateway over what Mesh made; its cache is its own response cache. */
import { defineConfig } from '@graphql-hive/gateway';
import InMemoryLRUCache from '@graphql-mesh/cache-inmemory-lru';
import { cacheEntries, cacheSeconds, port } from './settings.ts';

export const gatewayConfig = defineConfig({
  host: '127.0.0.1',
  port,
  graphiql: false,
  landingPage: false,
  logging: 'error',
  ...(cacheSeconds > 0 && {
    cache: new InMemoryLRUCache({ max: cacheEntries }),
    responseCaching: { session: () => null, ttl: cacheSeconds * 1000 },
  }),
});
