/** What both mutation runs share. */
export const everywhere = {
  testRunner: 'vitest',
  plugins: ['@stryker-mutator/vitest-runner'],
  coverageAnalysis: 'perTest',
  // The compiler has no interface for programs any more, and the runner needs none.
  tsconfigFile: 'test/mutation/none.json',
  tempDirName: 'coverage/mutation',
  ignorePatterns: ['/dist', '/coverage', '/completions'],
  reporters: ['clear-text', 'json', 'progress'],
  jsonReporter: { fileName: 'coverage/mutation.json' },
  clearTextReporter: { allowColor: false, reportTests: false },
  concurrency: 2,
  timeoutMS: 6_000,
};
