import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

/** What needs bash, zsh and fish on the machine; not part of `npm test`. */
export default defineConfig({
  test: {
    root: fileURLToPath(new URL('../..', import.meta.url)),
    include: ['test/shells/**/*.test.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
