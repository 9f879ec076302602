import type { SchemaName } from '../documents/schema-names.ts';
import { type Failure, usageError } from '../errors.ts';
import { closest } from '../text/suggestion.ts';
import type { Format } from '../ui/answers/answer.ts';
import { isObject, type JsonObject } from '../ui/answers/json.ts';
import type { Context } from './context.ts';

/**
 * `--fields` is compared with the published schemas of the answers that may come, before anything
 * is sent: afterwards a wrong name would make an error of what was done.
 */
export async function refuseUnknownFields(
  context: Context,
  ...answers: readonly SchemaName[]
): Promise<void> {
  const { fields } = context.globals;
  if (fields === undefined) return;
  const texts = await Promise.all(answers.map((name) => context.runtime.jsonSchema(name)));
  const schemas = texts.map((text) => JSON.parse(text));
  const shapes = answers.flatMap((name, at) => shapesOf(name, schemas[at], context.globals.format));
  const wrong = fields.find((name) => !shapes.some((shape) => leads(shape, name.split('.'))));
  if (wrong !== undefined) throw unknownField(wrong, shapes);
  context.fieldsAreKnown();
}

/**
 * Before anything is asked: lines that are events have fields of many kinds, of which none can be
 * chosen for all.
 */
export function refuseFieldsOfEvents({ globals }: Context): void {
  if (globals.fields === undefined || globals.format !== 'ndjson') return;
  throw usageError(
    '--fields does not go with ndjson here, where each line is an event of its own kind. Nothing was sent',
    'use --json for one document at the end, or choose from the events with jq',
  );
}

/**
 * As for events, and of what people see while a job runs there are no fields either: only its
 * document has them.
 */
export function refuseFieldsOfFollow(context: Context): void {
  refuseFieldsOfEvents(context);
  refuseFieldsOfText(context, 'what is shown while a job runs');
}

/** For commands whose answer to people has no rows, and none is made of it. */
export function refuseFieldsOfText({ globals }: Context, what: string): void {
  if (globals.fields === undefined || (globals.format !== 'table' && globals.format !== 'plain'))
    return;
  throw usageError(
    `--fields does not go with ${what}. Nothing was sent`,
    'use it with --json, or with --format yaml or csv',
  );
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

function leads(schema: unknown, keys: readonly string[]): boolean {
  const [key, ...rest] = keys;
  if (key === undefined) return true;
  if (!isObject(schema)) return false;
  const { properties, items, anyOf, additionalProperties } = schema;
  if (isObject(properties) && Object.hasOwn(properties, key)) return leads(properties[key], rest);
  if (isObject(additionalProperties)) return true;
  return [items, ...(Array.isArray(anyOf) ? anyOf : [])].some((below) => leads(below, keys));
}

function unknownField(name: string, shapes: readonly JsonObject[]): Failure {
  const known = [...new Set(shapes.flatMap(({ properties }) => Object.keys(properties ?? {})))];
  const near = shapes.flatMap((shape) => below(shape, name))[0] ?? closest(name, known);
  const guess = near === undefined ? '' : `did you mean \`${near}\`? `;
  return usageError(
    `there is no field \`${name}\`. Nothing was sent`,
    `${guess}possible here: ${known.join(', ')}`,
  );
}

/** Where else the name is: `summary.outcome` for `outcome`. */
function below({ properties }: JsonObject, name: string): readonly string[] {
  const inside = Object.entries(isObject(properties) ? properties : {});
  return inside
    .filter(([, schema]) => leads(schema, name.split('.')))
    .map(([key]) => `${key}.${name}`);
}
