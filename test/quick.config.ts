import { configDefaults, defineConfig, mergeConfig } from 'vitest/config';
import shared from './shared.config.ts';

/**
 * `npm run test:quick`: what a change needs at each step, in less than two minutes on two cores.
 * Without the tests that start processes or walk through faults, the tables that do all of it again
 * for each version of the server or for each command, and jobs of thousands of polls or lines.
 */
export default mergeConfig(
  shared,
  defineConfig({
    test: {
      include: ['test/**/*.test.ts'],
      exclude: [
        ...configDefaults.exclude,
        'test/{e2e,faults,package,live,bench,shells,man,browser,packages,keyring}/**',
        'test/commands/{versions,every-command}/**',
        'test/commands/{list/shifting-pages,output/long-documents,rerun/old-servers}.test.ts',
        'test/commands/{run/server-failure,watch/at-once,watch/long-jobs}.test.ts',
        'test/docs/examples-run.test.ts',
      ],
      // A thread starts sooner than a process; what the left-out tests do needs processes.
      pool: 'threads',
      maxWorkers: '100%',
    },
  }),
);
