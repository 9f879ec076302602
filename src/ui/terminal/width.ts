import stringWidth from 'string-width';

/** Most text by far, and measured a hundred times faster. */
const plainAscii = /^[ -~]*$/;

/** Columns that a text takes on a terminal; colors take none, CJK and emoji two. */
export function widthOf(text: string): number {
  return plainAscii.test(text) ? text.length : stringWidth(text);
}

/**
 * The text cut to `width` columns, its end replaced by `ellipsis` where something was cut. Cuts
 * between graphemes; a color that is on at the cut is switched off.
 */
export function fitted(text: string, width: number, ellipsis: string): string {
  if (widthOf(text) <= width) return text;
  const mark = widthOf(ellipsis) <= width ? ellipsis : '';
  const room = width - widthOf(mark);
  let kept = '';
  let used = 0;
  for (const piece of pieces(text)) {
    const size = widthOf(piece);
    if (used + size > room) break;
    kept += piece;
    used += size;
  }
  return `${kept}${mark}${text.includes('\u001b') ? '\u001b[0m' : ''}`;
}

/**
 * The text cut to `width` columns, its middle replaced by `ellipsis`: of an error the end has the
 * reason. Without colors.
 */
export function cutInTheMiddle(text: string, width: number, ellipsis: string): string {
  if (widthOf(text) <= width) return text;
  const room = width - widthOf(ellipsis);
  if (room < 2) return fitted(text, width, ellipsis);
  const start = fitted(text, Math.floor(room / 3), '');
  return `${start}${ellipsis}${endOf(text, room - widthOf(start))}`;
}

/** As much of the end as has room. */
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
    if (part.startsWith('\u001b[')) yield part;
    else for (const { segment } of graphemes.segment(part)) yield segment;
  }
}

/** The text broken at blanks into lines of at most `width` columns; a longer word stays whole. */
export function brokenAtBlanks(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const longer = `${lines.at(-1)} ${word}`;
    if (lines.length > 0 && widthOf(longer) <= width) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}
