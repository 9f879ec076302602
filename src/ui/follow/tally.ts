import type { HostStatus } from '../../jobs/hosts/host-run.ts';
import type { HostState } from '../../jobs/hosts/host-state.ts';
import type { JobCounts } from '../../jobs/job-invocation.ts';

/** The progress of a job in numbers of hosts, which add up to `total` if that is known. */
export interface TallyCounts {
  /** `null` until the server has resolved the hosts. */
  readonly total: number | null;
  /** Hosts that have ended. */
  readonly done: number;
  readonly failed: number;
  readonly succeeded: number;
  readonly cancelled: number;
  readonly never_ran: number;
  readonly unknown: number;
  readonly running: number;
  readonly waiting: number;
  /** Unfinished hosts, while it is not known which of them are running and which are waiting. */
  readonly pending: number;
}

/** Combines the counts of a job and the states of its hosts; either may be the newer one. */
export interface Tally {
  acceptCounts(counts: JobCounts): void;
  /** Accepts a state and returns the previous one. */
  acceptHost(host: HostState): HostState | undefined;
  has(hostId: number): boolean;
  counts(): TallyCounts;
  /** The hosts in the order in which they appeared. */
  hosts(): IterableIterator<HostState>;
}

/**
 * `hostCount`: the number of hosts shown. If the job has more (`output JOB web01 --follow`), the
 * job's counts are not used.
 */
export function openTally(hostCount: number | null): Tally {
  const hosts = new Map<number, HostState>();
  const seen = new Map<HostStatus, number>();
  let reported: JobCounts | undefined;
  const change = (status: HostStatus, by: number) => seen.set(status, (seen.get(status) ?? 0) + by);
  return {
    acceptCounts(counts) {
      reported = counts;
    },
    acceptHost(host) {
      const before = hosts.get(host.id);
      if (before !== undefined) change(before.status, -1);
      change(host.status, 1);
      hosts.set(host.id, host);
      return before;
    },
    has: (hostId) => hosts.has(hostId),
    counts() {
      const part =
        hostCount !== null && hosts.size <= hostCount && hostCount < (reported?.total ?? 0);
      return combined(part ? undefined : reported, seen, { hostCount, hostsSeen: hosts.size });
    },
    hosts: () => hosts.values(),
  };
}

/** Combines both sources. Numbers of ended hosts only grow, so the larger one is newer. */
function combined(
  reported: JobCounts | undefined,
  seen: ReadonlyMap<HostStatus, number>,
  { hostCount, hostsSeen }: { readonly hostCount: number | null; readonly hostsSeen: number },
): TallyCounts {
  const of = (status: HostStatus) => seen.get(status) ?? 0;
  const failed = Math.max(of('failed'), reported?.failed ?? 0);
  const succeeded = Math.max(of('succeeded'), reported?.succeeded ?? 0);
  const never_ran = of('never_ran');
  // The server counts hosts that never ran as cancelled.
  const cancelled = Math.max(of('cancelled'), (reported?.cancelled ?? 0) - never_ran);
  const done = failed + succeeded + cancelled + never_ran;
  const total = reported?.total ?? hostCount ?? (hostsSeen > 0 ? hostsSeen : null);
  const rest = Math.max(0, (total ?? hostsSeen) - done);
  const running = Math.min(of('running'), rest);
  const unknown = Math.min(of('unknown'), rest - running);
  const left = rest - running - unknown;
  return {
    total,
    done,
    failed,
    succeeded,
    cancelled,
    never_ran,
    unknown,
    running,
    waiting: hostsSeen > 0 ? left : 0,
    pending: hostsSeen > 0 ? 0 : left,
  };
}
