import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { dirname } from 'node:path';

/** npm itself reads its registry, proxy, certificates and login. */
const words = [
  ...['view', 'rexctl', 'version', '--silent', '--no-update-notifier', '--no-audit'],
  ...['--fetch-retries=0', '--fetch-timeout=10000'],
];

/**
 * Has npm write the latest version in its registry to the file, without waiting for it: npm runs
 * on when this program has ended. What goes wrong is not reported. npm runs beside the file, so
 * that no configuration of the current folder is read, and gets no variable of this program.
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
