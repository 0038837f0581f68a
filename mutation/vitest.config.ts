import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';
import { testFiles } from './test-files.ts';

const names: readonly string[] = testFiles[process.env['MUTATION_FILE'] as keyof typeof testFiles];
const files = names.map((name) => `test/${name}.test.ts`);

/** Runs the files in the order of their list: Vitest would begin with the slowest. */
class AsListed extends BaseSequencer {
  override sort(specifications: TestSpecification[]): Promise<TestSpecification[]> {
    const placeOf = ({ moduleId }: TestSpecification) => files.findIndex((file) => moduleId.endsWith(`/${file}`));
    return Promise.resolve(specifications.toSorted((one, other) => placeOf(one) - placeOf(other)));
  }
}

export default defineConfig({
  root: new URL('..', import.meta.url).pathname,
  // Otherwise Vite and Node each load a graphql of their own: "another module or realm".
  ssr: { resolve: { conditions: ['module-sync', 'node'] } },
  test: {
    include: files,
    setupFiles: ['mutation/setup.ts'],
    sequence: { sequencer: AsListed },
    isolate: false,
    fileParallelism: false,
    testTimeout: 15_000,
    hookTimeout: 15_000,
  },
});
