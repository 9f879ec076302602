import type { Context } from '../cli/context.ts';
import { throwUnsent } from '../cli/nothing-sent.ts';
import { refusal, usageError } from '../errors.ts';
import { askYesNo } from '../ui/terminal/prompt.ts';

/**
 * A check between a decision and its request: throws a `Failure` if the request may not be sent.
 */
export type Guard = (context: Context) => void | Promise<void>;

/** Runs the guards in this order, before the one request; `null` is a guard that does not apply. */
export async function passGuards(
  context: Context,
  guards: readonly (Guard | null)[],
): Promise<void> {
  for (const guard of guards) await guard?.(context);
}

/**
 * Asks before an action that cannot be undone, or takes many requests. `--yes` answers the
 * question, and is required without a terminal. The answer "no" is a refusal (exit 9).
 */
export function confirmation(question: string, hint = 'to confirm it, add --yes'): Guard {
  return async ({ globals, io, signal }) => {
    if (globals.yes) return;
    if (!io.canPrompt)
      throw usageError(`this needs a confirmation, but there is no terminal: ${question}`, hint);
    if (!(await askYesNo(io, question, { signal }).catch(throwUnsent)))
      throw refusal('not confirmed. Nothing was sent');
  };
}
