import { type Failure, usageError } from '../errors.ts';
import { closest } from '../jobs/suggestion.ts';
import { isObject, type JsonObject } from '../ui/field-path.ts';
import type { SchemaName } from '../ui/schema-names.ts';
import type { Context } from './context.ts';

/**
 * `--fields` is compared with the published schemas of the answers that may come, before anything is sent: afterwards
 * a wrong name would make an error of what was done.
 */
export async function refuseUnknownFields(
  context: Context,
  ...answers: readonly SchemaName[]
): Promise<void> {
  const { fields } = context.globals;
  if (fields === undefined) return;
  const texts = await Promise.all(answers.map((name) => context.runtime.jsonSchema(name)));
  const shapes = texts.flatMap((text) => objectsIn(JSON.parse(text)));
  const wrong = fields.find((name) => !shapes.some((shape) => leads(shape, name.split('.'))));
  if (wrong !== undefined) throw unknownField(wrong, shapes);
  context.fieldsAreKnown();
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
  const near = closest(name, known);
  const guess = near === undefined ? '' : `did you mean \`${near}\`? `;
  return usageError(
    `there is no field \`${name}\`. Nothing was sent`,
    `${guess}possible here: ${known.join(', ')}`,
  );
}
