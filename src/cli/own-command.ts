import { basename, delimiter, dirname, isAbsolute, relative, resolve } from 'node:path';
import { shellWord } from '../ui/terminal/command-lines.ts';

/** How the process was started; `folder` is empty where it has been deleted. */
interface Started {
  /**
   * The script as Node was given it, absolute: a link stays a link. The single executable as it was
   * typed.
   */
  readonly script: string;
  readonly folder: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/**
 * What to type in the shell that started this program to start it again: `rexctl` where that is on
 * the path, else a command with its file.
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
