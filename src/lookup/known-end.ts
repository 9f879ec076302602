import { allHostRuns } from '../api/endpoints/job-hosts.ts';
import type { Context } from '../cli/context.ts';
import { countsWithHosts } from '../jobs/host-counts.ts';
import type { HostRun } from '../jobs/host-run.ts';
import type { JobCounts, JobInvocation } from '../jobs/job-invocation.ts';
import { certainOutcome, observedOutcome } from '../jobs/observed-outcome.ts';
import type { Outcome } from '../jobs/outcome.ts';

/** The outcome of a job and the counts of its hosts. */
export interface KnownEnd {
  readonly outcome: Outcome;
  readonly counts: JobCounts;
}

/** Asks for the hosts only where the job's own record leaves the outcome open. */
export async function knownEnd(context: Context, job: JobInvocation): Promise<KnownEnd> {
  const outcome = certainOutcome(job);
  if (outcome !== null) return { outcome, counts: job.counts };
  const hosts = await allHostRuns(await context.connection(), job);
  return observedEnd(job, hosts);
}

/** From the job's record and all of its hosts that are visible. */
export function observedEnd(job: JobInvocation, hosts: readonly HostRun[]): KnownEnd {
  const { outcome } = observedOutcome(job, hosts);
  return { outcome, counts: countsWithHosts(job.counts, hosts) };
}
