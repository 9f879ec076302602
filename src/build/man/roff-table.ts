import { columnWidths, heading } from '../../ui/pages/columns.ts';
import type { Cell, TableRow } from '../../ui/pages/page.ts';
import { wholeWidth } from '../../ui/pages/wrap.ts';
import { plainStyle } from '../../ui/terminal/screen.ts';
import { roffText } from './roff-text.ts';

/** The width of a page on a terminal of 80 columns, and the gap that tbl leaves between columns. */
const room = { width: 71, gap: 3 };

/** Code in a cell is bold, so it needs no backticks. */
const style = { ...plainStyle, level: 1 } as const;

const separator = '\t';

/** A table for tbl, with widths for 80 columns, because tbl distributes the width badly. */
export function roffTable(head: TableRow, rows: readonly TableRow[]): readonly string[] {
  const headings = head.map(heading);
  const widths = columnWidths([headings, ...rows], { ...room, style });
  const columns = widths.map((width) => `lw(${width}n)`).join(' ');
  return [
    '.TS',
    `${columns}.`,
    ...[headings, ...rows].map((row) =>
      row.map((cell, at) => cellText(cell, widths[at] ?? 0)).join(separator),
    ),
    '.TE',
  ];
}

function cellText(cell: Cell, width: number): string {
  const text = roffText(cell);
  return wholeWidth(cell, style) <= width ? text : `T{\n${text}\nT}`;
}
