import { isUtf8 } from 'node:buffer';
import { readFile } from 'node:fs/promises';
import type { Context } from '../../context.ts';
import { usageError } from '../../errors.ts';
import { errorWord, readAll } from './input-values.ts';

/**
 * Inputs of `--inputs-file`: a YAML or JSON file, `-` for standard input. Throws a usage `Failure` for one that cannot
 * be read or has more than names and values.
 */
export async function inputsOfFile(context: Context, path: string): Promise<Record<string, string>> {
  const text = path === '-' ? await readAll(context.runtime.stdin, context.signal) : await textOf(path);
  const { yamlValues } = await import('../../ui/yaml-values.ts');
  try {
    return yamlValues(text.replace(/^\ufeff/, ''));
  } catch (error) {
    throw usageError(
      `--inputs-file \`${path}\`: ${error instanceof Error ? error.message : String(error)}`,
      'one input a line: name: value',
    );
  }
}

async function textOf(path: string): Promise<string> {
  const bytes = await readFile(path).catch((error: unknown) => {
    throw usageError(`--inputs-file cannot be read from \`${path}\`: ${errorWord(error)}`);
  });
  if (!isUtf8(bytes)) throw usageError(`--inputs-file cannot be read from \`${path}\`: it is not UTF-8 text`);
  return bytes.toString('utf8');
}
