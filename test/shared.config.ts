import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { countLazyModules } from './world/lazy-modules.ts';

/** What all runs of the tests have in common. */
export default defineConfig({
  plugins: [countLazyModules()],
  test: {
    root: fileURLToPath(new URL('..', import.meta.url)),
    environment: 'node',
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
});
