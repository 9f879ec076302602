import { type Compilation, compileQuery, type JoinedRows, type Test } from './compile-query.ts';
import { parseQuery } from './parse-query.ts';
import { SearchError } from './search-error.ts';
import type { RowGroup, SearchContext, SearchFields } from './search-field.ts';

export { parseOrder } from './parse-order.ts';
export { SearchError } from './search-error.ts';
export {
  type FieldValue,
  joinedFields,
  type SearchContext,
  type SearchField,
  type SearchFields,
} from './search-field.ts';

/**
 * Compiles a query of the server's search language to a test of rows, with all traps that
 * docs/internals/protocol.md lists. A blank query finds everything. The query is parsed only once,
 * so that the test is fast for many rows.
 *
 * Throws SearchError: 400 if the language refuses a field, value or operator, 500 if the database
 * does.
 */
export function compileSearch<Row>(
  query: string | null | undefined,
  fields: SearchFields<Row>,
  context: SearchContext,
): (row: Row) => boolean {
  if (query === null || query === undefined) return () => true;
  if (query.includes('\0'))
    throw new SearchError(500, 'string contains null byte', 'ArgumentError');
  const groups = new Set<RowGroup<Row>>();
  const test = compiled(query, { fields, context, groups });
  if (test === null) return () => true;
  const none: JoinedRows<Row> = new Map();
  return groups.size === 0
    ? (row) => test(row, none)
    : (row) => combinations(row, [...groups]).some((joined) => test(row, joined));
}

/** Compiles a query; nesting that is too deep is the same error as on the server. */
function compiled<Row>(query: string, compilation: Compilation<Row>): Test<Row> {
  try {
    return compileQuery(parseQuery(query), compilation);
  } catch (error) {
    if (error instanceof RangeError)
      throw new SearchError(500, 'stack level too deep', 'SystemStackError');
    throw error;
  }
}

/** All combinations of one joined row from each group; none if a group has no rows. */
function combinations<Row>(row: Row, groups: readonly RowGroup<Row>[]): readonly JoinedRows<Row>[] {
  return groups.reduce<readonly JoinedRows<Row>[]>(
    (all, group) =>
      all.flatMap((joined) => group.rows(row).map((one) => new Map(joined).set(group, one))),
    [new Map()],
  );
}
