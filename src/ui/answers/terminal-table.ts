import Table, { type CharName, type TableConstructorOptions } from 'cli-table3';
import { iconsOf } from '../terminal/icons.ts';
import type { Screen } from '../terminal/screen.ts';
import { fitted, widthOf } from '../terminal/width.ts';
import type { Column } from './answer.ts';

type DrawnColumn = Pick<Column<never>, 'header' | 'align' | 'shrinks'>;

/** Blanks between columns. */
const gap = 2;

/**
 * Rows of cells below their headers: aligned, without borders, one blank in front, no line wider
 * than the screen as long as columns can shrink. Each row ends its line.
 */
export function drawTable(
  rows: readonly (readonly string[])[],
  columns: readonly DrawnColumn[],
  screen: Screen,
): string {
  const widths = fittingWidths(
    columns.map((column, at) => wishOf(column, rows, at)),
    screen.columns - 1,
    gap,
  );
  const cut = (row: readonly string[]) =>
    row.map((cell, at) => fitted(cell, widths[at] ?? 0, iconsOf(screen).ellipsis));
  const head = cut(columns.map(({ header }) => header)).map(screen.style.dim);
  return borderless([head, ...rows.map(cut)], layoutOf(columns, widths));
}

function wishOf(
  { header, shrinks = false }: DrawnColumn,
  rows: readonly (readonly string[])[],
  at: number,
): ColumnWish {
  const own = widthOf(header);
  const widest = rows.reduce((most, row) => Math.max(most, widthOf(row[at] ?? '')), own);
  return { header: own, widest, shrinks };
}

/** What one column would like, in columns of the terminal. */
interface ColumnWish {
  /** Never narrower than its header as long as another column can shrink. */
  readonly header: number;
  /** Widest cell, header included. */
  readonly widest: number;
  /** Shrinks first. */
  readonly shrinks: boolean;
}

/** A shrinking column keeps this much as long as others can shrink too. */
const narrowest = 12;

/**
 * The widths that fit into `room`, gaps included: shrinking columns first, then the widest
 * of the others down to their headers, then all. Where even one column for each is too wide, the
 * terminal has to wrap.
 */
export function fittingWidths(wishes: readonly ColumnWish[], room: number, gap: number): number[] {
  const widths = wishes.map(({ widest }) => widest);
  const floors = [
    wishes.map((wish) => (wish.shrinks ? Math.max(wish.header, narrowest) : wish.widest)),
    wishes.map((wish) => (wish.shrinks ? Math.max(wish.header, narrowest) : wish.header)),
    wishes.map(() => 1),
  ];
  let excess = widths.reduce((sum, width) => sum + width, gap * (widths.length - 1)) - room;
  for (const floor of floors) excess = shrink(widths, floor, excess);
  return widths;
}

/** Takes from the widest first, so that columns become equal before one becomes small. */
function shrink(widths: number[], floor: readonly number[], excess: number): number {
  let left = excess;
  while (left > 0) {
    const slack = widths.map((width, at) => (width > (floor[at] ?? 1) ? width : 0));
    const widest = slack.indexOf(Math.max(...slack));
    if (slack[widest] === 0) break;
    widths[widest] = (widths[widest] ?? 1) - 1;
    left--;
  }
  return left;
}

/** The library needs more than twice the time for twice the rows, so it gets them in parts. */
const rowsAtOnce = 100;

function borderless(rows: readonly string[][], layout: TableConstructorOptions): string {
  let text = '';
  for (let at = 0; at < rows.length; at += rowsAtOnce) {
    const table = new Table(layout);
    table.push(...rows.slice(at, at + rowsAtOnce));
    for (const line of table.toString().split('\n')) text += `${line.trimEnd()}\n`;
  }
  return text;
}

const borders: readonly CharName[] = [
  ...(['top', 'top-left', 'top-mid', 'top-right'] as const),
  ...(['bottom', 'bottom-left', 'bottom-mid', 'bottom-right'] as const),
  ...(['left', 'left-mid', 'mid', 'mid-mid', 'right', 'right-mid', 'middle'] as const),
];
const noBorders = Object.fromEntries(borders.map((name) => [name, '']));

/** Empty styles, because the library's own write colors even where there are none. */
function layoutOf(
  columns: readonly DrawnColumn[],
  widths: readonly number[],
): TableConstructorOptions {
  return {
    chars: { ...noBorders, left: ' ' },
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': gap },
    colAligns: columns.map(({ align }) => align ?? 'left'),
    colWidths: widths.map((width) => width + gap),
  };
}
