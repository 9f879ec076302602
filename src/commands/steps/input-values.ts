import { isUtf8 } from 'node:buffer';
import { readFile } from 'node:fs/promises';
import { addAbortSignal, Readable } from 'node:stream';
import type { Context } from '../../context.ts';
import { usageError } from '../../errors.ts';
import type { TemplateInput } from '../../jobs/job-template.ts';
import { checkedInputs, type InputSheet, missingInputs, parseInput } from '../../jobs/template-inputs.ts';
import { askSecret } from '../../ui/prompt.ts';

/** Values as given by `--input k=v`: `@file`, `-` for standard input, `@@` for a value that begins with `@`. */
export async function givenInputs(
  context: Context,
  texts: readonly string[],
): Promise<Record<string, string>> {
  const values: Record<string, string> = Object.create(null);
  let stdinUser: string | undefined;
  for (const text of texts) {
    const { name, value } = parseInput(text);
    if (Object.hasOwn(values, name)) throw usageError(`input \`${name}\` is given twice`, 'give it once');
    if (value === '-') {
      if (stdinUser !== undefined)
        throw usageError(`\`${stdinUser}\` and \`${name}\` cannot both be read from standard input`);
      stdinUser = name;
    }
    values[name] = await resolveValue(context, name, value);
  }
  return values;
}

async function resolveValue(context: Context, name: string, value: string): Promise<string> {
  if (value === '-') return readAll(context.runtime.stdin, context.signal);
  if (value.startsWith('@@')) return value.slice(1);
  if (!value.startsWith('@')) return value;
  const path = value.slice(1);
  const bytes = await readFile(path).catch((error: unknown) => {
    throw usageError(`input \`${name}\` cannot be read from \`${path}\`: ${errorWord(error)}`);
  });
  if (!isUtf8(bytes))
    throw usageError(`input \`${name}\` cannot be read from \`${path}\`: it is not UTF-8 text`);
  return bytes.toString('utf8');
}

/**
 * The whole of standard input as text; waiting for input that never comes ends with the signal. Throws a usage
 * `Failure` for what is no text, because it would not arrive unchanged.
 */
export async function readAll(stream: NodeJS.ReadableStream, signal: AbortSignal): Promise<string> {
  const input = stream instanceof Readable ? addAbortSignal(signal, stream) : stream;
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of input) chunks.push(Buffer.from(chunk));
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  }
  const bytes = Buffer.concat(chunks);
  if (!isUtf8(bytes)) throw usageError('what comes on standard input is not UTF-8 text');
  return bytes.toString('utf8');
}

/** Why a file cannot be read, in words. */
export function errorWord(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code === 'ENOENT') return 'there is no such file';
  if (code === 'EACCES') return 'you may not read it';
  return code === 'EISDIR' ? 'it is a folder' : code || 'it cannot be opened';
}

/**
 * Checks the values against the template and asks for hidden ones that are required and missing, without echo; where
 * nobody can be asked, that is an error naming them.
 */
export async function completeInputs(
  context: Context,
  sheet: InputSheet,
  given: Readonly<Record<string, string>>,
): Promise<Readonly<Record<string, string>>> {
  const values = { ...given };
  for (const input of missingInputs(sheet, values)) {
    if (input.hidden_value && context.io.canPrompt && !Object.hasOwn(values, input.name)) {
      values[input.name] = await askHidden(context, input);
    }
  }
  return checkedInputs(sheet, values);
}

export async function askHidden(context: Context, input: TemplateInput): Promise<string> {
  return askSecret(context.io, `Value of hidden input ${input.name}`, {
    instead: `--input ${input.name}=@FILE`,
    signal: context.signal,
  });
}
