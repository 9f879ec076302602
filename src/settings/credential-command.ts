import { type Clock, TimeUp, withinTime } from '../clock.ts';
import type { Environment } from '../environment.ts';
import { Failure } from '../errors.ts';

/** The environment of a credential command, and the clock and signal that limit its time. */
export interface CommandSurroundings {
  readonly env: Environment;
  readonly clock: Clock;
  readonly signal?: AbortSignal;
}

const longestMs = 60_000;
/** The limit of standard output, and of standard error. */
const mostBytes = 1 << 20;

/**
 * Runs a shell command and returns its standard output. Throws a `Failure` of the kind not logged
 * in, which names the command by `label` and never repeats its standard output, because that may be
 * the credential.
 */
export async function outputOfCommand(
  command: string,
  label: string,
  { env, clock, signal }: CommandSurroundings,
): Promise<string> {
  const { exec } = await import('node:child_process');
  const run = (ended: AbortSignal) =>
    new Promise<string>((resolve, reject) => {
      // SIGKILL, because a shell that ignores other signals would keep this process from ending.
      const how = { maxBuffer: mostBytes, windowsHide: true, killSignal: 'SIGKILL' } as const;
      const child = exec(command, { ...how, env, signal: ended }, (error, stdout, stderr) => {
        if (ended.aborted) reject(ended.reason);
        else if (error === null) resolve(stdout);
        else reject(failed(`the ${label} ${howItFailed(error)}`, stderr));
      });
      child.stdin?.end();
    });
  try {
    return await withinTime({ clock, ms: longestMs, signal }, run);
  } catch (error) {
    if (error instanceof TimeUp) throw failed(`the ${label} took longer than 60 seconds`, '');
    throw error;
  }
}

interface ExecTrouble {
  readonly code?: number | string | null;
  readonly signal?: NodeJS.Signals | null;
}

function howItFailed({ code, signal }: ExecTrouble): string {
  if (typeof code === 'number') return `failed with exit code ${code}`;
  if (code === 'ERR_CHILD_PROCESS_STDIO_MAXBUFFER') return 'printed more than 1 MiB';
  if (typeof signal === 'string') return `was killed by ${signal}`;
  return 'cannot be started';
}

const longestReason = 300;

function failed(message: string, stderr: string): Failure {
  const said = stderr.trimEnd().split('\n').at(-1)?.trim() ?? '';
  const reason = said.length > longestReason ? `${said.slice(0, longestReason)}…` : said;
  return new Failure('not_logged_in', reason === '' ? message : `${message}: ${reason}`, {
    hint: 'run that command in a shell to see why',
  });
}
