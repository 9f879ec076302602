import { notSupported } from './search-error.ts';

/** A value of a field; null = SQL's NULL, which no comparison matches. */
export type Scalar = string | number | boolean | null;

/** One or several values (of a has-many relation); a comparison matches if it does for any. */
export type FieldValue = Scalar | readonly (string | number)[];

/** The type of a field, which decides about operators and values; see `SearchField`. */
type FieldType = 'string' | 'integer' | 'datetime' | 'boolean' | 'enum';

/**
 * A field of rows that can be searched for.
 *
 * The type decides which operators and values are allowed: `~` needs a string, an integer is
 * checked, a datetime (in milliseconds since the epoch or as ISO text) can be compared with
 * `"2 hours ago"`, boolean and enum allow only `=` and `!=`. An enum accepts any value; an unknown
 * one finds nothing.
 */
export interface SearchField<Row> {
  readonly type: FieldType;
  get(row: Row): FieldValue;
  /**
   * Whether words without operator are searched for here: strings with `~`, other types with `=` if
   * the word is a valid value.
   */
  readonly freeText?: boolean;
  /**
   * Sets (`^`) and patterns (`~`) result in a database error, 500. For a set its text is about the
   * set (`job_invocation.id`) or about the value (`targeted_host_id`).
   */
  readonly onlyEquals?: 'set' | 'value';
  /**
   * The comparison of a field with other rules. The operator is one of `=` `!=` `>` `>=` `<` `<=`
   * `~` `!~` `^` `!^`, also if the user wrote a synonym; the value of a set has commas between its
   * words.
   */
  match?(row: Row, operator: string, value: string): boolean;
  /** Set by `joinedFields`. */
  readonly joined?: JoinedField<Row>;
}

/** The fields by their names in a search, which may have dots. */
export type SearchFields<Row> = Readonly<Record<string, SearchField<Row>>>;

/** The facts that a query needs besides the rows. */
export interface SearchContext {
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** The minutes by which the user's zone is ahead of UTC at a time; UTC if absent. */
  readonly offsetMinutes?: (time: number) => number;
  /**
   * The version of the server's query language, 4.1 if absent. In 4.1 `>` and `<=` are moved
   * forward by the unit of any date (`> "1 hour ago"` means after now), from 4.2 only by that of
   * whole days.
   */
  readonly language?: '4.1' | '4.2';
}

/** A join: returns the rows that are joined to a row. */
export interface RowGroup<Row> {
  rows(row: Row): readonly unknown[];
}

/** The join of a field of joined rows; created by `joinedFields`. */
interface JoinedField<Row> {
  readonly group: RowGroup<Row>;
  /** The field of a row in the group. */
  readonly field: SearchField<unknown>;
}

/**
 * The fields of rows that are joined to the searched ones, such as a host's runs. All conditions of
 * a query on fields of one call must be true for the same joined row, so that
 * `job_invocation.id = 5 and job_invocation.result = failed` finds a host that failed in job 5.
 * It is an inner join: a query with such a field finds no row without joined ones, not even with
 * `or` or `not`; only `has` and `null?` test the row itself.
 *
 * ```ts
 * const fields: SearchFields<Host> = {
 *   name: { type: 'string', get: (host) => host.name, freeText: true },
 *   ...joinedFields(runsOfHost, {
 *     'job_invocation.id': { type: 'integer', get: (run) => run.job_id, onlyEquals: 'set' },
 *     'job_invocation.result': { type: 'enum', get: (run) => run.result },
 *   }),
 * };
 * ```
 */
export function joinedFields<Row, Joined>(
  rows: (row: Row) => readonly Joined[],
  fields: SearchFields<Joined>,
): SearchFields<Row> {
  const group: RowGroup<Row> = { rows };
  const joined = Object.entries(fields).map(([name, field]): [string, SearchField<Row>] => [
    name,
    {
      type: field.type,
      get: (row) => rows(row).flatMap((one) => valuesOf(field.get(one)).filter(isKey)),
      joined: { group, field },
    },
  ]);
  return Object.fromEntries(joined);
}

const isKey = (value: Scalar): value is string | number =>
  typeof value !== 'boolean' && value !== null;

/** The values of a field without NULL. */
export function valuesOf(value: FieldValue): readonly Exclude<Scalar, null>[] {
  if (value === null) return [];
  return typeof value === 'object' ? value : [value];
}

/** Finds a field by its name, or else by the part before the first dot. */
export function findField<Row>(name: string, fields: SearchFields<Row>): SearchField<Row> | null {
  if (Object.hasOwn(fields, name)) return fields[name] ?? null;
  const [first = ''] = name.split('.');
  return Object.hasOwn(fields, first) ? (fields[first] ?? null) : null;
}

/** Like `findField`, but throws a 400 SearchError for an unknown field. */
export function fieldNamed<Row>(name: string, fields: SearchFields<Row>): SearchField<Row> {
  const field = findField(name, fields);
  if (field !== null) return field;
  throw notSupported(`Field '${name}' not recognized for searching!`);
}
