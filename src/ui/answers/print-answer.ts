import type { Clock } from '../../clock.ts';
import { usageError } from '../../errors.ts';
import type { Io } from '../terminal/io.ts';
import { sanitise } from '../terminal/sanitise.ts';
import { drawnScreen, plainScreen, type Screen, screenOf } from '../terminal/screen.ts';
import { type Answer, type Format, schemaVersion } from './answer.ts';
import { answerRows, chosenColumns, chosenDocument } from './fields.ts';
import { jobAddresses, sanitiseButJobLinks } from './job-links.ts';
import { isObject, type JsonObject, jsonLine, jsonText } from './json.ts';

export interface PrintOptions {
  readonly format: Format;
  /** `--fields`: columns or JSON fields. */
  readonly fields?: readonly string[];
  /** `--columns`: columns of tables and CSV, instead of `fields`. */
  readonly columns?: readonly string[];
  readonly io: Io;
  readonly clock: Pick<Clock, 'now'>;
  /** `--format table` was given: also print a table in a pipe. */
  readonly isTableAsked?: boolean;
  /** The name of the command for messages, e.g. `show`. */
  readonly commandName?: string;
}

/**
 * Prints an answer on standard output and its note on standard error. Throws a usage `Failure`, and
 * prints nothing, if a field does not exist, or for CSV without rows.
 */
export async function printAnswer<Row>(answer: Answer<Row>, options: PrintOptions): Promise<void> {
  const { format, io } = options;
  await io.out.write(await answerText(answer, options));
  const human = format === 'table' || format === 'plain';
  if (human && io.err.isTerminal && answer.note !== undefined && answer.note !== '') {
    await io.err.write(`${sanitise(answer.note, { color: false })}\n`);
  }
}

/** The text of an answer for standard output. */
export async function answerText<Row>(answer: Answer<Row>, options: PrintOptions): Promise<string> {
  const { isTerminal } = options.io.out;
  switch (options.format) {
    case 'json':
      return jsonText(withSchema(chosenDocument(answer, options.fields)), isTerminal);
    case 'ndjson':
      return snapshotLines(answer, options.fields);
    case 'yaml':
      return forStream(
        (await import('./yaml-text.ts')).yamlText(
          withSchema(chosenDocument(answer, options.fields)),
        ),
        isTerminal,
      );
    case 'csv':
      return forStream(await csvText(answer, options), isTerminal);
    case 'plain':
    case 'table':
      return humanText(answer, options, await linkingScreen(answer, options));
  }
}

/** The screen for the human formats. */
export function humanScreen({
  format,
  isTableAsked = false,
  io,
  clock,
}: Pick<PrintOptions, 'format' | 'isTableAsked' | 'io' | 'clock'>): Promise<Screen> {
  if (format === 'plain') return Promise.resolve(plainScreen(clock));
  return isTableAsked ? drawnScreen(io.out, io, clock) : screenOf(io.out, io, clock);
}

async function linkingScreen(
  { server }: Pick<Answer, 'server'>,
  options: PrintOptions,
): Promise<Screen> {
  const screen = await humanScreen(options);
  const hasLinks = screen.isTerminal && options.io.out.hasLinks === true && server !== undefined;
  return hasLinks ? { ...screen, jobAddress: jobAddresses(server) } : screen;
}

function withSchema(document: JsonObject): JsonObject {
  return { schema: schemaVersion, ...document };
}

/** Removes control sequences from YAML and CSV, but only on a terminal. */
function forStream(text: string, isTerminal: boolean): string {
  return isTerminal ? sanitise(text, { color: false }) : text;
}

async function humanText<Row>(
  answer: Answer<Row>,
  options: PrintOptions,
  screen: Screen,
): Promise<string> {
  const names = options.columns ?? options.fields;
  if (names === undefined && answer.prose !== undefined) {
    const text = await answer.prose(screen);
    const color = screen.style.level > 0;
    const { jobAddress: address } = screen;
    return address === undefined
      ? sanitise(text, { color })
      : sanitiseButJobLinks(text, { color, address });
  }
  const columns = chosenColumns(answer, names);
  const { tableText } = await import('./table.ts');
  return tableText(answerRows(answer), columns, screen, { named: names !== undefined });
}

/**
 * A line for each row, in the form of events: `{"schema":…,"type":"job","job":{…}}`. An object
 * beside the rows, such as the job of these hosts, is the first line.
 */
export function snapshotLines<Row>(
  answer: Answer<Row>,
  fields: readonly string[] | undefined,
): string {
  const document = chosenDocument(answer, fields);
  const [first] = Object.keys(document);
  const { [answer.rowsKey ?? '']: rows, ...rest } = document;
  const alone = !Array.isArray(rows);
  const lines: JsonObject[] = [];
  if (alone || (first !== answer.rowsKey && isObject(rest[first ?? ''])))
    lines.push({ type: first ?? 'answer', ...rest });
  const type = (answer.rowsKey ?? '').replace(/s$/, '');
  if (!alone) lines.push(...rows.map((row) => ({ type, [type]: row })));
  return lines.map((line) => jsonLine(withSchema(line))).join('');
}

async function csvText<Row>(
  answer: Answer<Row>,
  { columns: tableColumns, fields, commandName = 'this command' }: PrintOptions,
): Promise<string> {
  const names = tableColumns ?? fields;
  if (answer.rows === undefined && names === undefined) {
    throw usageError(
      `${commandName} prints one ${recordName(answer.document)}, not rows, so it cannot be CSV`,
      'use --json, or choose columns with --fields',
    );
  }
  const columns = chosenColumns(answer, names);
  const text = await csvWriter();
  const records = answerRows(answer).map((row) => columns.map((column) => column.value(row)));
  return text([columns.map(({ key }) => key), ...records]);
}

/** The subject of a document without rows, e.g. `job`. */
function recordName(document: JsonObject): string {
  const [[key, value] = []] = Object.entries(document);
  return key !== undefined && isObject(value) ? key : 'record';
}

/**
 * Formats CSV with the quoting of RFC 4180, `\n` between records and empty cells for `null`. A text
 * that a spreadsheet would run as a formula gets a quote in front, because any user can write a
 * description. Programs that need the exact text read JSON.
 */
export async function csvWriter(): Promise<(records: readonly (readonly unknown[])[]) => string> {
  const { stringify } = await import('csv-stringify/sync');
  return (records) =>
    stringify(
      records.map((record) => [...record]),
      { escape_formulas: true, cast: { boolean: String } },
    );
}
