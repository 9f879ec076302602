import { hostCount, numberText } from '../../../text/counts.ts';
import type { HostGroup } from '../../compare/groups.ts';
import { isServerEcho } from '../../nouns/host.ts';
import { hostMark, iconsOf, markIcon } from '../../terminal/icons.ts';
import { oneLine } from '../../terminal/sanitise.ts';
import type { Screen } from '../../terminal/screen.ts';
import { fitted } from '../../terminal/width.ts';
import type { EndedHosts } from './ended-hosts.ts';

const wordWidth = 11;

/**
 * A line for each group so far, for a live view: `✘   3 hosts   exit 3      inactive`. Groups that
 * do not fit are counted.
 */
export function formingLines(
  hosts: Pick<EndedHosts, 'groups' | 'lastLineOf'>,
  screen: Screen,
  most: number,
): string[] {
  const groups = hosts.groups();
  const shown = groups.slice(0, most);
  const counts = shown.map((group) => hostCount(group.hosts.length));
  const width = Math.max(0, ...counts.map((count) => count.length));
  const lines = shown.map((group, at) => {
    const count = (counts[at] ?? '').padStart(width);
    return formingLine(group, count, hosts.lastLineOf(group), screen);
  });
  const rest = groups.length - shown.length;
  if (rest === 0) return lines;
  const more = rest === 1 ? '1 more group' : `${numberText(rest)} more groups`;
  return [...lines, screen.style.dim(`  and ${more}`)];
}

function formingLine(
  group: HostGroup,
  count: string,
  lastLine: string | null,
  screen: Screen,
): string {
  const details = lastLine === null || isServerEcho(lastLine) ? '' : oneLine(lastLine).trim();
  const mark = hostMark(group.status);
  const word = details === '' ? group.word : group.word.padEnd(wordWidth);
  const rest = details === '' ? '' : ` ${details}`;
  const line = `${markIcon(mark, screen)} ${count}   ${screen.style[mark.paint](word)}${rest}`;
  return fitted(line, screen.columns - 1, iconsOf(screen).ellipsis);
}
