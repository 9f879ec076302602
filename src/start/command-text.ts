import type { Context } from '../cli/context.ts';
import {
  isFromElsewhere,
  textOfFile,
  textOfInput,
  textOfValue,
  withoutByteOrderMark,
} from '../cli/text-source.ts';
import { type Failure, usageError } from '../errors.ts';

/** Where the command or script of a job comes from, as it was typed. */
export type CommandSource =
  /** `@FILE` reads a file, `-` standard input, and `@@` begins a text with `@`. */
  | { readonly kind: 'line'; readonly line: string }
  /** `-` is standard input. */
  | { readonly kind: 'file'; readonly path: string };

/** The server stores the text once for each host. */
const mostBytes = 1 << 20;

/**
 * The text that a source stands for. Throws a usage `Failure` for one that cannot be read, is empty
 * or too long; warns of one that hosts may not understand.
 */
export async function commandText(context: Context, source: CommandSource): Promise<string> {
  const text = withoutByteOrderMark(await readText(context, source));
  const name = nameOf(source);
  if (text.trim() === '') throw emptyCommand(`${name} is empty`);
  await checkScript(context, name, text);
  return text;
}

export function emptyCommand(sentence: string): Failure {
  return usageError(sentence, "try: rexctl run --command 'uptime' --host NAME");
}

/** `name` is how messages call the text. */
export async function checkScript(context: Context, name: string, text: string): Promise<void> {
  const bytes = Buffer.byteLength(text);
  if (bytes > mostBytes)
    throw usageError(
      `${name} is ${mebibytes(bytes)} MiB long, but the maximum is 1 MiB: the server stores the text for each host`,
      'copy large data to the hosts in another way, and run a short script there',
    );
  if (/\r(?:\n|$)/.test(text))
    await context.warn(
      `${name} has Windows line endings (CR LF), which break most scripts on Linux; remove them: sed -i 's/\\r$//' FILE`,
    );
}

function mebibytes(bytes: number): string {
  return (Math.ceil((bytes / (1 << 20)) * 10) / 10).toFixed(1);
}

function readText(context: Context, source: CommandSource): Promise<string> {
  if (source.kind === 'line') return textOfValue(context, '--command', source.line);
  const { path } = source;
  if (path === '-') return textOfInput(context);
  return textOfFile(context, '--script', path, hintFor(path));
}

/** Other options mark a file with `@`, so users may type it here. */
function hintFor(path: string): string | undefined {
  return path.startsWith('@')
    ? `name the file without @: --script ${path.slice(1) || 'FILE'}`
    : undefined;
}

/** Messages do not repeat a command that was typed. */
function nameOf(source: CommandSource): string {
  if (source.kind === 'file')
    return source.path === '-' ? '--script -' : `--script \`${source.path}\``;
  return isFromElsewhere(source.line) ? `--command ${source.line}` : 'the command';
}
