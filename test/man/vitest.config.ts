import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

/** What needs mandoc, man and less on the machine; not part of `npm test`. */
export default defineConfig({
  test: {
    root: fileURLToPath(new URL('../..', import.meta.url)),
    include: ['test/man/**/*.test.ts'],
    testTimeout: 60_000,
  },
});
