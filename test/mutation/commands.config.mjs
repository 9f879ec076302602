import { everywhere } from './common.mjs';

const rooms = ['start', 'guards', 'commands/rerun', 'commands/cancel'];

/**
 * `npm run mutation:commands`: the same for what starts, reruns and cancels, by whole command
 * lines. Takes a night.
 */
export default {
  ...everywhere,
  mutate: rooms.map((room) => `src/${room}/*.ts`),
  vitest: { configFile: 'test/mutation/commands.vitest.config.ts' },
  timeoutMS: 30_000,
};
