import { everywhere } from './common.mjs';

const folders = ['start', 'guards', 'commands/rerun', 'commands/cancel'];

/**
 * `npm run mutation:commands`: the same for what starts, reruns and cancels, by whole command
 * lines. Takes a night.
 */
export default {
  ...everywhere,
  mutate: folders.map((folder) => `src/${folder}/*.ts`),
  vitest: { configFile: 'test/mutation/commands.vitest.config.ts' },
  timeoutMS: 30_000,
};
