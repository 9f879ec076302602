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

/** The outcome of a job by its record and its hosts; every command reports this one. */
interface ObservedOutcome {
  readonly outcome: Outcome;
  /** One sentence for what neither the outcome nor the counts show. */
  readonly reason: string | null;
}

type Hosts = readonly { readonly status: HostStatus }[];

/**
 * The outcomes that a job may have; its hosts decide which. Before REX 13.1 the counts of a running
 * job are old, so that its hosts may have ended.
 */
export function outcomesStillPossible(job: JobInvocation): readonly Outcome[] {
  const recorded = outcomeOf(job);
  const mayBeOver =
    job.counts.cancelled === null && (recorded === 'running' || recorded === 'paused');
  return mayBeOver
    ? [recorded, 'succeeded', 'failed', 'cancelled', 'incomplete']
    : possibleOutcomes(recorded);
}

/** The outcome where the job's own record decides it; `null` where its hosts must. */
export function certainOutcome(job: JobInvocation): Outcome | null {
  const [outcome = 'unknown', ...others] = outcomesStillPossible(job);
  return others.length === 0 ? outcome : null;
}

/** The same, with its reason. `errors`: those of the job's task that were read. */
export function observedByRecord(
  job: JobInvocation,
  errors: readonly string[] = [],
): ObservedOutcome | null {
  const outcome = certainOutcome(job);
  if (outcome === null) return null;
  return { outcome, reason: failedWithoutHost(job) ? serverFailureReason(job, errors) : null };
}

/**
 * By the job's record and those of its hosts that this user may see. `errors`: those of the job's
 * task that were read.
 */
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
 * Rows of hosts may be behind the job, or have states that this version does not know: no host is
 * called successful.
 */
function outcomeUnfinished(job: JobInvocation, hosts: Hosts): ObservedOutcome {
  const recorded = outcomeOf(job);
  const open = hosts.filter(({ status }) => !isFinal(status)).length;
  const reason = `job ${job.id} has finished, but ${countedOf(open, hosts.length, 'host')} ${open === 1 ? 'has' : 'have'} no result`;
  const isUnknown = isAmbiguous(recorded) || recorded === 'succeeded';
  return { outcome: isUnknown ? 'unknown' : recorded, reason };
}

/**
 * Hosts that this user may not see are part of the counts, so the job succeeded only if they did
 * too.
 */
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

/** What the outcome of a job with hidden hosts has as its reason. */
export function hiddenReason(hidden: number, total: number | null): string {
  const which = total === 1 ? 'its host' : `${hidden} of its ${total} hosts`;
  return `${which} ${hidden === 1 ? 'is' : 'are'} deleted or not visible to you`;
}

/** Every host has ended, and the server has not closed the job's task. */
function pausedReason({ id, task }: JobInvocation): string | null {
  if (task?.state !== 'paused') return null;
  return `every host of job ${id} has finished, but its task is paused on the server; resume it: rexctl resume ${id}`;
}

/**
 * Why a job's own counts contradict a list of `hosts` hosts that all succeeded; `null` where they
 * agree. Counts that are older than the list may lack the last successes, `current` ones must have
 * them all.
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

/** Longer reasons are cut; the task on the server has them whole. */
const longestReason = 300;

/**
 * True where the server calls the job failed although every host succeeded: its own closing of the
 * job failed.
 */
export function failedWithoutHost({ status, counts }: JobInvocation): boolean {
  return status === 'failed' && (counts.total ?? 0) > 0 && counts.succeeded === counts.total;
}

function serverFailureReason({ id }: JobInvocation, errors: readonly string[]): string {
  const text = errors.join('; ').replace(/\s+/g, ' ').trim();
  const why = text.length > longestReason ? `${text.slice(0, longestReason)}…` : text;
  const failed = `the server reports job ${id} as failed, although every host succeeded`;
  return why === '' ? `${failed}; see its task in Foreman` : `${failed}: ${why}`;
}
