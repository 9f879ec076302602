import type { CompletionWord } from '../../settings/caches.ts';
import type { Candidates } from './candidates.ts';
import type { TypedLine } from './typed-line.ts';

export const shells = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof shells)[number];

/**
 * What the script of a shell gets: one candidate a line. A line that begins with a tab means that
 * the shell's own `files` or `directories` are wanted too.
 */
export function completionText(
  shell: Shell,
  typed: TypedLine,
  { words, paths }: Pick<Candidates, 'words' | 'paths'>,
): string {
  const lines = [
    ...completionLines[shell](words, typed),
    ...(paths === undefined ? [] : [`\t${paths}`]),
  ];
  return lines.map((line) => `${line}\n`).join('');
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
      const name = word.replaceAll(/[\\:]/g, '\\$&');
      return about === '' ? name : `${name}:${about}`;
    }),
  /** Fish compares and quotes by itself. */
  fish: (words) => words.map(({ word, about }) => `${word}\t${about}`),
};

/** So that the shell reads the word again, and nothing in it runs. */
function escaped(word: string, quote: TypedLine['quote']): string {
  if (quote === "'") return word.replaceAll("'", "'\\''");
  if (quote === '"') return word.replaceAll(/["\\$`]/g, '\\$&');
  return word.replaceAll(/[^\w@%+=:,./\-\u0080-\u{10ffff}]/gu, '\\$&');
}
