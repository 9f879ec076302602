import { Help } from 'commander';
import type { HelpRow } from '../../cli/packed-help.ts';

/**
 * Longer terms have their meaning on the next line, so that the other meanings are near their
 * terms.
 */
const longestTerm = 26;
const narrowestMeaning = 30;
const indent = 2;
const gap = 2;

/** Text that is not broken: short quoted words and defaults. */
const kept = /(?<=^|[\s(])(?:'[^']{1,24}'(?=[\s,.)]|$)|\(default: [^)]{1,12}\))/g;
const keptBlank = '\u0001';

/** Breaks a text at blanks; each line begins with `before`. */
export function paragraph(text: string, width: number, before = ''): readonly string[] {
  if (text === '') return [];
  const help = new Help();
  help.minWidthToWrap = 1;
  const whole = text.replaceAll(kept, (part) => part.replaceAll(' ', keptBlank));
  const lines = help.boxWrap(whole, width - before.length).split('\n');
  return lines.map((line) => before + line.replaceAll(keptBlank, ' '));
}

/** The column of the meanings, after the longest of the terms that are not too long. */
export function meaningColumn(terms: readonly string[]): number {
  const sizes = terms.map(({ length }) => length).filter((length) => length <= longestTerm);
  return indent + Math.max(...sizes, gap) + gap;
}

/** Rows in two columns; if the second one would be too narrow, meanings are below their terms. */
export function rowLines(
  rows: readonly HelpRow[],
  width: number,
  column = meaningColumn(rows.map(([term]) => term)),
): readonly string[] {
  const start = width - column < narrowestMeaning ? 3 * indent : column;
  return rows.flatMap(([term, meaning]) => {
    const left = ' '.repeat(indent) + term;
    const [first = '', ...more] = paragraph(meaning, width, ' '.repeat(start));
    return left.length + gap <= start
      ? [left.padEnd(start) + first.slice(start), ...more]
      : [left, first, ...more];
  });
}
