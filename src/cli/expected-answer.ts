import type { SchemaName } from '../documents/schema-names.ts';
import { type Failure, usageError } from '../errors.ts';
import { closest } from '../text/suggestion.ts';
import type { Format } from '../ui/answers/answer.ts';
import { isObject, type JsonObject } from '../ui/answers/json.ts';
import type { GlobalOptions } from './options/global-options.ts';
import type { Runtime } from './runtime.ts';

/** What a command is going to print, as far as `--format` and `--fields` must fit it. */
export interface ExpectedAnswer {
  /** The published schemas of what may be printed. */
  readonly schemas: readonly SchemaName[];
  /** Lines of ndjson are events of several kinds: no fields can be chosen for all. */
  readonly isEvents?: boolean;
  /** What people see instead of rows, of which no fields can be chosen. */
  readonly text?: string;
  /** One thing without rows: it cannot be CSV. */
  readonly isRecord?: boolean;
}

/** What is printed of jobs until they have ended. */
export function followAnswer(...schemas: readonly SchemaName[]): ExpectedAnswer {
  return { schemas, isEvents: true, text: 'the progress of a running job' };
}

/**
 * Refuses a format and fields that the answer does not have, before anything is sent: afterwards a
 * wrong name would make an error of what was done, and its id would be lost.
 */
export async function checkExpected(
  { schemas, isEvents = false, text, isRecord = false }: ExpectedAnswer,
  { fields, format }: GlobalOptions,
  { commandName, ...runtime }: Pick<Runtime, 'jsonSchema'> & { readonly commandName: string },
): Promise<void> {
  if (fields === undefined) {
    if (isRecord && format === 'csv') throw noRows(commandName);
    return;
  }
  await refuseUnknownFields(fields, { schemas, format }, runtime);
  if (isEvents && format === 'ndjson') throw eventsHaveNoFields();
  if (text !== undefined && (format === 'table' || format === 'plain'))
    throw textHasNoFields(text, isRecord);
}

function noRows(commandName: string): Failure {
  return usageError(
    `${commandName} prints one result, not rows, so it cannot be CSV. Nothing was sent`,
    'use --json, or choose columns with --fields',
  );
}

function eventsHaveNoFields(): Failure {
  return usageError(
    '--fields cannot be used with events, which differ in their fields. Nothing was sent',
    'use --json for one document at the end, or filter the events with jq',
  );
}

function textHasNoFields(text: string, isRecord: boolean): Failure {
  return usageError(
    `--fields cannot be used with ${text}. Nothing was sent`,
    isRecord ? 'add --json or --format yaml' : 'add --json, --format yaml or --format csv',
  );
}

async function refuseUnknownFields(
  fields: readonly string[],
  { schemas, format }: { readonly schemas: readonly SchemaName[]; readonly format: Format },
  { jsonSchema }: Pick<Runtime, 'jsonSchema'>,
): Promise<void> {
  const texts = await Promise.all(
    schemas.map(async (name) => ({ name, text: await jsonSchema(name) })),
  );
  const shapes = texts.flatMap(({ name, text }) => shapesOf(name, JSON.parse(text), format));
  const wrong = fields.find((name) => !shapes.some((shape) => hasPath(shape, name.split('.'))));
  if (wrong !== undefined) throw unknownField(wrong, shapes);
}

/** The rows of a long document, from which its fields are chosen. */
const rowsOfFollows = { follow: 'hosts', 'follow-jobs': 'jobs' } as const;

/**
 * From where a field may be named: in a follow from a row or the whole document, else from
 * anywhere.
 */
function shapesOf(name: SchemaName, schema: JsonObject, format: Format): readonly JsonObject[] {
  if (name !== 'follow' && name !== 'follow-jobs') return objectsIn(schema);
  const row = rowIn(schema, rowsOfFollows[name]);
  if (name === 'follow' || format !== 'csv') return [row, schema];
  return [{ properties: { job_id: {} } }, rowIn(row, 'hosts')];
}

function rowIn({ properties }: JsonObject, rowsKey: string): JsonObject {
  const rows = isObject(properties) ? properties[rowsKey] : undefined;
  return isObject(rows) && isObject(rows.items) ? rows.items : {};
}

/** What has properties, wherever it stands in the schema: a field is named from there on. */
function objectsIn(schema: unknown): readonly JsonObject[] {
  if (Array.isArray(schema)) return schema.flatMap(objectsIn);
  if (!isObject(schema)) return [];
  const below = Object.values(schema).flatMap(objectsIn);
  return isObject(schema.properties) ? [schema, ...below] : below;
}

function hasPath(schema: unknown, keys: readonly string[]): boolean {
  const [key, ...rest] = keys;
  if (key === undefined) return true;
  if (!isObject(schema)) return false;
  const { properties, items, anyOf, additionalProperties } = schema;
  if (isObject(properties) && Object.hasOwn(properties, key)) return hasPath(properties[key], rest);
  if (isObject(additionalProperties)) return true;
  return [items, ...(Array.isArray(anyOf) ? anyOf : [])].some((below) => hasPath(below, keys));
}

function unknownField(name: string, shapes: readonly JsonObject[]): Failure {
  const known = [...new Set(shapes.flatMap(({ properties }) => Object.keys(properties ?? {})))];
  const near = shapes.flatMap((shape) => below(shape, name))[0] ?? closest(name, known);
  const guess = near === undefined ? '' : `did you mean \`${near}\`?\n`;
  return usageError(
    `unknown field \`${name}\`. Nothing was sent`,
    `${guess}available: ${known.join(', ')}`,
  );
}

/** Where else the name is: `summary.outcome` for `outcome`. */
function below({ properties }: JsonObject, name: string): readonly string[] {
  const inside = Object.entries(isObject(properties) ? properties : {});
  return inside
    .filter(([, schema]) => hasPath(schema, name.split('.')))
    .map(([key]) => `${key}.${name}`);
}
