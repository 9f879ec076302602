import type { Context } from '../cli/context.ts';
import { textOfFile, textOfInput } from '../cli/text-source.ts';
import { usageError } from '../errors.ts';

/**
 * Inputs of `--inputs-file`: a YAML or JSON file, `-` for standard input. Throws a usage `Failure`
 * for one that cannot be read or has more than names and values.
 */
export async function inputsOfFile(
  context: Context,
  path: string,
): Promise<Record<string, string>> {
  const text =
    path === '-' ? await textOfInput(context) : await textOfFile(context, '--inputs-file', path);
  const { yamlValues } = await import('../ui/answers/yaml-values.ts');
  try {
    return yamlValues(text.replace(/^\ufeff/, ''));
  } catch (error) {
    throw usageError(
      `--inputs-file \`${path}\`: ${error instanceof Error ? error.message : String(error)}`,
      'one input a line: name: value',
    );
  }
}
