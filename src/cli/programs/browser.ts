import type { Clock } from '../../clock.ts';
import type { Environment } from '../../environment.ts';
import { exitWords } from '../../text/exit-words.ts';
import { fileTrouble } from '../../text/file-trouble.ts';

/** A program and its arguments. */
export type BrowserCommand = readonly [program: string, ...words: string[]];

/** A program that is still running after this time is the browser itself. */
const settledAfterMs = 3_000;

/**
 * The command that opens an address in a browser: BROWSER, otherwise the program of the system.
 * `null` if there is no display. It runs without a shell.
 */
export function browserCommand(
  address: string,
  env: Environment,
  platform: string,
): BrowserCommand | null {
  const [program, ...words] = wordsOf(env.BROWSER ?? '');
  if (program !== undefined) return withAddress(program, words, address);
  if (platform === 'darwin') return ['open', address];
  if (platform === 'win32') return ['rundll32', 'url.dll,FileProtocolHandler', address];
  return env.DISPLAY || env.WAYLAND_DISPLAY ? ['xdg-open', address] : null;
}

/** Blanks separate words, but not between quotes: `open -a 'Google Chrome'`. */
function wordsOf(text: string): readonly string[] {
  const parts = text.match(/(?:"[^"]*"|'[^']*'|\S)+/g) ?? [];
  return parts.map((part) => part.replaceAll(/"([^"]*)"|'([^']*)'/g, '$1$2'));
}

/** Puts the address in the place of `%s`, otherwise at the end. */
function withAddress(program: string, words: readonly string[], address: string): BrowserCommand {
  if (!words.some((word) => word.includes('%s'))) return [program, ...words, address];
  return [program, ...words.map((word) => word.replaceAll('%s', () => address))];
}

/**
 * Starts a browser that outlives this program. Resolves with the reason if it did not start,
 * otherwise `null`.
 */
export async function openBrowser(command: BrowserCommand, clock: Clock): Promise<string | null> {
  const over = new AbortController();
  const isBrowser = clock.sleep(settledAfterMs, over.signal).then(() => null);
  try {
    return await Promise.race([endOf(command), isBrowser]);
  } catch (error) {
    return isMissing(error) ? 'it was not found' : fileTrouble(error);
  } finally {
    over.abort();
  }
}

/** Resolves with the trouble, or rejects if nothing was started. */
async function endOf([program, ...words]: BrowserCommand): Promise<string | null> {
  const { spawn } = await import('node:child_process');
  const child = spawn(program, words, { detached: true, stdio: 'ignore' });
  child.unref();
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => {
      resolve(code === 0 ? null : `it ${exitWords(signal ?? code)}`);
    });
  });
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}
