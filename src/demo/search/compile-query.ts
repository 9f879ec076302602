import { comparisonTest } from './comparison.ts';
import type { Comparison, Logical, Query } from './query.ts';
import { refusedByDatabase } from './search-error.ts';
import {
  fieldNamed,
  findField,
  type RowGroup,
  type SearchContext,
  type SearchField,
  type SearchFields,
  valuesOf,
} from './search-field.ts';
import { timeValue } from './time-value.ts';
import type { ComparisonOperator, SymbolName } from './tokens.ts';

/** The joined row that is tested now, for each group. */
export type JoinedRows<Row> = ReadonlyMap<RowGroup<Row>, unknown>;

/** The test of a row for a query; null = no condition, which is omitted from the query. */
export type Test<Row> = ((row: Row, joined: JoinedRows<Row>) => boolean) | null;

/** The fields and context for a query; `groups` collects the joins that the query needs. */
export interface Compilation<Row> {
  readonly fields: SearchFields<Row>;
  readonly context: SearchContext;
  readonly groups: Set<RowGroup<Row>>;
}

/**
 * Compiles a query to a test of rows. A comparison with NULL is false, so that `not` makes it true.
 * Throws SearchError.
 */
export function compileQuery<Row>(query: Query, compilation: Compilation<Row>): Test<Row> {
  switch (query.kind) {
    case 'and':
    case 'or':
      return logicalTest(query, compilation);
    case 'not':
      return notTest(compileQuery(query.query, compilation));
    case 'presence':
      return presenceTest(fieldNamed(query.field, compilation.fields), query.present);
    case 'comparison':
      return fieldTest(fieldNamed(query.field, compilation.fields), query, compilation);
    case 'anywhere':
      return anywhereTest(query.operator, query.value, compilation);
    default:
      return wordTest(query.value, compilation);
  }
}

function logicalTest<Row>({ kind, queries }: Logical, compilation: Compilation<Row>): Test<Row> {
  return joinTests(
    kind,
    queries.map((query) => compileQuery(query, compilation)),
  );
}

function joinTests<Row>(kind: 'and' | 'or', all: readonly Test<Row>[]): Test<Row> {
  const tests = all.filter((test) => test !== null);
  if (tests.length === 0) return null;
  const decisive = kind === 'or';
  // A loop, because a query may be nested as deeply as the stack allows.
  return (row, joined) => {
    for (const test of tests) if (test(row, joined) === decisive) return decisive;
    return !decisive;
  };
}

function notTest<Row>(test: Test<Row>): Test<Row> {
  if (test === null) throw refusedByDatabase('SyntaxError: ERROR:  syntax error at or near ","\n');
  return (row, joined) => !test(row, joined);
}

/** The test for `has` and `null?`. It reads the row itself, so that joined fields need no join. */
function presenceTest<Row>(field: SearchField<Row>, present: boolean): Test<Row> {
  return (row) => valuesOf(field.get(row)).length > 0 === present;
}

function fieldTest<Row>(
  field: SearchField<Row>,
  comparison: Comparison,
  { context, groups }: Compilation<Row>,
): Test<Row> {
  const { joined } = field;
  if (joined === undefined) return comparisonTest(field, comparison, context);
  const test = comparisonTest(joined.field, comparison, context);
  if (test === null) return null;
  groups.add(joined.group);
  return (_row, rows) => test(rows.get(joined.group));
}

/** The test for a word without operator; the name of a boolean field means that it is true. */
function wordTest<Row>(value: string, compilation: Compilation<Row>): Test<Row> {
  const field = findField(value, compilation.fields);
  if (field?.type === 'boolean')
    return fieldTest(
      field,
      { kind: 'comparison', field: value, operator: 'eq', value: 'true' },
      compilation,
    );
  return defaultsTest(value, compilation, (type) => (type === 'string' ? 'like' : 'eq'));
}

const textOperators: readonly ComparisonOperator[] = ['like', 'unlike', 'eq', 'ne'];
const orderOperators: readonly ComparisonOperator[] = ['eq', 'ne', 'gt', 'gte', 'lt', 'lte'];

function anywhereTest<Row>(
  operator: SymbolName,
  value: string,
  compilation: Compilation<Row>,
): Test<Row> {
  return defaultsTest(value, compilation, (type) => {
    const allowed = type === 'string' ? textOperators : orderOperators;
    return allowed.find((one) => one === operator) ?? null;
  });
}

/** The test of all default fields that can have the value; null = none can, so no condition. */
function defaultsTest<Row>(
  value: string,
  compilation: Compilation<Row>,
  operatorFor: (type: SearchField<Row>['type']) => ComparisonOperator | null,
): Test<Row> {
  const tests = Object.entries(compilation.fields).map(([name, field]): Test<Row> => {
    const operator = field.freeText === true ? operatorFor(field.type) : null;
    if (operator === null || !canHold(field.type, value, compilation.context)) return null;
    return fieldTest(field, { kind: 'comparison', field: name, operator, value }, compilation);
  });
  return joinTests('or', tests);
}

function canHold(
  type: SearchField<unknown>['type'],
  value: string,
  context: SearchContext,
): boolean {
  if (type === 'integer') return /^-?\d+$/.test(value);
  if (type === 'datetime') return timeValue(value, context) !== null;
  return type === 'string';
}
