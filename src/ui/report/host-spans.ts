import type { HostTimes } from '../../jobs/times/host-times.ts';
import type { Report, ReportHost } from './report.ts';

/** When a host ran. */
export interface HostSpan {
  readonly host: ReportHost;
  /** Milliseconds since the epoch. */
  readonly start: number;
  /** Of a host that has not ended: when the report was made. */
  readonly end: number;
  readonly hasEnded: boolean;
}

/** Hosts on one axis of time. */
export interface HostSpans {
  readonly spans: readonly HostSpan[];
  /** Milliseconds since the epoch. */
  readonly from: number;
  readonly to: number;
  /** Clocks of smart proxies that differ too much from the server's to share its axis. */
  readonly astray: number;
}

/** What a clock may differ by; a smart proxy is rarely further away, a host in a lab often is. */
const tolerance = 300_000;

/** Hosts whose start is known; `null` where there is none. */
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
  // More exact than the end, which the server gives in whole seconds.
  return duration_s === null
    ? []
    : [{ host, start, end: start + duration_s * 1000, hasEnded: true }];
}

/** When the job ran, as far as the server reports it. */
function limitsOf({ started_at, ended_at, made_at }: Report): readonly [number, number] {
  const start = Date.parse(started_at ?? '');
  const end = Date.parse(ended_at ?? made_at);
  const isUnknown = Number.isNaN(start) || end < start;
  return isUnknown ? [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY] : [start, end];
}
