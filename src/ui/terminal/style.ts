import type { ColorLevel } from './io.ts';

/** Gives a piece of text a look; a function that returns its argument where there is no colour. */
export type Paint = (text: string) => string;

export const paintNames = [
  'bold',
  'dim',
  'underline',
  'inverse',
  'red',
  'green',
  'yellow',
  'blue',
  'magenta',
  'cyan',
] as const;

export type PaintName = (typeof paintNames)[number];

/** The looks that this program uses. Colour only supports what the words say. */
export type Style = Readonly<Record<PaintName, Paint>> & {
  /** 0 = no escape sequence at all will be written. */
  readonly level: ColorLevel;
};

const asItIs: Paint = (text) => text;

/** No colour, and no chalk loaded. */
export const plainStyle: Style = {
  level: 0,
  ...(Object.fromEntries(paintNames.map((name) => [name, asItIs])) as Record<PaintName, Paint>),
};

/** chalk for one stream's level, never for the process; loaded only where colour is wanted. */
export async function styleOf(level: ColorLevel): Promise<Style> {
  if (level === 0) return plainStyle;
  const { Chalk } = await import('chalk');
  const chalk = new Chalk({ level });
  const paints = paintNames.map((name) => [name, (text: string) => chalk[name](text)] as const);
  return { level, ...(Object.fromEntries(paints) as Record<PaintName, Paint>) };
}
