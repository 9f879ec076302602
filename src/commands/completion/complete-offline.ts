import type { CommandModel } from '../../cli/command-model.ts';
import { candidatesFor } from './candidates.ts';
import { completionText, shells, typedLineOf } from './shells.ts';

/**
 * The output of `rexctl __complete`; `null` if it needs names from a server or from the settings,
 * or if the call is unknown. The launcher loads only this module, because a key press must not wait
 * for the whole program.
 */
export function completeOffline(
  [, typedShell, dashes, line = '', breaks = '', reason = '', columns = '']: readonly string[],
  model: () => CommandModel,
): string | null {
  const shell = shells.find((known) => known === typedShell);
  if (shell === undefined || dashes !== '--') return null;
  const call = { line, breaks, reason, columns };
  const typed = typedLineOf(shell, call);
  const candidates = candidatesFor(model(), typed);
  return candidates.live === undefined ? completionText(shell, typed, candidates, call) : null;
}
