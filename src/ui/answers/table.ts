import { oneLine, sanitise } from '../terminal/sanitise.ts';
import type { Screen } from '../terminal/screen.ts';
import type { Column } from './answer.ts';

interface TableOptions {
  /** The user named these columns, so none is omitted. */
  readonly named?: boolean;
}

/** A table for a terminal, ending with a line break; empty without rows. Loads the library. */
export async function terminalTable<Row>(
  rows: readonly Row[],
  columns: readonly Column<Row>[],
  screen: Screen,
  options: TableOptions = {},
): Promise<string> {
  if (rows.length === 0) return '';
  const { drawTable } = await import('./terminal-table.ts');
  const cells = rows.map((row) => columns.map((column) => terminalCell(column, row, screen)));
  const { jobAddress } = screen;
  if (jobAddress === undefined) return drawTable(cells, columns, screen, options);
  const addresses = rows.map((row) =>
    columns.map(({ job }) => {
      const id = job?.(row) ?? null;
      return id === null ? undefined : jobAddress(id);
    }),
  );
  return drawTable(cells, columns, screen, { ...options, addresses });
}

function terminalCell<Row>(column: Column<Row>, row: Row, screen: Screen): string {
  if (column.text === undefined) return plainCell(column, row);
  const text = sanitise(column.text(row, screen), { color: screen.style.level > 0 });
  return text.replaceAll(/[\t\n]+/g, ' ');
}

/** A value for a pipe: on one line, without tabs; `-` if empty, so that no field is empty. */
function plainCell<Row>(column: Column<Row>, row: Row): string {
  const value = column.value(row);
  const text = value === null ? '' : oneLine(String(value));
  return text === '' ? '-' : text;
}

/** Rows for a pipe: a line for each row, fields separated by tabs, no header. */
export function plainRows<Row>(rows: readonly Row[], columns: readonly Column<Row>[]): string {
  return rows
    .map((row) => `${columns.map((column) => plainCell(column, row)).join('\t')}\n`)
    .join('');
}

/** A table within prose, for a terminal or a pipe. */
export async function tableText<Row>(
  rows: readonly Row[],
  columns: readonly Column<Row>[],
  screen: Screen,
  options: TableOptions = {},
): Promise<string> {
  return screen.isTerminal
    ? terminalTable(rows, columns, screen, options)
    : plainRows(rows, columns);
}
