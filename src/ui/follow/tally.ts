import type { HostStatus } from '../../jobs/hosts/host-run.ts';
import type { HostState } from '../../jobs/hosts/host-state.ts';
import type { JobCounts } from '../../jobs/job-invocation.ts';

/** How far a job is, in hosts. The classes add up to `total` where that is known. */
export interface TallyCounts {
  /** `null` until the targeting is resolved. */
  readonly total: number | null;
  /** Hosts that ended, however. */
  readonly done: number;
  readonly failed: number;
  readonly succeeded: number;
  readonly cancelled: number;
  readonly never_ran: number;
  readonly unknown: number;
  readonly running: number;
  readonly waiting: number;
  /** Not ended, and no host state has been seen that would set running and waiting apart. */
  readonly pending: number;
}

/**
 * Puts the job's own counts and the states of its hosts together; each is ahead of the other at
 * times.
 */
export interface Tally {
  acceptCounts(counts: JobCounts): void;
  /** Returns what was known about the host before. */
  acceptHost(host: HostState): HostState | undefined;
  has(hostId: number): boolean;
  counts(): TallyCounts;
  /** In the order of their first appearance. */
  hosts(): IterableIterator<HostState>;
}

/**
 * `hostCount`: the hosts that are shown. Where they are fewer than the job has (`output JOB web01
 * --follow`), the job's counts are not about them, and only host states are counted.
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

/** Both sources only ever grow in what has ended, so the larger number is the newer one. */
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
