import type { HostState } from './event.ts';
import { type HostStatus, isTerminal } from './host-run.ts';
import type { JobCounts, JobInvocation } from './job-invocation.ts';

/**
 * Our word for what became of a job (DESIGN §3, §8). The server's status is not enough: it calls a job without hosts
 * succeeded, a cancelled running job failed, an orphan queued and a paused one running (PROTOCOL §1.3).
 */
export type Outcome =
  | 'scheduled'
  | 'running'
  | 'paused'
  | 'succeeded'
  | 'failed'
  | 'cancelled'
  | 'incomplete'
  | 'no_hosts'
  | 'broken'
  | 'unknown';

export const outcomes: readonly Outcome[] = [
  'scheduled',
  'running',
  'paused',
  'succeeded',
  'failed',
  'cancelled',
  'incomplete',
  'no_hosts',
  'broken',
  'unknown',
];

/** What a finished watch knows; `exit_code` is that of DESIGN §3. */
export interface JobResult {
  readonly job_id: number;
  /** Jobs before it that are counted in: a canary. */
  readonly earlier_jobs?: readonly number[];
  readonly outcome: Outcome;
  readonly counts: JobCounts;
  /** Hosts that did not succeed and are visible to this user. */
  readonly failed_hosts: readonly HostState[];
  readonly exit_code: number;
  /** One sentence for cases the counts cannot tell (paused, hidden hosts, failed without a failed host). */
  readonly reason: string | null;
}

/**
 * The outcome as far as the job's own record tells it. `cancelled` in counts includes hosts that never ran, so a job
 * stopped with such hosts is only `incomplete` until host states are read: `outcomeOfHosts`.
 */
export function outcomeOf(job: JobInvocation): Outcome {
  if (job.task === null) return 'broken';
  if (job.status === 'cancelled') return 'cancelled';
  if (job.status === 'queued') return job.task.state === 'scheduled' ? 'scheduled' : 'running';
  if (job.status === 'running') {
    if (job.task.state === 'paused') return 'paused';
    return allHostsEnded(job.counts) ? outcomeOfCounts(job.counts) : 'running';
  }
  if (job.status === 'unknown') return 'unknown';
  return outcomeOfEnd(job);
}

function outcomeOfEnd(job: JobInvocation): Outcome {
  const { counts } = job;
  if (job.status === 'succeeded') return counts.total === 0 ? 'no_hosts' : 'succeeded';
  if ((counts.failed ?? 0) > 0 || (counts.cancelled ?? 0) === 0) return 'failed';
  return 'incomplete';
}

function outcomeOfCounts(counts: JobCounts): Outcome {
  if ((counts.failed ?? 0) > 0) return 'failed';
  return (counts.cancelled ?? 0) > 0 ? 'incomplete' : 'succeeded';
}

/** True when the live counts (REX 13.1+) say that every host ended, which they do up to 15 s before the status. */
export function allHostsEnded(counts: JobCounts): boolean {
  const { total, succeeded, failed, cancelled, pending } = counts;
  if (total === null || total === 0 || succeeded === null || failed === null || cancelled === null)
    return false;
  return pending === 0 && succeeded + failed + cancelled === total;
}

/** True when nothing will change any more, as far as the job's own record tells. */
export function jobEnded(job: JobInvocation): boolean {
  if (job.task === null) return true;
  return job.status === 'succeeded' || job.status === 'failed' || job.status === 'cancelled';
}

/** The outcome from host states; every state must be terminal. Never-ran beats cancelled, failed beats both. */
export function outcomeOfHosts(statuses: Iterable<HostStatus>): Outcome {
  const seen = new Set(statuses);
  if (seen.size === 0) return 'no_hosts';
  if ([...seen].some((status) => !isTerminal(status))) return 'unknown';
  if (seen.has('failed')) return 'failed';
  if (seen.has('never_ran')) return 'incomplete';
  return seen.has('cancelled') ? 'cancelled' : 'succeeded';
}

const outcomeExitCodes: Record<Outcome, number> = {
  succeeded: 0,
  failed: 3,
  incomplete: 3,
  no_hosts: 3,
  broken: 3,
  cancelled: 6,
  paused: 8,
  unknown: 8,
  running: 8,
  scheduled: 8,
};

/** DESIGN §3; `running` and `scheduled` are no result, so claiming one for them is 8. */
export function exitCodeOf(outcome: Outcome): number {
  return outcomeExitCodes[outcome];
}
