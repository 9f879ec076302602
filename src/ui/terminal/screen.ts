import type { Clock } from '../../clock.ts';
import type { Io, Output } from './io.ts';
import { plainStyle, type Style, styleOf } from './style.ts';

/** What a piece of text may know about the place where it will stand. */
export interface Screen {
  readonly style: Style;
  readonly isTerminal: boolean;
  readonly unicode: boolean;
  /** Columns at the time of rendering. */
  readonly columns: number;
  /** Milliseconds since the epoch; relative times are told from here. */
  readonly now: number;
  /** Zone of times on a terminal; the machine's where absent. */
  readonly timeZone?: string;
}

/** The screen that `output` is now; what is not a terminal has no colour unless it was forced. */
export async function screenOf(
  output: Output,
  io: Pick<Io, 'unicode'>,
  clock: Pick<Clock, 'now'>,
): Promise<Screen> {
  return {
    style: await styleOf(output.colorLevel),
    isTerminal: output.isTerminal,
    unicode: io.unicode,
    columns: output.columns,
    now: clock.now(),
  };
}

/** The screen of `--format plain`, and of every pipe: no colour, no symbols, ISO times. */
export function plainScreen(clock: Pick<Clock, 'now'>): Screen {
  return { style: plainStyle, isTerminal: false, unicode: false, columns: 80, now: clock.now() };
}
