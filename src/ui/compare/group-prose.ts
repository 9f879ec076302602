import { hostCount } from '../../text/counts.ts';
import { foldNames } from '../terminal/fold-names.ts';
import { hostMark, markIcon } from '../terminal/icons.ts';
import { commonDomain, shortName } from '../terminal/names.ts';
import { oneLine, sanitise } from '../terminal/sanitise.ts';
import type { Screen } from '../terminal/screen.ts';
import type { HostGroup } from './group.ts';

/** How a group is named in one line: `✘ 1 host   exit 3   web17`. */
export type GroupTitle = (group: HostGroup) => string;

/**
 * The groups one below the other, each with its output indented (`--group`). Names are short and
 * folded on a terminal, whole and folded elsewhere. One text for each group; each ends with a line
 * break.
 */
export function* groupsProse(groups: readonly HostGroup[], screen: Screen): Generator<string> {
  const title = groupTitles(groups, screen);
  for (const group of groups) yield `${title(group)}\n${indented(group.text, screen)}`;
}

/** Titles for groups that stand on one page, so that names are shortened alike. */
export function groupTitles(groups: readonly HostGroup[], screen: Screen): GroupTitle {
  const names = groups.flatMap((group) => group.hosts.map((host) => host.name));
  const domain = screen.isTerminal ? commonDomain(names) : '';
  const gap = screen.isTerminal ? '   ' : '\t';
  return (group) => {
    const folded = oneLine(foldNames(group.hosts.map((host) => shortName(host.name, domain))));
    const { style } = screen;
    const mark = hostMark(group.status);
    const parts = [
      style.bold(hostCount(group.hosts.length)),
      style[mark.paint](group.word),
      folded,
    ];
    return screen.isTerminal ? `${markIcon(mark, screen)} ${parts.join(gap)}` : parts.join(gap);
  };
}

/** What hosts printed, two blanks in front of each line; harmless on a terminal. */
export function indented(text: string, screen: Screen): string {
  const clean = screen.isTerminal ? sanitise(text, { color: screen.style.level > 0 }) : text;
  const lines = clean.replace(/\n$/, '').split('\n');
  if (clean === '') return `  ${screen.style.dim('(printed nothing)')}\n`;
  return lines.map((line) => `  ${line}\n`).join('');
}
