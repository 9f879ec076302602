import type { CompletionWord } from '../../settings/caches.ts';
import { powershellWord, readPowershellLine } from './powershell-line.ts';
import { readTypedLine, type TypedLine } from './typed-line.ts';
import type { Candidates } from './values.ts';

export const shells = ['bash', 'zsh', 'fish', 'powershell'] as const;
export type Shell = (typeof shells)[number];

/** The arguments of a completion script after the name of the shell. */
export interface ShellCall {
  /** The command line up to the cursor. */
  readonly line: string;
  /** Bash: the characters after which the shell starts to replace. */
  readonly breaks: string;
  /** Bash: the reason of the call; 63 = bash only lists the words. */
  readonly reason: string;
  /** Bash: the width of the terminal. */
  readonly columns: string;
}

export function typedLineOf(shell: Shell, { line, breaks }: ShellCall): TypedLine {
  if (shell === 'powershell') return readPowershellLine(line);
  return readTypedLine(line, breaks, { isFish: shell === 'fish' });
}

/**
 * The text for a completion script, one candidate on each line. A line that begins with a tab is an
 * instruction: add the shell's own `files` or `directories`, or add no blank. For the latter, bash
 * gets one line `open` and zsh a mark `=` before each word; fish needs nothing.
 */
export function completionText(
  shell: Shell,
  typed: TypedLine,
  { words, paths }: Pick<Candidates, 'words' | 'paths'>,
  { reason, columns }: Pick<ShellCall, 'reason' | 'columns'>,
): string {
  const own = wordsFor(shell, typed, words);
  const lists = shell === 'bash' && reason === '63' && paths === undefined;
  const isOpen = shell === 'bash' && own.length > 0 && own.every(isUnfinished);
  const lines = [
    ...(lists ? listedLines(own, Number(columns) || 80) : completionLines[shell](own, typed)),
    ...(isOpen ? ['\topen'] : []),
    ...(paths === undefined ? [] : [`\t${paths}`]),
  ];
  return lines.map((line) => `${line}\n`).join('');
}

/** Whether more text follows the word. */
function isUnfinished({ word }: Pick<CompletionWord, 'word'>): boolean {
  return word.endsWith('=');
}

/** The words without duplicates. Zsh and fish match them themselves, in their own ways. */
function wordsFor(
  shell: Shell,
  { current }: TypedLine,
  words: readonly CompletionWord[],
): readonly CompletionWord[] {
  const once = [...new Map(words.map((one) => [one.word, one])).values()];
  const compares = shell === 'zsh' || shell === 'fish';
  return compares ? once : once.filter(({ word }) => word.startsWith(current));
}

/** The lines for the script of each shell. */
export const completionLines: Readonly<
  Record<Shell, (words: readonly CompletionWord[], typed: TypedLine) => readonly string[]>
> = {
  /** Bash inserts the line unchanged; it replaces the part of the word that bash does not keep. */
  bash: (words, { current, kept, quote }) =>
    words
      .filter(({ word }) => word.startsWith(current))
      .map(({ word }) => escaped(word.slice(kept), quote)),
  /** The format of `_describe`; zsh matches and quotes the words itself. */
  zsh: (words) =>
    words.map(({ word, about }) => {
      const name = `${isUnfinished({ word }) ? '\t=' : ''}${word.replaceAll(/[\\:]/g, '\\$&')}`;
      return about === '' ? name : `${name}:${about}`;
    }),
  /** Fish matches and quotes the words itself. */
  fish: (words) => words.map(({ word, about }) => `${word}\t${about}`),
  /** JSON in ASCII, so that the encoding of the console does not matter. */
  powershell: (words, { kept }) =>
    words.map(({ word, about }) => {
      const text = powershellWord(word.slice(kept));
      return ascii(JSON.stringify({ text, list: word, tip: about === '' ? word : about }));
    }),
};

function ascii(text: string): string {
  return text.replaceAll(
    /[\u007f-\uffff]/g,
    (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** Escapes a word so that the shell reads exactly this word and runs nothing in it. */
function escaped(word: string, quote: TypedLine['quote']): string {
  if (quote === "'") return closed(word.replaceAll("'", "'\\''"), quote);
  if (quote === '"')
    return closed(word.replaceAll(/["\\$`]/g, '\\$&').replaceAll('!', `"'!'"`), quote);
  return word.replaceAll(/[^\w@%+=:,./\-\u0080-\u{10ffff}]/gu, '\\$&');
}

/** Bash adds the closing quote, unless the word ends with this character. */
function closed(text: string, quote: string): string {
  return text.endsWith(quote) ? text + quote : text;
}

/** The words that bash only shows, with their meanings, in lines as wide as the terminal. */
function listedLines(words: readonly CompletionWord[], columns: number): readonly string[] {
  if (words.length < 2 || words.every(({ about }) => about === ''))
    return words.map(({ word }) => word);
  const width = Math.max(...words.map(({ word }) => word.length));
  return words.map(({ word, about }) =>
    `${word.padEnd(width)}  ${about}`.slice(0, Math.max(columns - 2, 20)).trimEnd(),
  );
}
