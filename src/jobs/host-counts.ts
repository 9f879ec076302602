import { type HostStatus, isTerminal } from './host-run.ts';
import type { JobCounts } from './job-invocation.ts';

type Hosts = readonly { readonly status: HostStatus }[];

/** Counted from the hosts where all of them are seen: the job's own counts tell less, and may be older. */
export function countsWithHosts(counts: JobCounts, hosts: Hosts): JobCounts {
  const all = hosts.length > 0 && counts.total !== null && hosts.length >= counts.total;
  const ended = hosts.every(({ status }) => isTerminal(status));
  return all && ended ? { ...countsOfHosts(hosts), missing: counts.missing } : counts;
}

/** Of these hosts only. */
export function countsOfHosts(hosts: Hosts): JobCounts {
  const of = (status: HostStatus) => hosts.filter((host) => host.status === status).length;
  const [succeeded, failed, never_ran] = [of('succeeded'), of('failed'), of('never_ran')];
  const cancelled = of('cancelled') + never_ran;
  const pending = hosts.length - succeeded - failed - cancelled;
  return { total: hosts.length, succeeded, failed, cancelled, never_ran, pending, missing: 0 };
}
