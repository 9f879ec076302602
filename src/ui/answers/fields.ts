import { type Failure, usageError } from '../../errors.ts';
import { closest } from '../../text/suggestion.ts';
import type { Answer, Column } from './answer.ts';
import { cellValue, hasPath, isObject, type JsonObject, picked, valueAt } from './field-path.ts';

/** One row as all formats need it: its JSON object, and the domain value that columns read. */
export interface AnswerRow<Row> {
  readonly row: Row | null;
  readonly json: JsonObject;
}

/**
 * The rows of an answer. An answer without rows is one thing and counts as one row: the object
 * under the first key of its document, or the document itself.
 */
export function answerRows<Row>({
  document,
  rowsKey,
  rows,
}: Answer<Row>): readonly AnswerRow<Row>[] {
  if (rowsKey === undefined || rows === undefined)
    return [{ row: null, json: theOneThing(document).json }];
  const objects = document[rowsKey];
  const list: readonly unknown[] = Array.isArray(objects) ? objects : [];
  return rows.map((row, at) => ({ row, json: asObject(list[at]) }));
}

/**
 * Under which key of the document the one thing stands; `undefined` = it is the document itself.
 */
function theOneThing(document: JsonObject): { readonly key?: string; readonly json: JsonObject } {
  const [first] = Object.entries(document);
  return first !== undefined && isObject(first[1])
    ? { key: first[0], json: first[1] }
    : { json: document };
}

function asObject(value: unknown): JsonObject {
  return isObject(value) ? value : {};
}

/**
 * The columns of an answer: those that are not optional, or the named ones in the order named. A
 * name is a column or any path of the JSON; throws a usage `Failure` for others.
 */
export function chosenColumns<Row>(
  answer: Answer<Row>,
  names: readonly string[] | undefined,
): readonly Column<AnswerRow<Row>>[] {
  if (names !== undefined) return chosenFields(answer, names).map((field) => field.column);
  return (answer.columns ?? []).filter((column) => column.optional !== true).map(onAnswerRow);
}

/**
 * The document reduced to the named fields of its rows (or of the one thing), other fields by their
 * whole path.
 */
export function chosenDocument<Row>(
  answer: Answer<Row>,
  names: readonly string[] | undefined,
): JsonObject {
  if (names === undefined) return answer.document;
  const fields = chosenFields(answer, names);
  const above = fields.filter((field) => field.place === 'document').map((field) => field.path);
  const inRows = fields.filter((field) => field.place !== 'document');
  const rest = picked(answer.document, above);
  if (inRows.length === 0) return rest;
  const objects = answerRows(answer).map((row) => chosenOfRow(row, inRows));
  if (answer.rowsKey !== undefined && answer.rows !== undefined)
    return { [answer.rowsKey]: objects, ...rest };
  const { key } = theOneThing(answer.document);
  return key === undefined ? { ...objects[0], ...rest } : { [key]: objects[0], ...rest };
}

function chosenOfRow<Row>(row: AnswerRow<Row>, fields: readonly Field<Row>[]): JsonObject {
  const json = picked(
    row.json,
    fields.filter((field) => field.place === 'row').map((field) => field.path),
  );
  const words = fields.filter((field) => field.place === 'column');
  return {
    ...json,
    ...Object.fromEntries(words.map((field) => [field.path, field.column.value(row)])),
  };
}

/** A named field: where its JSON value stands, and how it looks as a column. */
interface Field<Row> {
  /** `column`: words made for people that the JSON does not have. */
  readonly place: 'row' | 'document' | 'column';
  readonly path: string;
  readonly column: Column<AnswerRow<Row>>;
}

function chosenFields<Row>(answer: Answer<Row>, names: readonly string[]): readonly Field<Row>[] {
  const rows = answerRows(answer);
  return names.map((name) => {
    const found = fieldOf(answer, rows, name);
    if (found === undefined) throw unknownField(answer, rows, name);
    return found;
  });
}

function fieldOf<Row>(
  answer: Answer<Row>,
  rows: readonly AnswerRow<Row>[],
  name: string,
): Field<Row> | undefined {
  const inRows = (path: string) => rows.some(({ json }) => hasPath(json, path));
  const column =
    answer.columns?.find(({ key }) => key === name) ??
    (inRows(name) ? undefined : answer.columns?.find(({ key }) => key.endsWith(`.${name}`)));
  if (column !== undefined) {
    const place = rows.length === 0 || inRows(column.key) ? 'row' : 'column';
    return { place, path: column.key, column: onAnswerRow(column) };
  }
  if (inRows(name))
    return { place: 'row', path: name, column: pathColumn(name, ({ json }) => json) };
  if (hasPath(answer.document, name)) {
    return { place: 'document', path: name, column: pathColumn(name, () => answer.document) };
  }
  return rows.length === 0 || answer.mayLack === true
    ? { place: 'row', path: name, column: pathColumn(name, ({ json }) => json) }
    : undefined;
}

function onAnswerRow<Row>(column: Column<Row>): Column<AnswerRow<Row>> {
  const { text, ...rest } = column;
  return {
    ...rest,
    value: ({ row }) => (row === null ? null : column.value(row)),
    ...(text === undefined
      ? {}
      : { text: ({ row }, screen) => (row === null ? '-' : text(row, screen)) }),
  };
}

function pathColumn<Row>(
  path: string,
  from: (row: AnswerRow<Row>) => JsonObject,
): Column<AnswerRow<Row>> {
  return {
    key: path,
    header: path.toUpperCase(),
    value: (row) => cellValue(valueAt(from(row), path)),
  };
}

function unknownField<Row>(
  answer: Answer<Row>,
  rows: readonly AnswerRow<Row>[],
  name: string,
): Failure {
  const columns = (answer.columns ?? []).map(({ key }) => key);
  const known = [
    ...new Set([
      ...columns,
      ...rows.flatMap(({ json }) => Object.keys(json)),
      ...Object.keys(answer.document),
    ]),
  ];
  const near = closest(name, known);
  const hint = near === undefined ? '' : `; did you mean \`${near}\`?`;
  return usageError(`there is no field \`${name}\`${hint}`, `possible here: ${known.join(', ')}`);
}
