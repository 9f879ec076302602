import type { Clock } from '../../clock.ts';
import { defined } from '../../defined.ts';
import type { ColorLevel, Io, Output } from './io.ts';

/** What a piece of text may depend on about the stream that it is written to. */
export interface Screen {
  readonly style: Style;
  readonly isTerminal: boolean;
  readonly unicode: boolean;
  /** Columns at the time of rendering. */
  readonly columns: number;
  /** Milliseconds since the epoch; relative times count from here. */
  readonly now: number;
  /** Zone of times on a terminal; the machine's where absent. */
  readonly timeZone?: string;
  /** The address of a job's page, where ids of jobs are shown as links. */
  readonly jobAddress?: (id: number) => string;
}

/** The screen that `output` is now; what is not a terminal has no color unless it was forced. */
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
    ...defined({ jobAddress: output.jobAddress }),
  };
}

/** The screen of `--format table` where it was asked for: also a pipe is drawn on. */
export async function drawnScreen(
  output: Output,
  io: Pick<Io, 'unicode'>,
  clock: Pick<Clock, 'now'>,
): Promise<Screen> {
  const screen = await screenOf(output, io, clock);
  return { ...screen, isTerminal: true, columns: output.tableColumns };
}

/** The screen of `--format plain`, and of every pipe: no color, no symbols, ISO times. */
export function plainScreen(clock: Pick<Clock, 'now'>): Screen {
  return { style: plainStyle, isTerminal: false, unicode: false, columns: 80, now: clock.now() };
}

/** Gives a piece of text a look; a function that returns its argument where there is no color. */
export type Paint = (text: string) => string;

export type PaintName =
  | 'bold'
  | 'dim'
  | 'underline'
  | 'inverse'
  | 'red'
  | 'green'
  | 'yellow'
  | 'blue'
  | 'magenta'
  | 'cyan';

/** The looks that this program uses. Color adds nothing to the meaning of the words. */
export type Style = Readonly<Record<PaintName, Paint>> & {
  /** 0 = no escape sequence at all will be written. */
  readonly level: ColorLevel;
};

/** No color, and no chalk loaded. */
export const plainStyle: Style = styleWith(0, () => (text) => text);

/** chalk for one stream's level, never for the process; loaded only where color is wanted. */
export async function styleOf(level: ColorLevel): Promise<Style> {
  if (level === 0) return plainStyle;
  const { Chalk } = await import('chalk');
  const chalk = new Chalk({ level });
  return styleWith(level, (name) => (text) => chalk[name](text));
}

function styleWith(level: ColorLevel, paint: (name: PaintName) => Paint): Style {
  return {
    level,
    bold: paint('bold'),
    dim: paint('dim'),
    underline: paint('underline'),
    inverse: paint('inverse'),
    red: paint('red'),
    green: paint('green'),
    yellow: paint('yellow'),
    blue: paint('blue'),
    magenta: paint('magenta'),
    cyan: paint('cyan'),
  };
}
