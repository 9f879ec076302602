import type { Parent } from '../cli/command.ts';
import { buildProgram } from '../program/program.ts';
import { bashCompletion } from './bash-completion.ts';
import { commandModel } from './command-model.ts';
import { fishCompletion } from './fish-completion.ts';
import { withTables } from './readme-tables.ts';
import { jsonSchemas } from './schemas/json-schemas.ts';
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
  const program = await buildProgram({ version: '' }, () => Promise.resolve());
  const root = commandModel(program as unknown as Parent);
  return [
    { path: 'completions/rexctl.bash', text: bashCompletion(root) },
    { path: 'completions/_rexctl', text: zshCompletion(root) },
    { path: 'completions/rexctl.fish', text: fishCompletion(root) },
    ...Object.entries(jsonSchemas()).map(([name, schema]) => ({
      path: `schemas/${name}.json`,
      text: `${JSON.stringify(schema, null, 2)}\n`,
    })),
    { path: 'README.md', text: withTables(readme, root) },
  ];
}
