import type { ChildProcess } from 'node:child_process';

/** `less` ends at once on what fits, keeps colors, and leaves the text on the screen. */
const lessOptions = 'FRX';

/** Anything but the name of a program is left to the shell. */
const bareName = /^[\w./-]+$/;

interface PagerSettings {
  readonly env: NodeJS.ProcessEnv;
  /** Ends the pager. */
  readonly signal: AbortSignal;
}

/**
 * Runs a pager, a command line for the shell, and gives it the text; resolves with whether it was
 * shown.
 */
export async function showInPager(
  pager: string,
  text: string,
  { env, signal }: PagerSettings,
): Promise<boolean> {
  const { spawn } = await import('node:child_process');
  const child = spawn(pager, {
    shell: !bareName.test(pager),
    signal,
    env: { ...env, LESS: env.LESS ?? lessOptions },
    stdio: ['pipe', 'inherit', 'inherit'],
  });
  // A pager that is left early reads no more.
  child.stdin.on('error', () => undefined);
  child.stdin.end(text);
  return hasShown(child);
}

/** What a user, or the end of a session, sends to a pager that has shown the text. */
const endings: readonly (NodeJS.Signals | null)[] = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGPIPE'];

/** A pager that crashed may have shown nothing. */
function hasShown(child: ChildProcess): Promise<boolean> {
  return new Promise((resolve) => {
    child.on('error', () => resolve(false));
    child.on('close', (code, signal) => resolve(code === 0 || endings.includes(signal)));
  });
}
