import { mergeConfig } from 'vitest/config';
import live from './vitest.config.ts';

/** The live checks against a simulated server on this machine, to try the checks. */
export default mergeConfig({ test: { globalSetup: ['test/live/simulated.ts'] } }, live);
