import { likePattern } from './like-pattern.ts';
import type { Comparison } from './query.ts';
import { notSupported, refusedByDatabase } from './search-error.ts';
import type { FieldValue, Scalar, SearchContext, SearchField } from './search-field.ts';
import { timeTest } from './time-test.ts';
import type { ComparisonOperator } from './tokens.ts';

type Present = Exclude<Scalar, null>;

const signs: Readonly<Record<ComparisonOperator, string>> = {
  eq: '=',
  ne: '!=',
  gt: '>',
  gte: '>=',
  lt: '<',
  lte: '<=',
  like: '~',
  unlike: '!~',
  in: '^',
  notin: '!^',
};

/**
 * The test of a row for a comparison; null if the server drops the condition because it cannot read
 * the date. Throws SearchError for operators and values that do not fit the field.
 */
export function comparisonTest<Row>(
  field: SearchField<Row>,
  comparison: Comparison,
  context: SearchContext,
): ((row: Row) => boolean) | null {
  const { operator, value } = comparison;
  if (field.onlyEquals !== undefined) checkOnlyEquals(field.onlyEquals, comparison);
  if (field.type === 'integer') checkIntegers(comparison);
  if (field.match !== undefined)
    return (row) => field.match?.(row, signs[operator], value) ?? false;
  const test = valueTest(field, comparison, context);
  return test === null ? null : (row) => holdsForAny(field.get(row), test);
}

function holdsForAny(value: FieldValue, test: (value: Present) => boolean): boolean {
  if (value === null) return false;
  return typeof value === 'object' ? value.some(test) : test(value);
}

function valueTest<Row>(
  { type }: SearchField<Row>,
  comparison: Comparison,
  context: SearchContext,
): ((value: Present) => boolean) | null {
  switch (type) {
    case 'datetime':
      return timeTest(comparison, context);
    case 'boolean':
      if (comparison.value !== 'true' && comparison.value !== 'false') throw notOneOf(comparison);
      return choiceTest(comparison);
    case 'enum':
      return choiceTest(comparison);
    case 'integer':
      return orderedTest(comparison, Number, Number);
    default:
      return textTest(comparison);
  }
}

/** The test of a boolean or enum field; the server allows only `=` and `!=` there. */
function choiceTest({ field, operator, value }: Comparison): (value: Present) => boolean {
  if (operator !== 'eq' && operator !== 'ne')
    throw notSupported(`Operator '${operator}' not supported for '${field}'`);
  return (one) => (String(one) === value) === (operator === 'eq');
}

function textTest(comparison: Comparison): (value: Present) => boolean {
  const { operator, value } = comparison;
  if (operator !== 'like' && operator !== 'unlike') return orderedTest(comparison, String, String);
  const fits = likePattern(value);
  return (one) => fits(String(one)) === (operator === 'like');
}

function orderedTest<Kind extends string | number>(
  { operator, value }: Comparison,
  read: (value: string) => Kind,
  kind: (value: Present) => Kind,
): (value: Present) => boolean {
  if (operator === 'in' || operator === 'notin') {
    const wanted = new Set(setValues(value).map((one) => read(one.trim())));
    return (one) => wanted.has(kind(one)) === (operator === 'in');
  }
  const wanted = read(value);
  return (one) => holds(operator, kind(one), wanted);
}

function holds<Kind extends string | number>(
  operator: ComparisonOperator,
  one: Kind,
  wanted: Kind,
): boolean {
  switch (operator) {
    case 'eq':
      return one === wanted;
    case 'ne':
      return one !== wanted;
    case 'gt':
      return one > wanted;
    case 'gte':
      return one >= wanted;
    case 'lt':
      return one < wanted;
    default:
      return one <= wanted;
  }
}

/** The values of a set, split also at quoted commas; empty values at the end are dropped. */
function setValues(value: string): readonly string[] {
  const values = value.replace(/,+$/, '');
  if (values === '') throw refusedByDatabase('SyntaxError: ERROR:  syntax error at or near ")"\n');
  return values.split(',');
}

/** Checks integers. They are not trimmed: a quoted `"1, 2"` is refused because of its blank. */
function checkIntegers({ field, operator, value }: Comparison): void {
  const values = operator === 'in' || operator === 'notin' ? setValues(value) : [value];
  const bad = values.find((one) => !/^-?\d+$/.test(one));
  if (bad !== undefined) throw notSupported(`Value '${bad}' is not valid for field '${field}'`);
  if (operator === 'like' || operator === 'unlike')
    throw notSupported(`the operator '${operator}' is not supported for field type 'integer'`);
  const huge = values.find((one) => Math.abs(Number(one) + 0.5) > 2_147_483_648);
  if (huge !== undefined)
    throw refusedByDatabase(
      `NumericValueOutOfRange: ERROR:  value "${huge}" is out of range for type integer\n`,
    );
}

function checkOnlyEquals(fault: 'set' | 'value', { operator, value }: Comparison): void {
  const wanted = value.split(',')[0] ?? '';
  const isSet = operator === 'in' || operator === 'notin';
  if (isSet && fault === 'value')
    throw refusedByDatabase(
      `InvalidTextRepresentation: ERROR:  invalid input syntax for type integer: "${value}"\n`,
    );
  if (isSet)
    throw refusedByDatabase(`SyntaxError: ERROR:  syntax error at or near "'${wanted}'"\n`);
  if (operator === 'like' || operator === 'unlike')
    throw refusedByDatabase(
      'UndefinedFunction: ERROR:  operator does not exist: integer ~~* unknown\n',
    );
}

function notOneOf({ field, value }: Comparison): Error {
  return notSupported(`'${field}' should be one of 'true, false', but the query was '${value}'`);
}
