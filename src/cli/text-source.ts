import { isUtf8 } from 'node:buffer';
import { usageError } from '../errors.ts';
import { bytesOf, readBytes } from '../settings/read-bytes.ts';
import { fileTrouble } from '../text/file-trouble.ts';
import type { Context } from './context.ts';

/** Whether a value stands for standard input: `-`, or `@-` as for other programs. */
export function isStandardInput(value: string): boolean {
  return value === '-' || value === '@-';
}

/** Whether a value stands for a file or for standard input: `@file`, `-`. */
export function isFromElsewhere(value: string): boolean {
  return isStandardInput(value) || (value.startsWith('@') && !value.startsWith('@@'));
}

/**
 * The text that a value stands for: `@file`, `-` or `@-` for standard input, `@@` for a value that
 * begins with `@`.
 */
export async function textOfValue(context: Context, name: string, value: string): Promise<string> {
  if (isStandardInput(value)) return textOfInput(context);
  if (value.startsWith('@@')) return value.slice(1);
  if (!value.startsWith('@')) return value;
  return textOfFile(
    context,
    name,
    value.slice(1),
    `a value that starts with @ needs another @: @${value}`,
  );
}

/**
 * Reads a whole file as text. Throws a usage `Failure` that names the option (`name`) and the file.
 */
export async function textOfFile(
  { signal }: Context,
  name: string,
  path: string,
  hint?: string,
): Promise<string> {
  const bytes = await readBytes(path, signal).catch((error: unknown) => {
    signal.throwIfAborted();
    throw usageError(`${name} cannot be read from \`${path}\`: ${fileTrouble(error)}`, hint);
  });
  if (!isUtf8(bytes))
    throw usageError(`${name} cannot be read from \`${path}\`: it is not UTF-8 text`);
  return bytes.toString('utf8');
}

/**
 * Reads all of standard input as text, until the signal at the latest. Throws a usage `Failure` for
 * bytes that are not UTF-8, because they would not arrive unchanged.
 */
export async function textOfInput({ runtime, signal }: Context): Promise<string> {
  const bytes = await bytesOf(runtime.stdin, signal).catch((error: unknown) =>
    throwUnreadableInput(error, signal),
  );
  if (!isUtf8(bytes)) throw usageError('standard input is not UTF-8 text');
  return bytes.toString('utf8');
}

/** The failure for a failed read: a usage `Failure`, or the reason of the signal. */
export function throwUnreadableInput(error: unknown, signal: AbortSignal): never {
  signal.throwIfAborted();
  throw usageError(`standard input cannot be read: ${fileTrouble(error)}`);
}

/** Some editors write it at the beginning of a text; it is not part of the text. */
export function withoutByteOrderMark(text: string): string {
  return text.replace(/^\ufeff/, '');
}

/** Options whose value may be read from standard input, as Commander gives them. */
interface TextFlags {
  command?: string;
  script?: string;
  host?: string[];
  exclude?: string[];
  input?: string[];
  providerInput?: string[];
  inputsFile?: string;
}

/**
 * Standard input can be read once: throws a usage `Failure` that names two readers. `secrets`: the
 * options for passwords that read it, as they were written.
 */
export function refuseTwoReaders(flags: TextFlags, secrets: readonly string[]): void {
  const [first, second] = inputReaders(flags, secrets);
  if (second !== undefined)
    throw usageError(
      `${first} and ${second} cannot both read standard input`,
      'use a file for one',
    );
}

/** The options that read standard input, as they were written. */
export function inputReaders(
  { host = [], exclude = [], input = [], providerInput = [], ...one }: TextFlags,
  secrets: readonly string[],
): readonly string[] {
  return [
    ...(isStandardInput(one.command ?? '') ? [`--command ${one.command}`] : []),
    ...(one.script === '-' ? ['--script -'] : []),
    ...host.filter((name) => isStandardInput(name.trim())).map(() => '--host -'),
    ...exclude.filter((name) => isStandardInput(name.trim())).map(() => '--exclude -'),
    ...(one.inputsFile === '-' ? ['--inputs-file -'] : []),
    ...secrets,
    ...input.filter(readsInput).map((text) => `-i ${text}`),
    ...providerInput.filter(readsInput).map((text) => `--provider-input ${text}`),
  ];
}

function readsInput(text: string): boolean {
  return isStandardInput(text.slice(text.indexOf('=') + 1)) && text.indexOf('=') > 0;
}
