import { isFinal } from '../../jobs/hosts/host-run.ts';
import type { HostPage } from '../nouns/host-page.ts';
import type { ReportHost } from './report.ts';

/** When the first and the last line of a host were printed. */
export function printedTimes(
  page: Pick<HostPage, 'lines' | 'status'>,
): Pick<ReportHost, 'started_at' | 'ended_at' | 'duration_s'> {
  let [first, last] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const { timestamp } of page.lines) {
    if (timestamp < first) first = timestamp;
    if (timestamp > last) last = timestamp;
  }
  const started_at = isoOf(first);
  const ended_at = isFinal(page.status) ? isoOf(last) : null;
  const isWhole = started_at !== null && ended_at !== null;
  return { started_at, ended_at, duration_s: isWhole ? rounded(last - first) : null };
}

function isoOf(seconds: number): string | null {
  const time = new Date(seconds * 1000);
  return Number.isNaN(time.getTime()) ? null : time.toISOString();
}

function rounded(seconds: number): number {
  return Math.round(seconds * 1000) / 1000;
}
