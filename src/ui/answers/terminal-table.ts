import Table, { type CharName, type TableConstructorOptions } from 'cli-table3';
import { iconsOf } from '../terminal/icons.ts';
import { linked } from '../terminal/links.ts';
import type { Screen } from '../terminal/screen.ts';
import { brokenAtBlanks, fitted, widthOf } from '../terminal/width.ts';
import type { Column } from './answer.ts';

type DrawnColumn = Pick<Column<never>, 'header' | 'align' | 'shrinks' | 'stays' | 'goesFirst'>;

interface DrawOptions {
  readonly named?: boolean;
  /** The address to which each cell links, in the order of `rows`. */
  readonly addresses?: readonly (readonly (string | undefined)[])[];
}

/** Blanks between columns. */
const gap = 2;

/**
 * Aligned rows below their headers, without borders, after a blank. Ids, states and times are never
 * cut. On a narrow terminal columns that are empty in all rows are omitted, then those that go
 * first, then from the right those that shrink, unless the user named them. A line below the table
 * names omitted columns that are not empty.
 */
export function drawTable(
  rows: readonly (readonly string[])[],
  columns: readonly DrawnColumn[],
  screen: Screen,
  { named = false, addresses }: DrawOptions = {},
): string {
  const widths = fittingWidths(
    columns.map((column, at) => wishOf(column, rows, at)),
    screen.columns - 1,
    { gap, mayLeaveOut: !named },
  );
  const isShown = (_: unknown, at: number) => (widths[at] ?? 0) > 0;
  const cut = (row: readonly string[]) =>
    row.map((cell, at) => fitted(cell, widths[at] ?? 0, iconsOf(screen).ellipsis));
  const head = cut(columns.map(({ header }) => header)).map(screen.style.dim);
  const layout = layoutOf(columns.filter(isShown), widths.filter(isShown));
  const cells = rows.map((row, at) => cut(row).map(linkedTo(addresses?.[at])));
  const table = borderless(
    [head, ...cells].map((row) => row.filter(isShown)),
    layout,
  );
  const leftOut = columns
    .filter((column, at) => !isShown(column, at) && !isEmptyColumn(rows, at))
    .map(({ header }) => header);
  return table + leftOutText(leftOut, screen);
}

function linkedTo(addresses: readonly (string | undefined)[] = []) {
  return (text: string, at: number): string => {
    const address = addresses[at];
    return address === undefined ? text : linked(text, address);
  };
}

function leftOutText(headers: readonly string[], screen: Screen): string {
  if (headers.length === 0) return '';
  const text = `not shown, too narrow: ${headers.join(', ')}`;
  const lines = brokenAtBlanks(text, screen.columns - 1);
  return lines.map((line) => ` ${screen.style.dim(line)}\n`).join('');
}

function isEmptyColumn(rows: readonly (readonly string[])[], at: number): boolean {
  return rows.every((row) => row[at] === '-' || (row[at] ?? '') === '');
}

function wishOf(
  { header, shrinks, stays, goesFirst }: DrawnColumn,
  rows: readonly (readonly string[])[],
  at: number,
): ColumnWish {
  const own = widthOf(header);
  const widest = rows.reduce((most, row) => Math.max(most, widthOf(row[at] ?? '')), own);
  return { header: own, widest, shrinks, stays, goesFirst, isEmpty: isEmptyColumn(rows, at) };
}

/** The wished width of a column, in columns of the terminal. */
interface ColumnWish extends Pick<DrawnColumn, 'shrinks' | 'stays' | 'goesFirst'> {
  readonly isEmpty?: boolean;
  readonly header: number;
  /** The width of the widest cell or header. */
  readonly widest: number;
}

/** The least width of a column that shrinks, unless it is alone. */
const narrowest = 12;

/**
 * The widths that fit into `room`, including gaps; 0 for an omitted column. The first column is
 * always shown. If columns that cannot shrink are too wide, the terminal wraps lines.
 */
export function fittingWidths(
  wishes: readonly ColumnWish[],
  room: number,
  { gap, mayLeaveOut }: { readonly gap: number; readonly mayLeaveOut: boolean },
): number[] {
  const floors = wishes.map(lastFloor);
  const shown = mayLeaveOut
    ? columnsWithRoom(wishes, floors, { room, gap })
    : wishes.map(() => true);
  const widths = wishes.map(({ widest }, at) => (shown[at] === true ? widest : 0));
  let excess = widthWith(widths, gap) - room;
  for (const floor of [wishes.map(firstFloor), floors, wishes.map(lowestOf)])
    excess = shrink(widths, floor, excess);
  return widths;
}

/** The columns to show: empty ones only if everything fits, others with at least their floor. */
function columnsWithRoom(
  wishes: readonly ColumnWish[],
  floors: readonly number[],
  { room, gap }: { readonly room: number; readonly gap: number },
): readonly boolean[] {
  const whole = wishes.map(({ widest }) => widest);
  const isWhole = widthWith(whole, gap) <= room;
  const widths = floors.map((width, at) =>
    at > 0 && wishes[at]?.isEmpty === true && !isWhole ? 0 : width,
  );
  const leaving = [({ goesFirst }: ColumnWish) => goesFirst === true, mayGo];
  for (const leaves of leaving)
    while (widthWith(widths, gap) > room) {
      const last = wishes.findLastIndex((wish, at) => at > 0 && widths[at] !== 0 && leaves(wish));
      if (last < 0) break;
      widths[last] = 0;
    }
  return widths.map((width) => width > 0);
}

function mayGo({ shrinks = false, stays = false }: ColumnWish): boolean {
  return shrinks === true && !stays;
}

function firstFloor(wish: ColumnWish): number {
  return wish.shrinks === true ? lastFloor(wish) : wish.widest;
}

function lastFloor({ header, widest, shrinks = false }: ColumnWish): number {
  return shrinks === false ? widest : Math.min(widest, Math.max(header, narrowest));
}

function lowestOf(wish: ColumnWish): number {
  return mayGo(wish) ? wish.header : lastFloor(wish);
}

function widthWith(widths: readonly number[], gap: number): number {
  const shown = widths.filter((width) => width > 0);
  return shown.reduce((sum, width) => sum + width, gap * (shown.length - 1));
}

/** Shrinks the widest columns first, so that they become equal before one becomes small. */
function shrink(widths: number[], floor: readonly number[], excess: number): number {
  let left = excess;
  while (left > 0) {
    const slack = widths.map((width, at) => (width > (floor[at] ?? width) ? width : 0));
    const widest = slack.indexOf(Math.max(...slack));
    if (slack[widest] === 0) break;
    widths[widest] = (widths[widest] ?? 1) - 1;
    left--;
  }
  return left;
}

/** Rows for the library at a time: its time grows faster than the number of rows. */
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

/** The layout, with empty styles: the library's default styles always write colors. */
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
