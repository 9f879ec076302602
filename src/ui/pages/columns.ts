import type { Style } from '../terminal/screen.ts';
import type { Cell, TableRow } from './page.ts';
import { wholeWidth, widestWord } from './wrap.ts';

/** The heading of a column, in capitals as in all tables of rexctl. */
export function heading(cell: Cell): Cell {
  return [{ kind: 'strong', text: cell.map(({ text }) => text.toUpperCase()).join('') }];
}

interface TableRoom {
  readonly width: number;
  /** Blanks between columns. */
  readonly gap: number;
  readonly style: Style;
}

/**
 * The widths of columns: those of the widest cells if they fit. Otherwise wide columns share the
 * room that narrow ones leave, but no column is narrower than its widest word.
 */
export function columnWidths(
  rows: readonly TableRow[],
  { width, gap, style }: TableRoom,
): readonly number[] {
  const columns = (rows[0] ?? []).map((_, index) => rows.map((row) => row[index] ?? []));
  const whole = columns.map((cells) => Math.max(...cells.map((cell) => wholeWidth(cell, style))));
  const least = columns.map((cells) => Math.max(...cells.map((cell) => widestWord(cell, style))));
  return shared(whole, least, width - gap * (columns.length - 1));
}

/** Lowers a common maximum until all columns fit. */
function shared(
  whole: readonly number[],
  least: readonly number[],
  room: number,
): readonly number[] {
  for (let ceiling = Math.max(...whole); ceiling > 0; ceiling--) {
    const widths = whole.map((wanted, at) => Math.max(Math.min(wanted, ceiling), least[at] ?? 0));
    if (widths.reduce((sum, one) => sum + one, 0) <= room) return widths;
  }
  return least;
}
