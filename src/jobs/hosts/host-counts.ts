import type { JobCounts, JobDetail, JobInvocation } from '../job-invocation.ts';
import { type HostRun, type HostStatus, isFinal } from './host-run.ts';

type Hosts = readonly { readonly status: HostStatus }[];

/**
 * The counts from the hosts, if all of them are visible and have ended: the job's counts are less
 * exact and may be older.
 */
export function countsWithHosts(counts: JobCounts, hosts: Hosts): JobCounts {
  const all = hosts.length > 0 && counts.total !== null && hosts.length >= counts.total;
  const ended = hosts.every(({ status }) => isFinal(status));
  return all && ended ? { ...countsOfHosts(hosts), missing: counts.missing } : counts;
}

/**
 * The newest counts of a running job, from its record and its hosts. Ends are final, so the larger
 * number is the newer one. Before REX 13.1 the record counts cancelled hosts as failed.
 */
export function latestCounts(counts: JobCounts, hosts: Hosts): JobCounts {
  const { total, missing, cancelled } = counts;
  const known = countsWithHosts(counts, hosts);
  if (known !== counts || total === null || hosts.length === 0) return known;
  const seen = countsOfHosts(hosts);
  if (cancelled === null) return hosts.length >= total ? { ...seen, missing } : counts;
  const newer = (field: 'succeeded' | 'failed' | 'cancelled') =>
    Math.max(counts[field] ?? 0, seen[field] ?? 0);
  const ended = {
    succeeded: newer('succeeded'),
    failed: newer('failed'),
    cancelled: newer('cancelled'),
  };
  const pending = Math.max(0, total - ended.succeeded - ended.failed - ended.cancelled);
  return { total, ...ended, pending, missing };
}

/** The counts of these hosts. */
export function countsOfHosts(hosts: Hosts): JobCounts {
  const of = (status: HostStatus) => hosts.filter((host) => host.status === status).length;
  const [succeeded, failed, never_ran] = [of('succeeded'), of('failed'), of('never_ran')];
  const cancelled = of('cancelled') + never_ran;
  const pending = hosts.length - succeeded - failed - cancelled;
  return { total: hosts.length, succeeded, failed, cancelled, never_ran, pending, missing: 0 };
}

/** Hosts of a job that were deleted or are hidden from the user; only the counts include them. */
export interface HiddenHosts {
  readonly count: number;
  /** How many of them succeeded according to the counts. */
  readonly succeeded: number;
  /** Their ids, if the job was sent to a list of ids; else empty. */
  readonly ids: readonly number[];
}

export function hiddenHosts(
  job: JobInvocation | JobDetail,
  seen: readonly Pick<HostRun, 'id' | 'status'>[],
): HiddenHosts {
  const count = Math.max(0, (job.counts.total ?? 0) - seen.length);
  const seenToSucceed = seen.filter(({ status }) => status === 'succeeded').length;
  const succeeded = Math.min(count, Math.max(0, (job.counts.succeeded ?? 0) - seenToSucceed));
  const query = 'targeting' in job ? (job.targeting?.search_query ?? '') : '';
  const meant = /^id \^ \(([\d, ]+)\)$/.exec(query)?.[1]?.split(',').map(Number) ?? [];
  const ids = meant.filter((id) => !seen.some((host) => host.id === id));
  return { count, succeeded, ids: ids.length === count ? ids : [] };
}

/** Whether the server has resolved all hosts of a job; hidden hosts count as resolved. */
export function allHostsKnown({ counts }: JobInvocation, seen: readonly HostRun[]): boolean {
  return counts.total !== null && seen.length + (counts.missing ?? 0) >= counts.total;
}

/** The beginning of a sentence: `2 hosts (ids 4, 9) that are deleted or not visible to you`. */
export function hiddenHostsText(count: number, { ids }: Pick<HiddenHosts, 'ids'>): string {
  const named = ids.length === count ? ` (id${count === 1 ? '' : 's'} ${ids.join(', ')})` : '';
  return `${count === 1 ? '1 host' : `${count} hosts`}${named} that ${count === 1 ? 'is' : 'are'} deleted or not visible to you`;
}
