import { spawnSync } from 'node:child_process';
import { quantile } from './quantile.mjs';

const pairs = 25;
const warmUps = 3;

/**
 * What `node WORDS` costs in units of `node -e 0`: median and quartiles over the pairs in processor
 * time, the median in time that passes, and both medians of processor time in milliseconds. Throws
 * when a command fails.
 */
export function measure(words, env) {
  for (let count = 0; count < warmUps; count++) time(words, env);
  const times = Array.from({ length: pairs }, () => ({
    base: time(['-e', '0'], env),
    own: time(words, env),
  }));
  const ratios = times.map(({ base, own }) => own.cpu / base.cpu);
  const median = (of) => quantile(times.map(of), 0.5);
  return {
    median: quantile(ratios, 0.5),
    low: quantile(ratios, 0.25),
    high: quantile(ratios, 0.75),
    wall: median(({ base, own }) => own.wall / base.wall),
    base: median(({ base }) => base.cpu),
    own: median(({ own }) => own.cpu),
  };
}

/** bash knows what a whole process took, from its start to its end; standard error is its fd 3. */
const timed = 'TIMEFORMAT="%3R %3U %3S"; time "$@" 2>&3';

/** In milliseconds. */
function time(words, env) {
  const { status, output } = spawnSync('bash', ['-c', timed, 'bash', process.execPath, ...words], {
    env,
    stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`node ${words.join(' ')} ended with ${status}: ${output[3]}`);
  const [wall, user, system] = output[2]
    .trim()
    .split(' ')
    .map((seconds) => Number(seconds) * 1000);
  return { wall, cpu: user + system };
}
