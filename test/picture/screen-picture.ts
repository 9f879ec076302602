import type { StyledText } from '../world/terminal.ts';

/** What a terminal shows, for a picture. */
export interface ShownScreen {
  readonly columns: number;
  readonly rows: readonly (readonly StyledText[])[];
  /** What the picture shows, for readers who cannot see it. */
  readonly description: string;
}

interface Theme {
  readonly background: string;
  readonly border: string;
  readonly text: string;
  /** Black, red, green, yellow, blue, magenta, cyan, white; bright ones share their color. */
  readonly colors: readonly string[];
}

export const themes: Readonly<Record<'light' | 'dark', Theme>> = {
  light: {
    background: '#ffffff',
    border: '#d0d7de',
    text: '#1f2328',
    colors: [
      '#6e7781',
      '#cf222e',
      '#116329',
      '#7d4e00',
      '#0550ae',
      '#8250df',
      '#1b7c83',
      '#57606a',
    ],
  },
  dark: {
    background: '#0d1117',
    border: '#30363d',
    text: '#e6edf3',
    colors: [
      '#8b949e',
      '#ff7b72',
      '#56d364',
      '#e3b341',
      '#79c0ff',
      '#d2a8ff',
      '#56d4dd',
      '#c9d1d9',
    ],
  },
};

const cell = { width: 8.4, height: 19 };
const margin = { side: 16, top: 40, bottom: 14 };

/** An SVG of the screen in a window, in the reader's own monospace font. */
export function pictureOf(screen: ShownScreen, theme: Theme): string {
  const width = Math.ceil(screen.columns * cell.width) + 2 * margin.side;
  const height = margin.top + screen.rows.length * cell.height + margin.bottom;
  const frame = `<rect x=".5" y=".5" width="${width - 1}" height="${height - 1}" rx="8" fill="${theme.background}" stroke="${theme.border}"/>`;
  const buttons = [20, 38, 56].map((x) => `<circle cx="${x}" cy="20" r="5.5"/>`).join('');
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img">`,
    `<title>${escaped(screen.description)}</title>`,
    frame,
    `<g fill="${theme.border}">${buttons}</g>`,
    `<g fill="${theme.text}" font-size="14" font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace">`,
    ...screen.rows.flatMap((row, at) => rowOf(row, at, theme)),
    '</g>',
    '</svg>',
    '',
  ].join('\n');
}

function rowOf(row: readonly StyledText[], at: number, theme: Theme): readonly string[] {
  const y = margin.top + at * cell.height + 13;
  const pieces = row.flatMap(withoutGaps);
  return pieces.length === 0
    ? []
    : [`<text y="${y}">${pieces.map((piece) => spanOf(piece, theme)).join('')}</text>`];
}

/** The parts between wide gaps: browsers differ in how they draw several blanks. */
function withoutGaps(piece: StyledText): readonly StyledText[] {
  const found = [...piece.text.matchAll(/\S+(?: \S+)*/g)];
  return found.map(({ 0: text, index }) => ({ ...piece, text, column: piece.column + index }));
}

/** The length is fixed, so that columns stand in line whatever the font. */
function spanOf({ column, text, color, bold, dim }: StyledText, theme: Theme): string {
  const attributes = {
    x: rounded(margin.side + column * cell.width),
    textLength: rounded(text.length * cell.width),
    fill: color === null ? undefined : theme.colors[color % 8],
    'font-weight': bold ? 'bold' : undefined,
    opacity: dim ? '.65' : undefined,
  };
  const written = Object.entries(attributes).flatMap(([name, value]) =>
    value === undefined ? [] : [` ${name}="${value}"`],
  );
  return `<tspan${written.join('')}>${escaped(text)}</tspan>`;
}

function rounded(length: number): string {
  return String(Math.round(length * 10) / 10);
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
