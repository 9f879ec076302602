import { parseComparison, takeValue } from './parse-comparison.ts';
import { SearchProblem, type Span } from './problem.ts';
import type { Query } from './syntax-tree.ts';
import { TokenReader } from './token-reader.ts';

/** Deeper nesting is refused: it could exhaust the server's stack. */
const deepest = 100;

/**
 * Parses a search strictly. Throws a `SearchProblem` with the position of anything that the server
 * would drop, guess, or read differently than it looks.
 */
export function parseSearch(typed: string): Query {
  const reader = new TokenReader(typed);
  if (reader.atEnd)
    throw new SearchProblem(
      'the search is empty',
      reader.place,
      "write one such as '{example}'; to match everything, write '{everything}'",
    );
  const query = parseSequence(reader, 0);
  if (reader.atEnd) return query;
  throw new SearchProblem(
    'unbalanced parentheses: this one closes nothing',
    reader.place,
    'remove it',
  );
}

/** Conditions joined by `and` and `or`, and the place of the first `or`. */
interface Chain {
  readonly query: Query;
  readonly or: Span | null;
}

/** Chains that follow each other without an operator; all of them must match. */
function parseSequence(reader: TokenReader, depth: number): Query {
  const chains = [parseChain(reader, depth)];
  while (!reader.atEnd && reader.symbol !== ')') {
    skipComma(reader);
    chains.push(parseChain(reader, depth));
  }
  const or = chains.find((chain) => chain.or !== null)?.or;
  if (chains.length > 1 && or !== null && or !== undefined) throw mixed(or);
  const [first] = chains;
  const queries = chains.map((chain) => chain.query);
  return first !== undefined && chains.length === 1 ? first.query : { kind: 'and', queries };
}

/** Skips a comma. After one, the server reads only texts and comparisons as they look. */
function skipComma(reader: TokenReader): void {
  const comma = reader.takeSymbol(',');
  if (comma === undefined || reader.next?.kind === 'text') return;
  throw new SearchProblem(
    'this comma has no condition after it',
    comma.span,
    'join conditions with and',
  );
}

/** A chain. The server joins from the right: it reads `a and b or c` as `a and (b or c)`. */
function parseChain(reader: TokenReader, depth: number): Chain {
  const queries = [parseOperand(reader, depth)];
  const kinds: ('and' | 'or')[] = [];
  let or: Span | null = null;
  for (let kind = reader.symbol; kind === 'and' || kind === 'or'; kind = reader.symbol) {
    const { place } = reader;
    if (kind === 'or' && kinds.includes('and')) throw mixed(place);
    if (kind === 'or') or ??= place;
    kinds.push(kind);
    reader.take();
    queries.push(parseOperand(reader, depth));
  }
  return { query: joined(queries, kinds), or };
}

function joined(queries: readonly Query[], kinds: readonly ('and' | 'or')[]): Query {
  const firstAnd = kinds.indexOf('and');
  if (kinds.length === 0) return queries[0] as Query;
  if (firstAnd <= 0) return { kind: kinds[0] ?? 'and', queries };
  return {
    kind: 'or',
    queries: [...queries.slice(0, firstAnd), { kind: 'and', queries: queries.slice(firstAnd) }],
  };
}

function mixed(or: Span): SearchProblem {
  return new SearchProblem(
    'the server evaluates this `or` before the `and`',
    or,
    'group the conditions with parentheses: a and (b or c), or (a and b) or c',
  );
}

function parseOperand(reader: TokenReader, depth: number): Query {
  if (depth > deepest)
    throw new SearchProblem(
      'the search is nested too deeply',
      reader.place,
      'use fewer parentheses',
    );
  switch (reader.symbol) {
    case '(':
      return parseGroup(reader, depth);
    case 'not':
      return parseNot(reader, depth);
    case 'has':
    case 'null?':
      return parsePresence(reader);
    default:
      return parseComparison(reader);
  }
}

function parseGroup(reader: TokenReader, depth: number): Query {
  const open = reader.place;
  reader.take();
  if (reader.takeSymbol(')') !== undefined)
    throw new SearchProblem(
      'the parentheses are empty',
      reader.since(open).span,
      'remove them, or write a condition',
    );
  const query = parseSequence(reader, depth + 1);
  if (reader.takeSymbol(')') !== undefined) return query;
  throw new SearchProblem('unbalanced parentheses: this one is never closed', open, 'add )');
}

function parseNot(reader: TokenReader, depth: number): Query {
  const { place } = reader;
  reader.take();
  const { symbol } = reader;
  if (symbol === 'has' || symbol === 'null?') {
    const other = symbol === 'has' ? 'null?' : 'has';
    throw new SearchProblem(
      `the server cannot negate \`${symbol}\``,
      reader.place,
      `write ${other} instead`,
    );
  }
  const query = parseOperand(reader, depth + 1);
  return { kind: 'not', query, span: reader.since(place).span };
}

function parsePresence(reader: TokenReader): Query {
  const { place, symbol } = reader;
  reader.take();
  const field = takeValue(reader, place, 'field').value;
  return { kind: 'presence', field, present: symbol === 'has', ...reader.since(place) };
}
