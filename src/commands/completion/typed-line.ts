/** A command line up to the cursor, as the shell reads it. */
export interface TypedLine {
  /** The complete words, without the program and the variables before it. */
  readonly words: readonly string[];
  /** The variables that are set before the program, by name. */
  readonly variables: Readonly<Record<string, string>>;
  /** The words in which the shell will replace something, e.g. `$JOB`. */
  readonly unknown: ReadonlySet<string>;
  /** The word at the cursor, up to the cursor. */
  readonly current: string;
  /** The number of characters in `current` that the shell keeps; it replaces only the rest. */
  readonly kept: number;
  /** The open quote around `current`, or `null`. */
  readonly quote: '"' | "'" | null;
}

/** Blanks, an escaped character, a quoted part (perhaps still open), or any other character. */
const piece =
  /(?<blank>\s+)|\\(?<escaped>[\s\S]?)|'(?<single>[^']*)(?<singleEnd>'?)|"(?<double>(?:\\[\s\S]|[^\\"])*)\\?(?<doubleEnd>"?)|(?<plain>.)/gu;

/** In fish, `\'` is an escape in single quotes. */
const fishPiece = new RegExp(
  piece.source.replace("(?<single>[^']*)", "(?<single>(?:\\\\[\\s\\S]|[^\\\\'])*)"),
  'gu',
);

type Piece = Readonly<Record<string, string | undefined>>;

interface OpenWord {
  readonly current: string;
  readonly kept: number;
  readonly quote: TypedLine['quote'];
  readonly isReplaced: boolean;
}

const nothing: OpenWord = { current: '', kept: 0, quote: null, isReplaced: false };

/**
 * Reads a line with quotes and backslashes, as shells do. `wordBreaks` (bash): the shell keeps the
 * word up to the last of these characters; without them it replaces the whole word.
 */
export function readTypedLine(line: string, wordBreaks = '', { isFish = false } = {}): TypedLine {
  const reading = { wordBreaks, replaced: isFish ? '$' : '$`' };
  const all: OpenWord[] = [];
  let word: OpenWord | null = null;
  for (const groups of isFish ? fishPieces(line) : pieces(line, piece)) {
    if (groups.blank === undefined) word = withPiece(word ?? nothing, groups, reading);
    else if (word !== null) {
      all.push(word);
      word = null;
    }
  }
  const { current, kept, quote } = word ?? nothing;
  const unknown = new Set(all.filter((one) => one.isReplaced).map((one) => one.current));
  return { ...withoutProgram(all.map((one) => one.current)), unknown, current, kept, quote };
}

function pieces(line: string, form: RegExp): readonly Piece[] {
  return [...line.matchAll(form)].map(({ groups = {} }) => groups);
}

function fishPieces(line: string): readonly Piece[] {
  return pieces(line, fishPiece).map(({ single, ...rest }) => ({
    ...rest,
    single: single?.replaceAll(/\\([\\'])/g, '$1'),
  }));
}

interface Reading {
  readonly wordBreaks: string;
  /** Characters that the shell replaces even in double quotes. */
  readonly replaced: string;
}

function withPiece(word: OpenWord, groups: Piece, reading: Reading): OpenWord {
  const { wordBreaks } = reading;
  const { single, singleEnd, double, doubleEnd } = groups;
  if (single !== undefined) {
    return withQuoted(word, single, singleEnd === '' ? "'" : null, wordBreaks);
  }
  if (double === undefined) return withSign(word, groups, reading);
  const text = double.replaceAll(/\\(["\\$`])/g, '$1');
  const quoted = withQuoted(word, text, doubleEnd === '' ? '"' : null, wordBreaks);
  const plain = double.replaceAll(/\\[\s\S]/g, '');
  const isReplaced = [...reading.replaced].some((sign) => plain.includes(sign));
  return { ...quoted, isReplaced: word.isReplaced || isReplaced };
}

function withQuoted(
  word: OpenWord,
  text: string,
  quote: OpenWord['quote'],
  wordBreaks: string,
): OpenWord {
  const kept = wordBreaks === '' ? 0 : word.current.length;
  return { ...word, current: word.current + text, kept, quote };
}

function withSign(
  word: OpenWord,
  { escaped, plain = '' }: Piece,
  { wordBreaks, replaced }: Reading,
): OpenWord {
  const current = word.current + (escaped ?? plain);
  const isBreak = plain !== '' && wordBreaks.includes(plain);
  return {
    current,
    kept: isBreak ? current.length : word.kept,
    quote: null,
    isReplaced: word.isReplaced || (plain !== '' && `${replaced}*?(){}<>`.includes(plain)),
  };
}

function withoutProgram(all: readonly string[]): Pick<TypedLine, 'words' | 'variables'> {
  const program = all.findIndex((word) => !/^\w+=/.test(word));
  const set = program < 0 ? all : all.slice(0, program);
  const variables = set.map((word) => [word.split('=')[0], word.replace(/^\w+=/, '')]);
  return {
    words: program < 0 ? [] : all.slice(program + 1),
    variables: Object.fromEntries(variables),
  };
}
