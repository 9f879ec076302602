import type { HostTimes } from '../../jobs/times/host-times.ts';
import type { Report, ReportHost } from './report.ts';

/** The time during which a host ran. */
export interface HostSpan {
  readonly host: ReportHost;
  /** Milliseconds since the epoch. */
  readonly start: number;
  /** The end; for a host that has not finished, the time of the report. */
  readonly end: number;
  readonly hasEnded: boolean;
}

/** The times of hosts on a common axis. */
export interface HostSpans {
  readonly spans: readonly HostSpan[];
  /** Milliseconds since the epoch. */
  readonly from: number;
  readonly to: number;
  /** The number of hosts left out because the clocks of their smart proxies differ too much. */
  readonly astray: number;
}

/**
 * The accepted difference of a clock in milliseconds. Smart proxies rarely differ by more, hosts in
 * a lab often do.
 */
const tolerance = 300_000;

/** The times of hosts with a known start; `null` if there are none. */
export function hostSpans(report: Report): HostSpans | null {
  const made = Date.parse(report.made_at);
  const all = report.hosts.flatMap((host) => spanOf(host, made));
  const [earliest, latest] = limitsOf(report);
  const spans = all.filter(
    ({ host: { times }, start, end }) =>
      times.clock === 'server' || (start >= earliest - tolerance && end <= latest + tolerance),
  );
  if (spans.length === 0) return null;
  const from = spans.reduce((least, { start }) => Math.min(least, start), Number.POSITIVE_INFINITY);
  const to = spans.reduce((most, { end }) => Math.max(most, end), from);
  return { spans, from, to, astray: all.length - spans.length };
}

function spanOf(host: ReportHost, made: number): readonly HostSpan[] {
  const { started_at, ended_at, duration_s }: HostTimes = host.times;
  const start = Date.parse(started_at ?? '');
  if (Number.isNaN(start)) return [];
  const isOpen = host.status === 'running' || host.status === 'unknown';
  if (ended_at === null)
    return isOpen ? [{ host, start, end: Math.max(start, made), hasEnded: false }] : [];
  // The duration is more exact than the end, which the server returns in whole seconds.
  return duration_s === null
    ? []
    : [{ host, start, end: start + duration_s * 1000, hasEnded: true }];
}

/** Start and end of the job in milliseconds since the epoch; unlimited if they are unknown. */
function limitsOf({ started_at, ended_at, made_at }: Report): readonly [number, number] {
  const start = Date.parse(started_at ?? '');
  const end = Date.parse(ended_at ?? made_at);
  const isUnknown = Number.isNaN(start) || end < start;
  return isUnknown ? [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY] : [start, end];
}
