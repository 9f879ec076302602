/** The name, version, folder and date of a release. */
import { execFileSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { arch, env } from 'node:process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../../', import.meta.url));

/** The `package.json` of rexctl. */
export async function aboutRexctl() {
  return JSON.parse(await readFile(`${root}package.json`, 'utf8'));
}

/** The folder of the single executable for this machine. */
export async function binaryFolder() {
  const { version } = await aboutRexctl();
  return `${root}release/rexctl-${version}-linux-${arch}`;
}

/**
 * The modification time of files in a release, in seconds since 1970: `SOURCE_DATE_EPOCH`, or the
 * time of the last commit.
 */
export function sourceDate() {
  if (env.SOURCE_DATE_EPOCH) return Number(env.SOURCE_DATE_EPOCH);
  const options = { cwd: root, encoding: 'utf8' };
  return Number(execFileSync('git', ['log', '-1', '--format=%ct'], options));
}
