import type { CompletionWord } from '../../settings/caches.ts';
import { powershellWord, readPowershellLine } from './powershell-line.ts';
import { readTypedLine, type TypedLine } from './typed-line.ts';
import type { Candidates } from './values.ts';

export const shells = ['bash', 'zsh', 'fish', 'powershell'] as const;
export type Shell = (typeof shells)[number];

/** What the script of a shell calls the program with, behind the name of the shell. */
export interface ShellCall {
  /** The command line up to the cursor. */
  readonly line: string;
  /** Bash: characters after which the shell starts to replace. */
  readonly breaks: string;
  /** Bash: why it asks; 63 means that it only lists. */
  readonly reason: string;
  /** Bash: width of the terminal. */
  readonly columns: string;
}

export function typedLineOf(shell: Shell, { line, breaks }: ShellCall): TypedLine {
  if (shell === 'powershell') return readPowershellLine(line);
  return readTypedLine(line, breaks, { isFish: shell === 'fish' });
}

/**
 * What the script of a shell gets: one candidate a line. A line that begins with a tab means that
 * the shell's own `files` or `directories` are wanted too, or that no blank follows: bash is told
 * so once (`open`), zsh with each word (`=`), and fish sees it.
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

/** More is typed behind it. */
function isUnfinished({ word }: Pick<CompletionWord, 'word'>): boolean {
  return word.endsWith('=');
}

/** Zsh and fish compare by themselves, in their own ways. */
function wordsFor(
  shell: Shell,
  { current }: TypedLine,
  words: readonly CompletionWord[],
): readonly CompletionWord[] {
  const once = [...new Map(words.map((one) => [one.word, one])).values()];
  const compares = shell === 'zsh' || shell === 'fish';
  return compares ? once : once.filter(({ word }) => word.startsWith(current));
}

/** A line for each shell, as its script hands it on. */
export const completionLines: Readonly<
  Record<Shell, (words: readonly CompletionWord[], typed: TypedLine) => readonly string[]>
> = {
  /** Bash inserts the line as it is, instead of what it does not keep of the word. */
  bash: (words, { current, kept, quote }) =>
    words
      .filter(({ word }) => word.startsWith(current))
      .map(({ word }) => escaped(word.slice(kept), quote)),
  /** As `_describe` takes it: zsh compares and quotes by itself. */
  zsh: (words) =>
    words.map(({ word, about }) => {
      const name = `${isUnfinished({ word }) ? '\t=' : ''}${word.replaceAll(/[\\:]/g, '\\$&')}`;
      return about === '' ? name : `${name}:${about}`;
    }),
  /** Fish compares and quotes by itself. */
  fish: (words) => words.map(({ word, about }) => `${word}\t${about}`),
  /** JSON in ASCII, whatever encoding the console has. */
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

/** So that the shell reads the word again, and nothing in it runs. */
function escaped(word: string, quote: TypedLine['quote']): string {
  if (quote === "'") return closed(word.replaceAll("'", "'\\''"), quote);
  if (quote === '"')
    return closed(word.replaceAll(/["\\$`]/g, '\\$&').replaceAll('!', `"'!'"`), quote);
  return word.replaceAll(/[^\w@%+=:,./\-\u0080-\u{10ffff}]/gu, '\\$&');
}

/** Bash closes the quote, unless it takes the last sign for the end of it. */
function closed(text: string, quote: string): string {
  return text.endsWith(quote) ? text + quote : text;
}

/** What bash prints and does not insert: a word and what it means on each line of the terminal. */
function listedLines(words: readonly CompletionWord[], columns: number): readonly string[] {
  if (words.length < 2 || words.every(({ about }) => about === ''))
    return words.map(({ word }) => word);
  const width = Math.max(...words.map(({ word }) => word.length));
  return words.map(({ word, about }) =>
    `${word.padEnd(width)}  ${about}`.slice(0, Math.max(columns - 2, 20)).trimEnd(),
  );
}
