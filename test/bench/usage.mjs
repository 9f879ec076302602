import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const hook = fileURLToPath(new URL('usage-hook.cjs', import.meta.url));
const rexctl = fileURLToPath(new URL('../../bin/rexctl.js', import.meta.url));

/**
 * Runs a rexctl command line and gives `{cpuMs, wallMs, peakMiB, stdout}`: processor time, duration
 * and largest resident set of the whole process. Standard output goes to `onStdout` when given,
 * else it is kept; it is read only after `unreadMs`. Throws when the command fails.
 */
export async function usageOf(words, env, onStdout, unreadMs = 0) {
  const file = join(env.HOME, `usage-${process.hrtime.bigint()}.json`);
  const child = spawn(process.execPath, ['--require', hook, rexctl, ...words], {
    env: { ...env, BENCH_USAGE: file },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  const keep = (text) => {
    stdout += text;
  };
  setTimeout(() => child.stdout.setEncoding('utf8').on('data', onStdout ?? keep), unreadMs);
  child.stderr.setEncoding('utf8').on('data', (text) => {
    stderr = (stderr + text).slice(-2000);
  });
  const code = await new Promise((resolve) => child.on('close', resolve));
  if (code !== 0) throw new Error(`rexctl ${words.join(' ')} ended with ${code}: ${stderr}`);
  return { ...JSON.parse(readFileSync(file, 'utf8')), stdout };
}
