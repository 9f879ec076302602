import { Leave } from './leave.ts';

/** The shell, as far as its own commands act on it. */
interface Shell {
  /** Exit status of the last command. */
  readonly status: number;
  readonly isInLoop: boolean;
  set(variable: string, value: string): void;
  endOnFailure(): void;
  script(text: string): number;
  call(name: string, words: readonly string[]): number;
}

/** Runs a command that acts on the shell itself; `null` for every other. */
export function builtIn(name: string, words: readonly string[], shell: Shell): number | null {
  const [first, ...rest] = words;
  switch (name) {
    case 'exit':
      throw new Leave('exit', statusIn(first, shell.status));
    case 'break':
    case 'continue':
      if (shell.isInLoop) throw new Leave(name, 0);
      return 0;
    case 'set':
      if (words.some((word) => /^-[a-z]*e/.test(word))) shell.endOnFailure();
      return 0;
    case 'export':
      for (const word of words) exportIn(shell, word);
      return 0;
    case 'unset':
      for (const word of words) shell.set(word, '');
      return 0;
    case 'bash':
    case 'sh':
      return first === '-c' ? shell.script(rest[0] ?? '') : 0;
    case 'sudo':
      return withoutSudo(words, shell);
    default:
      return null;
  }
}

/** However often it stands there. */
function withoutSudo(words: readonly string[], shell: Shell): number {
  const at = words.findIndex((word) => word !== 'sudo');
  const [name, ...rest] = at < 0 ? [] : words.slice(at);
  return name === undefined ? 1 : shell.call(name, rest);
}

function exportIn(shell: Shell, word: string): void {
  const at = word.indexOf('=');
  if (at > 0) shell.set(word.slice(0, at), word.slice(at + 1));
}

function statusIn(word: string | undefined, last: number): number {
  return word === undefined ? last : (Number.parseInt(word, 10) || 0) & 255;
}
