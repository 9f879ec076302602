import type { Context } from '../cli/context.ts';
import { usageError } from '../errors.ts';
import { givenInputs } from './input-values.ts';

/** An input that stands in the file and on the command line is a slip, not a choice. */
export async function allGiven(
  context: Context,
  {
    inputs,
    inputsFile,
  }: { readonly inputs: readonly string[]; readonly inputsFile: string | undefined },
): Promise<Record<string, string>> {
  const given = await givenInputs(context, inputs);
  if (inputsFile === undefined) return given;
  const filed = await (await import('./inputs-file.ts')).inputsOfFile(context, inputsFile);
  const twice = Object.keys(filed).find((name) => Object.hasOwn(given, name));
  if (twice === undefined) return { ...filed, ...given };
  throw usageError(`input \`${twice}\` is given by --input and by --inputs-file`, 'give it once');
}
