import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

/** Whole command lines against the simulator, but none that starts a process. */
export default defineConfig({
  test: {
    root: fileURLToPath(new URL('../..', import.meta.url)),
    include: ['test/commands/{cancel,rerun,run}/*.test.ts', 'test/faults/lost-create.test.ts'],
    environment: 'node',
    testTimeout: 20_000,
  },
});
