import { configDefaults, defineConfig, mergeConfig } from 'vitest/config';
import everything from './vitest.config.ts';

/**
 * `npm run test:quick`: what a change needs at each step. Without the tests that start processes,
 * walk through faults, or do all of it again for each version of the server; on all cores.
 */
export default mergeConfig(
  everything,
  defineConfig({
    test: {
      exclude: [
        ...configDefaults.exclude,
        'test/{e2e,faults,package}/**',
        'test/commands/versions/**',
      ],
      maxWorkers: '100%',
    },
  }),
);
