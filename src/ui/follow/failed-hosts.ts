import type { HostState } from '../../jobs/host-run.ts';
import { number } from '../../text/counts.ts';
import { endWord, isServerEcho } from '../nouns/host.ts';
import { hostMark, iconsOf, markIcon } from '../terminal/icons.ts';
import { oneLine } from '../terminal/sanitise.ts';
import type { Screen } from '../terminal/screen.ts';
import { fitted, widthOf } from '../terminal/width.ts';

/** More failed hosts than these are only counted. */
export const mostFailedHosts = 10;

const widestName = 40;
const wordWidth = 11;

/** What makes a host one to be named at the end; cancelled ones were meant to stop. */
export function isFailure(host: Pick<HostState, 'status'>): boolean {
  return host.status === 'failed' || host.status === 'never_ran';
}

/**
 * `✘ web17.example.com   exit 3      inactive`, one line per failed host without line end, then
 * `and 12 more`. On a terminal no line is wider than the screen; elsewhere two blanks stand for the
 * sign.
 */
export function failedHostLines(
  hosts: readonly HostState[],
  screen: Screen,
  most = mostFailedHosts,
): string[] {
  const shown = hosts.slice(0, most);
  const names = shown.map((host) => oneLine(host.name));
  const width = Math.min(widestName, Math.max(0, ...names.map(widthOf)));
  const lines = shown.map((host, at) =>
    failedHostLine(host, (names[at] ?? '').padEnd(width), screen),
  );
  const rest = hosts.length - shown.length;
  return rest > 0 ? [...lines, screen.style.dim(`  and ${number(rest)} more`)] : lines;
}

function failedHostLine(host: HostState, name: string, screen: Screen): string {
  const said =
    host.last_line === null || isServerEcho(host.last_line) ? '' : oneLine(host.last_line).trim();
  const word = endWord(host);
  const rest = `${name}   ${said === '' ? word : `${word.padEnd(wordWidth)} ${said}`}`;
  if (!screen.isTerminal) return `  ${rest}`;
  const icon = markIcon(hostMark(host.status), screen);
  return fitted(`${icon} ${rest}`, screen.columns - 1, iconsOf(screen).ellipsis);
}
