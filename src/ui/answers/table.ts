import { iconsOf } from '../terminal/icons.ts';
import { oneLine, sanitise } from '../terminal/sanitise.ts';
import type { Screen } from '../terminal/screen.ts';
import type { Column } from './answer.ts';
import type { DrawnColumn } from './borderless.ts';
import { fittingWidths } from './table-widths.ts';

/**
 * Rows for a terminal: aligned, no borders, dim header, one blank in front, no line wider than the
 * screen as long as columns can give way. Ends with a line break; `''` where there are no rows.
 * Loads the table library.
 */
export async function terminalTable<Row>(
  rows: readonly Row[],
  columns: readonly Column<Row>[],
  screen: Screen,
): Promise<string> {
  if (rows.length === 0) return '';
  const [{ borderless, gap }, { fitted, widthOf }] = await Promise.all([
    import('./borderless.ts'),
    import('../terminal/width.ts'),
  ]);
  const cells = rows.map((row) => columns.map((column) => terminalCell(column, row, screen)));
  const wishes = columns.map((column, at) => ({
    header: widthOf(column.header),
    widest: cells.reduce(
      (widest, line) => Math.max(widest, widthOf(line[at] ?? '')),
      widthOf(column.header),
    ),
    shrinks: column.shrinks === true,
  }));
  const widths = fittingWidths(wishes, screen.columns - 1, gap);
  const cut = (line: readonly string[]) =>
    line.map((cell, at) => fitted(cell, widths[at] ?? 0, iconsOf(screen).ellipsis));
  const head = cut(columns.map(({ header }) => header)).map(screen.style.dim);
  const drawn = columns.map(
    ({ align }, at): DrawnColumn => ({ width: widths[at] ?? 0, align: align ?? 'left' }),
  );
  return borderless([head, ...cells.map(cut)], drawn);
}

function terminalCell<Row>(column: Column<Row>, row: Row, screen: Screen): string {
  if (column.text === undefined) return plainCell(column, row);
  const text = sanitise(column.text(row, screen), { color: screen.style.level > 0 });
  return text.replaceAll(/[\t\n]+/g, ' ');
}

/**
 * A value as pipes get it: one line without tabs; `-` stands for nothing, so that no field is ever
 * empty.
 */
function plainCell<Row>(column: Column<Row>, row: Row): string {
  const value = column.value(row);
  const text = value === null ? '' : oneLine(String(value));
  return text === '' ? '-' : text;
}

/** Rows for a pipe: fields separated by tabs, no header, one line for each row. */
export function plainRows<Row>(rows: readonly Row[], columns: readonly Column<Row>[]): string {
  return rows
    .map((row) => `${columns.map((column) => plainCell(column, row)).join('\t')}\n`)
    .join('');
}

/** A table within prose: for a terminal, or for a pipe. */
export async function tableText<Row>(
  rows: readonly Row[],
  columns: readonly Column<Row>[],
  screen: Screen,
): Promise<string> {
  return screen.isTerminal ? terminalTable(rows, columns, screen) : plainRows(rows, columns);
}
