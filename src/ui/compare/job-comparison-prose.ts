import type { HostChange } from '../../jobs/hosts/host-change.ts';
import type { TargetHost } from '../../jobs/job-invocation.ts';
import { enumerated, hostCount, numberText } from '../../text/counts.ts';
import { endWord } from '../nouns/host.ts';
import { type NextCommand, nextCommands } from '../terminal/command-lines.ts';
import { leftOutText, shortName, shownSet } from '../terminal/names.ts';
import { oneLine, sanitise } from '../terminal/sanitise.ts';
import type { PaintName, Screen } from '../terminal/screen.ts';
import type { HostDifference, JobComparison } from './job-comparison.ts';
import type { Mask } from './mask.ts';
import { unifiedDiff } from './unified.ts';

/** The headings of all kinds of changes, the worst first. */
const headings: Readonly<Record<HostChange, readonly [heading: string, paint: PaintName]>> = {
  broken: ['broken', 'red'],
  failing_differently: ['still failing, for another reason', 'red'],
  still_failing: ['still failing', 'yellow'],
  unfinished: ['unfinished', 'yellow'],
  changed_output: ['changed output', 'cyan'],
  fixed: ['fixed', 'green'],
};

const kinds = Object.keys(headings) as HostChange[];

/** Hosts with the same change: `2 hosts   exit 0 -> exit 3   web[01-02]`. */
interface Row {
  /** The word in JSON. */
  readonly kind: string;
  readonly heading: string;
  readonly paint: PaintName;
  readonly ends: string;
  readonly hosts: readonly TargetHost[];
}

/**
 * The changes by kind, with a line for all hosts with the same results. In a pipe a line begins
 * with the word in JSON, and its parts are separated by tabs.
 */
export function jobComparisonProse(comparison: JobComparison, screen: Screen): string {
  const rows = rowsOf(comparison);
  const domain = screen.isTerminal ? comparison.domain : '';
  const names = ({ hosts }: Row) =>
    shownSet(
      hosts.map(({ name }) => shortName(name, domain)),
      screen.isTerminal,
    );
  if (!screen.isTerminal) {
    const lines = rows.map((row) => [row.kind, hostCount(row.hosts.length), row.ends, names(row)]);
    return [summaryText(comparison), ...lines.map((line) => line.join('\t')), ''].join('\n');
  }
  const left = rows.length === 0 ? '' : leftOutText(domain);
  const remark = left === '' ? '' : `\n${screen.style.dim(left)}\n`;
  return `${summaryText(comparison)}\n${blocks(rows, names, screen)}${remark}`;
}

function blocks(rows: readonly Row[], names: (row: Row) => string, { style }: Screen): string {
  const width = Math.max(0, ...rows.map(({ hosts }) => hostCount(hosts.length).length));
  const ends = Math.max(0, ...rows.map((row) => row.ends.length));
  let last = '';
  return rows
    .map((row) => {
      const count = hostCount(row.hosts.length).padEnd(width);
      const line = `  ${count}   ${row.ends === '' ? '' : `${row.ends.padEnd(ends)}   `}${names(row)}\n`;
      const head =
        row.heading === last ? '' : `\n${style[row.paint](style.bold(capital(row.heading)))}\n`;
      last = row.heading;
      return head + line;
    })
    .join('');
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function rowsOf({ before, after, hosts, onlyBefore, onlyAfter }: JobComparison): readonly Row[] {
  const rows = kinds.flatMap((kind) => {
    const [heading, paint] = headings[kind];
    const alike = new Map<string, HostDifference[]>();
    for (const host of hosts) {
      if (host.change !== kind) continue;
      const ends = endsText(host);
      alike.set(ends, [...(alike.get(ends) ?? []), host]);
    }
    return [...alike]
      .map(([ends, some]) => ({ kind, heading, paint, ends, hosts: some }))
      .sort((a, b) => b.hosts.length - a.hosts.length);
  });
  const alone = (kind: string, job: number, some: readonly TargetHost[]): Row[] =>
    some.length === 0
      ? []
      : [{ kind, heading: `not in job ${job}`, paint: 'bold', ends: '', hosts: some }];
  return [
    ...rows,
    ...alone('only_after', before.job_id, onlyAfter),
    ...alone('only_before', after.job_id, onlyBefore),
  ];
}

function endsText({ before, after }: HostDifference): string {
  const [was, is] = [endWord(before), endWord(after)];
  return was === is ? is : `${was} -> ${is}`;
}

/** `Job 218 compared with job 217: 2 broken, 1 fixed and 9 unchanged`. */
function summaryText({ before, after, hosts, unchanged }: JobComparison): string {
  const counts = kinds.flatMap((kind) => {
    const count = hosts.filter(({ change }) => change === kind).length;
    return count === 0 ? [] : [`${numberText(count)} ${headings[kind][0].replace(',', '')}`];
  });
  const parts = unchanged === 0 ? counts : [...counts, `${numberText(unchanged)} unchanged`];
  const text = parts.length === 0 ? 'they have no host in common' : enumerated(parts);
  return `Job ${after.job_id} compared with job ${before.job_id}: ${text}`;
}

const failingKinds: ReadonlySet<HostChange> = new Set([
  'broken',
  'failing_differently',
  'still_failing',
]);

/** The next commands, with the same `masks`; empty if none is needed. */
export function afterComparison(
  { before, after, hosts }: JobComparison,
  masks: readonly Mask[] = [],
): string {
  const mask = masks.length === 0 ? '' : ` --mask ${masks.join(',')}`;
  const failing = hosts.some(({ change }) => failingKinds.has(change));
  const rows: NextCommand[] = [];
  if (hosts.some(({ texts }) => texts !== null))
    rows.push([
      `rexctl output ${after.job_id} --diff ${before.job_id}${mask}`,
      'show the lines that differ',
    ]);
  if (failing) rows.push([`rexctl why ${after.job_id}`, 'show why hosts failed']);
  if (failing && after.outcome !== 'running')
    rows.push([`rexctl rerun ${after.job_id} --failed`, 'run again on the failed hosts']);
  return rows.length === 0 ? '' : `\n${nextCommands(rows).trimEnd()}`;
}

/**
 * The unified differences, one text for each host. If the results differ, a line before names them,
 * which other programs skip. On a terminal there is color, and control sequences are removed.
 */
export function* unifiedProse(comparison: JobComparison, screen: Screen): Generator<string> {
  for (const host of comparison.hosts) {
    const ends = endsLine(host, comparison);
    const diff = hostDiff(host, comparison);
    if (ends + diff !== '') yield screen.isTerminal ? shownDiff(ends + diff, screen) : ends + diff;
  }
}

function endsLine({ name, before, after }: HostDifference, jobs: JobComparison): string {
  const [was, is] = [endWord(before), endWord(after)];
  if (was === is) return '';
  return `# ${oneLine(name)}: ${was} in job ${jobs.before.job_id}, ${is} in job ${jobs.after.job_id}\n`;
}

function hostDiff({ name, texts }: HostDifference, { before, after }: JobComparison): string {
  if (texts === null) return '';
  const sideOf = ({ job_id }: { readonly job_id: number }) => `${oneLine(name)} (job ${job_id})`;
  return unifiedDiff(
    { before: texts.before.read(), after: texts.after.read() },
    { before: sideOf(before), after: sideOf(after) },
  );
}

function shownDiff(text: string, { style }: Screen): string {
  const lines = text.replace(/\n$/, '').split('\n');
  return lines.map((line) => `${style[paintOf(line)](shownLine(line))}\n`).join('');
}

/** A line; carriage returns at the end are shown, because they may be the only difference. */
function shownLine(line: string): string {
  const sign = line.charAt(0);
  const clean = sanitise(line.replace(/\r+$/, ''), { color: false });
  return clean.replaceAll('\n', `\n${sign}`) + (/^[+-].*\r$/.test(line) ? '^M' : '');
}

function paintOf(line: string): PaintName {
  if (/^(?:--- |\+\+\+ |# )/.test(line)) return 'bold';
  if (line.startsWith('@@')) return 'cyan';
  if (line.startsWith('-')) return 'red';
  return line.startsWith('+') ? 'green' : 'dim';
}
