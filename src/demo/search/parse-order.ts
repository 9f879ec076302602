import { notSupported } from './search-error.ts';
import {
  findField,
  type Scalar,
  type SearchField,
  type SearchFields,
  valuesOf,
} from './search-field.ts';

/**
 * The comparator for an `order`: the name of a field, then `ASC` or `DESC` in any case; any other
 * word means `ASC`. Rows without a value are first, with `DESC` last. If a field has several
 * values, its first one is compared.
 *
 * Throws a 400 SearchError for an unknown field; callers must handle a blank order.
 */
export function parseOrder<Row>(
  order: string,
  fields: SearchFields<Row>,
): (a: Row, b: Row) => number {
  const [, name = '', direction = ''] = /^\s*(\S*)\s*(.*?)\s*$/s.exec(order) ?? [];
  const field = findField(name, fields);
  if (field === null)
    throw notSupported(`the field '${name}' in the order statement is not valid field for search`);
  const sign = direction.toLowerCase() === 'desc' ? -1 : 1;
  return (a, b) => sign * compareValues(keyOf(field, a), keyOf(field, b));
}

function keyOf<Row>(field: SearchField<Row>, row: Row): Scalar {
  const value = valuesOf(field.get(row))[0] ?? null;
  return field.type === 'datetime' && typeof value === 'string' ? Date.parse(value) : value;
}

function compareValues(a: Scalar, b: Scalar): number {
  if (a === b) return 0;
  if (a === null || b === null) return a === null ? -1 : 1;
  return a < b ? -1 : 1;
}
