import { isEmpty, logical, type Query } from './query.ts';
import { notSupported } from './search-error.ts';
import { TokenReader } from './token-reader.ts';
import { type ComparisonOperator, type SymbolName, tokenize } from './tokens.ts';

const comparisons: ReadonlySet<SymbolName> = new Set<ComparisonOperator>([
  'eq',
  'ne',
  'gt',
  'gte',
  'lt',
  'lte',
  'like',
  'unlike',
  'in',
  'notin',
]);

/**
 * Parses a query like the server: adjacent conditions are joined by `and`; `and` and `or` have the
 * same precedence and group to the right (`a and b or c` is `a and (b or c)`); a stray `)` ends the
 * query, and the rest is ignored. An `and` or `or` without a left operand takes the next word as
 * its value, and both are no condition.
 *
 * Throws a 400 SearchError if a value is missing in the middle, or for empty parentheses.
 */
export function parseQuery(text: string): Query {
  const reader = new TokenReader(tokenize(text));
  const query = sequence(reader);
  if (reader.sawEmptyGroup) throw notSupported('Empty list of operands');
  return query;
}

function sequence(reader: TokenReader): Query {
  const queries: Query[] = [];
  while (!reader.atEnd && reader.symbol !== 'rparen') queries.push(logicalQuery(reader));
  return logical('and', queries);
}

function group(reader: TokenReader): Query {
  reader.take('lparen');
  const query = sequence(reader);
  reader.take('rparen');
  if (isEmpty(query)) reader.sawEmptyGroup = true;
  return query;
}

function logicalQuery(reader: TokenReader): Query {
  const left = operand(reader);
  const kind = reader.symbol;
  if (kind !== 'and' && kind !== 'or') return left;
  reader.skip();
  return logical(kind, [left, logicalQuery(reader)]);
}

function operand(reader: TokenReader): Query {
  switch (reader.symbol) {
    case 'lparen':
      return group(reader);
    case 'not':
      return negation(reader);
    case 'null':
    case 'notnull':
      return presence(reader);
    default:
      return comparison(reader);
  }
}

function negation(reader: TokenReader): Query {
  reader.skip();
  const query = negated(reader);
  if (isEmpty(query)) throw notSupported('No operands found');
  return { kind: 'not', query };
}

function negated(reader: TokenReader): Query {
  if (reader.symbol === 'not') return negation(reader);
  return reader.symbol === 'lparen' ? group(reader) : comparison(reader);
}

function presence(reader: TokenReader): Query {
  const present = reader.symbol === 'notnull';
  reader.skip();
  return { kind: 'presence', field: value(reader), present };
}

function comparison(reader: TokenReader): Query {
  reader.take('comma');
  const word = reader.takeText();
  if (word === undefined) return prefixComparison(reader);
  const operator = reader.symbol;
  if (operator === undefined || !isComparison(operator)) {
    reader.take('comma');
    return { kind: 'word', value: word };
  }
  reader.skip();
  return { kind: 'comparison', field: word, operator, value: operandOf(operator, reader) };
}

function isComparison(symbol: SymbolName): symbol is ComparisonOperator {
  return comparisons.has(symbol);
}

function operandOf(operator: ComparisonOperator, reader: TokenReader): string {
  const isSet = operator === 'in' || operator === 'notin';
  return isSet ? (reader.takeText() ?? setOf(reader).join(',')) : value(reader);
}

/** Parses an operator without a field. A set becomes one comparison for each value. */
function prefixComparison(reader: TokenReader): Query {
  const operator = reader.symbol ?? 'comma';
  reader.skip();
  if (operator !== 'in' && operator !== 'notin')
    return { kind: 'anywhere', operator, value: value(reader) };
  const [each, join] = operator === 'in' ? (['eq', 'or'] as const) : (['ne', 'and'] as const);
  const parts = setOf(reader).map(
    (one): Query => ({ kind: 'anywhere', operator: each, value: one }),
  );
  return logical(join, parts);
}

/** The words up to the closing parenthesis; other tokens between them are skipped. */
function setOf(reader: TokenReader): string[] {
  const words: string[] = [];
  reader.take('lparen');
  while (!reader.atEnd && reader.symbol !== 'rparen') {
    const word = reader.takeText();
    if (word === undefined) reader.skip();
    else words.push(word);
  }
  reader.take('rparen');
  return words;
}

function value(reader: TokenReader): string {
  const found = reader.symbol;
  const text = reader.takeText();
  if (text !== undefined) return text;
  throw notSupported(`Value expected but found ${found === undefined ? 'nil' : `:${found}`}`);
}
