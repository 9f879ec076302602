import type { HostState } from '../../jobs/hosts/host-state.ts';
import { type FailedHost, failedHost, foldFailures } from '../compare/failure-groups.ts';
import { failureGroupLines, leftOutOfGroups, moreGroupsText } from '../compare/failure-lines.ts';
import { endWord, isServerEcho } from '../nouns/host.ts';
import { hostMark, iconsOf, markIcon } from '../terminal/icons.ts';
import { oneLine } from '../terminal/sanitise.ts';
import type { Screen } from '../terminal/screen.ts';
import { fitted, padded, widthOf } from '../terminal/width.ts';

/** The most lines for failed hosts or groups of them. */
export const maxFailedHosts = 10;

interface FailedHostsView {
  readonly most?: number;
  /** The domain that is left out of names in groups. */
  readonly domain?: string;
  /** The job is running: groups keep their order. */
  readonly isLive?: boolean;
}

/**
 * Lines about failed hosts, without line ends: one for each host or, if there are many or several
 * failed in the same way, one for each group. On a terminal they fit the width; elsewhere two
 * blanks replace the icon.
 */
export function failedHostLines(
  hosts: readonly HostState[],
  screen: Screen,
  { most = maxFailedHosts, domain = '', isLive = false }: FailedHostsView = {},
): string[] {
  if (hosts.length <= most && !hasSeveralAlike(hosts)) return eachHost(hosts, screen);
  const found = hosts.map(foldable).filter((host) => host !== null);
  const groups = foldFailures(found, isLive ? 'as-they-came' : 'largest-first');
  const rest = moreGroupsText(groups, most);
  const lines = failureGroupLines(groups, screen, { domain, most });
  const left = isLive && domain === '' ? '' : leftOutOfGroups(groups, screen, { domain, most });
  const remarks = [rest, left].filter((text) => text !== '');
  return [
    ...lines.map((line) => (screen.isTerminal ? line : `  ${line.replaceAll('\t', '   ')}`)),
    ...remarks.map((text) => screen.style.dim(fittedLine(`  ${text}`, screen))),
  ];
}

/** Whether hosts should be grouped: at least three, some with the same known reason. */
function hasSeveralAlike(hosts: readonly HostState[]): boolean {
  if (hosts.length < 3) return false;
  const known = hosts.filter((host) => host.exit_code !== null || host.last_line !== null);
  const found = known.map(foldable).filter((host) => host !== null);
  return foldFailures(found).length < found.length;
}

/** Keeps what was made of a state, because many frames are drawn from the same states. */
const seen = new WeakMap<HostState, FailedHost>();

function foldable(host: HostState): FailedHost | null {
  const before = seen.get(host);
  if (before !== undefined) return before;
  const found = failedHost(host, host);
  if (found !== null) seen.set(host, found);
  return found;
}

const widestHostName = 40;
const leastWordWidth = 11;

/** A line for each host: `✘ web17.example.com   exit 3      inactive`. */
function eachHost(hosts: readonly HostState[], screen: Screen): string[] {
  const names = hosts.map((host) => oneLine(host.name));
  const width = Math.min(widestHostName, Math.max(0, ...names.map(widthOf)));
  const wordWidth = Math.max(leastWordWidth, ...hosts.map((host) => endWord(host).length));
  return hosts.map((host, at) =>
    failedHostLine(host, padded(names[at] ?? '', width), wordWidth, screen),
  );
}

function failedHostLine(host: HostState, name: string, wordWidth: number, screen: Screen): string {
  const details =
    host.last_line === null || isServerEcho(host.last_line) ? '' : oneLine(host.last_line).trim();
  const word = endWord(host);
  const rest = `${name}   ${details === '' ? word : `${word.padEnd(wordWidth)} ${details}`}`;
  if (!screen.isTerminal) return `  ${rest}`;
  const icon = markIcon(hostMark(host.status), screen);
  return fittedLine(`${icon} ${rest}`, screen);
}

function fittedLine(text: string, screen: Screen): string {
  return screen.isTerminal ? fitted(text, screen.columns - 1, iconsOf(screen).ellipsis) : text;
}
