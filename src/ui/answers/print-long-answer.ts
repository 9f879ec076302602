import { writePieces } from '../terminal/batch-writer.ts';
import { sanitise } from '../terminal/sanitise.ts';
import type { Screen } from '../terminal/screen.ts';
import { openTextSpool } from '../terminal/stored-text.ts';
import { type Answer, type Column, schemaVersion } from './answer.ts';
import { chosenColumns, chosenDocument } from './fields.ts';
import type { JsonObject } from './json.ts';
import {
  answerText,
  csvWriter,
  humanScreen,
  type PrintOptions,
  printAnswer,
  snapshotLines,
} from './print-answer.ts';
import { framed, framedLater, jsonFrame, type RowFrame, yamlFrame } from './row-frame.ts';

/** An answer whose large rows are created and printed one after the other. */
export interface LongAnswer<Row> {
  /** As in `Answer`, with an empty list of rows. */
  readonly document: JsonObject;
  readonly rowsKey: string;
  /** The rows. If they are still being read, nothing is printed until the last has arrived. */
  readonly rows: readonly Row[] | AsyncIterable<Row>;
  readonly toJson: (row: Row) => JsonObject;
  /** A row with all possible fields; by default the first row. */
  readonly example?: Row;
  /** Without columns, the answer cannot be CSV. */
  readonly columns?: readonly Column<Row>[];
  /** As in `Answer`. */
  readonly mayLack?: boolean;
  /**
   * The answer for people, in pieces that end with a line break. Control sequences are removed on a
   * terminal, but not in a pipe.
   */
  readonly prose?: (screen: Screen) => Iterable<string>;
}

export type LongOptions = Omit<PrintOptions, 'columns'>;

/** Prints a long answer with the same text as `printAnswer`. */
export async function printLongAnswer<Row>(
  answer: LongAnswer<Row>,
  options: LongOptions,
): Promise<void> {
  const { format, fields, io } = options;
  const isHuman = format === 'table' || format === 'plain';
  if (isHuman && fields === undefined && answer.prose !== undefined)
    return writePieces(await humanPieces(answer.prose, options), io.out);
  if (isHuman || (format === 'csv' && answer.columns === undefined))
    return printAnswer(answerWith(answer, await allOf(answer.rows)), options);
  const frame = await frameOf(answer, options);
  const pieces = isList(answer.rows) ? framed(frame, answer.rows) : framedLater(frame, answer.rows);
  await writeWhole(pieces, options);
}

async function humanPieces(
  prose: (screen: Screen) => Iterable<string>,
  options: LongOptions,
): Promise<Iterable<string>> {
  const screen = await humanScreen(options);
  if (!screen.isTerminal && !options.io.out.isTerminal) return prose(screen);
  return mapped(prose(screen), (text) => sanitise(text, { color: screen.style.level > 0 }));
}

/** Writes all pieces, or nothing if a row cannot be read. */
async function writeWhole(
  pieces: Iterable<string> | AsyncIterable<string>,
  { format, io: { out } }: LongOptions,
): Promise<void> {
  const look = (text: string) =>
    out.isTerminal && (format === 'yaml' || format === 'csv')
      ? sanitise(text, { color: false })
      : text;
  if (Symbol.iterator in pieces) return writePieces(mapped(pieces, look), out);
  const spool = openTextSpool();
  try {
    for await (const piece of pieces) spool.add(look(piece));
    await writePieces(spool.pieces(), out);
  } finally {
    spool.close();
  }
}

async function frameOf<Row>(answer: LongAnswer<Row>, options: LongOptions): Promise<RowFrame<Row>> {
  const { format, fields, io } = options;
  const sample = answerWith(answer, sampleOf(answer));
  if (format === 'csv') return csvFrame(answer, sample, fields);
  const chosen = chosenDocument(sample, fields);
  if (!Object.hasOwn(chosen, answer.rowsKey)) return withoutRows(sample, options);
  const document = { ...chosen, [answer.rowsKey]: [] };
  if (format === 'ndjson' && answer.columns !== undefined) return linesFrame(answer, fields);
  const { rowsKey } = answer;
  const [type = ''] = Object.keys(document);
  const marked = { schema: schemaVersion, ...(format === 'ndjson' && { type }), ...document };
  const frame =
    format === 'yaml'
      ? await yamlFrame(marked, rowsKey)
      : jsonFrame(marked, rowsKey, format === 'json' && io.out.isTerminal);
  return { ...frame, row: (row) => frame.row(rowJson(answer, row, fields)) };
}

/** The text if no field of the rows is requested. */
async function withoutRows<Row>(sample: Answer<Row>, options: LongOptions): Promise<RowFrame<Row>> {
  const text = await answerText(sample, options);
  return { open: text, between: '', close: '', empty: text, row: () => '' };
}

function linesFrame<Row>(
  answer: LongAnswer<Row>,
  fields: readonly string[] | undefined,
): RowFrame<Row> {
  const row = (one: Row) => snapshotLines(answerWith(answer, [one]), fields);
  return { open: '', between: '', close: '', empty: '', row };
}

async function csvFrame<Row>(
  answer: LongAnswer<Row>,
  sample: Answer<Row>,
  fields: readonly string[] | undefined,
): Promise<RowFrame<Row>> {
  const columns = chosenColumns(sample, fields);
  const text = await csvWriter();
  const head = text([columns.map(({ key }) => key)]);
  const record = (row: Row) => {
    const one = { row, json: answer.toJson(row) };
    return columns.map((column) => column.value(one));
  };
  return { open: head, between: '', close: '', empty: head, row: (row) => text([record(row)]) };
}

function rowJson<Row>(
  answer: LongAnswer<Row>,
  row: Row,
  fields: readonly string[] | undefined,
): JsonObject {
  if (fields === undefined) return answer.toJson(row);
  const rows = chosenDocument(answerWith(answer, [row]), fields)[answer.rowsKey];
  const [only] = Array.isArray(rows) ? rows : [];
  return only;
}

/** The answer with some of its rows. */
function answerWith<Row>(answer: LongAnswer<Row>, rows: readonly Row[]): Answer<Row> {
  const { rowsKey, columns, prose, mayLack = false } = answer;
  const document = { ...answer.document, [rowsKey]: rows.map(answer.toJson) };
  const whole =
    prose === undefined ? {} : { prose: (screen: Screen) => [...prose(screen)].join('') };
  return columns === undefined
    ? { document, mayLack, ...whole }
    : { document, mayLack, rowsKey, rows, columns };
}

function sampleOf<Row>({ example, rows }: LongAnswer<Row>): readonly Row[] {
  if (example !== undefined) return [example];
  return isList(rows) ? rows.slice(0, 1) : [];
}

function isList<Row>(rows: LongAnswer<Row>['rows']): rows is readonly Row[] {
  return Array.isArray(rows);
}

async function allOf<Row>(rows: LongAnswer<Row>['rows']): Promise<Row[]> {
  const all: Row[] = [];
  for await (const row of rows) all.push(row);
  return all;
}

function* mapped(texts: Iterable<string>, change: (text: string) => string): Generator<string> {
  for (const text of texts) yield change(text);
}
