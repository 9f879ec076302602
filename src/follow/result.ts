import { countsOfHosts, latestCounts } from '../jobs/host-counts.ts';
import { type HostState, isFinal } from '../jobs/host-run.ts';
import type { JobCounts, JobInvocation } from '../jobs/job-invocation.ts';
import { exitCodeOf, type JobResult } from '../jobs/job-result.ts';
import { certainOutcome, observedOutcome } from '../jobs/observed-outcome.ts';
import { type Outcome, outcomeOfHosts } from '../jobs/outcome.ts';

/** What is known when a job, or the part of it that was followed, has ended. */
export interface Known {
  readonly job: JobInvocation;
  readonly hosts: readonly HostState[];
  /** Only some of the job's hosts were followed; the result is theirs. */
  readonly partial: boolean;
  /**
   * Hosts whose output is missing for ever in part, where the output itself was asked for: their
   * names.
   */
  readonly torn?: readonly string[];
  /** Those of the job's task, as far as they were read. */
  readonly errors?: readonly string[];
}

/** The result, by the hosts where they tell it: the server's own status lags and blurs. */
export function verdict(known: Known): JobResult {
  const { job, hosts, partial, torn, errors } = known;
  const { outcome, reason } = partial
    ? { outcome: partialOutcome(known), reason: null }
    : observedOutcome(job, hosts, errors);
  const exitCode = exitCodeOf(outcome);
  if (exitCode !== 0 || torn === undefined || (torn.length === 0 && hiddenIn(known) === 0))
    return resultOf(known, outcome, reason, exitCode);
  return resultOf(known, outcome, reason ?? tornReason(torn), exitCodeOf('unknown'));
}

/** What is known before the end. */
export function outcomeSoFar(known: Known): Outcome {
  const { job, hosts, partial } = known;
  if (!partial) return observedOutcome(job, hosts).outcome;
  const seen = partialOutcome(known);
  return seen === 'unknown' || seen === 'no_hosts' ? (certainOutcome(job) ?? 'unknown') : seen;
}

function partialOutcome({ hosts }: Known): Outcome {
  return outcomeOfHosts(hosts.map(({ status }) => status));
}

/** The result of leaving before the end: nothing is claimed beyond what was seen. */
export function resultOf(
  known: Known,
  outcome: Outcome,
  reason: string | null,
  exitCode: number,
): JobResult {
  return {
    job_id: known.job.id,
    outcome,
    ...(known.partial ? { partial: true } : {}),
    counts: countsOf(known),
    failed_hosts: known.hosts.filter(({ status }) => isFinal(status) && status !== 'succeeded'),
    exit_code: exitCode,
    reason,
  };
}

/** Hosts that are part of the job and not of what is visible. */
function hiddenIn({ job, hosts, partial }: Known): number {
  return partial ? 0 : Math.max(0, (job.counts.total ?? 0) - hosts.length);
}

function tornReason([first, ...more]: readonly string[]): string {
  const others = more.length === 0 ? '' : ` and ${more.length} more`;
  return `the output of ${first}${others} is not whole`;
}

function countsOf({ job, hosts, partial }: Known): JobCounts {
  return partial && hosts.length > 0 ? countsOfHosts(hosts) : latestCounts(job.counts, hosts);
}
