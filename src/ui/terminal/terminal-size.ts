import type { Environment } from '../../environment.ts';

/** What a stream says about the terminal that it is. */
export interface TerminalStream {
  readonly isTTY?: boolean;
  columns?: number;
  rows?: number;
}

/**
 * Makes a terminal that reports no size one of COLUMNS or 80 columns and 24 rows, for everybody who
 * asks it: a library that clears as many lines as a text needs in 0 columns never ends.
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
      // When the terminal is resized.
      set: (now: number) => {
        size = now;
      },
    });
  }
}

/** 0 for everything but whole numbers above it. */
export function positive(size: number | undefined): number {
  return size !== undefined && Number.isInteger(size) && size > 0 ? size : 0;
}
