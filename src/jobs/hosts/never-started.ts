import type { JobInvocation } from '../job-invocation.ts';
import { hiddenHosts } from './host-counts.ts';
import { type HostEnd, neverStarted } from './host-failure.ts';
import type { HostRun } from './host-run.ts';

type EndedHost = Pick<HostRun, 'id'> & Pick<HostEnd, 'status' | 'cause'>;

/**
 * Whether hosts did not succeed, and it is certain that the script ran on none of these. `hosts`:
 * all visible hosts of the job or, with `isPart`, the intended ones.
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

/** Whether a deleted or hidden host may have failed. */
export function mayHideFailures(
  job: JobInvocation,
  seen: readonly Pick<HostRun, 'id' | 'status'>[],
): boolean {
  const { count, succeeded } = hiddenHosts(job, seen);
  return count > succeeded;
}
