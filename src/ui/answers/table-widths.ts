/** What one column would like, in columns of the terminal. */
export interface ColumnWish {
  /** Never narrower than its header as long as another column can give way. */
  readonly header: number;
  /** Widest cell, header included. */
  readonly widest: number;
  /** Gives way first. */
  readonly shrinks: boolean;
}

/** A column that gives way keeps this much as long as others can give way too. */
const narrowest = 12;

/**
 * The widths that fit into `room`, gaps included: shrinking columns give way first, then the widest
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

/** Takes from the widest again and again, so that columns become equal before one becomes small. */
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
