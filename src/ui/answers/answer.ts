import type { Shape } from '../../documents/types.ts';
import type { Screen } from '../terminal/screen.ts';

/** The version of all machine-readable answers. */
export const schemaVersion: Shape<'schema'> = 'rexctl/1';

export type Format = 'table' | 'plain' | 'json' | 'ndjson' | 'csv' | 'yaml';

export const formats: readonly Format[] = ['table', 'plain', 'json', 'ndjson', 'csv', 'yaml'];

/** One column, declared once for table, plain text, CSV, `--columns` and `--fields`. */
export interface Column<Row> {
  /**
   * The name that users type; the JSON field's name (a path like `counts.failed`) where there is
   * one.
   */
  readonly key: string;
  readonly header: string;
  /** For pipes, CSV and plain: no color, no symbol, ISO times. */
  value(row: Row): string | number | boolean | null;
  /**
   * For a terminal; `value` is shown where this is absent. Text from servers is made harmless by
   * the renderer.
   */
  text?(row: Row, screen: Screen): string;
  readonly align?: 'right';
  /**
   * Cut, and then left out, when the terminal is narrow; never what is typed again: ids, names,
   * times. `last`: cut when the others are as narrow as they can be, and not left out.
   */
  readonly shrinks?: boolean | 'last';
  /** Left out before those that shrink: they tell the rows apart, and this one does not. */
  readonly goesFirst?: boolean;
  /** Cut to 12 columns at most, which its usual values fit into, and not left out. */
  readonly stays?: boolean;
  /** The id of the job that the cell names: a link to its page, where the terminal has links. */
  job?(row: Row): number | null;
  /** Not shown unless named in `--columns`. */
  readonly optional?: boolean;
}

/** What a command answers: one JSON document, and how it reads as rows or as prose. */
export interface Answer<Row = never> {
  /** Without `schema`, which the renderer adds first. Field order is print order. */
  readonly document: Readonly<Record<string, unknown>>;
  /** The document's key that holds the rows as JSON objects, in the order of `rows`. */
  readonly rowsKey?: string;
  readonly rows?: readonly Row[];
  readonly columns?: readonly Column<Row>[];
  /**
   * The whole human answer for what is one thing (`show`, `whoami`), also where it has rows; ends
   * with a line break. Values from servers should pass `oneLine`; the printer makes the rest
   * harmless.
   */
  readonly prose?: (screen: Screen) => string | Promise<string>;
  /** Address of the server that has the jobs, for links to them. */
  readonly server?: string;
  /** A field that is named and not there is `null` instead of an error. */
  readonly mayLack?: boolean;
  /**
   * Printed on the error stream after the answer, in the human formats only, and on a terminal
   * only.
   */
  readonly note?: string;
}
