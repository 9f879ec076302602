import type { JobInvocation } from '../job-invocation.ts';
import { hiddenHosts } from './host-counts.ts';
import { type HostEnd, neverStarted } from './host-failure.ts';
import type { HostRun } from './host-run.ts';

type EndedHost = Pick<HostRun, 'id'> & Pick<HostEnd, 'status' | 'cause'>;

/**
 * True where hosts did not succeed, and the script is known to have run on none of them.
 * `hosts`: all of the job that are visible, or, with `isPart`, those that were meant.
 */
export function scriptNeverRan(
  job: JobInvocation,
  hosts: readonly EndedHost[],
  isPart: boolean,
): boolean {
  const others = hosts.filter(({ status }) => status !== 'succeeded');
  if (others.length === 0 || !others.every(neverStarted)) return false;
  return isPart || !mayHideFailures(job, hosts);
}

/** True where hosts may have failed that are deleted or hidden from this user. */
export function mayHideFailures(
  job: JobInvocation,
  seen: readonly Pick<HostRun, 'id' | 'status'>[],
): boolean {
  const { count, succeeded } = hiddenHosts(job, seen);
  return count > succeeded;
}
