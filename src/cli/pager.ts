/** `less` ends at once on what fits, keeps colors, and leaves the text on the screen. */
const lessOptions = 'FRX';

/**
 * Runs a pager and gives it the text; resolves with whether it was shown. A pager that a signal
 * ends was ended by its user.
 */
export async function showInPager(
  pager: string,
  text: string,
  env: NodeJS.ProcessEnv,
): Promise<boolean> {
  const { spawn } = await import('node:child_process');
  const child = spawn(pager, {
    shell: true,
    env: { ...env, LESS: env.LESS ?? lessOptions },
    stdio: ['pipe', 'inherit', 'inherit'],
  });
  return new Promise((resolve) => {
    child.on('error', () => resolve(false));
    child.on('close', (code) => resolve(code === 0 || code === null));
    // A pager that is left early reads no more.
    child.stdin.on('error', () => undefined);
    child.stdin.end(text);
  });
}
