import { oneLine } from '../terminal/sanitise.ts';
import type { Screen } from '../terminal/screen.ts';
import { symbolsOf } from '../terminal/symbols.ts';

/** `⚠ the job is paused`, for a terminal; without line end. */
export function warningLine(message: string, screen: Screen): string {
  return `${screen.style.yellow(symbolsOf(screen).warning)} ${oneLine(message)}`;
}
