/**
 * `npm run mutation`: puts small faults into the engine and the pure rules, one after the other, and tells which of
 * them no test notices. Takes long, so it is no part of the checks. Other files: `npm run mutation -- --mutate FILE`.
 */
export default {
  mutate: ['src/follow/**/*.ts', 'src/jobs/**/*.ts'],
  testRunner: 'vitest',
  plugins: ['@stryker-mutator/vitest-runner'],
  vitest: { configFile: 'test/mutation/vitest.config.ts' },
  coverageAnalysis: 'perTest',
  // The compiler has no interface for programs any more, and the runner needs none.
  tsconfigFile: 'test/mutation/none.json',
  tempDirName: 'coverage/mutation',
  ignorePatterns: ['/dist', '/coverage', '/completions', '/schemas'],
  reporters: ['clear-text', 'json', 'progress'],
  jsonReporter: { fileName: 'coverage/mutation.json' },
  clearTextReporter: { allowColor: false, reportTests: false },
  concurrency: 2,
  timeoutMS: 6_000,
};
