import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

/** Tests that are quick enough to be run for every fault: units and the pure tables. */
export default defineConfig({
  test: {
    root: fileURLToPath(new URL('../..', import.meta.url)),
    include: ['test/follow/**/*.test.ts', 'test/jobs/**/*.test.ts'],
    environment: 'node',
    // A fault may make a test wait for ever: that is found out in time.
    testTimeout: 10_000,
  },
});
