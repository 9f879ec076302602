import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

/** What is built for a release, which takes Linux and Debian's tools; not part of `npm test`. */
export default defineConfig({
  test: {
    root: fileURLToPath(new URL('../..', import.meta.url)),
    include: ['test/packages/**/*.test.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
