import { type HostStatus, hostStatuses } from '../../jobs/hosts/host-run.ts';
import { hiddenReason } from '../../jobs/observed-outcome.ts';
import { hostCount, numberText } from '../../text/counts.ts';
import { failureWord } from '../nouns/host.ts';
import { countParts, hostsText } from '../nouns/job-words.ts';
import { hostMark, outcomeMark } from '../terminal/icons.ts';
import { oneLine } from '../terminal/sanitise.ts';
import { durationText } from '../time/duration.ts';
import type { Excerpt } from './excerpt.ts';
import type { Report, ReportFailure } from './report.ts';

/** The title: `Job 215: failed (2 failed, 118 ok)`. */
export function reportTitle({ job, outcome }: Report): string {
  const parts = countParts(job.counts, outcome).join(', ');
  const hosts = parts === '' ? hostsText(job, outcome) : parts;
  const title = `Job ${job.id}: ${outcomeMark(outcome).word}`;
  if (hosts === null) return title;
  return hosts.endsWith(')') ? `${title}, ${hosts}` : `${title} (${hosts})`;
}

/** Sentences that a reader must know first, e.g. that hosts or output are missing. */
export function reportRemarks({ job, reason, hidden, torn, hosts }: Report): readonly string[] {
  const open = hosts.filter(({ status }) => status === 'running' || status === 'waiting').length;
  return [
    reason === null || reason === hiddenReason(hidden.count, job.counts.total)
      ? null
      : `${sentence(oneLine(reason))}.`,
    hidden.count === 0
      ? null
      : `${hostCount(hidden.count)} of the job ${hidden.count === 1 ? 'is' : 'are'} missing from this report: deleted or not visible to the user who made it.`,
    torn ? 'Some output could not be read.' : null,
    open === 0 ? null : `${hostCount(open)} had not finished when this report was made.`,
  ].filter((text) => text !== null);
}

function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1).replace(/\.$/, '');
}

/** The number of hosts in each state, bad states first; hidden hosts are last. */
export function statusCounts({ hosts, hidden }: Report): readonly StatusCount[] {
  const seen = hostStatuses.map((status) => ({
    status,
    word: hostMark(status).word,
    count: hosts.filter((host) => host.status === status).length,
  }));
  return [...seen, { status: 'hidden' as const, word: 'not visible', count: hidden.count }].filter(
    ({ count }) => count > 0,
  );
}

export interface StatusCount {
  readonly status: HostStatus | 'hidden';
  readonly word: string;
  readonly count: number;
}

/** The reason of a failure: `exit 3`, `unreachable`, `timed out` … */
export function reasonWord(failure: Pick<ReportFailure, 'kind' | 'exit_code'>): string {
  return failure.kind === 'unknown' ? 'unknown reason' : failureWord(failure);
}

/** A time in UTC: `2026-11-23 14:16:02 UTC`. */
export function utcText(iso: string): string {
  const time = new Date(iso);
  if (Number.isNaN(time.getTime())) return oneLine(iso);
  return `${time.toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}

/** A duration: `0.4 s`, `58 s`, `12 min 5 s`. */
export function secondsText(seconds: number): string {
  return seconds < 10 ? `${seconds.toFixed(1)} s` : durationText(seconds * 1000);
}

const units = ['bytes', 'kB', 'MB', 'GB'] as const;

/** A size: `812 bytes`, `1.4 MB`. */
export function sizeText(bytes: number): string {
  const power = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(1, bytes)) / 3));
  const size = bytes / 1000 ** power;
  return power === 0 ? `${bytes} bytes` : `${size.toFixed(size < 10 ? 1 : 0)} ${units[power]}`;
}

/** The text about a missing part: `3,000 lines (1.2 MB) left out`. */
export function leftOutText({
  lines,
  bytes,
}: Pick<NonNullable<Excerpt['leftOut']>, 'lines' | 'bytes'>): string {
  return `${numberText(lines)} ${lines === 1 ? 'line' : 'lines'} (${sizeText(bytes)}) left out`;
}
