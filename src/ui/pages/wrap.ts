import type { Paint, Style } from '../terminal/screen.ts';
import { widthOf } from '../terminal/width.ts';
import type { Inline, InlineKind } from './page.ts';

/** The styled text between two blanks, and its width in columns. */
interface Word {
  readonly shown: string;
  readonly width: number;
}

/** The text in lines of at most `width` columns, broken between words; a longer word has a line. */
export function wrapped(text: readonly Inline[], width: number, style: Style): string[] {
  const lines: string[] = [];
  let line = '';
  let used = 0;
  for (const word of wordsOf(text, style)) {
    if (line !== '' && used + 1 + word.width > width) {
      lines.push(line);
      line = '';
      used = 0;
    }
    used += line === '' ? word.width : word.width + 1;
    line = line === '' ? word.shown : `${line} ${word.shown}`;
  }
  return line === '' ? lines : [...lines, line];
}

/** The width of the widest word, which is the least width of a column. */
export function widestWord(text: readonly Inline[], style: Style): number {
  return Math.max(0, ...wordsOf(text, style).map(({ width }) => width));
}

/** The width of the text on one line. */
export function wholeWidth(text: readonly Inline[], style: Style): number {
  const words = wordsOf(text, style);
  return words.reduce((sum, { width }) => sum + width, Math.max(0, words.length - 1));
}

function wordsOf(text: readonly Inline[], style: Style): readonly Word[] {
  const words: Word[][] = [[]];
  for (const { kind, text: part } of partsOf(text, style)) {
    if (/^[ \n\t]/.test(part)) words.push([]);
    else words.at(-1)?.push(painted(part, paintOf(kind, style)));
  }
  return words.filter(({ length }) => length > 0).map(joined);
}

/** A styled word; no-break spaces in it are shown as blanks. */
function painted(part: string, paint: Paint): Word {
  return { shown: paint(part).replaceAll('\u00a0', ' '), width: widthOf(part) };
}

/** Splits a text into blanks and words, each in one style. */
function partsOf(text: readonly Inline[], style: Style): readonly Inline[] {
  const marked = style.level > 0 || isAllCode(text) ? text : text.map(withMarks);
  return marked.flatMap(({ kind, text: piece }) =>
    piece.split(/([ \n\t]+)/).flatMap((part) => (part === '' ? [] : [{ kind, text: part }])),
  );
}

function joined(parts: readonly Word[]): Word {
  return {
    shown: parts.map(({ shown }) => shown).join(''),
    width: parts.reduce((sum, { width }) => sum + width, 0),
  };
}

/** Adds backticks to code in a sentence, for text without color. */
function withMarks({ kind, text }: Inline): Inline {
  return { kind, text: kind === 'code' ? `\`${text}\`` : text };
}

function isAllCode(text: readonly Inline[]): boolean {
  return text.every(({ kind, text: piece }) => kind === 'code' || /^[\s,;.|]*$/.test(piece));
}

function paintOf(kind: InlineKind, style: Style): Paint {
  switch (kind) {
    case 'code':
      return style.cyan;
    case 'strong':
      return style.bold;
    case 'emphasis':
      return style.underline;
    case 'text':
      return (text) => text;
  }
}
