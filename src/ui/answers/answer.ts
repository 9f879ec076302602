import type { Shape } from '../../documents/types.ts';
import type { Screen } from '../terminal/screen.ts';

/** The version of all documents. */
export const schemaVersion: Shape<'schema'> = 'rexctl/1';

export type Format = 'table' | 'plain' | 'json' | 'ndjson' | 'csv' | 'yaml';

export const formats: readonly Format[] = ['table', 'plain', 'json', 'ndjson', 'csv', 'yaml'];

/** A column of tables, plain text and CSV, also for `--columns` and `--fields`. */
export interface Column<Row> {
  /** The name that users type; if there is a JSON field, its path, e.g. `counts.failed`. */
  readonly key: string;
  readonly header: string;
  /** The value for pipes, CSV and plain: no color, no symbols, ISO times. */
  value(row: Row): string | number | boolean | null;
  /** The text for a terminal; by default `value`. The renderer removes control sequences. */
  text?(row: Row, screen: Screen): string;
  readonly align?: 'right';
  /**
   * Whether the column is cut, and then omitted, on a narrow terminal; not for ids, names and
   * times, which are typed again. `last`: cut after the others, and never omitted.
   */
  readonly shrinks?: boolean | 'last';
  /** Whether the column is omitted before others are cut, because it hardly distinguishes rows. */
  readonly goesFirst?: boolean;
  /** Whether the column is cut to at least 12 columns and never omitted. */
  readonly stays?: boolean;
  /** The id of the job in the cell, for a link to its page. */
  job?(row: Row): number | null;
  /** Whether the column is only shown if named in `--columns`. */
  readonly optional?: boolean;
}

/** The answer of a command: a JSON document, and its form as rows or prose. */
export interface Answer<Row = never> {
  /** The document without `schema`, which is added as the first key. Keys are printed in order. */
  readonly document: Readonly<Record<string, unknown>>;
  /** The key of the document that has the rows as JSON objects, in the order of `rows`. */
  readonly rowsKey?: string;
  readonly rows?: readonly Row[];
  readonly columns?: readonly Column<Row>[];
  /**
   * The answer for people, if it is not a table (`show`, `whoami`). Ends with a line break. Values
   * of servers should pass `oneLine`; the printer removes control sequences from the rest.
   */
  readonly prose?: (screen: Screen) => string | Promise<string>;
  /** The address of the server, for links to jobs. */
  readonly server?: string;
  /** Whether an unknown field is `null` instead of an error. */
  readonly mayLack?: boolean;
  /** A note that is printed on standard error after the answer, for people on a terminal only. */
  readonly note?: string;
}
