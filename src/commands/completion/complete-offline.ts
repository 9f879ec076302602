import type { CommandModel } from '../../cli/command-model.ts';
import { candidatesFor } from './candidates.ts';
import { completionText, shells } from './shells.ts';
import { readTypedLine } from './typed-line.ts';

/**
 * What `rexctl __complete` prints, or `null` where names of the server are wanted. The launcher
 * loads only this, because a key press must not wait for the whole program.
 */
export function completeOffline(
  [, typedShell, dashes, line = '', breaks]: readonly string[],
  model: () => CommandModel,
): string | null {
  const shell = shells.find((known) => known === typedShell);
  if (shell === undefined || dashes !== '--') return null;
  const typed = readTypedLine(line, breaks);
  const candidates = candidatesFor(model(), typed);
  return candidates.live === undefined ? completionText(shell, typed, candidates) : null;
}
