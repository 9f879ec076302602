/** The beginning and the end of a text that may be too long to show. */
export interface Excerpt {
  readonly head: string;
  /** The end of the text; empty if nothing is left out. */
  readonly tail: string;
  /** The missing part between the two; `null` = none. */
  readonly leftOut: LeftOut | null;
}

interface LeftOut {
  /** The number of lines that are missing, also in part. */
  readonly lines: number;
  /** The bytes in UTF-8. */
  readonly bytes: number;
  /** Whether the rest of the last missing line is in the tail. */
  readonly isOpen: boolean;
}

/** The most text of an excerpt. The end gets more of it, because errors are usually there. */
export interface ExcerptSize {
  readonly lines: number;
  readonly characters: number;
}

/** The share of an excerpt for the beginning of the text. */
const headShare = 0.2;

export function excerptOf(text: string, { lines, characters }: ExcerptSize): Excerpt {
  if (text.length <= characters && lineCount(text) <= lines)
    return { head: text, tail: '', leftOut: null };
  const head = headOf(text, Math.floor(lines * headShare), Math.floor(characters * headShare));
  const rest = text.slice(head.length);
  const tail = tailOf(rest, Math.ceil(lines * (1 - headShare)), characters - head.length);
  const leftOut = leftOutOf([rest.slice(0, rest.length - tail.length)]);
  return leftOut === null ? { head: text, tail: '', leftOut } : { head, tail, leftOut };
}

/** The excerpt, shortened to a size. */
export function smallerExcerpt({ head, tail, leftOut }: Excerpt, size: ExcerptSize): Excerpt {
  if (leftOut === null) return excerptOf(head, size);
  const { lines, characters } = size;
  const small = headOf(head, Math.floor(lines * headShare), Math.floor(characters * headShare));
  const end = tailOf(tail, Math.ceil(lines * (1 - headShare)), characters - small.length);
  const before = head.slice(small.length);
  const after = tail.slice(0, tail.length - end.length);
  return { head: small, tail: end, leftOut: leftOutOf([before, leftOut, after]) };
}

/** The sum of missing pieces that follow each other in a text; `null` if all are empty. */
function leftOutOf(pieces: readonly (string | LeftOut)[]): LeftOut | null {
  const parts = pieces.flatMap((piece) => {
    if (piece === '') return [];
    if (typeof piece !== 'string') return [piece];
    const isOpen = !piece.endsWith('\n');
    return [{ lines: lineCount(piece), bytes: Buffer.byteLength(piece), isOpen }];
  });
  const last = parts.at(-1);
  if (last === undefined) return null;
  const sum = (of: (part: LeftOut) => number) => parts.reduce((all, part) => all + of(part), 0);
  const breaks = sum(({ lines, isOpen }) => lines - Number(isOpen));
  return {
    lines: breaks + Number(last.isOpen),
    bytes: sum(({ bytes }) => bytes),
    isOpen: last.isOpen,
  };
}

/** The excerpt with both texts changed. */
export function mappedExcerpt(
  { head, tail, leftOut }: Excerpt,
  change: (text: string) => string,
): Excerpt {
  return { head: change(head), tail: change(tail), leftOut };
}

/** The number of lines, including an unfinished one. */
export function lineCount(text: string): number {
  let count = 0;
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) count++;
  return text === '' || text.endsWith('\n') ? count : count + 1;
}

/** The beginning of a text in whole lines; if none fits, a part of the first line. */
function headOf(text: string, lines: number, characters: number): string {
  let end = 0;
  for (let line = 0; line < lines; line++) {
    const next = text.indexOf('\n', end);
    const after = next === -1 ? text.length : next + 1;
    if (after > characters) break;
    end = after;
    if (next === -1) break;
  }
  return end > 0 || lines === 0 ? text.slice(0, end) : text.slice(0, unbroken(text, characters));
}

function tailOf(text: string, lines: number, characters: number): string {
  let start = text.length;
  for (let line = 0; line < lines && start > 0; line++) {
    const before = start < 2 ? 0 : text.lastIndexOf('\n', start - 2) + 1;
    if (text.length - before > characters) break;
    start = before;
  }
  if (start < text.length || lines === 0) return text.slice(start);
  return text.slice(unbroken(text, Math.max(0, text.length - characters)));
}

/** The index, moved if it is inside a surrogate pair, so that no character is split. */
function unbroken(text: string, at: number): number {
  const code = text.charCodeAt(at);
  return code >= 0xdc00 && code <= 0xdfff ? at + 1 : at;
}
