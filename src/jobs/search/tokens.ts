import { SearchProblem, type Span } from './problem.ts';

/** Operators of comparisons. */
export type Operator = '=' | '!=' | '>' | '>=' | '<' | '<=' | '~' | '!~' | '^' | '!^';

export type SymbolName = Operator | 'and' | 'or' | 'not' | 'has' | 'null?' | '(' | ')' | ',';

export type TextToken = {
  readonly kind: 'text';
  readonly value: string;
  readonly quoted: boolean;
  readonly span: Span;
};

export type Token =
  | TextToken
  | { readonly kind: 'symbol'; readonly symbol: SymbolName; readonly span: Span };

const symbols: ReadonlyMap<string, SymbolName> = new Map([
  ...(['=', '!=', '>', '>=', '<', '<=', '~', '!~', '^', '!^', '(', ')', ','] as const).map(
    (symbol) => [symbol, symbol] as const,
  ),
  ...([
    ['==', '='],
    ['<>', '!='],
    ['&', 'and'],
    ['&&', 'and'],
    ['|', 'or'],
    ['||', 'or'],
  ] as const),
  ...([
    ['!', 'not'],
    ['-', 'not'],
  ] as const),
]);

/** Keywords, in upper or lower case; `before`, `after` and `at` are operators, too. */
const keywords: ReadonlyMap<string, SymbolName> = new Map([
  ...(['and', 'or', 'not', 'has', 'null?'] as const).map((word) => [word, word] as const),
  ...([
    ['set?', 'has'],
    ['before', '<'],
    ['after', '>'],
    ['at', '='],
  ] as const),
]);

/**
 * The tokens of the server: blanks, quoted text, an operator of one or two characters, a word. `!`,
 * `^`, `-` and `"` do not end a word.
 */
const piece =
  /[ \t\r\n\f\v]+|(?<quoted>"(?<inside>(?:[^"\\]|\\.)*)(?<close>"?))|(?<operator>&&|\|\||==|!=|!~|!\^|<>|>=|<=|[-&|=<>^!~(),])|(?<word>[^=~<> \t\r\n\f\v&|)(,]+)/gsy;

/** Splits a search into tokens like the server. Throws a `SearchProblem` for misleading ones. */
export function tokensOf(typed: string): readonly Token[] {
  return Array.from(typed.matchAll(piece)).flatMap((match) => {
    const { quoted, operator, word } = match.groups ?? {};
    const span = { start: match.index, end: match.index + match[0].length };
    if (quoted !== undefined) return [quotedToken(match, span)];
    if (operator !== undefined) return [symbolToken(operator, span)];
    return word === undefined ? [] : [wordToken(word, typed, span)];
  });
}

function quotedToken({ groups }: RegExpExecArray, span: Span): Token {
  if (groups?.close !== '"')
    throw new SearchProblem(
      'the double quote is not closed',
      span,
      'close it, or write \\" for a quote itself',
    );
  const value = (groups.inside ?? '').replaceAll(/\\(.)/gs, '$1');
  if (value.includes('\0'))
    throw new SearchProblem('the text contains a NUL character', span, 'type it again');
  return { kind: 'text', value, quoted: true, span };
}

function symbolToken(text: string, span: Span): Token {
  return { kind: 'symbol', symbol: symbols.get(text) ?? 'not', span };
}

function wordToken(text: string, typed: string, span: Span): Token {
  const symbol = keywords.get(text.toLowerCase());
  if (symbol !== undefined) return { kind: 'symbol', symbol, span };
  checkWord(text, typed.slice(span.end), span);
  return { kind: 'text', value: text, quoted: false, span };
}

/** Refuses characters that look separate, but that the server reads as part of a word. */
function checkWord(text: string, rest: string, span: Span): void {
  const glued = /!$/.test(text) && /^[=~^]/.test(rest) ? `!${rest[0]}` : /!\^|\^/.exec(text)?.[0];
  if (glued !== undefined)
    throw new SearchProblem(
      `the server reads \`${text}\` as one word`,
      span,
      `put spaces around ${glued}, or quote the word`,
    );
  // Escaped because V8 stores a non-Latin-1 source in two bytes per character.
  if (/^['\u2018\u2019\u201a\u201c\u201d\u201e\u00ab\u00bb]/.test(text))
    throw new SearchProblem(
      `\`${text.slice(0, 1)}\` does not quote a value in a search`,
      span,
      'use double quotes: name = "web 1"',
    );
  if (text.includes('"'))
    throw new SearchProblem(
      `the quote inside \`${text}\` does not start a quoted value`,
      span,
      'quote the whole value',
    );
  if (/[\s\u0000-\u001f\u007f\u200b-\u200f\u2028-\u202e\u2060\ufeff]/.test(text))
    throw new SearchProblem(
      `\`${text.replaceAll(/[^\x21-\x7e]/g, '?')}\` contains an invisible character`,
      span,
      'type it again with ordinary spaces, or quote the value',
    );
}
