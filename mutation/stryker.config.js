/** What is changed and which tests must notice: `MUTATION_FOLDER` is a folder of src with tests in test-files.js, `MUTATION_FILE` one file of it. */
import { testFiles } from './test-files.js';

const { MUTATION_FOLDER: folder = '', MUTATION_FILE: file } = process.env;
if (!(folder in testFiles)) throw new Error(`MUTATION_FOLDER must be one of ${Object.keys(testFiles).join(', ')} (got "${folder}")`);

export default {
  mutate: [file ?? `src/${folder}/**/*.ts`],
  testRunner: 'vitest',
  vitest: { configFile: 'mutation/vitest.config.ts', related: false },
  plugins: ['@stryker-mutator/vitest-runner'],
  coverageAnalysis: 'perTest',
  // They are changed while modules are loaded: each would need a process of its own.
  ignoreStatic: true,
  disableTypeChecks: false,
  concurrency: 2,
  // What is killed by time must be an endless loop, also on a machine that has other work.
  timeoutMS: 60_000,
  timeoutFactor: 4,
  tempDirName: 'mutation/.stryker-tmp',
  ignorePatterns: ['/bench', '/contract', '/deploy', '/.ci', '/dist', '/mutation/reports', '/mutation/node_modules'],
  incremental: true,
  incrementalFile: `mutation/reports/${folder}-incremental.json`,
  reporters: ['clear-text', 'json', 'progress-append-only'],
  jsonReporter: { fileName: `mutation/reports/${folder}.json` },
  clearTextReporter: { logTests: false, reportMutants: false, allowEmojis: false },
  thresholds: { high: 90, low: 85, break: 80 },
  symlinkNodeModules: true,
};
