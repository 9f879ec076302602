import { Argument } from '@commander-js/extra-typings';
import { command } from '../cli/command.ts';
import type { Context } from '../cli/context.ts';
import { type SchemaName, schemaNames } from '../documents/schema-names.ts';

const names = Object.keys(schemaNames) as SchemaName[];

/** Prints the JSON Schema of an answer, the same file as in `schemas/`. */
export const schema = command({
  description: 'Prints the JSON Schema of a --json document, or lists all schemas.',
  arguments: [new Argument('[name]', 'name of the schema').choices(names)],
  topics: ['json', 'events'],
  examples: [
    ['rexctl schema', 'list the schemas'],
    ['rexctl schema event > event.schema.json', 'save the schema of events in a file'],
  ],
  run: (context, { name }) =>
    name === undefined ? listSchemas(context) : printSchema(name, context),
});

async function listSchemas(context: Context): Promise<number> {
  const rows = names.map((name) => ({ name, describes: schemaNames[name] }));
  await context.print({
    document: { schemas: rows },
    rowsKey: 'schemas',
    rows,
    columns: [
      { key: 'name', header: 'NAME', value: (row) => row.name },
      { key: 'describes', header: 'DESCRIBES', value: (row) => row.describes, shrinks: true },
    ],
  });
  return 0;
}

/** Prints a JSON Schema unchanged, in any format: it is not one of our documents. */
async function printSchema(name: SchemaName, context: Context): Promise<number> {
  await context.io.out.write(await context.runtime.jsonSchema(name));
  return 0;
}
