import { countedOf } from '../text/counts.ts';
import { contradiction } from './contradiction.ts';
import { type HostStatus, isTerminal } from './host-run.ts';
import type { JobInvocation } from './job-invocation.ts';
import {
  allHostsEnded,
  isOpen,
  jobEnded,
  type Outcome,
  outcomeOf,
  outcomeOfHosts,
  possibleOutcomes,
} from './outcome.ts';
import { failedWithoutHost, serverFailureReason } from './server-failure.ts';

/** What became of a job; everything that tells an outcome tells this one. */
export interface Judgement {
  readonly outcome: Outcome;
  /** One sentence for what neither the outcome nor the counts tell. */
  readonly reason: string | null;
}

type Hosts = readonly { readonly status: HostStatus }[];

/**
 * What a job's outcome may be, of which its hosts tell one. Before REX 13.1 the counts of a job
 * that goes on are old, so that its hosts may have ended.
 */
export function outcomesLeftOpen(job: JobInvocation): readonly Outcome[] {
  const told = outcomeOf(job);
  const mayBeOver = job.counts.cancelled === null && (told === 'running' || told === 'paused');
  return mayBeOver
    ? [told, 'succeeded', 'failed', 'cancelled', 'incomplete']
    : possibleOutcomes(told);
}

/** The outcome that the job's own record tells; `null` where only its hosts do. */
export function outcomeToldBy(job: JobInvocation): Outcome | null {
  const [outcome = 'unknown', ...others] = outcomesLeftOpen(job);
  return others.length === 0 ? outcome : null;
}

/** The same, with its reason. `errors`: those of the job's task, as far as they were read. */
export function judgeByRecord(
  job: JobInvocation,
  errors: readonly string[] = [],
): Judgement | null {
  const outcome = outcomeToldBy(job);
  if (outcome === null) return null;
  return { outcome, reason: failedWithoutHost(job) ? serverFailureReason(job, errors) : null };
}

/**
 * From the job's record and from its hosts, as far as this user sees them. `errors`: those of the
 * job's task, as far as they were read.
 */
export function judge(job: JobInvocation, hosts: Hosts, errors: readonly string[] = []): Judgement {
  const told = outcomeOf(job);
  if (!isOver(job, hosts)) return plain(isOpen(told) ? 'running' : told);
  if (hosts.some(({ status }) => !isTerminal(status))) return judgeUnfinished(job, hosts);
  const hidden = (job.counts.total ?? hosts.length) - hosts.length;
  if (hosts.length === 0 && (hidden === 0 || told === 'cancelled'))
    return plain(isOpen(told) ? 'unknown' : told);
  return hidden > 0 ? judgeHidden(job, hosts, hidden, errors) : judgeAll(job, hosts, errors);
}

function judgeAll(job: JobInvocation, hosts: Hosts, errors: readonly string[]): Judgement {
  const outcome = outcomeOfHosts(hosts.map(({ status }) => status));
  const against = outcome === 'succeeded' ? contradiction(job.counts, hosts.length) : null;
  if (against !== null) return { outcome: 'unknown', reason: against };
  if (outcome === 'succeeded' && job.status === 'failed')
    return { outcome: 'failed', reason: serverFailureReason(job, errors) };
  return { outcome, reason: pausedReason(job) };
}

function plain(outcome: Outcome): Judgement {
  return { outcome, reason: null };
}

function isOver(job: JobInvocation, hosts: Hosts): boolean {
  if (job.task === null) return false;
  if (jobEnded(job)) return true;
  const allEnded = hosts.every(({ status }) => isTerminal(status));
  if (job.status === 'unknown') return allEnded;
  const { total } = job.counts;
  const allSeen = hosts.length > 0 && total !== null && hosts.length >= total;
  return allEnded && (allSeen || allHostsEnded(job.counts));
}

/**
 * Rows of hosts may be behind the job, or have states that this version does not know: no host is
 * called successful.
 */
function judgeUnfinished(job: JobInvocation, hosts: Hosts): Judgement {
  const told = outcomeOf(job);
  const open = hosts.filter(({ status }) => !isTerminal(status)).length;
  const reason = `job ${job.id} has ended, but ${countedOf(open, hosts.length, 'host')} ${open === 1 ? 'has' : 'have'} no result`;
  return { outcome: isOpen(told) || told === 'succeeded' ? 'unknown' : told, reason };
}

/**
 * Hosts that this user may not see take part in the counts, so a success is only one if they
 * succeeded too.
 */
function judgeHidden(
  job: JobInvocation,
  hosts: Hosts,
  hidden: number,
  errors: readonly string[],
): Judgement {
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

function hiddenReason(hidden: number, total: number | null): string {
  const which = total === 1 ? 'its host' : `${hidden} of its ${total} hosts`;
  return `${which} ${hidden === 1 ? 'is' : 'are'} deleted or not visible to you`;
}

/** Nothing of the job is left to do but the server's own end of it. */
function pausedReason({ id, task }: JobInvocation): string | null {
  if (task?.state !== 'paused') return null;
  return `every host of job ${id} has ended, but its task is paused on the server: rexctl resume ${id}`;
}
