import { Leave } from './leave.ts';

/** The parts of the shell that its built-in commands use. */
interface Shell {
  /** The exit status of the last command. */
  readonly status: number;
  readonly isInLoop: boolean;
  readonly isInFunction: boolean;
  set(variable: string, value: string): void;
  setLocal(variable: string, value: string): boolean;
  setOption(name: string, isOn: boolean): void;
  complain(message: string): void;
  script(text: string): number;
  call(name: string, words: readonly string[]): number;
}

/** Runs a built-in command and returns its exit status; `null` = the command is not built in. */
export function builtIn(name: string, words: readonly string[], shell: Shell): number | null {
  const [first, ...rest] = words;
  switch (name) {
    case 'exit':
      throw new Leave('exit', statusIn(first, shell));
    case 'return':
      return returned(first, shell);
    case 'local':
      return localVariables(words, shell);
    case 'break':
    case 'continue':
      if (shell.isInLoop) throw new Leave(name, 0, Math.max(1, Number(first ?? 1) || 1));
      return 0;
    case 'set':
      return setOptions(words, shell);
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

/** Runs the command after `sudo`, which may be repeated. */
function withoutSudo(words: readonly string[], shell: Shell): number {
  const at = words.findIndex((word) => word !== 'sudo');
  const [name, ...rest] = at < 0 ? [] : words.slice(at);
  return name === undefined ? 1 : shell.call(name, rest);
}

function returned(word: string | undefined, shell: Shell): number {
  if (shell.isInFunction) throw new Leave('return', statusIn(word, shell));
  shell.complain("return: can only `return' from a function or sourced script");
  return 2;
}

function localVariables(words: readonly string[], shell: Shell): number {
  for (const word of words) {
    const [name = '', ...value] = word.split('=');
    if (shell.setLocal(name, value.join('='))) continue;
    shell.complain('local: can only be used in a function');
    return 1;
  }
  return 0;
}

function exportIn(shell: Shell, word: string): void {
  const at = word.indexOf('=');
  if (at > 0) shell.set(word.slice(0, at), word.slice(at + 1));
}

function statusIn(word: string | undefined, shell: Shell): number {
  if (word === undefined) return shell.status;
  if (/^[-+]?\d+$/.test(word)) return Number.parseInt(word, 10) & 255;
  shell.complain(`exit: ${word}: numeric argument required`);
  return 2;
}

/** Sets options such as `-eu -o pipefail`: letters, and long names after `o`. */
function setOptions(words: readonly string[], shell: Shell): number {
  for (const [index, word] of words.entries()) {
    const [, sign, letters = ''] = /^([-+])([a-z]+)$/.exec(word) ?? [];
    for (const letter of letters)
      shell.setOption(letter === 'o' ? (words[index + 1] ?? '') : letter, sign === '-');
  }
  return 0;
}
