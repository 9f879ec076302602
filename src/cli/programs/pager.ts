import type { ChildProcess } from 'node:child_process';

/** `less` ends at once on what fits, keeps colors, and leaves the text on the screen. */
export const lessOptions = 'FRX';

/** Anything but the name of a program is left to the shell. */
const bareName = /^[\w./-]+$/;

/** A pager that runs and takes text. */
export interface Pager {
  /** Resolves with whether it takes more, as soon as it does. */
  write(text: string): Promise<boolean>;
  /** There is no more text. */
  end(): void;
  /** Resolves when it has ended: with whether it has shown what it was given. */
  readonly closed: Promise<boolean>;
}

interface PagerSettings {
  readonly env: NodeJS.ProcessEnv;
  /** Ends the pager. */
  readonly signal: AbortSignal;
}

/** Starts a pager, a command line for the shell; `null` where it cannot be started. */
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
  // A pager that is left early reads no more.
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

/** What a user, or the end of a session, sends to a pager that has shown the text. */
const endings: readonly (NodeJS.Signals | null)[] = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGPIPE'];

/** A pager that crashed may have shown nothing. */
function hasShown(child: ChildProcess): Promise<boolean> {
  return new Promise((resolve) => {
    child.on('error', () => resolve(false));
    child.on('close', (code, signal) => resolve(code === 0 || endings.includes(signal)));
  });
}
