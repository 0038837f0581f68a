/** Of one file, which run.ts names in MUTATION_FILE. */
const { MUTATION_FILE: file = '' } = process.env;
const name = file.replaceAll('/', '-');

export default {
  mutate: [`src/${file}`],
  testRunner: 'vitest',
  vitest: { configFile: 'mutation/vitest.config.ts', related: false },
  plugins: ['@stryker-mutator/vitest-runner'],
  coverageAnalysis: 'perTest',
  // They are changed while modules are loaded: each would need a process of its own.
  ignoreStatic: true,
  disableTypeChecks: false,
  // Two files are changed at the same time, each by itself.
  concurrency: 1,
  // What is killed by time must be an endless loop, also on a machine that has other work.
  timeoutMS: 60_000,
  timeoutFactor: 4,
  tempDirName: `mutation/.stryker-tmp/${name}`,
  ignorePatterns: ['/bench', '/contract', '/deploy', '/.ci', '/dist', '/mutation/reports', '/mutation/node_modules'],
  incremental: true,
  incrementalFile: `mutation/reports/${name}.incremental.json`,
  reporters: ['json'],
  jsonReporter: { fileName: `mutation/reports/${name}.json` },
  symlinkNodeModules: true,
};
