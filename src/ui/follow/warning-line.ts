import { iconsOf } from '../terminal/icons.ts';
import { oneLine } from '../terminal/sanitise.ts';
import type { Screen } from '../terminal/screen.ts';

/** `⚠ the job is paused`, for a terminal; without line end. */
export function warningLine(message: string, screen: Screen): string {
  return `${screen.style.yellow(iconsOf(screen).warning)} ${oneLine(message)}`;
}
