import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

/** Whole command lines against the simulator, but none that starts a process. */
export default defineConfig({
  test: {
    root: fileURLToPath(new URL('../..', import.meta.url)),
    include: [
      'test/commands/{cancel,cron,rerun,run,stop-early,target,hidden,lineage}*.test.ts',
      'test/faults/lost-create.test.ts',
      'test/journeys/{cancel,rerun,run}.test.ts',
    ],
    environment: 'node',
    testTimeout: 20_000,
  },
});
