import { everywhere } from './common.mjs';

/**
 * `npm run mutation`: puts small faults into the engine and the pure rules, one after the other,
 * and lists which of them no test notices. Takes long, so it is no part of the checks. Other files:
 * `npm run mutation -- --mutate FILE`.
 */
export default {
  ...everywhere,
  mutate: ['src/follow/**/*.ts', 'src/jobs/**/*.ts'],
  vitest: { configFile: 'test/mutation/vitest.config.ts' },
};
