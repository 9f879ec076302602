import type { ChildProcess } from 'node:child_process';

/**
 * These options let `less` exit at once if the text fits, keep colors, and leave the text on the
 * screen.
 */
export const lessOptions = 'FRX';

/** A plain program name is started directly, anything else by the shell. */
const bareName = /^[\w./-]+$/;

/** A running pager. */
export interface Pager {
  /** Resolves when it accepts more text: with `false` if it never will. */
  write(text: string): Promise<boolean>;
  /** To be called when there is no more text. */
  end(): void;
  /** Resolves when it has exited: with whether it showed the text. */
  readonly closed: Promise<boolean>;
}

interface PagerSettings {
  readonly env: NodeJS.ProcessEnv;
  /** Stops the pager. */
  readonly signal: AbortSignal;
}

/** Starts a pager, given as a command line for the shell; `null` if it cannot be started. */
export async function openPager(
  command: string,
  { env, signal }: PagerSettings,
): Promise<Pager | null> {
  const { spawn } = await import('node:child_process');
  const child = spawn(command, {
    shell: !bareName.test(command),
    signal,
    env: { ...env, LESS: env.LESS ?? lessOptions },
    stdio: ['pipe', 'inherit', 'inherit'],
  });
  const { stdin } = child;
  const closed = hasShown(child);
  const isGone = new Promise<boolean>((resolve) => stdin.on('close', () => resolve(false)));
  // A pager that the user leaves early stops reading.
  stdin.on('error', () => undefined);
  const started = new Promise<boolean>((resolve) => child.on('spawn', () => resolve(true)));
  if (!(await Promise.race([started, closed]))) return null;
  return {
    closed,
    async write(text) {
      if (!stdin.writable) return false;
      if (stdin.write(text)) return true;
      const drained = new Promise<boolean>((resolve) => stdin.once('drain', () => resolve(true)));
      return Promise.race([drained, isGone]);
    },
    end: () => void stdin.end(),
  };
}

/** Signals from a user, or from the end of a session, to a pager that has shown the text. */
const endings: readonly (NodeJS.Signals | null)[] = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGPIPE'];

/** A pager that crashed may have shown nothing. */
function hasShown(child: ChildProcess): Promise<boolean> {
  return new Promise((resolve) => {
    child.on('error', () => resolve(false));
    child.on('close', (code, signal) => resolve(code === 0 || endings.includes(signal)));
  });
}
