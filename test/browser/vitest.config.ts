import { fileURLToPath } from 'node:url';
import { defineConfig, mergeConfig } from 'vitest/config';
import shared from '../shared.config.ts';

/** What needs Chromium on the machine; not part of `npm test`. */
export default mergeConfig(
  shared,
  defineConfig({
    test: {
      root: fileURLToPath(new URL('../..', import.meta.url)),
      include: ['test/browser/**/*.test.ts'],
      fileParallelism: false,
      testTimeout: 60_000,
    },
  }),
);
