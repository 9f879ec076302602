import { SearchProblem, type Span } from './problem.ts';
import type { Comparison, Word } from './syntax-tree.ts';
import type { TokenReader } from './token-reader.ts';
import type { Operator, SymbolName, TextToken } from './tokens.ts';

const operators: ReadonlySet<SymbolName> = new Set<Operator>([
  ...(['=', '!=', '>', '>=', '<', '<=', '~', '!~', '^', '!^'] as const),
]);

function isOperator(symbol: SymbolName | undefined): symbol is Operator {
  return symbol !== undefined && operators.has(symbol);
}

/** `field operator value`, or a text alone. */
export function parseComparison(reader: TokenReader): Comparison | Word {
  const { place } = reader;
  const value = reader.takeText();
  if (value === undefined) throw noCondition(reader);
  const operator = reader.symbol;
  if (!isOperator(operator)) return { kind: 'word', value, ...reader.since(place) };
  reader.take();
  const isSet = operator === '^' || operator === '!^';
  const values = isSet ? setOf(reader, place) : [takeValue(reader, place, 'value')];
  refuseList(reader, isSet);
  return { kind: 'comparison', field: value.value, operator, values, ...reader.since(place) };
}

function noCondition(reader: TokenReader): SearchProblem {
  const { symbol, place } = reader;
  const text = `\`${reader.textAt(place)}\``;
  if (reader.atEnd && reader.last?.kind === 'symbol' && reader.last.symbol === '(')
    return new SearchProblem(
      'unbalanced parentheses: nothing follows this one',
      place,
      'remove it',
    );
  if (symbol === undefined)
    return new SearchProblem(
      `the search ends after ${text}, which the server would ignore`,
      place,
      'remove it, or write a condition after it',
    );
  if (isOperator(symbol))
    return new SearchProblem(
      `${text} has no field before it: the server would ignore it`,
      place,
      'write a condition such as {example}',
    );
  if (symbol === ')')
    return new SearchProblem('unbalanced parentheses: this one closes nothing', place, 'remove it');
  return new SearchProblem(
    `a condition is missing before ${text}`,
    place,
    'write one such as {example}, or quote it to look for the word',
  );
}

/** The text that has to follow. `place` is where the whole condition begins. */
export function takeValue(reader: TokenReader, place: Span, what: 'field' | 'value'): TextToken {
  const text = reader.takeText();
  if (text !== undefined) return text;
  const { symbol } = reader;
  const begun = reader.since(place);
  if (symbol === undefined || symbol === ')' || symbol === ',')
    throw new SearchProblem(
      `\`${begun.text}\` has no ${what}`,
      begun.span,
      `write the ${what} after it`,
    );
  const found = reader.textAt(reader.place);
  throw new SearchProblem(
    `\`${begun.text}\` has no ${what} before \`${found}\``,
    reader.place,
    symbol === '('
      ? 'a set needs ^ before its parentheses: field ^ (a, b)'
      : `write the ${what}; to match the text ${found} itself, quote it`,
  );
}

/**
 * `(a, b)`, or one value. An empty one would be dropped, or turn the search into one for the
 * field's name.
 */
function setOf(reader: TokenReader, place: Span): readonly TextToken[] {
  const open = reader.takeSymbol('(');
  if (open === undefined) return [checkedMember(takeValue(reader, place, 'value'))];
  if (reader.takeSymbol(')') !== undefined)
    throw new SearchProblem(
      'the set is empty: the server would search for the text before it instead',
      reader.since(place).span,
      'write the values between the parentheses',
    );
  const values = [memberOf(reader, open.span)];
  while (reader.takeSymbol(')') === undefined) {
    if (reader.symbol === ',' || reader.symbol === 'or') reader.take();
    values.push(memberOf(reader, open.span));
  }
  return values;
}

function memberOf(reader: TokenReader, open: Span): TextToken {
  const text = reader.takeText();
  if (text !== undefined) return checkedMember(text);
  if (reader.atEnd)
    throw new SearchProblem('unbalanced parentheses: this one is never closed', open, 'add )');
  throw new SearchProblem(
    'a value of the set is missing here',
    reader.place,
    'write a value, or remove the comma',
  );
}

function checkedMember(text: TextToken): TextToken {
  if (text.value.trim() === '')
    throw new SearchProblem(
      'a value of the set is empty',
      text.span,
      'write a value, or remove the comma',
    );
  if (text.value.includes(','))
    throw new SearchProblem(
      'the server would split this value at its comma',
      text.span,
      'write one condition for each value: a = "x, y" or a = z',
    );
  return text;
}

/** `id = 2,3` and `id ^ 2, 3` would look for the text 3 among those with id 2. */
function refuseList(reader: TokenReader, isSet: boolean): void {
  const { last, next: comma } = reader;
  const [text, after] = [reader.ahead(1), reader.ahead(2)];
  if (last === undefined || reader.symbol !== ',' || text?.kind !== 'text') return;
  if (after?.kind === 'symbol' && isOperator(after.symbol)) return;
  const isGlued = comma?.span.start === last.span.end && text.span.start === comma?.span.end;
  if (!isGlued && !(isSet && last.kind === 'text')) return;
  throw new SearchProblem(
    'a list of values needs ^ and parentheses',
    { start: last.span.start, end: text.span.end },
    'write field ^ (a, b), or and between two conditions',
  );
}
