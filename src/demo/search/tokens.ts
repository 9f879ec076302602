/** The operators of comparisons. */
export type ComparisonOperator =
  | 'eq'
  | 'ne'
  | 'gt'
  | 'gte'
  | 'lt'
  | 'lte'
  | 'like'
  | 'unlike'
  | 'in'
  | 'notin';

/** All tokens except words; the server's error messages contain these names. */
export type SymbolName =
  | ComparisonOperator
  | 'and'
  | 'or'
  | 'not'
  | 'null'
  | 'notnull'
  | 'lparen'
  | 'rparen'
  | 'comma';

/** A token; `text` is a word or a quoted string without its escapes. */
export type Token = { readonly text: string } | { readonly symbol: SymbolName };

const operators: ReadonlyMap<string, SymbolName> = new Map([
  ['&', 'and'],
  ['&&', 'and'],
  ['|', 'or'],
  ['||', 'or'],
  ['!', 'not'],
  ['-', 'not'],
  ['=', 'eq'],
  ['==', 'eq'],
  ['!=', 'ne'],
  ['<>', 'ne'],
  ['>', 'gt'],
  ['<', 'lt'],
  ['>=', 'gte'],
  ['<=', 'lte'],
  ['~', 'like'],
  ['!~', 'unlike'],
  ['^', 'in'],
  ['!^', 'notin'],
  ['(', 'lparen'],
  [')', 'rparen'],
  [',', 'comma'],
]);

const keywords: ReadonlyMap<string, SymbolName> = new Map([
  ['and', 'and'],
  ['or', 'or'],
  ['not', 'not'],
  ['has', 'notnull'],
  ['set?', 'notnull'],
  ['null?', 'null'],
  ['before', 'lt'],
  ['after', 'gt'],
  ['at', 'eq'],
]);

/**
 * Matches one token: blanks, a quoted string (its closing quote may be missing), an operator (two
 * characters have priority over one) or a word. `^`, `!`, `-` and `"` do not end a word, so that
 * `name^(a)` and `name!=a` begin with the words `name^` and `name!`.
 */
const pattern =
  /(?<blank>[ \t\r\n\f\v]+)|"(?<quoted>[^"\\]*(?:\\.[^"\\]*)*)\\?(?:"|$)|(?<operator>&&|\|\||==|!=|!~|!\^|<>|>=|<=|[-&|=<>^!~(),])|(?<word>[^=~<> \t\r\n\f\v&|)(,]+)/gsy;

/** Splits any text into tokens. Keywords are recognized in any case, but not in quotes. */
export function tokenize(query: string): Token[] {
  const tokens: Token[] = [];
  for (const { groups } of query.matchAll(pattern)) {
    if (groups?.quoted !== undefined)
      tokens.push({ text: groups.quoted.replaceAll(/\\(.)/gs, '$1') });
    else if (groups?.word !== undefined) tokens.push(wordToken(groups.word));
    else if (groups?.operator !== undefined) tokens.push(symbolToken(groups.operator));
  }
  return tokens;
}

function wordToken(word: string): Token {
  const symbol = keywords.get(word.toLowerCase());
  return symbol === undefined ? { text: word } : { symbol };
}

function symbolToken(operator: string): Token {
  const symbol = operators.get(operator);
  return symbol === undefined ? { text: operator } : { symbol };
}
