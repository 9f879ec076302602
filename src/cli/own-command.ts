import { basename, delimiter, dirname, isAbsolute, relative, resolve } from 'node:path';
import { shellWord } from '../text/shell-word.ts';

/** How the process was started; `folder` is empty if it was deleted. */
interface Started {
  /**
   * The absolute path of the script as Node received it: links are not resolved. For the single
   * executable, the path as it was typed.
   */
  readonly script: string;
  readonly folder: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/**
 * The command that starts this program again from the same shell: `rexctl` if it is on the PATH,
 * otherwise a command with its file.
 */
export function ownCommand({ script, folder, env }: Started): string {
  // No settings: the shell and npm describe the call with them.
  const { PATH = '', npm_command: npmCommand, INIT_CWD: npmFolder } = env;
  if (npmCommand === 'exec') return 'npx rexctl';
  if (!script.includes('/')) return shellWord(script);
  const isLink = !script.endsWith('.js');
  if (isLink && isOnPath(script, PATH)) return shellWord(basename(script));
  // npm runs scripts in the folder of the package, wherever it was called.
  const file = shellWord(shortPath(script, npmFolder ?? folder));
  return isLink ? file : `node ${file}`;
}

function isOnPath(script: string, path: string): boolean {
  return path.split(delimiter).some((folder) => resolve(folder) === dirname(script));
}

function shortPath(file: string, folder: string): string {
  const short = folder === '' ? '..' : relative(folder, file);
  if (short.startsWith('..') || isAbsolute(short)) return file;
  return short.includes('/') ? short : `./${short}`;
}
