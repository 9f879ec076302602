import type { HostRun } from '../../jobs/hosts/host-run.ts';
import type { JobDetail } from '../../jobs/job-invocation.ts';
import { countedOf, hostCount, numberText } from '../../text/counts.ts';
import { markIcon, outcomeMark } from '../terminal/icons.ts';
import { listed } from '../terminal/names.ts';
import { oneLine } from '../terminal/sanitise.ts';
import type { Screen } from '../terminal/screen.ts';
import { padded, widthOf } from '../terminal/width.ts';
import { type CancelCounts, type CancelReport, countsOf, endOf, statusesAfter } from './cancel.ts';
import { hostsText } from './job-words.ts';

/** The text that `cancel` prints for people; ends with a line break. */
export function cancelProse(report: CancelReport, screen: Screen): string {
  switch (report.answer) {
    case 'had_ended':
      return hadEnded(report);
    case 'dry_run':
      return dryRun(report);
    case 'series_cancelled':
      return `Cancelled ${seriesText(report.job)}: no more runs will start.\n`;
    case 'sent':
    case 'sent_before':
      return sent(report, screen);
  }
}

/** The text for several jobs; of a dry run, the sentence that nothing was sent appears once. */
export function cancelsProse(reports: readonly CancelReport[], screen: Screen): string {
  const texts = reports.map((report) => cancelProse(report, screen));
  if (!reports.some(({ answer }) => answer === 'dry_run')) return texts.join('');
  return `${texts.map((text) => text.replace(unsentLine, '')).join('')}Nothing was sent.\n`;
}

const unsentLine = /^Nothing was sent\.\n/m;

function hadEnded(report: CancelReport): string {
  const { job, meant, partial } = report;
  if (job.task === null) return `Job ${job.id} never started (orphan record): nothing to cancel.\n`;
  if (partial === true) return hostsHadEnded(job, meant);
  const { outcome, counts } = endOf(report);
  const hosts = hostsText({ counts }, outcome);
  return `Job ${job.id} had already finished${hosts === null ? '' : `: ${hosts}`}. Nothing was sent.\n`;
}

/** The text if the chosen hosts had finished; the job may still run on other hosts. */
function hostsHadEnded({ id }: JobDetail, hosts: readonly HostRun[]): string {
  const [host] = hosts;
  if (host !== undefined && hosts.length === 1)
    return `${oneLine(host.name)} had already finished in job ${id}: ${statusWords[host.status]}. Nothing was sent.\n`;
  const lines = hosts
    .slice(0, hostsListed)
    .map(({ name, status }) => `  ${oneLine(name)}  ${statusWords[status]}\n`);
  const rest = hosts.length - hostsListed;
  const more = rest > 0 ? `  and ${numberText(rest)} more\n` : '';
  return `${hostCount(hosts.length)} of job ${id} had already finished. Nothing was sent.\n${lines.join('')}${more}`;
}

const statusWords: Readonly<Record<HostRun['status'], string>> = {
  cancelled: 'cancelled',
  succeeded: 'succeeded',
  failed: 'failed',
  never_ran: 'never ran',
  running: 'running',
  waiting: 'waiting',
  unknown: 'unknown',
};

function seriesText({ id, recurrence }: JobDetail): string {
  return recurrence === null
    ? `the series of job ${id}`
    : `series ${recurrence.id} (${recurrence.cron_line})`;
}

const namedInDryRun = 20;

function dryRun({ job, meant, series = false, partial }: CancelReport): string {
  if (series)
    return `Would cancel ${seriesText(job)}: no more runs would start.\nNothing was sent.\n`;
  const title = `job ${job.id} (${oneLine(job.description ?? job.template_name ?? 'no description')})`;
  const rest = meant.length - namedInDryRun;
  return [
    partial === true
      ? `Would cancel ${hostCount(meant.length)} of ${title}:`
      : `Would cancel ${title}${openText(job, meant)}`,
    ...meant.slice(0, namedInDryRun).map(({ name, status }) => `  ${oneLine(name)}  ${status}`),
    ...(rest > 0 ? [`  and ${numberText(rest)} more`] : []),
    'Nothing was sent.',
    '',
  ].join('\n');
}

/** The end of the sentence about a dry run: the part of the job that has not finished. */
function openText({ task }: JobDetail, { length }: readonly HostRun[]): string {
  if (length > 0) return `; ${hostCount(length)} ${length === 1 ? 'has' : 'have'} not finished:`;
  return task?.state === 'scheduled' ? ', which has not started yet.' : '.';
}

function sent(report: CancelReport, screen: Screen): string {
  const { job } = report;
  const counts = countsOf(report);
  const rest = unreachedText(report);
  if (counts === null) {
    if (job.task?.state === 'scheduled')
      return `Cancel sent to job ${job.id}, which had not started.\n`;
    const verb = report.answer === 'sent' ? 'Cancel sent' : 'A cancel was already sent';
    return `${verb} to ${addressee(report)}.\nCheck the result: rexctl show ${job.id} --hosts\n${rest}`;
  }
  const mark = outcomeMark(counts.still_running > 0 ? 'running' : 'cancelled');
  const icon = screen.isTerminal ? `${markIcon(mark, screen)} ` : '';
  const became = countWords(counts).join(', ') || 'no host was left to cancel';
  return `${icon}${subject(report)}: ${became}.\n${hostLines(report)}${othersText(report)}${rest}`;
}

/** Names what the counts cover: the whole job only if all its hosts were to be cancelled. */
function subject(report: CancelReport): string {
  const { job, meant } = report;
  const total = totalOf(report);
  const isWhole = meant.length === 0 || meant.length >= total;
  return isWhole ? `Job ${job.id}` : `Job ${job.id}, ${countedOf(meant.length, total, 'host')}`;
}

function totalOf({ job, after, end }: CancelReport): number {
  return Math.max(after?.length ?? 0, end?.counts.total ?? 0, job.counts.total ?? 0);
}

/** A line about the hosts that were not to be cancelled; explains the counts of the whole job. */
function othersText(report: CancelReport): string {
  const { meant, after } = report;
  const count = totalOf(report) - meant.length;
  if (count <= 0 || meant.length === 0) return '';
  const ids = new Set(meant.map(({ id }) => id));
  const others = (after ?? []).filter(({ id }) => !ids.has(id));
  const words = othersOrder.map((status): [number, string] => [
    others.filter((host) => host.status === status).length,
    otherWords[status],
  ]);
  const hidden: [number, string] = [count - others.length, 'not visible to you'];
  const parts = [...words, hidden].filter(([some]) => some > 0);
  if (count === 1) return `The other host: ${parts.map(([, word]) => word).join(', ')}.\n`;
  return `The other ${hostCount(count)}: ${present(parts).join(', ')}.\n`;
}

const otherWords = { ...statusWords, running: 'still running', waiting: 'still waiting' };
const othersOrder = [
  'running',
  'waiting',
  'cancelled',
  'succeeded',
  'failed',
  'never_ran',
  'unknown',
] as const;

function addressee({ job, meant, unreached = [], partial }: CancelReport): string {
  if (partial === true) return `${hostCount(meant.length - unreached.length)} of job ${job.id}`;
  return `job ${job.id}: ${hostCount(meant.length)} had not finished`;
}

export const hostsListed = 20;

/** A line for each host with its end; empty if there are too many hosts. */
function hostLines(report: CancelReport): string {
  const after = statusesAfter(report);
  if (after === undefined || report.meant.length > hostsListed) return '';
  const width = Math.max(0, ...report.meant.map(({ name }) => widthOf(oneLine(name))));
  const lines = report.meant.map(({ id, name }) => {
    const word = endingWords[after.get(id) ?? 'unknown'];
    const late =
      report.exits?.get(id) === 0 ? ', but its script had already finished (exit 0)' : '';
    return `  ${padded(oneLine(name), width)}  ${word}${late}\n`;
  });
  return lines.join('');
}

const endingWords: Readonly<Record<HostRun['status'], string>> = {
  cancelled: 'cancelled',
  succeeded: 'had finished: succeeded',
  failed: 'had finished: failed',
  never_ran: 'never ran',
  running: 'still running',
  waiting: 'still waiting',
  unknown: 'unknown',
};

function unreachedText({ unreached = [] }: CancelReport): string {
  if (unreached.length === 0) return '';
  const names = listed(unreached.map(({ name }) => name));
  return `Not cancelled: ${hostCount(unreached.length)} that had not started and will still run: ${names}.\n`;
}

function countWords(counts: CancelCounts): string[] {
  const words: [number, string][] = [
    [counts.still_running, 'still running'],
    [counts.cancelled, 'cancelled'],
    [counts.never_ran, 'never ran'],
    [counts.had_finished, 'had finished meanwhile'],
    [counts.unknown, 'unknown'],
  ];
  return present(words);
}

function present(words: readonly (readonly [number, string])[]): string[] {
  return words
    .filter(([count]) => count > 0)
    .map(([count, word]) => `${numberText(count)} ${word}`);
}

/**
 * The text about hosts that a cancel may have reached too early; `null` if there are none.
 * `cancel`: the subject of the sentence.
 */
export function earlyCancelText(cancel: string, missed: number): string | null {
  if (missed === 0) return null;
  return `${cancel} may have reached ${hostCount(missed)} too early: scripts there may keep running`;
}

/** The end of the text after a cancel was sent without waiting for its hosts. */
export function sentText(missed: number): string {
  return earlyCancelText('it', missed) ?? 'its hosts finish when their scripts stop';
}
