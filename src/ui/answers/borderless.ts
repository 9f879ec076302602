import Table, { type CharName, type TableConstructorOptions } from 'cli-table3';

/** A column as it is drawn. */
export interface DrawnColumn {
  /** What it takes on the terminal, the gap to the next one not counted. */
  readonly width: number;
  readonly align: 'left' | 'right';
}

/** Blanks between columns. */
export const gap = 2;

/** The library needs more than twice the time for twice the rows, so it gets them in parts. */
const rowsAtOnce = 100;

/**
 * Rows of cells that fit into their columns, without borders and with one blank in front; each ends
 * its line.
 */
export function borderless(rows: readonly string[][], columns: readonly DrawnColumn[]): string {
  let text = '';
  for (let at = 0; at < rows.length; at += rowsAtOnce) {
    const table = new Table(layoutOf(columns));
    table.push(...rows.slice(at, at + rowsAtOnce));
    for (const line of table.toString().split('\n')) text += `${line.trimEnd()}\n`;
  }
  return text;
}

const borders: readonly CharName[] = [
  ...(['top', 'top-left', 'top-mid', 'top-right', 'bottom', 'bottom-left', 'bottom-mid'] as const),
  ...([
    'bottom-right',
    'left',
    'left-mid',
    'mid',
    'mid-mid',
    'right',
    'right-mid',
    'middle',
  ] as const),
];
const noBorders = Object.fromEntries(borders.map((name) => [name, '']));

/** Empty styles, because the library's own write colours even where there are none. */
function layoutOf(columns: readonly DrawnColumn[]): TableConstructorOptions {
  return {
    chars: { ...noBorders, left: ' ' },
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': gap },
    colAligns: columns.map(({ align }) => align),
    colWidths: columns.map(({ width }) => width + gap),
  };
}
