import { type HostStatus, isTerminal } from './host-run.ts';
import type { JobCounts } from './job-invocation.ts';

type Hosts = readonly { readonly status: HostStatus }[];

/**
 * Counted from the hosts where all of them are seen: the job's own counts tell less, and may be
 * older.
 */
export function countsWithHosts(counts: JobCounts, hosts: Hosts): JobCounts {
  const all = hosts.length > 0 && counts.total !== null && hosts.length >= counts.total;
  const ended = hosts.every(({ status }) => isTerminal(status));
  return all && ended ? { ...countsOfHosts(hosts), missing: counts.missing } : counts;
}

/**
 * While a job goes on each source is ahead of the other at times, and what has ended stays ended:
 * the larger number is the newer. Before REX 13.1 the job's own counts mix what was cancelled with
 * what failed.
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

/** Of these hosts only. */
export function countsOfHosts(hosts: Hosts): JobCounts {
  const of = (status: HostStatus) => hosts.filter((host) => host.status === status).length;
  const [succeeded, failed, never_ran] = [of('succeeded'), of('failed'), of('never_ran')];
  const cancelled = of('cancelled') + never_ran;
  const pending = hosts.length - succeeded - failed - cancelled;
  return { total: hosts.length, succeeded, failed, cancelled, never_ran, pending, missing: 0 };
}
