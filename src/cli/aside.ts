import { spawn } from 'node:child_process';
import { isSea } from 'node:sea';

/** Starts this program once more, without streams, to outlive this one. */
export function startAside(
  argv: readonly string[],
  { execPath, argv: [, script = ''], env }: Pick<NodeJS.Process, 'execPath' | 'argv' | 'env'>,
): Promise<void> {
  const words = isSea() ? argv : [script, ...argv];
  const child = spawn(execPath, words, { detached: true, stdio: 'ignore', windowsHide: true, env });
  return new Promise((resolve) => {
    child.once('spawn', () => {
      child.unref();
      resolve();
    });
    child.once('error', () => resolve());
  });
}
