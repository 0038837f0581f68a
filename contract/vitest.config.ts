import { defineConfig } from 'vitest/config';

export default defineConfig({
  root: import.meta.dirname,
  // Otherwise Vite and Node each load a graphql of their own: "another module or realm".
  ssr: { resolve: { conditions: ['module-sync', 'node'] } },
  test: {
    include: ['*.test.ts', 'cloudflare-sdk/*.test.ts'],
    reporters: ['default', '../test/support/closing-line.ts'],
    testTimeout: 20_000,
    hookTimeout: 20_000,
  },
});
