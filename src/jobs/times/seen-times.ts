import { type HostStatus, isFinal } from '../hosts/host-run.ts';
import type { HostTimes } from './host-times.ts';
import { secondsBetween } from './job-times.ts';

/**
 * The times of a host after a follow saw its status change `at` this time; `known`: the times
 * before. A start or end that was not seen is unknown; a host that never ran has no times.
 */
export function hostTimesSeen(
  known: HostTimes | undefined,
  [before, status]: readonly [before: HostStatus, status: HostStatus],
  at: string,
): HostTimes | undefined {
  if (status === 'never_ran' || (before === 'waiting' && status === 'cancelled')) return known;
  const starts = before === 'waiting' && status === 'running';
  const started_at = known?.started_at ?? (starts ? at : null);
  const ended_at = isFinal(status) ? at : null;
  if (started_at === null && ended_at === null) return known;
  return {
    started_at,
    ended_at,
    duration_s: secondsBetween(started_at, ended_at),
    clock: 'rexctl',
  };
}
