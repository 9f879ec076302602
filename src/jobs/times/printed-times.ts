import type { OutputLine } from '../output.ts';
import { type HostTimes, unknownHostTimes } from './host-times.ts';
import { secondsBetween } from './job-times.ts';

/**
 * The times of the first and last line of a host, by the clock of the smart proxy. A running host
 * has no end.
 */
export function printedTimes(lines: readonly OutputLine[], hasEnded: boolean): HostTimes {
  let [first, last] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const { timestamp } of lines) {
    if (timestamp < first) first = timestamp;
    if (timestamp > last) last = timestamp;
  }
  const started_at = isoOf(first);
  if (started_at === null) return unknownHostTimes;
  const ended_at = hasEnded ? isoOf(last) : null;
  const duration_s = secondsBetween(started_at, ended_at);
  return { started_at, ended_at, duration_s, clock: 'smart_proxy' };
}

function isoOf(seconds: number): string | null {
  const time = new Date(seconds * 1000);
  return Number.isNaN(time.getTime()) ? null : time.toISOString();
}
