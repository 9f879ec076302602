import type { Inline, InlineKind } from '../../ui/pages/page.ts';

const fonts: Readonly<Record<InlineKind, string | null>> = {
  code: '\\fB',
  strong: '\\fB',
  emphasis: '\\fI',
  text: null,
};

/** Running text in one line of roff. */
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

/** One line of a listing. */
export function roffLine(text: string): string {
  return harmless(literal(text));
}

/** An argument of a macro. */
export function quotedArgument(text: string): string {
  return `"${text}"`;
}

/** What is typed: roff would set these signs as the quotes, dashes and accents of print. */
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

/** Hyphens of words and apostrophes stay; a hyphen that begins an option is typed. */
function prose(text: string): string {
  return text
    .replaceAll(/[\\`^~"]|(?<![\p{L}\p{N}-])-+(?=[\p{L}\p{N}])/gu, (sign) =>
      sign.startsWith('-') ? sign.replaceAll('-', '\\-') : (signs[sign] ?? sign),
    )
    .replaceAll(/./gsu, named);
}

/** Beyond ASCII a character is named, whatever encoding the page is read in. */
function named(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  // A blank at which no line ends.
  if (code === 0xa0) return '\\ ';
  return code < 0x7f ? character : `\\[u${code.toString(16).toUpperCase().padStart(4, '0')}]`;
}

/** A line that begins with a dot or an apostrophe would be a request. */
function harmless(line: string): string {
  return /^(?:\\f[BIR])?[.']/.test(line) ? `\\&${line}` : line;
}
