import { spawnSync } from 'node:child_process';
import { quantile } from './quantile.mjs';

const pairs = 25;
const warmUps = 3;

/**
 * Time of `node WORDS` in units of `node -e 0`: median and quartiles over the pairs, and both
 * medians in milliseconds. Throws when a command fails.
 */
export function measure(words, env) {
  for (let count = 0; count < warmUps; count++) time(words, env);
  const times = Array.from({ length: pairs }, () => ({
    base: time(['-e', '0'], env),
    own: time(words, env),
  }));
  const ratios = times.map(({ base, own }) => own / base);
  return {
    median: quantile(ratios, 0.5),
    low: quantile(ratios, 0.25),
    high: quantile(ratios, 0.75),
    base: quantile(
      times.map(({ base }) => base),
      0.5,
    ),
    own: quantile(
      times.map(({ own }) => own),
      0.5,
    ),
  };
}

function time(words, env) {
  const start = process.hrtime.bigint();
  const { status, stderr } = spawnSync(process.execPath, words, {
    env,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const end = process.hrtime.bigint();
  if (status !== 0) throw new Error(`node ${words.join(' ')} ended with ${status}: ${stderr}`);
  return Number(end - start) / 1e6;
}
