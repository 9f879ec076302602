import { spawn } from 'node:child_process';
import { isSea } from 'node:sea';

/** How `__complete` receives the typed line. */
const lineAt = 3;

/**
 * Starts `__complete` again, to outlive this process. The typed line is sent on standard input, as
 * the scripts do, because other users can see arguments.
 */
export function startAside(
  argv: readonly string[],
  { execPath, argv: [, script = ''], env }: Pick<NodeJS.Process, 'execPath' | 'argv' | 'env'>,
): Promise<void> {
  const line = argv[lineAt] ?? '';
  const shown = argv.map((word, at) => (at === lineAt ? '-' : word));
  const words = isSea() ? shown : [script, ...shown];
  const child = spawn(execPath, words, {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
    windowsHide: true,
    env,
  });
  return new Promise((resolve) => {
    child.once('spawn', () => {
      child.unref();
      child.stdin.on('error', () => resolve()).end(line, resolve);
    });
    child.once('error', () => resolve());
  });
}
