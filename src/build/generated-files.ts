import { toJsonSchema } from '@valibot/to-json-schema';
import { documents } from '../documents/documents.ts';
import { type SchemaName, schemaNames } from '../documents/schema-names.ts';
import { wholeCommandModel } from '../program/command-model.ts';
import { schemaVersion } from '../ui/answers/answer.ts';
import { type Pages, withTables } from './generated-tables.ts';

export interface GeneratedFile {
  /** The path from the top folder. */
  readonly path: string;
  readonly text: string;
}

/**
 * The files that are generated and checked in: the JSON Schemas, and the README and pages of the
 * manual, of which only the tables are generated.
 */
export async function generatedFiles(pages: Pages): Promise<readonly GeneratedFile[]> {
  const written = withTables(pages, await wholeCommandModel());
  return [
    ...(Object.keys(documents) as SchemaName[]).map((name) => ({
      path: `schemas/${name}.json`,
      text: `${JSON.stringify(jsonSchema(name), null, 2)}\n`,
    })),
    ...Object.entries(written).map(([path, text]) => ({ path, text })),
  ];
}

/** A published JSON Schema (draft 2020-12); unknown fields are allowed in all of them. */
function jsonSchema(name: SchemaName): Readonly<Record<string, unknown>> {
  const { $schema, ...schema } = toJsonSchema(documents[name], { target: 'draft-2020-12' });
  return {
    $schema,
    title: `${schemaVersion} ${name}`,
    description: `printed by: ${schemaNames[name]}`,
    ...schema,
  };
}
