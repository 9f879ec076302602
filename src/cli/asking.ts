import { shellWord } from '../text/shell-word.ts';
import { isMachine } from './command-output.ts';
import type { Context } from './context.ts';

/**
 * Whether lists may ask for what the command line lacks: the terminal must be able to redraw, and
 * no program may read the answer.
 */
export function asksForMissing({ io, globals, runtime }: Context): boolean {
  const { env } = runtime;
  return io.canPrompt && io.err.isDumb !== true && !isMachine(globals.format) && !env.CI;
}

/**
 * Prints the command line that does the same without questions: the typed words, and words for the
 * answers. `@FILE` stands for a hidden value.
 */
export async function printCompleted(context: Context, asked: readonly string[]): Promise<void> {
  if (asked.length === 0) return;
  const { argv } = context;
  const end = argv.indexOf('--');
  const at = end < 0 ? argv.length : end;
  const words = ['rexctl', ...argv.slice(0, at), ...asked, ...argv.slice(at)];
  await context.note(`The same without questions:\n  ${words.map(shellWord).join(' ')}`);
}

/**
 * Quotes a text for an option that also reads files and standard input. `-` alone cannot be quoted.
 */
export function literalValue(text: string): string {
  return text.startsWith('@') ? `@${text}` : text;
}
