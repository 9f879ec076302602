import type { Style } from '../terminal/screen.ts';
import { widthOf } from '../terminal/width.ts';
import type { Cell, Row } from './page.ts';
import { wholeWidth, widestWord, wrapped } from './wrap.ts';

const gap = 2;

/** A table in aligned columns; cells that are too long continue below, broken between words. */
export function tableLines(
  head: Row,
  rows: readonly Row[],
  width: number,
  style: Style,
): readonly string[] {
  const headings = head.map(heading);
  const widths = columnWidths([headings, ...rows], width, style);
  const shown = rows.map((row) => rowLines(row, widths, style));
  const apart = shown.some(({ wrappedCells }) => wrappedCells > 1) ? [''] : [];
  const body = shown.flatMap(({ lines }, index) => (index === 0 ? lines : [...apart, ...lines]));
  return [...rowLines(headings, widths, style).lines, ...body];
}

function heading(cell: Cell): Cell {
  return [{ kind: 'strong', text: cell.map(({ text }) => text.toUpperCase()).join('') }];
}

/**
 * As wide as the widest cell where all fit; else the wide columns share what the narrow ones leave,
 * and none gets less than its widest word.
 */
function columnWidths(rows: readonly Row[], width: number, style: Style): readonly number[] {
  const columns = (rows[0] ?? []).map((_, index) => rows.map((row) => row[index] ?? []));
  const whole = columns.map((cells) => Math.max(...cells.map((cell) => wholeWidth(cell, style))));
  const least = columns.map((cells) => Math.max(...cells.map((cell) => widestWord(cell, style))));
  return shared(whole, least, width - gap * (columns.length - 1));
}

/** Lowers the ceiling of all columns until they fit. */
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

function rowLines(row: Row, widths: readonly number[], style: Style) {
  const cells = widths.map((width, at) => wrapped(row[at] ?? [], width, style));
  const height = Math.max(...cells.map(({ length }) => length));
  const lines = Array.from({ length: height }, (_, line) =>
    cells
      .map((cell, at) => padded(cell[line] ?? '', widths[at] ?? 0))
      .join(' '.repeat(gap))
      .trimEnd(),
  );
  return { lines, wrappedCells: cells.filter(({ length }) => length > 1).length };
}

function padded(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - widthOf(text)));
}
