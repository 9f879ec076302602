import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

/** What needs D-Bus and GNOME's keyring on the machine; not part of `npm test`. */
export default defineConfig({
  test: {
    root: fileURLToPath(new URL('../..', import.meta.url)),
    include: ['test/keyring/**/*.test.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
