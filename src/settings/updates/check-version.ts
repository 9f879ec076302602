import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { dirname } from 'node:path';

/** npm itself reads its registry, proxy, certificates and login. */
const words = [
  ...['view', 'rexctl', 'version', '--silent', '--no-update-notifier', '--no-audit'],
  ...['--fetch-retries=0', '--fetch-timeout=10000'],
];

/**
 * Starts npm, which writes the latest version of its registry to the file, and does not wait for
 * it. Errors are not reported. npm runs in the folder of the file, so that it reads no
 * configuration of the current folder, and gets no variable of this program.
 */
export function checkVersion(
  file: string,
  env: Readonly<Record<string, string | undefined>>,
  platform: string,
): void {
  const output = openSync(file, 'w', 0o600);
  try {
    const child = spawn('npm', words, {
      cwd: dirname(file),
      env: Object.fromEntries(Object.entries(env).filter(([name]) => !/^REXCTL_/i.test(name))),
      stdio: ['ignore', output, 'ignore'],
      detached: true,
      windowsHide: true,
      shell: platform === 'win32',
    });
    child.on('error', () => undefined);
    child.unref();
  } finally {
    closeSync(output);
  }
}
