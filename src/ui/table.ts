import type { Column } from './answer.ts';
import { oneLine, sanitise } from './sanitise.ts';
import type { Screen } from './screen.ts';
import { symbolsOf } from './symbols.ts';
import { fittingWidths } from './table-widths.ts';

const gap = 2;

/**
 * Rows for a terminal: aligned, no borders, dim header, one blank in front, no line wider than the screen as long as
 * columns can give way. Ends with a line break; `''` where there are no rows.
 */
export async function renderTable<Row>(
  rows: readonly Row[],
  columns: readonly Column<Row>[],
  screen: Screen,
): Promise<string> {
  if (rows.length === 0) return '';
  const { fitted, widthOf } = await import('./width.ts');
  const cells = rows.map((row) => columns.map((column) => terminalCell(column, row, screen)));
  const wishes = columns.map((column, at) => ({
    header: widthOf(column.header),
    widest: cells.reduce((widest, line) => Math.max(widest, widthOf(line[at] ?? '')), widthOf(column.header)),
    shrinks: column.shrinks === true,
  }));
  const widths = fittingWidths(wishes, screen.columns - 1, gap);
  const placed = (cell: string, at: number) => {
    const width = widths[at] ?? 0;
    const text = fitted(cell, width, symbolsOf(screen).ellipsis);
    const blanks = ' '.repeat(Math.max(0, width - widthOf(text)));
    return columns[at]?.align === 'right' ? blanks + text : text + blanks;
  };
  const { dim } = screen.style;
  const head = columns.map(({ header }, at) => placed(header, at).replace(/\S+(?: \S+)*/, dim));
  const lines = [head, ...cells.map((line) => line.map(placed))];
  return lines.map((line) => `${` ${line.join(' '.repeat(gap))}`.trimEnd()}\n`).join('');
}

function terminalCell<Row>(column: Column<Row>, row: Row, screen: Screen): string {
  if (column.text === undefined) return plainCell(column, row);
  const text = sanitise(column.text(row, screen), { color: screen.style.level > 0 });
  return text.replaceAll(/[\t\n]+/g, ' ');
}

/** A value as pipes get it: one line without tabs; `-` stands for nothing, so that no field is ever empty. */
function plainCell<Row>(column: Column<Row>, row: Row): string {
  const value = column.value(row);
  const text = value === null ? '' : oneLine(String(value));
  return text === '' ? '-' : text;
}

/** Rows for a pipe: fields separated by tabs, no header, one line for each row. */
export function plainRows<Row>(rows: readonly Row[], columns: readonly Column<Row>[]): string {
  return rows.map((row) => `${columns.map((column) => plainCell(column, row)).join('\t')}\n`).join('');
}

/** A table within prose: for a terminal, or for a pipe. */
export async function tableText<Row>(
  rows: readonly Row[],
  columns: readonly Column<Row>[],
  screen: Screen,
): Promise<string> {
  return screen.isTerminal ? renderTable(rows, columns, screen) : plainRows(rows, columns);
}
