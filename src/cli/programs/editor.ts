import type { Environment } from '../../environment.ts';

/** How an editor ended: its exit code or signal; `missing`: there is no such program. */
export type EditorEnd = number | NodeJS.Signals | 'missing';

/** The editors to try, in this order, if the user has named none; command lines for the shell. */
const usualEditors = ['sensible-editor', 'nano', 'vi'];

/**
 * The editors to try: only the command line in VISUAL or EDITOR, or, if both are unset, the usual
 * programs. VISUAL is for terminals that can redraw.
 */
export function editorCommands(env: Environment, platform: string): readonly string[] {
  const visual = env.TERM === 'dumb' ? [] : [env.VISUAL];
  const named = [...visual, env.EDITOR].find((one) => one !== undefined && one.trim() !== '');
  if (named !== undefined) return [named];
  return platform === 'win32' ? ['notepad'] : usualEditors;
}

/** A program and options without special characters of a shell. */
const plainWords = /^[\w./+-]+(?: +[\w./+:=-]+)*$/;

/** The shell of plain words becomes the editor, so that a signal reaches it. */
function shellText(command: string): string {
  if (!plainWords.test(command)) return `${command} "$@"`;
  const [program] = command.split(' ');
  return `command -v ${program} >/dev/null 2>&1 || exit 127; exec ${command} "$@"`;
}

interface EditorSettings {
  readonly platform: string;
  /** Stops the editor. */
  readonly signal: AbortSignal;
}

/**
 * Runs an editor on a file until it exits. It draws on the terminal of standard error, because
 * standard output may be a file. Rejects with the reason of the signal.
 */
export async function openEditor(
  command: string,
  path: string,
  { platform, signal }: EditorSettings,
): Promise<EditorEnd> {
  const { spawn } = await import('node:child_process');
  signal.throwIfAborted();
  const [program, words] =
    platform === 'win32'
      ? [`${command} "${path}"`, []]
      : ['/bin/sh', ['-c', shellText(command), command, path]];
  const child = spawn(program, words, {
    shell: platform === 'win32',
    stdio: ['inherit', 2, 2],
  });
  const stop = () => void child.kill('SIGTERM');
  signal.addEventListener('abort', stop, { once: true });
  try {
    const end = await new Promise<EditorEnd>((resolve, reject) => {
      child.on('error', reject);
      child.on('close', (code, killer) => resolve(code ?? killer ?? 0));
    });
    signal.throwIfAborted();
    return end === 127 ? 'missing' : end;
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
