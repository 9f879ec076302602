import { toJsonSchema } from '@valibot/to-json-schema';
import { documents } from '../documents/documents.ts';
import { type SchemaName, schemaNames } from '../documents/schema-names.ts';
import { wholeCommandModel } from '../program/command-model.ts';
import { schemaVersion } from '../ui/answers/answer.ts';
import { withTables } from './readme-tables.ts';

export interface GeneratedFile {
  /** From the top folder. */
  readonly path: string;
  readonly text: string;
}

/**
 * Everything that is made from the command tree and the schemas, and checked in; the README keeps
 * what stands around its tables.
 */
export async function generatedFiles(readme: string): Promise<readonly GeneratedFile[]> {
  return [
    ...(Object.keys(documents) as SchemaName[]).map((name) => ({
      path: `schemas/${name}.json`,
      text: `${JSON.stringify(jsonSchema(name), null, 2)}\n`,
    })),
    { path: 'README.md', text: withTables(readme, await wholeCommandModel()) },
  ];
}

/** A published JSON Schema (draft 2020-12); unknown fields are allowed in all of them. */
function jsonSchema(name: SchemaName): Readonly<Record<string, unknown>> {
  const { $schema, ...schema } = toJsonSchema(documents[name], { target: 'draft-2020-12' });
  return {
    $schema,
    title: `${schemaVersion} ${name}`,
    description: schemaNames[name],
    ...schema,
  };
}
