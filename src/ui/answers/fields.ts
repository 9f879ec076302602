import { type Failure, usageError } from '../../errors.ts';
import { closest } from '../../text/suggestion.ts';
import type { Answer, Column } from './answer.ts';
import { isObject, type JsonObject } from './json.ts';

/** A row with its JSON object and the value that columns read. */
interface AnswerRow<Row> {
  readonly row: Row | null;
  readonly json: JsonObject;
}

/**
 * The rows of an answer. An answer without rows counts as one row: the object under the first key
 * of its document, or the document itself.
 */
export function answerRows<Row>({
  document,
  rowsKey,
  rows,
}: Answer<Row>): readonly AnswerRow<Row>[] {
  if (rowsKey === undefined || rows === undefined)
    return [{ row: null, json: documentBody(document).json }];
  const objects = document[rowsKey];
  const list: readonly unknown[] = Array.isArray(objects) ? objects : [];
  return rows.map((row, at) => ({ row, json: asObject(list[at]) }));
}

/** The key of the object in a document without rows; `undefined` = the document itself. */
function documentBody(document: JsonObject): { readonly key?: string; readonly json: JsonObject } {
  const [first] = Object.entries(document);
  return first !== undefined && isObject(first[1])
    ? { key: first[0], json: first[1] }
    : { json: document };
}

function asObject(value: unknown): JsonObject {
  return isObject(value) ? value : {};
}

/**
 * The columns of an answer: all except optional ones, or the named ones in their order. A name is
 * that of a column or any path in the JSON; throws a usage `Failure` for other names.
 */
export function chosenColumns<Row>(
  answer: Answer<Row>,
  names: readonly string[] | undefined,
): readonly Column<AnswerRow<Row>>[] {
  if (names !== undefined)
    return chosenFields(answer, names, cellNames).map((field) => field.column);
  return (answer.columns ?? []).filter((column) => column.optional !== true).map(onAnswerRow);
}

/** The document with only the named fields of its rows; other fields need their full path. */
export function chosenDocument<Row>(
  answer: Answer<Row>,
  names: readonly string[] | undefined,
): JsonObject {
  if (names === undefined) return answer.document;
  const fields = chosenFields(answer, names, fieldNames);
  const above = fields.filter((field) => field.place === 'document').map((field) => field.path);
  const inRows = fields.filter((field) => field.place !== 'document');
  const rest = picked(answer.document, above);
  if (inRows.length === 0) return rest;
  const objects = answerRows(answer).map((row) => chosenOfRow(row, inRows));
  if (answer.rowsKey !== undefined && answer.rows !== undefined)
    return { [answer.rowsKey]: objects, ...rest };
  const { key } = documentBody(answer.document);
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

/** A named field: the place of its JSON value, and its column. */
interface Field<Row> {
  /** `column`: a text for people, which the JSON does not have. */
  readonly place: 'row' | 'document' | 'column';
  readonly path: string;
  readonly column: Column<AnswerRow<Row>>;
}

/** Returns the known names, for an error. */
type KnownNames = <Row>(
  answer: Answer<Row>,
  rows: readonly AnswerRow<Row>[],
) => readonly (readonly string[])[];

function chosenFields<Row>(
  answer: Answer<Row>,
  names: readonly string[],
  knownNames: KnownNames,
): readonly Field<Row>[] {
  const rows = answerRows(answer);
  return names.map((name) => {
    const found = fieldOf(answer, rows, name);
    if (found === undefined) throw unknownField(name, knownNames(answer, rows).flat());
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
  const { text, job, ...rest } = column;
  return {
    ...rest,
    value: ({ row }) => (row === null ? null : column.value(row)),
    ...(text === undefined
      ? {}
      : { text: ({ row }, screen) => (row === null ? '-' : text(row, screen)) }),
    ...(job === undefined ? {} : { job: ({ row }) => (row === null ? null : job(row)) }),
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

const fieldNames: KnownNames = (answer, rows) => [
  columnKeys(answer),
  ...rows.map(({ json }) => Object.keys(json)),
  Object.keys(answer.document),
];

/** The names whose values fit into a cell. */
const cellNames: KnownNames = (answer, rows) =>
  answer.columns === undefined
    ? fieldNames(answer, rows)
    : [columnKeys(answer), flatKeys(rows.map(({ json }) => json))];

function columnKeys<Row>({ columns = [] }: Answer<Row>): readonly string[] {
  return columns.map(({ key }) => key);
}

function flatKeys(objects: readonly JsonObject[]): readonly string[] {
  const entries = objects.flatMap((json) => Object.entries(json));
  const deep = new Set(entries.filter(([, value]) => isDeep(value)).map(([key]) => key));
  return entries.map(([key]) => key).filter((key) => !deep.has(key));
}

function isDeep(value: unknown): boolean {
  return isObject(value) || (Array.isArray(value) && value.some(isDeep));
}

function unknownField(name: string, all: readonly string[]): Failure {
  const known = [...new Set(all)];
  const near = closest(name, known);
  const hint = near === undefined ? '' : `; did you mean \`${near}\`?`;
  return usageError(`unknown field \`${name}\`${hint}`, `available: ${known.join(', ')}`);
}

/**
 * Whether a dotted path such as `counts.failed` or `inputs.name` exists, also in elements of
 * arrays. Below `null` and in an empty array every path counts as existing.
 */
export function hasPath(value: unknown, path: string): boolean {
  return path === '' || walks(value, path.split('.'));
}

function walks(value: unknown, keys: readonly string[]): boolean {
  const [key, ...rest] = keys;
  if (key === undefined || value === null) return true;
  if (Array.isArray(value)) return value.length === 0 || value.some((item) => walks(item, keys));
  return isObject(value) && Object.hasOwn(value, key) && walks(value[key], rest);
}

/** The value at a path; for arrays, an array of the values in their elements; `null` = none. */
export function valueAt(value: unknown, path: string): unknown {
  let found = value;
  const keys = path.split('.');
  for (const [index, key] of keys.entries()) {
    if (Array.isArray(found)) {
      const rest = keys.slice(index).join('.');
      return found.map((item) => valueAt(item, rest));
    }
    found = isObject(found) && Object.hasOwn(found, key) ? found[key] : null;
  }
  return found;
}

/** The object with only these paths, in their order. */
export function picked(value: JsonObject, paths: readonly string[]): JsonObject {
  const below = new Map<string, string[]>();
  for (const path of paths) {
    const [key = '', ...rest] = path.split('.');
    below.set(key, [...(below.get(key) ?? []), rest.join('.')]);
  }
  const own = (key: string) => (Object.hasOwn(value, key) ? value[key] : null);
  return Object.fromEntries([...below].map(([key, rests]) => [key, pickedBelow(own(key), rests)]));
}

function pickedBelow(value: unknown, paths: readonly string[]): unknown {
  if (paths.includes('')) return value;
  if (Array.isArray(value)) return value.map((item) => pickedBelow(item, paths));
  return isObject(value) ? picked(value, paths) : null;
}

/** A value for a cell: text unchanged, lists joined, other values as JSON. */
export function cellValue(value: unknown): string | number | boolean | null {
  if (value === null || value === undefined) return null;
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
    return value;
  if (Array.isArray(value) && value.every((item) => !isObject(item)))
    return value.map(String).join(',');
  return JSON.stringify(value);
}
