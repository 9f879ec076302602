import type { Environment } from '../../environment.ts';

/** The size of a terminal, as its stream reports it. */
export interface TerminalStream {
  readonly isTTY?: boolean;
  columns?: number;
  rows?: number;
}

/**
 * Gives a terminal without a size COLUMNS or 80 columns, and 24 rows. The stream itself is changed,
 * because a library would loop forever to clear the lines of a text in 0 columns.
 */
export function giveSize(terminal: TerminalStream, env: Environment): void {
  if (terminal.isTTY !== true) return;
  const usual = { columns: positive(Number(env.COLUMNS)) || 80, rows: 24 };
  for (const side of ['columns', 'rows'] as const) {
    let size = terminal[side];
    if (positive(size) > 0) continue;
    Object.defineProperty(terminal, side, {
      ...{ configurable: true, enumerable: true },
      get: () => positive(size) || usual[side],
      // Node sets it when the terminal is resized.
      set: (now: number) => {
        size = now;
      },
    });
  }
}

/** A positive whole number, or 0. */
export function positive(size: number | undefined): number {
  return size !== undefined && Number.isInteger(size) && size > 0 ? size : 0;
}
