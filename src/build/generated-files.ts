import { toJsonSchema } from '@valibot/to-json-schema';
import { documents } from '../documents/documents.ts';
import { type SchemaName, schemaNames, schemaVersion } from '../documents/schema-names.ts';
import { commandTree } from '../program/command-tree.ts';
import { bashCompletion } from './bash-completion.ts';
import { commandModel } from './command-model.ts';
import { fishCompletion } from './fish-completion.ts';
import { withTables } from './readme-tables.ts';
import { zshCompletion } from './zsh-completion.ts';

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
  const root = commandModel(await commandTree({ version: '' }));
  return [
    { path: 'completions/rexctl.bash', text: bashCompletion(root) },
    { path: 'completions/_rexctl', text: zshCompletion(root) },
    { path: 'completions/rexctl.fish', text: fishCompletion(root) },
    ...(Object.keys(documents) as SchemaName[]).map((name) => ({
      path: `schemas/${name}.json`,
      text: `${JSON.stringify(jsonSchema(name), null, 2)}\n`,
    })),
    { path: 'README.md', text: withTables(readme, root) },
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
