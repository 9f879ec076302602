import { countedOf, hostCount } from '../text/counts.ts';
import { type HostStatus, isFinal } from './hosts/host-run.ts';
import type { JobCounts, JobInvocation } from './job-invocation.ts';
import {
  allHostsEnded,
  isAmbiguous,
  jobEnded,
  type Outcome,
  outcomeOf,
  outcomeOfHosts,
  possibleOutcomes,
} from './outcome.ts';

/** The outcome of a job according to its record and its hosts, as all commands report it. */
interface ObservedOutcome {
  readonly outcome: Outcome;
  /** A sentence about what neither outcome nor counts show, or `null`. */
  readonly reason: string | null;
}

type Hosts = readonly { readonly status: HostStatus }[];

/**
 * The outcomes that a job may have according to its record. Before REX 13.1 the counts of a running
 * job are outdated, so all its hosts may have ended.
 */
export function outcomesStillPossible(job: JobInvocation): readonly Outcome[] {
  const recorded = outcomeOf(job);
  const mayBeOver =
    job.counts.cancelled === null && (recorded === 'running' || recorded === 'paused');
  return mayBeOver
    ? [recorded, 'succeeded', 'failed', 'cancelled', 'incomplete']
    : possibleOutcomes(recorded);
}

/** The outcome if the job's record is enough; `null` if its hosts must decide. */
export function certainOutcome(job: JobInvocation): Outcome | null {
  const [outcome = 'unknown', ...others] = outcomesStillPossible(job);
  return others.length === 0 ? outcome : null;
}

/** The outcome by the record with its reason. `errors`: the errors of the job's task. */
export function observedByRecord(
  job: JobInvocation,
  errors: readonly string[] = [],
): ObservedOutcome | null {
  const outcome = certainOutcome(job);
  if (outcome === null) return null;
  return { outcome, reason: failedWithoutHost(job) ? serverFailureReason(job, errors) : null };
}

/** The outcome by the record and the visible hosts. `errors`: the errors of the job's task. */
export function observedOutcome(
  job: JobInvocation,
  hosts: Hosts,
  errors: readonly string[] = [],
): ObservedOutcome {
  const recorded = outcomeOf(job);
  if (!isOver(job, hosts)) return plain(isAmbiguous(recorded) ? 'running' : recorded);
  if (hosts.some(({ status }) => !isFinal(status))) return outcomeUnfinished(job, hosts);
  const hidden = (job.counts.total ?? hosts.length) - hosts.length;
  if (hosts.length === 0 && (hidden === 0 || recorded === 'cancelled'))
    return plain(isAmbiguous(recorded) ? 'unknown' : recorded);
  return hidden > 0
    ? outcomeWithHidden(job, hosts, hidden, errors)
    : outcomeOfAll(job, hosts, errors);
}

function outcomeOfAll(
  job: JobInvocation,
  hosts: Hosts,
  errors: readonly string[],
): ObservedOutcome {
  const outcome = outcomeOfHosts(hosts.map(({ status }) => status));
  const against = outcome === 'succeeded' ? countMismatch(job.counts, hosts.length) : null;
  if (against !== null) return { outcome: 'unknown', reason: against };
  if (outcome === 'succeeded' && job.status === 'failed')
    return { outcome: 'failed', reason: serverFailureReason(job, errors) };
  return { outcome, reason: pausedReason(job) };
}

function plain(outcome: Outcome): ObservedOutcome {
  return { outcome, reason: null };
}

function isOver(job: JobInvocation, hosts: Hosts): boolean {
  if (job.task === null) return false;
  if (jobEnded(job)) return true;
  const allEnded = hosts.every(({ status }) => isFinal(status));
  if (job.status === 'unknown') return allEnded;
  const { total } = job.counts;
  const allSeen = hosts.length > 0 && total !== null && hosts.length >= total;
  return allEnded && (allSeen || allHostsEnded(job.counts));
}

/**
 * The outcome if hosts have not ended according to their rows, which may be outdated or have an
 * unknown state. It is never a success.
 */
function outcomeUnfinished(job: JobInvocation, hosts: Hosts): ObservedOutcome {
  const recorded = outcomeOf(job);
  const open = hosts.filter(({ status }) => !isFinal(status)).length;
  const reason = `job ${job.id} has finished, but ${countedOf(open, hosts.length, 'host')} ${open === 1 ? 'has' : 'have'} no result`;
  const isUnknown = isAmbiguous(recorded) || recorded === 'succeeded';
  return { outcome: isUnknown ? 'unknown' : recorded, reason };
}

/** The outcome with hidden hosts, which are part of the counts: they must have succeeded, too. */
function outcomeWithHidden(
  job: JobInvocation,
  hosts: Hosts,
  hidden: number,
  errors: readonly string[],
): ObservedOutcome {
  const { failed, cancelled, succeeded, total } = job.counts;
  const reason = hiddenReason(hidden, total);
  const number = (...statuses: readonly HostStatus[]) =>
    hosts.filter(({ status }) => statuses.includes(status)).length;
  const stopped = number('cancelled', 'never_ran');
  const countedAsFailed = cancelled === null ? number('failed', 'cancelled') : number('failed');
  if (number('failed') > 0 || (failed ?? 0) > countedAsFailed) return { outcome: 'failed', reason };
  if (number('never_ran') > 0 || (cancelled ?? 0) > stopped)
    return { outcome: 'incomplete', reason };
  if (stopped > 0) return { outcome: 'cancelled', reason };
  if (failedWithoutHost(job))
    return { outcome: 'failed', reason: serverFailureReason(job, errors) };
  if (succeeded === total || job.status === 'succeeded') return { outcome: 'succeeded', reason };
  return { outcome: job.status === 'failed' ? 'failed' : 'unknown', reason };
}

/** The reason in the outcome of a job with hidden hosts. */
export function hiddenReason(hidden: number, total: number | null): string {
  const which = total === 1 ? 'its host' : `${hidden} of its ${total} hosts`;
  return `${which} ${hidden === 1 ? 'is' : 'are'} deleted or not visible to you`;
}

/** The reason if every host has finished, but the job's task is paused; else `null`. */
function pausedReason({ id, task }: JobInvocation): string | null {
  if (task?.state !== 'paused') return null;
  return `every host of job ${id} has finished, but its task is paused on the server; resume it: rexctl resume ${id}`;
}

/**
 * How a job's counts contradict a list of `hosts` hosts that all succeeded; `null` if they do not.
 * Counts that are older than the list may lack the last successes, but `current` ones may not.
 */
export function countMismatch(counts: JobCounts, hosts: number, current = false): string | null {
  const mismatch =
    unsuccessful(counts) ?? tooFew(counts, hosts) ?? (current ? notAll(counts, hosts) : null);
  return mismatch === null
    ? null
    : `all of its hosts are listed as succeeded, but its counts show ${mismatch}`;
}

function unsuccessful({ failed, cancelled }: JobCounts): string | null {
  const parts = [
    ...((failed ?? 0) > 0 ? [`${failed} failed`] : []),
    ...((cancelled ?? 0) > 0 ? [`${cancelled} cancelled`] : []),
  ];
  return parts.length === 0 ? null : parts.join(', ');
}

function tooFew({ total }: JobCounts, hosts: number): string | null {
  return total !== null && total < hosts ? `${hostCount(total)}, not ${hosts}` : null;
}

function notAll({ succeeded }: JobCounts, hosts: number): string | null {
  return succeeded === null || succeeded === hosts ? null : `${succeeded} of ${hosts} succeeded`;
}

/** Longer reasons are shortened; the task on the server has the full text. */
const longestReason = 300;

/** Whether the job failed although every host succeeded: the server failed to close it. */
export function failedWithoutHost({ status, counts }: JobInvocation): boolean {
  return status === 'failed' && (counts.total ?? 0) > 0 && counts.succeeded === counts.total;
}

function serverFailureReason({ id }: JobInvocation, errors: readonly string[]): string {
  const text = errors.join('; ').replace(/\s+/g, ' ').trim();
  const why = text.length > longestReason ? `${text.slice(0, longestReason)}…` : text;
  const failed = `the server reports job ${id} as failed, although every host succeeded`;
  return why === '' ? `${failed}; see its task in Foreman` : `${failed}: ${why}`;
}
