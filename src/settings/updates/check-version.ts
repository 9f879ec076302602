import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * The arguments of npm, which finds registry, proxy, certificates and login in its own settings.
 */
const words = [
  ...['view', 'rexctl', 'version', '--silent', '--no-update-notifier', '--no-audit'],
  ...['--fetch-retries=0', '--fetch-timeout=10000'],
];

/**
 * Starts npm, which writes the latest version in its registry to the file. Does not wait for npm,
 * which can outlive this program; its errors are not reported. npm runs in the folder of the file,
 * to ignore npm configuration in the current folder, and gets no variables of rexctl.
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
