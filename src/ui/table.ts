import type CliTable from 'cli-table3';
import type { Column } from './answer.ts';
import { oneLine, sanitise } from './sanitise.ts';
import type { Screen } from './screen.ts';
import { symbolsOf } from './symbols.ts';
import { fittingWidths } from './table-widths.ts';

const gap = 2;
/** The table library needs far more than twice the time for twice the rows, so it gets them in parts. */
const rowsAtOnce = 200;

/**
 * Rows for a terminal: aligned, no borders, dim header, one blank in front, no line wider than the screen as long as
 * columns can give way. Ends with a line break; `''` where there are no rows. Loads the table library.
 */
export async function renderTable<Row>(
  rows: readonly Row[],
  columns: readonly Column<Row>[],
  screen: Screen,
): Promise<string> {
  if (rows.length === 0) return '';
  const [{ default: Table }, { fitted, widthOf }] = await Promise.all([
    import('cli-table3'),
    import('./width.ts'),
  ]);
  const cells = rows.map((row) => columns.map((column) => terminalCell(column, row, screen)));
  const wishes = columns.map((column, at) => ({
    header: widthOf(column.header),
    widest: cells.reduce((widest, line) => Math.max(widest, widthOf(line[at] ?? '')), widthOf(column.header)),
    shrinks: column.shrinks === true,
  }));
  const widths = fittingWidths(wishes, screen.columns - 1, gap);
  const cut = (line: readonly string[]) =>
    line.map((cell, at) => fitted(cell, widths[at] ?? 0, symbolsOf(screen).ellipsis));
  const head = cut(columns.map((column) => column.header)).map(screen.style.dim);
  const lines = [head, ...cells.map(cut)];
  let text = '';
  for (let at = 0; at < lines.length; at += rowsAtOnce) {
    const table = new Table(layout(columns, widths));
    table.push(...lines.slice(at, at + rowsAtOnce));
    text += `${table.toString()}\n`;
  }
  return text.replaceAll(/ +$/gm, '');
}

const edges = ['top', 'bottom', 'left', 'mid', 'right'] as const;
const crossings = ['top-mid', 'top-left', 'top-right', 'bottom-mid', 'bottom-left', 'bottom-right'] as const;
const inner = ['left-mid', 'mid-mid', 'right-mid', 'middle'] as const;
const noBorders = Object.fromEntries([...edges, ...crossings, ...inner].map((name) => [name, '']));

/** Empty styles, because the library's own write colours even where there are none. */
function layout<Row>(
  columns: readonly Column<Row>[],
  widths: readonly number[],
): CliTable.TableConstructorOptions {
  return {
    chars: { ...noBorders, left: ' ' },
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': gap },
    colAligns: columns.map((column) => column.align ?? 'left'),
    colWidths: widths.map((width) => width + gap),
  };
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

/** Rows for a pipe: fields separated by tabs, no header, one line for each row (DESIGN §2). */
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
