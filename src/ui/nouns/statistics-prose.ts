import {
  countResults,
  type HostStatistics,
  inOrderOfTime,
  passRate,
} from '../../jobs/statistics/statistics.ts';
import { counted, countedOf, numberText } from '../../text/counts.ts';
import { shellWord } from '../../text/shell-word.ts';
import type { Column } from '../answers/answer.ts';
import { nextCommands } from '../terminal/command-lines.ts';
import { type LabelLine, labelLines } from '../terminal/label-lines.ts';
import { oneLine } from '../terminal/sanitise.ts';
import type { Screen } from '../terminal/screen.ts';
import { sparkline } from '../terminal/sparkline.ts';
import { durationText } from '../time/duration.ts';
import { proseTime } from '../time/relative.ts';
import {
  hostStatisticsColumns,
  percentText,
  resultsOf,
  type Statistics,
  type StatisticsRun,
} from './statistics.ts';

/**
 * The text of `stats`: totals, a bar for each run of a name or template, lists of hosts and a next
 * command.
 */
export async function statisticsProse(
  statistics: Statistics,
  { most }: { readonly most: number },
  screen: Screen,
): Promise<string> {
  const facts = labelLines(factsOf(statistics, screen), screen);
  const lists = hostLists(statistics.hosts);
  const tables = await Promise.all(lists.map((list) => listText(list, most, screen)));
  return `${facts}${tables.join('')}${screen.isTerminal ? nextText(lists) : ''}`;
}

function nextText([worst]: readonly HostList[]): string {
  const [host] = worst?.hosts ?? [];
  if (host === undefined) return '';
  const command = `rexctl host show ${shellWord(oneLine(host.name))}`;
  return `\n${nextCommands([[command, 'show the last jobs of a host']])}`;
}

function factsOf(statistics: Statistics, screen: Screen): readonly LabelLine[] {
  const { runs, since, template, name, hosts } = statistics;
  const results = resultsOf(statistics);
  const bars = template !== null || name !== null ? barLines(runs, screen) : [];
  return [
    ['Since', proseTime(since, screen)],
    ['Name', name],
    ['Template', template],
    ['Jobs', `${countText(statistics)}${outcomesText(runs)}`],
    ['Hosts', hosts.length === 0 ? null : numberText(hosts.length)],
    ['Results', resultsText(results)],
    ['Hidden', hiddenText(runs)],
    ...bars,
  ];
}

function countText({ runs, unread, matching, more }: Statistics): string {
  if (!more) return numberText(runs.length);
  return matching === null || unread.length > 0
    ? `the newest ${numberText(runs.length)}`
    : `the newest ${countedOf(runs.length, matching, 'job')}`;
}

function outcomesText(runs: readonly StatisticsRun[]): string {
  const counts = new Map<string, number>();
  for (const { outcome } of runs) counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
  const parts = [...counts]
    .sort((a, b) => b[1] - a[1])
    .map(([outcome, count]) => `${numberText(count)} ${outcome.replaceAll('_', ' ')}`);
  return parts.length === 0 ? '' : ` (${parts.join(', ')})`;
}

function resultsText(results: ReturnType<typeof resultsOf>): string | null {
  const words: readonly [number, string][] = [
    [results.failed, 'failed'],
    [results.succeeded, 'ok'],
    [results.cancelled, 'cancelled'],
    [results.never_ran, 'never ran'],
    [results.unfinished, 'unfinished'],
  ];
  const parts = words
    .filter(([count]) => count > 0)
    .map(([count, word]) => `${numberText(count)} ${word}`);
  const rate = passRate(results);
  if (parts.length === 0) return null;
  return `${parts.join(', ')}${rate === null ? '' : `; pass rate ${percentText(rate)}`}`;
}

function hiddenText(runs: readonly StatisticsRun[]): string | null {
  const hidden = runs.reduce((sum, run) => sum + run.hidden, 0);
  if (hidden === 0) return null;
  return `${counted(hidden, 'result')} of hosts that are deleted or not visible to you`;
}

const labelRoom = 12;
/** The columns for the legend after the bars. */
const legendRoom = 40;
const leastBars = 10;

/** A bar for each of the newest runs, the oldest first; in a pipe, the numbers of all runs. */
function barLines(runs: readonly StatisticsRun[], screen: Screen): readonly LabelLine[] {
  const ordered = inOrderOfTime(runs);
  const rates = ordered.map(({ hosts }) => passRate(countResults(hosts)));
  const durations = ordered.map(({ duration_s }) => duration_s);
  return [
    ['Pass rate', barsText(rates, 1, percentText, screen)],
    ['Duration', barsText(durations, null, secondsText, screen)],
  ];
}

function barsText(
  values: readonly (number | null)[],
  most: number | null,
  text: (value: number) => string,
  screen: Screen,
): string | null {
  if (known(values).length === 0) return null;
  if (!screen.isTerminal)
    return values.map((value) => (value === null ? '-' : text(value))).join(', ');
  const shown = values.slice(-Math.max(leastBars, screen.columns - labelRoom - legendRoom));
  const of = shown.length < values.length ? `, last ${counted(shown.length, 'job')}` : '';
  return `${sparkline(shown, most ?? Math.max(0, ...known(shown)), screen)}  ${rangeText(known(shown), text)}${of}`;
}

function rangeText(numbers: readonly number[], text: (value: number) => string): string {
  if (numbers.length === 0) return 'unknown';
  const [least, greatest] = [text(Math.min(...numbers)), text(Math.max(...numbers))];
  return least === greatest ? least : `${least} to ${greatest}`;
}

function secondsText(seconds: number): string {
  return durationText(seconds * 1000);
}

function known(values: readonly (number | null)[]): number[] {
  return values.filter((value) => value !== null);
}

interface HostList {
  readonly title: string;
  readonly hosts: readonly HostStatistics[];
  readonly columns: readonly string[];
}

function hostLists(hosts: readonly HostStatistics[]): readonly HostList[] {
  const columns = [
    'name',
    'failed',
    'succeeded',
    'pass_rate',
    'flaps',
    'last_status',
    'last_job_id',
  ];
  const slow = (host: HostStatistics) => host.median_duration_s ?? 0;
  const lists: readonly HostList[] = [
    { title: 'Hosts that failed most', hosts: hosts.filter(({ failed }) => failed > 0), columns },
    {
      title: 'Hosts that changed between success and failure more than once',
      hosts: hosts.filter(({ flaps }) => flaps > 1).sort((a, b) => b.flaps - a.flaps),
      columns,
    },
    {
      title: 'Slowest hosts',
      hosts: hosts
        .filter(({ median_duration_s }) => median_duration_s !== null)
        .sort((a, b) => slow(b) - slow(a)),
      columns: ['name', 'median_duration_s', 'failed', 'succeeded'],
    },
  ];
  return lists.filter((list) => list.hosts.length > 0);
}

async function listText(list: HostList, most: number, screen: Screen): Promise<string> {
  const { tableText } = await import('../answers/table.ts');
  const columns = list.columns.flatMap((name) => columnNamed(name));
  const shown = list.hosts.slice(0, most);
  const rest = list.hosts.length - shown.length;
  const more =
    rest > 0 && screen.isTerminal
      ? `   and ${numberText(rest)} more; all hosts with --format csv\n`
      : '';
  return `\n${screen.style.bold(list.title)}\n${await tableText(shown, columns, screen)}${more}`;
}

/** The column with a name; on a narrow terminal only the host's column is always shown. */
function columnNamed(name: string): Column<HostStatistics>[] {
  return hostStatisticsColumns
    .filter(({ key }) => key === name)
    .map((column) => ({ ...column, optional: false, shrinks: name !== 'name' }));
}
