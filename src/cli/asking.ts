import { shellWord } from '../ui/terminal/command-lines.ts';
import { isMachine } from './command-output.ts';
import type { Context } from './context.ts';

/**
 * What is missing on the command line may be asked for with a list: a user watches on a
 * terminal that can draw over itself, and no program reads the answer.
 */
export function asksForMissing({ io, globals, runtime }: Context): boolean {
  const { env } = runtime;
  return io.canPrompt && io.err.isDumb !== true && !isMachine(globals.format) && !env.CI;
}

/**
 * Prints the command line that does the same without questions: as it was typed, with words for
 * what was asked for. Hidden values are not among them: `@FILE` stands for one.
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
 * A text as an option takes it that also reads files and standard input; `-` alone cannot be
 * written.
 */
export function literalValue(text: string): string {
  return text.startsWith('@') ? `@${text}` : text;
}
