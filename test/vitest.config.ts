import { configDefaults, defineConfig, mergeConfig } from 'vitest/config';
import shared from './shared.config.ts';

const elsewhere = [
  ...configDefaults.exclude,
  'test/{live,bench,shells,man,browser,packages,keyring}/**',
];
const processes = 'test/e2e/**/*.test.ts';

/**
 * All tests. A worker loads the program once for all its files: what a file changes in the process,
 * it sets back. Those of processes and pseudo-terminals run last: they mostly wait, and on a busy
 * machine they are the first to fail.
 */
export default mergeConfig(
  shared,
  defineConfig({
    test: {
      projects: [
        {
          extends: true,
          test: {
            name: 'inside',
            include: ['test/**/*.test.ts'],
            exclude: [...elsewhere, processes],
            maxWorkers: '100%',
            isolate: false,
          },
        },
        {
          extends: true,
          test: {
            name: 'processes',
            include: [processes],
            maxWorkers: 4,
            sequence: { groupOrder: 1 },
          },
        },
      ],
      coverage: {
        provider: 'v8',
        include: ['src/**/*.ts'],
        exclude: ['src/main.ts', 'src/build/**'],
        reporter: ['text-summary', 'json-summary'],
        thresholds: { lines: 95 },
      },
    },
  }),
);
