import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { countLazyModules } from './world/lazy-modules.ts';

export default defineConfig({
  plugins: [countLazyModules()],
  test: {
    root: fileURLToPath(new URL('..', import.meta.url)),
    include: ['test/**/*.test.ts'],
    exclude: ['test/live/**', 'test/bench/**', 'test/shells/**', 'test/man/**'],
    environment: 'node',
    // By default one core is left idle, and a test uses one core at most.
    maxWorkers: '100%',
    testTimeout: 30_000,
    hookTimeout: 60_000,
    coverage: {
      provider: 'v8',
      include: ['src/**/*.ts'],
      exclude: ['src/main.ts', 'src/build/**'],
      reporter: ['text-summary', 'json-summary'],
      thresholds: { lines: 95 },
    },
  },
});
