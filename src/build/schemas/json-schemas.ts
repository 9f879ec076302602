import { toJsonSchema } from '@valibot/to-json-schema';
import { type SchemaName, schemaNames } from '../../ui/answers/schema-names.ts';
import { documents } from './documents.ts';

/**
 * The published JSON Schemas (draft 2020-12), one for each kind of answer; unknown fields are
 * allowed in all of them.
 */
export function jsonSchemas(): Readonly<Record<SchemaName, Readonly<Record<string, unknown>>>> {
  const entries = Object.entries(documents).map(([name, document]) => {
    const { $schema, ...schema } = toJsonSchema(document, { target: 'draft-2020-12' });
    const title = `rexctl/1 ${name}`;
    return [name, { $schema, title, description: schemaNames[name as SchemaName], ...schema }];
  });
  return Object.fromEntries(entries);
}
