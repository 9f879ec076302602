import type { Runtime } from '../../../cli/runtime.ts';
import type { CompletionWord } from '../../../settings/caches.ts';
import { isObject, type JsonObject } from '../../../ui/answers/json.ts';

/** The fields in the rows of these schemas, followed by the fields of the documents. */
export async function fieldWords(
  schemas: readonly string[],
  { jsonSchema }: Pick<Runtime, 'jsonSchema'>,
): Promise<readonly CompletionWord[]> {
  const texts = await Promise.all(schemas.map(jsonSchema));
  const documents = texts.map((text): unknown => JSON.parse(text));
  const names = [...documents.flatMap(rowsIn), ...documents].flatMap(namesIn);
  return [...new Set(names)].map((word) => ({ word, about: '' }));
}

function rowsIn(schema: unknown): readonly unknown[] {
  return Object.values(propertiesOf(schema)).flatMap((property) =>
    isObject(property) && isObject(property.items) ? [property.items] : [],
  );
}

function namesIn(schema: unknown): readonly string[] {
  return Object.keys(propertiesOf(schema)).filter((name) => name !== 'schema');
}

function propertiesOf(schema: unknown): JsonObject {
  return isObject(schema) && isObject(schema.properties) ? schema.properties : {};
}
