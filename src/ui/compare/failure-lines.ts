import { hostCount, numberText } from '../../text/counts.ts';
import { hostMark, iconsOf, markIcon } from '../terminal/icons.ts';
import { leftOutText, shortName, shownSet } from '../terminal/names.ts';
import { oneLine } from '../terminal/sanitise.ts';
import type { Screen } from '../terminal/screen.ts';
import { brokenAtBlanks, cutInTheMiddle, fitted, padded, widthOf } from '../terminal/width.ts';
import type { FailureGroup } from './failure-groups.ts';

interface GroupLinesView {
  /** The domain that is left out of names on a terminal, or `''`. */
  readonly domain: string;
  /** The most groups with a line; others are counted. */
  readonly most?: number;
  /** Name all hosts on lines below their group. */
  readonly allNames?: boolean;
  /** On a narrow terminal messages are lines of their own instead of being cut. */
  readonly wholeMessages?: boolean;
}

/** The cells of a group. */
interface Cells {
  readonly group: FailureGroup;
  readonly count: string;
  readonly message: string;
  readonly names: readonly string[];
}

/**
 * A line without line end for each group: `✘ 412 hosts   exit 100   E: Sub-process …   web[1-412]`.
 * On a terminal lines fit the width, and a long set ends with an ellipsis; elsewhere columns are
 * separated by tabs.
 */
export function failureGroupLines(
  groups: readonly FailureGroup[],
  screen: Screen,
  { domain, most = groups.length, allNames = false, wholeMessages = false }: GroupLinesView,
): string[] {
  const cells = groups.slice(0, most).map((group) => cellsOf(group, screen, domain));
  if (!screen.isTerminal) return cells.map(tabbedLine);
  const columns = columnsOf(cells, screen, wholeMessages);
  return cells.flatMap((one) => {
    const names = allNames ? brokenSet(one.names, screen.columns - 3) : [];
    if (!columns.messagesBelow)
      return allNames
        ? [headOf(one, columns, screen), ...names.map(indented)]
        : [lineOf(one, columns, screen)];
    const message = messageLines(one.message, screen, allNames);
    const head = allNames ? leadOf(one, columns, screen) : lineOf(one, columns, screen);
    return [head.trimEnd(), ...[...message, ...names].map(indented)];
  });
}

/** Of a longer message its beginning and its end, unless all is to be shown. */
const mostMessageLines = 4;

function messageLines(message: string, screen: Screen, isWhole: boolean): readonly string[] {
  if (message === '') return [];
  const width = screen.columns - 3;
  const text = isWhole
    ? message
    : cutInTheMiddle(message, width * mostMessageLines, iconsOf(screen).ellipsis);
  return brokenAtBlanks(text, width);
}

function indented(line: string): string {
  return `  ${line}`;
}

/** The line about shortened names in these groups on a terminal; empty if none is shortened. */
export function leftOutOfGroups(
  groups: readonly FailureGroup[],
  screen: Screen,
  { domain, most = groups.length, allNames = false, wholeMessages = false }: GroupLinesView,
): string {
  if (!screen.isTerminal || groups.length === 0) return '';
  const cells = groups.slice(0, most).map((group) => cellsOf(group, screen, domain));
  if (!allNames && columnsOf(cells, screen, wholeMessages).names === 0)
    return 'not shown, too narrow: names of hosts';
  return domain === '' ? '' : leftOutText(domain);
}

/** `and 3 more groups of 12 hosts`; empty if all groups have a line. */
export function moreGroupsText(groups: readonly FailureGroup[], most: number): string {
  const rest = groups.slice(most);
  if (rest.length === 0) return '';
  const hosts = rest.reduce((sum, group) => sum + group.hosts.length, 0);
  const noun = rest.length === 1 ? 'group' : 'groups';
  return `and ${numberText(rest.length)} more ${noun} of ${hostCount(hosts)}`;
}

let collator: Intl.Collator | undefined;

/** Compares with numbers in order. The collator is created on first use, which takes 8 ms. */
function byNumber(one: string, other: string): number {
  collator ??= new Intl.Collator('en', { numeric: true });
  return collator.compare(one, other);
}

function cellsOf(group: FailureGroup, screen: Screen, domain: string): Cells {
  return {
    group,
    count: hostCount(group.hosts.length),
    message: oneLine(group.failure.message ?? '').trim(),
    names: group.hosts
      .map(({ name }) => (screen.isTerminal ? shortName(name, domain) : name))
      .sort(byNumber),
  };
}

function tabbedLine({ group, count, message, names }: Cells): string {
  return [count, group.word, message || '-', shownSet(names, false)].join('\t');
}

interface ColumnWidths {
  readonly count: number;
  readonly word: number;
  readonly message: number;
  readonly names: number;
  /** Messages have no column. */
  readonly messagesBelow: boolean;
}

const gap = '   ';
/** The least width for a set of names. */
const leastForNames = 18;
/** In a narrower column messages would be cut too short to be understood. */
const leastForMessages = 50;

function columnsOf(cells: readonly Cells[], screen: Screen, wholeMessages: boolean): ColumnWidths {
  const columns = sharedColumns(cells, screen);
  const widest = Math.max(0, ...cells.map(({ message }) => widthOf(message)));
  if (!wholeMessages || columns.message >= Math.min(widest, leastForMessages)) return columns;
  const without = sharedColumns(
    cells.map((one) => ({ ...one, message: '' })),
    screen,
  );
  return { ...without, messagesBelow: true };
}

function sharedColumns(cells: readonly Cells[], screen: Screen): ColumnWidths {
  const messagesBelow = false;
  const widest = (texts: readonly string[]) => Math.max(0, ...texts.map(widthOf));
  const count = widest(cells.map((one) => one.count));
  const word = widest(cells.map(({ group }) => group.word));
  const message = widest(cells.map((one) => one.message));
  const lead = Math.max(...cells.map(({ group }) => iconWidth(group, screen)), 1) + 1;
  const room = screen.columns - 1 - lead - count - word - 2 * gap.length;
  const wanted = widest(cells.map(({ names }) => shownSet(names)));
  if (message === 0)
    return { count, word, message, names: Math.max(0, Math.min(wanted, room)), messagesBelow };
  const shared = Math.max(0, room - gap.length);
  const least = Math.min(wanted, leastForNames);
  const names = shared < 2 * least ? 0 : Math.max(least, Math.min(wanted, shared - message));
  const forMessage = Math.min(message, names === 0 ? room : shared - names);
  return { count, word, message: forMessage, names, messagesBelow };
}

function iconWidth(group: FailureGroup, screen: Screen): number {
  return widthOf(iconsOf(screen)[hostMark(group.status).icon]);
}

function lineOf(cells: Cells, columns: ColumnWidths, screen: Screen): string {
  const { ellipsis } = iconsOf(screen);
  const set = columns.names === 0 ? '' : setWithin(cells.names, columns.names, ellipsis);
  const text = [
    leadOf(cells, columns, screen),
    ...(columns.message === 0
      ? []
      : [padded(cutInTheMiddle(cells.message, columns.message, ellipsis), columns.message)]),
    set,
  ].join(gap);
  return fitted(text.trimEnd(), screen.columns - 1, ellipsis);
}

function leadOf({ group, count }: Cells, columns: ColumnWidths, screen: Screen): string {
  const mark = hostMark(group.status);
  const paddedCount = count.padStart(columns.count - (count.endsWith('s') ? 0 : 1));
  const painted = screen.style[mark.paint](group.word);
  const blanks = ' '.repeat(columns.word - widthOf(group.word));
  return `${markIcon(mark, screen)} ${paddedCount.padEnd(columns.count)}${gap}${painted}${blanks}`;
}

/** A line that ends with the message; the set stands below. */
function headOf(cells: Cells, columns: ColumnWidths, screen: Screen): string {
  return [leadOf(cells, columns, screen), cells.message].join(gap).trimEnd();
}

/** Breaks a set into lines that are sets themselves, never inside brackets. */
function brokenSet(names: readonly string[], width: number): string[] {
  const lines: string[] = [];
  let rest = names;
  while (rest.length > 0) {
    const fits = namesThatFit(rest, (some) => widthOf(shownSet(some)) <= width);
    lines.push(shownSet(rest.slice(0, fits)));
    rest = rest.slice(fits);
  }
  return lines;
}

/** The set, or a smaller set that fits. */
function setWithin(names: readonly string[], width: number, ellipsis: string): string {
  const whole = shownSet(names);
  if (widthOf(whole) <= width) return whole;
  const part = (some: readonly string[]) => `${shownSet(some)} ${ellipsis}`;
  const fits = namesThatFit(names, (some) => widthOf(part(some)) <= width);
  return fits === names.length ? whole : part(names.slice(0, fits));
}

/** The number of names that fit together; at least one. */
function namesThatFit(
  names: readonly string[],
  hasRoom: (some: readonly string[]) => boolean,
): number {
  let [fits, tooMany] = [1, names.length + 1];
  while (tooMany - fits > 1) {
    const middle = Math.floor((fits + tooMany) / 2);
    if (hasRoom(names.slice(0, middle))) fits = middle;
    else tooMany = middle;
  }
  return fits;
}
