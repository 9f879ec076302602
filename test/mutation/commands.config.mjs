import { everywhere } from './common.mjs';

const rooms = [
  'start',
  'rerun',
  'cancel',
  'check-hosts',
  'first-come',
  'lost-start',
  'named-run',
  'one-at-a-time',
];

/** `npm run mutation:commands`: the same for what starts, reruns and cancels, by whole command lines. Takes a night. */
export default {
  ...everywhere,
  mutate: rooms.map((room) => `src/commands/steps/${room}*.ts`),
  vitest: { configFile: 'test/mutation/commands.vitest.config.ts' },
  timeoutMS: 30_000,
};
