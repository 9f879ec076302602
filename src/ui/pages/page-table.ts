import type { Style } from '../terminal/screen.ts';
import { padded } from '../terminal/width.ts';
import { columnWidths, heading } from './columns.ts';
import type { TableRow } from './page.ts';
import { wrapped } from './wrap.ts';

const gap = 2;

/** The lines of a table with aligned columns; long cells are broken between words. */
export function tableLines(
  head: TableRow,
  rows: readonly TableRow[],
  width: number,
  style: Style,
): readonly string[] {
  const headings = head.map(heading);
  const widths = columnWidths([headings, ...rows], { width, gap, style });
  const shown = rows.map((row) => rowLines(row, widths, style));
  const apart = shown.some(({ wrappedCells }) => wrappedCells > 1) ? [''] : [];
  const body = shown.flatMap(({ lines }, index) => (index === 0 ? lines : [...apart, ...lines]));
  return [...rowLines(headings, widths, style).lines, ...body];
}

function rowLines(row: TableRow, widths: readonly number[], style: Style) {
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
