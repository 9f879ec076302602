import type { HostState } from '../jobs/event.ts';
import { type HostStatus, isTerminal } from '../jobs/host-run.ts';
import type { JobCounts, JobInvocation } from '../jobs/job-invocation.ts';
import { exitCodeOf, type JobResult, jobEnded, type Outcome, outcomeOfHosts } from '../jobs/outcome.ts';

/** What is known when a job, or the part of it that was followed, has ended. */
export interface Known {
  readonly job: JobInvocation;
  readonly hosts: readonly HostState[];
  /** Only some of the job's hosts were followed; the result is theirs. */
  readonly partial: boolean;
  /** Hosts whose output is missing for ever in part, where the output itself was asked for: their names. */
  readonly torn?: readonly string[];
}

/** The result, by the hosts where they tell it: the server's own status lags and blurs (PROTOCOL §1.3). */
export function verdict(known: Known): JobResult {
  const { outcome, reason } = judge(known);
  const exitCode = exitCodeOf(outcome);
  const { torn } = known;
  if (exitCode !== 0 || torn === undefined || (torn.length === 0 && hiddenIn(known) === 0))
    return resultOf(known, outcome, reason, exitCode);
  return resultOf(known, outcome, reason ?? tornReason(torn), exitCodeOf('unknown'));
}

/** The result of leaving before the end: nothing is claimed beyond what was seen. */
export function resultOf(known: Known, outcome: Outcome, reason: string | null, exitCode: number): JobResult {
  return {
    job_id: known.job.id,
    outcome,
    counts: countsOf(known),
    failed_hosts: known.hosts.filter(({ status }) => isTerminal(status) && status !== 'succeeded'),
    exit_code: exitCode,
    reason,
  };
}

interface Judgement {
  readonly outcome: Outcome;
  readonly reason: string | null;
}

function judge({ job, hosts, partial }: Known): Judgement {
  if (job.task === null) return plain('broken');
  const seen = outcomeOfHosts(hosts.map(({ status }) => status));
  if (partial) return plain(seen);
  if (seen === 'no_hosts') return judgeWithoutHosts(job);
  if (seen === 'unknown') return { outcome: seen, reason: unfinishedReason(job, hosts) };
  const hidden = hiddenIn({ job, hosts, partial });
  if (hidden > 0) return judgeHidden(job, hosts, seen, hidden);
  if (seen === 'succeeded' && job.status === 'failed')
    return { outcome: 'failed', reason: failedReason(job) };
  return plain(seen);
}

function plain(outcome: Outcome): Judgement {
  return { outcome, reason: null };
}

/** Hosts that are part of the job and not of what is visible. */
function hiddenIn({ job, hosts, partial }: Known): number {
  return partial ? 0 : Math.max(0, (job.counts.total ?? 0) - hosts.length);
}

function judgeWithoutHosts(job: JobInvocation): Judgement {
  const total = job.counts.total ?? 0;
  if (job.status === 'cancelled') return plain('cancelled');
  if (total > 0) return judgeHidden(job, [], 'succeeded', total);
  return plain('no_hosts');
}

/** Hosts that this user may not see take part in the counts, so a success is only one if they succeeded too. */
function judgeHidden(
  job: JobInvocation,
  hosts: readonly HostState[],
  seen: Outcome,
  hidden: number,
): Judgement {
  const { failed, cancelled, succeeded, total } = job.counts;
  const reason = `${hidden} of its ${total} hosts ${hidden === 1 ? 'is' : 'are'} deleted or not visible to you`;
  if (seen === 'failed' || (failed ?? 0) > numberOf(hosts, 'failed')) return { outcome: 'failed', reason };
  if (seen === 'incomplete') return { outcome: seen, reason };
  const stopped = numberOf(hosts, 'cancelled') + numberOf(hosts, 'never_ran');
  if ((cancelled ?? 0) > stopped) return { outcome: 'incomplete', reason };
  if (seen !== 'succeeded') return { outcome: seen, reason };
  if (succeeded === total) return { outcome: 'succeeded', reason };
  return { outcome: job.status === 'failed' ? 'failed' : 'unknown', reason };
}

function numberOf(hosts: readonly HostState[], status: HostStatus): number {
  return hosts.filter((host) => host.status === status).length;
}

function failedReason({ id }: JobInvocation): string {
  return `the server calls job ${id} failed, although every host succeeded; see its task there`;
}

function tornReason([first, ...more]: readonly string[]): string {
  const others = more.length === 0 ? '' : ` and ${more.length} more`;
  return `the output of ${first}${others} is not whole`;
}

function unfinishedReason(job: JobInvocation, hosts: readonly HostState[]): string {
  const open = hosts.filter(({ status }) => !isTerminal(status)).length;
  const all = `${open} of ${hosts.length} hosts ${open === 1 ? 'has' : 'have'} no result`;
  return jobEnded(job) ? `job ${job.id} has ended, but ${all}` : all;
}

/** Counted from the hosts where all are seen, because the job's own counts may be a moment older. */
function countsOf({ job, hosts, partial }: Known): JobCounts {
  const { total, missing } = job.counts;
  if (hosts.length === 0 || (!partial && (total === null || hosts.length < total))) return job.counts;
  const cancelled = numberOf(hosts, 'cancelled') + numberOf(hosts, 'never_ran');
  const succeeded = numberOf(hosts, 'succeeded');
  const failed = numberOf(hosts, 'failed');
  return {
    total: hosts.length,
    succeeded,
    failed,
    cancelled,
    pending: hosts.length - succeeded - failed - cancelled,
    missing: partial ? 0 : missing,
  };
}
