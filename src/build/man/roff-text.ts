import type { Inline, InlineKind } from '../../ui/pages/page.ts';

const fonts: Readonly<Record<InlineKind, string | null>> = {
  code: '\\fB',
  strong: '\\fB',
  emphasis: '\\fI',
  text: null,
};

/** Running text as one line of roff. */
export function roffText(text: readonly Inline[]): string {
  return harmless(
    text
      .map(({ kind, text: piece }) => {
        const escaped = kind === 'code' ? literal(piece) : prose(piece);
        const font = fonts[kind];
        return font === null ? escaped : `${font}${escaped}\\fR`;
      })
      .join(''),
  );
}

/** One line of a listing, which is not wrapped. */
export function roffLine(text: string): string {
  return harmless(literal(text));
}

/** A quoted argument of a macro. */
export function quotedArgument(text: string): string {
  return `"${text}"`;
}

/** Characters to type: roff would print them as typographic quotes, dashes and accents. */
const signs: Readonly<Record<string, string>> = {
  '\\': '\\e',
  '-': '\\-',
  "'": '\\(aq',
  '`': '\\(ga',
  '^': '\\(ha',
  '~': '\\(ti',
  '"': '\\(dq',
};

function literal(text: string): string {
  return text.replaceAll(/[\\\-'`^~"]/g, (sign) => signs[sign] ?? sign).replaceAll(/./gsu, named);
}

/** Escapes prose: hyphens in words and apostrophes stay, a hyphen before an option is escaped. */
function prose(text: string): string {
  return text
    .replaceAll(/[\\`^~"]|(?<![\p{L}\p{N}-])-+(?=[\p{L}\p{N}])/gu, (sign) =>
      sign.startsWith('-') ? sign.replaceAll('-', '\\-') : (signs[sign] ?? sign),
    )
    .replaceAll(/./gsu, named);
}

/** Writes non-ASCII characters by name, so that the encoding of the page does not matter. */
function named(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  // A no-break space.
  if (code === 0xa0) return '\\ ';
  return code < 0x7f ? character : `\\[u${code.toString(16).toUpperCase().padStart(4, '0')}]`;
}

/** roff reads a line that begins with a dot or an apostrophe as a request. */
function harmless(line: string): string {
  return /^(?:\\f[BIR])?[.']/.test(line) ? `\\&${line}` : line;
}
