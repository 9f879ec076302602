import { type HostStatus, isFinal } from './hosts/host-run.ts';
import type { JobCounts, JobInvocation } from './job-invocation.ts';

/**
 * The states and results of a job. The server's status is not exact enough: it is succeeded for a
 * job without hosts, failed for a cancelled one, queued for an orphan, running for a paused one.
 */
export const outcomes = [
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
] as const;

export type Outcome = (typeof outcomes)[number];

/**
 * Outcomes that the record of a job cannot distinguish, only its hosts: cancelled hosts are counted
 * together with hosts that never ran, and before REX 13.1 with failed ones.
 */
const ambiguousOutcomes = {
  stopped: ['cancelled', 'incomplete'],
  not_succeeded: ['failed', 'cancelled', 'incomplete'],
} as const satisfies Record<string, readonly Outcome[]>;

type AmbiguousOutcome = keyof typeof ambiguousOutcomes;

/** The outcome according to the record of a job. */
export type RecordedOutcome = Outcome | AmbiguousOutcome;

export function isAmbiguous(recorded: RecordedOutcome): recorded is AmbiguousOutcome {
  return recorded in ambiguousOutcomes;
}

export function possibleOutcomes(recorded: RecordedOutcome): readonly Outcome[] {
  return isAmbiguous(recorded) ? ambiguousOutcomes[recorded] : [recorded];
}

/** The outcome according to the record of a job; `observedOutcome` also uses its hosts. */
export function outcomeOf(job: JobInvocation): RecordedOutcome {
  const { task, status, counts } = job;
  if (task === null) return 'broken';
  if (status === 'queued') return task.state === 'scheduled' ? 'scheduled' : 'running';
  if (status === 'running' || status === 'unknown') {
    if (allHostsEnded(counts)) return outcomeOfCounts(counts);
    return status === 'running' && task.state === 'paused' ? 'paused' : status;
  }
  return outcomeOfEnd(status, counts);
}

function outcomeOfEnd(
  status: 'succeeded' | 'failed' | 'cancelled',
  counts: JobCounts,
): RecordedOutcome {
  if (status === 'cancelled') return (counts.failed ?? 0) > 0 ? failedOf(counts) : 'cancelled';
  if (counts.total === 0) return 'no_hosts';
  // The server contradicts itself: a success with hosts that did not succeed.
  if (status === 'succeeded')
    return (counts.failed ?? 0) + (counts.cancelled ?? 0) > 0 ? 'unknown' : 'succeeded';
  const recorded = counts.cancelled === null ? failedOf(counts) : outcomeOfCounts(counts);
  return recorded === 'succeeded' ? 'failed' : recorded;
}

function outcomeOfCounts(counts: JobCounts): RecordedOutcome {
  if ((counts.failed ?? 0) > 0) return failedOf(counts);
  return (counts.cancelled ?? 0) > 0 ? 'stopped' : 'succeeded';
}

function failedOf({ cancelled }: JobCounts): RecordedOutcome {
  return cancelled === null ? 'not_succeeded' : 'failed';
}

/**
 * Whether every host has ended according to the counts. From REX 13.1 they show it up to 15 s
 * before the status; older counts change with the status and count cancelled hosts as failed.
 */
export function allHostsEnded(counts: JobCounts): boolean {
  const { total, succeeded, failed, cancelled, pending } = counts;
  if (total === null || total === 0 || succeeded === null || failed === null) return false;
  return pending === 0 && succeeded + failed + (cancelled ?? 0) === total;
}

/** Whether the job has ended according to its record. */
export function jobEnded(job: JobInvocation): boolean {
  if (job.task === null) return true;
  return job.status === 'succeeded' || job.status === 'failed' || job.status === 'cancelled';
}

/**
 * The outcome of hosts that have all ended: failed if one failed, else incomplete if one never ran,
 * else cancelled if one was cancelled.
 */
export function outcomeOfHosts(statuses: Iterable<HostStatus>): Outcome {
  const seen = new Set(statuses);
  if (seen.size === 0) return 'no_hosts';
  if ([...seen].some((status) => !isFinal(status))) return 'unknown';
  if (seen.has('failed')) return 'failed';
  if (seen.has('never_ran')) return 'incomplete';
  return seen.has('cancelled') ? 'cancelled' : 'succeeded';
}
