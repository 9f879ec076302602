import { notSupported } from './search-error.ts';

/** Null = SQL's NULL: no comparison matches it. */
export type Scalar = string | number | boolean | null;

/** Several values, as of a has-many relation: a comparison matches if it holds for any of them. */
export type FieldValue = Scalar | readonly (string | number)[];

/** Which operators and values a field takes; see `SearchField`. */
type FieldType = 'string' | 'integer' | 'datetime' | 'boolean' | 'enum';

/**
 * One searchable field of a kind of row.
 *
 * The type decides which operators and values are allowed: `~` wants a string, an integer is
 * checked, a datetime (in milliseconds since the epoch or as ISO text) reads `"2 hours ago"`,
 * boolean and enum allow only `=` and `!=`. An enum takes any value and finds nothing for one that
 * is unknown.
 */
export interface SearchField<Row> {
  readonly type: FieldType;
  get(row: Row): FieldValue;
  /**
   * Searched for words that stand alone: strings with `~`, others with `=` where the word can be
   * read as such.
   */
  readonly freeText?: boolean;
  /**
   * Sets (`^`) and patterns (`~`) end in a database error, 500, which complains of the set
   * (`job_invocation.id`) or of its value (`targeted_host_id`).
   */
  readonly onlyEquals?: 'set' | 'value';
  /**
   * Takes over the comparison, for fields with other rules. The operator is one of `=` `!=` `>`
   * `>=` `<` `<=` `~` `!~` `^` `!^`, whatever the user wrote for it; the value of a set has commas
   * between its words.
   */
  match?(row: Row, operator: string, value: string): boolean;
  /** Set by `joinedFields`. */
  readonly joined?: JoinedField<Row>;
}

/** The fields by the name under which they are searched; names may have dots. */
export type SearchFields<Row> = Readonly<Record<string, SearchField<Row>>>;

/** What a query needs besides the rows. */
export interface SearchContext {
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** Minutes by which the caller's zone is ahead of UTC at a time; UTC if absent. */
  readonly offsetMinutes?: (time: number) => number;
  /**
   * Version of the server's query language, 4.1 if absent. There `>` and `<=` are moved on by the
   * unit of any date (`> "1 hour ago"` means after now); from 4.2 only by that of whole days.
   */
  readonly language?: '4.1' | '4.2';
}

/** Rows joined to a row, one object for each join. */
export interface RowGroup<Row> {
  rows(row: Row): readonly unknown[];
}

/** How a field of joined rows is read; made by `joinedFields`. */
interface JoinedField<Row> {
  readonly group: RowGroup<Row>;
  /** Reads a row of the group. */
  readonly field: SearchField<unknown>;
}

/**
 * Fields of rows joined to the searched ones, such as a host's runs: all conditions of a query on
 * fields of one call hold for the same joined row, so that
 * `job_invocation.id = 5 and job_invocation.result = failed` asks for a host that failed in job 5.
 * As it is an inner join, a query that names such a field finds no row without joined ones, not
 * even with `or` or `not`; only `has` and `null?` ask the row itself.
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

/** A field's values without NULL. */
export function valuesOf(value: FieldValue): readonly Exclude<Scalar, null>[] {
  if (value === null) return [];
  return typeof value === 'object' ? value : [value];
}

/** A field by its name, else by the part of it before the first dot. */
export function findField<Row>(name: string, fields: SearchFields<Row>): SearchField<Row> | null {
  if (Object.hasOwn(fields, name)) return fields[name] ?? null;
  const [first = ''] = name.split('.');
  return Object.hasOwn(fields, first) ? (fields[first] ?? null) : null;
}

/** Like `findField`; an unknown field is a 400 SearchError. */
export function fieldNamed<Row>(name: string, fields: SearchFields<Row>): SearchField<Row> {
  const field = findField(name, fields);
  if (field !== null) return field;
  throw notSupported(`Field '${name}' not recognized for searching!`);
}
