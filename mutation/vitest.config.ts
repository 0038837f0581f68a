import { defineConfig } from 'vitest/config';
import { testFiles } from './test-files.js';

const folder = process.env['MUTATION_FOLDER'];

export default defineConfig({
  root: new URL('..', import.meta.url).pathname,
  // Otherwise Vite and Node each load a graphql of their own: "another module or realm".
  ssr: { resolve: { conditions: ['module-sync', 'node'] } },
  test: {
    include: testFiles[folder].map((name) => `test/${name}.test.ts`),
    setupFiles: ['mutation/setup.ts'],
    isolate: false,
    fileParallelism: false,
    testTimeout: 30_000,
    hookTimeout: 30_000,
  },
});
