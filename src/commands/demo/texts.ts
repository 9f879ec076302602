import { wrapped } from '../../ui/pages/wrap.ts';
import type { NextCommand } from '../../ui/terminal/command-lines.ts';
import type { Screen } from '../../ui/terminal/screen.ts';
import { plainStyle } from '../../ui/terminal/screen.ts';
import { widthOf } from '../../ui/terminal/width.ts';

/** The most columns; longer lines are hard to read. */
const widest = 100;

/** A text of the tour; on a terminal wrapped, and dim if it has a mark. */
export function noteText(text: string, mark: string, screen: Screen): string {
  const paint = mark === '' ? (line: string) => line : screen.style.dim;
  const room = widthOfScreen(screen) - mark.length;
  const lines = screen.isTerminal ? wrapped([{ kind: 'text', text }], room, plainStyle) : [text];
  return lines.map((line) => `${paint(`${mark}${line}`)}\n`).join('');
}

/** A command to type; if it is too long, it is continued on the next line. */
export function commandText(words: readonly string[], screen: Screen): string {
  const { bold } = screen.style;
  const room = screen.isTerminal ? widthOfScreen(screen) - 4 : Number.POSITIVE_INFINITY;
  const lines: string[] = [];
  let line = '$';
  for (const word of words) {
    if (widthOf(line) + widthOf(word) + 1 > room) {
      lines.push(`${line} \\`);
      line = '   ';
    }
    line += ` ${word}`;
  }
  return [...lines, line].map((one) => `${bold(one)}\n`).join('');
}

/** Commands to type, with their purposes on the same line, or below if that is too wide. */
export function commandTable(rows: readonly NextCommand[], screen: Screen): string {
  const { bold, dim } = screen.style;
  const width = Math.max(...rows.map(([command]) => widthOf(command)));
  const isWide = rows.every(([, purpose]) => width + purpose.length + 4 <= widthOfScreen(screen));
  const lines = rows.map(([command, purpose]) =>
    isWide || !screen.isTerminal
      ? `  ${bold(command)}${' '.repeat(width - widthOf(command) + 2)}${purpose}`
      : `  ${bold(command)}\n      ${dim(purpose)}`,
  );
  return lines.map((line) => `${line}\n`).join('');
}

function widthOfScreen({ columns }: Screen): number {
  return Math.min(columns, widest);
}
