import { counted, hostCount } from '../../text/counts.ts';
import { hostMark, markIcon } from '../terminal/icons.ts';
import { leftOutText, shortName, shownSet } from '../terminal/names.ts';
import { sanitise } from '../terminal/sanitise.ts';
import type { Screen } from '../terminal/screen.ts';
import type { DiffLine, HostComparison } from './comparison.ts';
import type { HostGroup } from './groups.ts';

/** Returns the title of a group: `✘ 1 host   exit 3   web17`. */
type GroupTitle = (group: HostGroup) => string;

/**
 * The groups with their indented outputs (`--group`), one text for each. Names are folded, on a
 * terminal without `domain`. Each text ends with a line break.
 */
export function* groupsProse(
  groups: readonly HostGroup[],
  screen: Screen,
  domain: string,
): Generator<string> {
  const title = groupTitles(screen, domain);
  if (groups.length > 0) yield domainLine(screen, domain);
  for (const group of groups) yield `${title(group)}\n${indented(group.text, screen)}`;
}

/** `(host names without .example.com)` on a terminal; empty if names are not shortened. */
function domainLine({ isTerminal, style }: Screen, domain: string): string {
  return isTerminal && domain !== '' ? `${style.dim(leftOutText(domain))}\n` : '';
}

/** Titles for groups on one page, with names shortened in the same way. */
export function groupTitles(screen: Screen, domain = ''): GroupTitle {
  const leftOut = screen.isTerminal ? domain : '';
  const gap = screen.isTerminal ? '   ' : '\t';
  return (group) => {
    const names = group.hosts.map((host) => shortName(host.name, leftOut));
    const { style } = screen;
    const mark = hostMark(group.status);
    const parts = [
      style.bold(hostCount(group.hosts.length)),
      style[mark.paint](group.word),
      shownSet(names, screen.isTerminal),
    ];
    return screen.isTerminal ? `${markIcon(mark, screen)} ${parts.join(gap)}` : parts.join(gap);
  };
}

/** The output after two blanks on each line, without control sequences on a terminal. */
function indented(text: string, screen: Screen): string {
  const clean = screen.isTerminal ? sanitise(text, { color: screen.style.level > 0 }) : text;
  const lines = clean.replace(/\n$/, '').split('\n');
  if (clean === '') return `  ${screen.style.dim('(printed nothing)')}\n`;
  return lines.map((line) => `  ${line}\n`).join('');
}

/** The number of equal lines shown before and after a difference. */
const context = 2;

/**
 * The reference, then each other group with its differences: `-` = only in the reference, `+` =
 * only in the group. One text for each; it ends with a line break.
 */
export function* comparisonProse(
  comparison: HostComparison,
  screen: Screen,
  domain: string,
): Generator<string> {
  const { reference, others, diffOf } = comparison;
  const title = groupTitles(screen, domain);
  yield domainLine(screen, domain);
  if (others.length === 0) {
    const text =
      reference.hosts.length === 1
        ? 'There is no other host to compare with.'
        : `All ${hostCount(reference.hosts.length)} printed the same output.`;
    return yield `${title(reference)}\n${text}\n`;
  }
  yield `Compared with:\n${title(reference)}\n\n`;
  for (const group of others) yield `${title(group)}\n${diffProse(diffOf(group), screen)}`;
}

/** The lines of a difference with some context, after two blanks. */
export function diffProse(diff: readonly DiffLine[], screen: Screen): string {
  if (diff.every(({ kind }) => kind === 'same'))
    return `  ${screen.style.dim('(printed the same output)')}\n`;
  const near = nearDifference(diff);
  let text = '';
  let skipped = 0;
  for (const [at, line] of diff.entries()) {
    if (near[at] !== true) {
      skipped++;
      continue;
    }
    text += skippedText(skipped, screen) + diffLineText(line, screen);
    skipped = 0;
  }
  return text + skippedText(skipped, screen);
}

function nearDifference(diff: readonly DiffLine[]): boolean[] {
  const near = diff.map(() => false);
  for (const [at, { kind }] of diff.entries()) {
    if (kind === 'same') continue;
    near.fill(true, Math.max(0, at - context), at + context + 1);
  }
  return near;
}

function skippedText(count: number, screen: Screen): string {
  if (count === 0) return '';
  return `  ${screen.style.dim(`  (${counted(count, 'identical line')})`)}\n`;
}

function diffLineText({ kind, line }: DiffLine, screen: Screen): string {
  const clean = screen.isTerminal ? shownLine(line, kind) : line;
  const sign = { same: ' ', removed: '-', added: '+' }[kind];
  const text = clean.replaceAll('\n', `\n  ${sign} `);
  if (kind === 'same') return `    ${text}\n`;
  return `  ${screen.style[kind === 'removed' ? 'red' : 'green'](`${sign} ${text}`)}\n`;
}

/** A line on a terminal; carriage returns at the end are shown: they may be the only difference. */
function shownLine(line: string, kind: DiffLine['kind']): string {
  const text = line.replace(/\r+$/, '');
  const end = kind === 'same' || text === line ? '' : '^M';
  return sanitise(text, { color: false }) + end;
}
