import type { Context } from '../cli/context.ts';
import { refusal, usageError } from '../errors.ts';
import { askYesNo } from '../ui/terminal/prompt.ts';

/**
 * Asks before something that cannot be taken back. `--yes` answers it; without a terminal it must
 * be given, and no is a refusal (exit 9).
 */
export async function confirm(context: Context, question: string): Promise<void> {
  if (context.globals.yes) return;
  if (!context.io.canPrompt) {
    throw usageError(
      `this needs a confirmation, and there is no terminal to ask on: ${question}`,
      'add --yes',
    );
  }
  const yes = await askYesNo(context.io, question, { signal: context.signal });
  if (!yes) throw refusal('not confirmed. Nothing was sent');
}
