import type { HostRun } from './host-run.ts';
import { isTerminal } from './host-run.ts';
import type { JobCounts, JobInvocation } from './job-invocation.ts';
import { jobEnded, type Outcome, outcomeOf, outcomeOfHosts } from './outcome.ts';

/**
 * True where only the hosts tell what became of an ended job: cancelled ones are counted with those that never ran, and
 * before REX 13.1 with those that failed (PROTOCOL §2.1, §8).
 */
export function onlyHostsTell(job: JobInvocation): boolean {
  const outcome = outcomeOf(job);
  return outcome === 'incomplete' || (outcome === 'failed' && job.counts.cancelled === null);
}

/** What became of the job, by its hosts where only they tell; its own word where they are not seen. */
export function outcomeWithHosts(job: JobInvocation, hosts: readonly HostRun[]): Outcome {
  if (hosts.length === 0 || !onlyHostsTell(job)) return outcomeOf(job);
  const seen = outcomeOfHosts(hosts.map(({ status }) => status));
  if (jobEnded(job) && seen === 'unknown') return outcomeOf(job);
  return isLess(job, hosts, seen) ? outcomeOf(job) : seen;
}

/** Hosts that this user may not see may have failed; the ones that are seen prove no better end. */
function isLess({ counts }: JobInvocation, hosts: readonly HostRun[], seen: Outcome): boolean {
  return counts.cancelled === null && seen !== 'failed' && hosts.length < (counts.total ?? 0);
}

/** Counts that this server does not tell, counted from all hosts of an ended job; the others as they are. */
export function countsWithHosts({ counts }: JobInvocation, hosts: readonly HostRun[]): JobCounts {
  const all = hosts.length > 0 && hosts.length === counts.total;
  if (counts.cancelled !== null || !all || hosts.some(({ status }) => !isTerminal(status))) return counts;
  const of = (...statuses: readonly string[]) =>
    hosts.filter(({ status }) => statuses.includes(status)).length;
  return {
    ...counts,
    succeeded: of('succeeded'),
    failed: of('failed'),
    cancelled: of('cancelled', 'never_ran'),
    pending: 0,
  };
}
