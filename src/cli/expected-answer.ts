import type { SchemaName } from '../documents/schema-names.ts';
import { type Failure, usageError } from '../errors.ts';
import { closest } from '../text/suggestion.ts';
import type { Format } from '../ui/answers/answer.ts';
import { isObject, type JsonObject } from '../ui/answers/json.ts';
import type { GlobalOptions } from './options/global-options.ts';
import type { Runtime } from './runtime.ts';

/** What a command will print, to check `--format` and `--fields` against it. */
export interface ExpectedAnswer {
  /** The published schemas of the possible documents. */
  readonly schemas: readonly SchemaName[];
  /** With ndjson, each line is an event, and events have no common fields to choose. */
  readonly isEvents?: boolean;
  /** Names what people see instead of rows: it has no fields to choose. */
  readonly text?: string;
  /** A document without rows, so it cannot be CSV. */
  readonly isRecord?: boolean;
}

/** The answer of commands that follow jobs. */
export function followAnswer(...schemas: readonly SchemaName[]): ExpectedAnswer {
  return { schemas, isEvents: true, text: 'the progress of a running job' };
}

/**
 * Refuses a format or fields that the answer lacks before anything is sent. Afterwards, a wrong
 * name would hide what was done, and the id of a new job.
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
 * Where a field may start: in a follow at a row or at the whole document, otherwise at any object.
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

/** All objects of the schema: a field may start at each. */
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

/** Finds the name deeper in the schema: `summary.outcome` for `outcome`. */
function below({ properties }: JsonObject, name: string): readonly string[] {
  const inside = Object.entries(isObject(properties) ? properties : {});
  return inside
    .filter(([, schema]) => hasPath(schema, name.split('.')))
    .map(([key]) => `${key}.${name}`);
}
