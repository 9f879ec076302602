import type { Clock } from '../../clock.ts';
import { defined } from '../../defined.ts';
import type { ColorLevel, Io, Output } from './io.ts';

/** The properties of a stream that a text may depend on. */
export interface Screen {
  readonly style: Style;
  readonly isTerminal: boolean;
  readonly unicode: boolean;
  /** The number of columns at this moment. */
  readonly columns: number;
  /** The current time in milliseconds since 1970, for relative times. */
  readonly now: number;
  /** The time zone on a terminal; by default that of the machine. */
  readonly timeZone?: string;
  /** The address of a job's page, if ids of jobs are shown as links. */
  readonly jobAddress?: (id: number) => string;
}

/** The screen of an output. If it is not a terminal, it has color only if forced. */
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

/** The screen for `--format table`, which also draws in a pipe. */
export async function drawnScreen(
  output: Output,
  io: Pick<Io, 'unicode'>,
  clock: Pick<Clock, 'now'>,
): Promise<Screen> {
  const screen = await screenOf(output, io, clock);
  return { ...screen, isTerminal: true, columns: output.tableColumns };
}

/** The screen for `--format plain` and for pipes: no color, no symbols, ISO times. */
export function plainScreen(clock: Pick<Clock, 'now'>): Screen {
  return { style: plainStyle, isTerminal: false, unicode: false, columns: 80, now: clock.now() };
}

/** Styles a text; returns it unchanged if there is no color. */
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

/** All styles. Words never depend on color for their meaning. */
export type Style = Readonly<Record<PaintName, Paint>> & {
  /** 0 = no escape sequences. */
  readonly level: ColorLevel;
};

/** The style without color, which does not load chalk. */
export const plainStyle: Style = styleWith(0, () => (text) => text);

/** The style for a color level; chalk is loaded only if there is color. */
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
