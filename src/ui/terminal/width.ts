import stringWidth from 'string-width';

/** Most text is ASCII, which is measured a hundred times faster. */
const plainAscii = /^[ -~]*$/;

/** The columns of a text on a terminal: colors have none, CJK characters and emoji two. */
export function widthOf(text: string): number {
  return plainAscii.test(text) ? text.length : stringWidth(text);
}

/** The most columns that a text may have: some terminals draw each part of a joined emoji. */
export function mostColumnsOf(text: string): number {
  return sumOf(text, (piece) => Math.max(widthOf(piece), partsWidth(piece)));
}

/** The fewest columns that a text may have: some terminals draw emoji as narrow as letters. */
export function fewestColumnsOf(text: string): number {
  return sumOf(text, (piece) => (/\p{Emoji}/u.test(piece) ? 1 : widthOf(piece)));
}

function sumOf(text: string, columnsOf: (piece: string) => number): number {
  if (plainAscii.test(text)) return text.length;
  let sum = 0;
  for (const piece of pieces(text)) if (!isColor(piece)) sum += columnsOf(piece);
  return sum;
}

function partsWidth(piece: string): number {
  let sum = 0;
  for (const character of piece) sum += widthOf(character);
  return sum;
}

/**
 * The text cut to `width` columns, ending with `ellipsis` if it was cut. Cuts between graphemes and
 * turns off a color that is on.
 */
export function fitted(
  text: string,
  width: number,
  ellipsis: string,
  columnsOf: (text: string) => number = widthOf,
): string {
  if (columnsOf(text) <= width) return text;
  const mark = widthOf(ellipsis) <= width ? ellipsis : '';
  const room = width - widthOf(mark);
  let kept = '';
  let used = 0;
  for (const piece of pieces(text)) {
    const size = columnsOf(piece);
    if (used + size > room) break;
    kept += piece;
    used += size;
  }
  return `${kept}${mark}${text.includes('\u001b') ? '\u001b[0m' : ''}`;
}

/**
 * The text without colors, cut to `width` columns in the middle, where `ellipsis` is: the end of an
 * error often has its reason.
 */
export function cutInTheMiddle(text: string, width: number, ellipsis: string): string {
  if (widthOf(text) <= width) return text;
  const room = width - widthOf(ellipsis);
  if (room < 2) return fitted(text, width, ellipsis);
  const start = fitted(text, Math.floor(room / 3), '');
  return `${start}${ellipsis}${endOf(text, room - widthOf(start))}`;
}

/** The end of the text that fits. */
function endOf(text: string, room: number): string {
  let kept = '';
  let used = 0;
  for (const piece of [...pieces(text)].reverse()) {
    used += widthOf(piece);
    if (used > room) break;
    kept = piece + kept;
  }
  return kept;
}

function* pieces(text: string): Generator<string> {
  const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });
  for (const part of text.split(/(\u001b\[[\d;:]*m)/)) {
    if (isColor(part)) yield part;
    else for (const { segment } of graphemes.segment(part)) yield segment;
  }
}

function isColor(piece: string): boolean {
  return piece.startsWith('\u001b[');
}

/** The text with blanks up to `width` columns; longer text is not changed. */
export function padded(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - widthOf(text)));
}

/** The text broken at blanks into lines of at most `width` columns; words are not broken. */
export function brokenAtBlanks(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const longer = `${lines.at(-1)} ${word}`;
    if (lines.length > 0 && widthOf(longer) <= width) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}
