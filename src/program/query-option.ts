import type { GlobalOptions } from '../cli/options/global-options.ts';
import { usageError } from '../errors.ts';
import type { QueriedOutput, QueryLook } from '../ui/answers/query/queried-output.ts';
import type { Output } from '../ui/terminal/io.ts';
import type { ChosenCommand } from './command-tree.ts';

const queryLooks: readonly QueryLook[] = ['json', 'ndjson', 'yaml', 'plain'];

/**
 * Throws if `--query` is used with `--fields`, or with a format that a query cannot print: it
 * selects from JSON.
 */
export function refuseUnqueried({ command, globals, values }: ChosenCommand): void {
  if (globals.query === undefined) return;
  if (globals.fields !== undefined)
    throw usageError('--query and --fields cannot be used together', 'use only one');
  const isOwn = command.formats.length > 0;
  const format = isOwn ? values.format : globals.format;
  const looks = queryLooks.filter((look) => !isOwn || command.formats.includes(look));
  if (looks.some((look) => look === format)) return;
  throw usageError(
    `--query and --format ${format} cannot be used together`,
    `use --format ${orList(looks)}`,
  );
}

function orList(words: readonly string[]): string {
  const [last = '', ...others] = words.toReversed();
  return others.length === 0 ? last : `${others.toReversed().join(', ')} or ${last}`;
}

/** Makes a command with `--query` print JSON, from which the query selects. */
export function queriedCommand(chosen: ChosenCommand): ChosenCommand {
  const { command, globals, values } = chosen;
  const queryLook = queryLooks.find((look) => look === globals.format);
  if (globals.query === undefined || queryLook === undefined) return chosen;
  const format = queryLook === 'ndjson' ? 'ndjson' : 'json';
  return {
    ...chosen,
    globals: { ...globals, format, queryLook },
    values: command.formats.length > 0 ? { ...values, format } : values,
  };
}

/** Puts the query in front of standard output. It is checked before any request is sent. */
export async function openQuery({ query, queryLook }: GlobalOptions) {
  if (query === undefined || queryLook === undefined) return undefined;
  const [{ compileQuery }, { queriedOutput }] = await Promise.all([
    import('../ui/answers/query/compile-query.ts'),
    import('../ui/answers/query/queried-output.ts'),
  ]);
  const compiled = compileQuery(query);
  return (out: Output): QueriedOutput => queriedOutput(out, compiled, queryLook);
}
