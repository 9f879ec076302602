import { allHostRuns } from '../api/endpoints/job-hosts.ts';
import type { Context } from '../cli/context.ts';
import { countsWithHosts } from '../jobs/host-counts.ts';
import type { JobCounts, JobInvocation } from '../jobs/job-invocation.ts';
import { certainOutcome, observedOutcome } from '../jobs/observed-outcome.ts';
import type { Outcome } from '../jobs/outcome.ts';

/**
 * What became of a job and of its hosts, which are asked for only where the job's own record leaves
 * it open.
 */
export async function knownEnd(
  context: Context,
  job: JobInvocation,
): Promise<{ readonly outcome: Outcome; readonly counts: JobCounts }> {
  const told = certainOutcome(job);
  if (told !== null) return { outcome: told, counts: job.counts };
  const hosts = await allHostRuns(await context.connection(), job);
  return {
    outcome: observedOutcome(job, hosts).outcome,
    counts: countsWithHosts(job.counts, hosts),
  };
}
