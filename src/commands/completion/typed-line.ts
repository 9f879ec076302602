/** A command line up to the cursor, as its shell reads it. */
export interface TypedLine {
  /** Whole words, without the program and the variables before it. */
  readonly words: readonly string[];
  /** The word at the cursor, as far as it is typed. */
  readonly current: string;
  /** Characters of `current` that the shell keeps: it replaces only what follows them. */
  readonly kept: number;
  /** The quote that `current` stands in, or `null`. */
  readonly quote: '"' | "'" | null;
}

/** Blanks, an escaped letter, a quoted part (perhaps not closed yet), or any other letter. */
const piece =
  /(?<blank>\s+)|\\(?<escaped>[\s\S]?)|'(?<single>[^']*)(?<singleEnd>'?)|"(?<double>(?:\\[\s\S]|[^\\"])*)\\?(?<doubleEnd>"?)|(?<plain>.)/g;

type Piece = Readonly<Record<string, string | undefined>>;
type OpenWord = Omit<TypedLine, 'words'>;

const nothing: OpenWord = { current: '', kept: 0, quote: null };

/**
 * Reads quotes and backslashes as shells do. `wordBreaks` are the characters behind which the shell
 * begins to replace (bash); without them it replaces the whole word.
 */
export function readTypedLine(line: string, wordBreaks = ''): TypedLine {
  const words: string[] = [];
  let word: OpenWord | null = null;
  for (const { groups = {} } of line.matchAll(piece)) {
    if (groups.blank === undefined) word = withPiece(word ?? nothing, groups, wordBreaks);
    else if (word !== null) {
      words.push(word.current);
      word = null;
    }
  }
  return { words: withoutProgram(words), ...(word ?? nothing) };
}

function withPiece(
  { current, kept }: OpenWord,
  { escaped, single, singleEnd, double, doubleEnd, plain = '' }: Piece,
  wordBreaks: string,
): OpenWord {
  const atQuote = wordBreaks === '' ? 0 : current.length;
  if (single !== undefined)
    return { current: current + single, kept: atQuote, quote: singleEnd === '' ? "'" : null };
  if (double !== undefined) {
    const text = double.replaceAll(/\\(["\\$`])/g, '$1');
    return { current: current + text, kept: atQuote, quote: doubleEnd === '' ? '"' : null };
  }
  const text = current + (escaped ?? plain);
  const isBreak = escaped === undefined && wordBreaks.includes(plain);
  return { current: text, kept: isBreak ? text.length : kept, quote: null };
}

function withoutProgram(words: readonly string[]): readonly string[] {
  const program = words.findIndex((word) => !/^\w+=/.test(word));
  return program < 0 ? [] : words.slice(program + 1);
}
