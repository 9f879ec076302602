import type { Style } from './style.ts';

/** What a piece of text may know about the place where it will stand. */
export interface Screen {
  readonly style: Style;
  readonly isTerminal: boolean;
  readonly unicode: boolean;
  /** Columns at the time of rendering. */
  readonly columns: number;
  /** Milliseconds since the epoch; relative times are told from here. */
  readonly now: number;
}
