import type { HostRun } from './host-run.ts';
import type { JobDetail, JobInvocation } from './job-invocation.ts';

/**
 * Hosts of a job that were deleted or are hidden from this user; only the job's counts tell of
 * them.
 */
export interface UnseenHosts {
  readonly count: number;
  /** As far as the counts tell; the others failed, were cancelled or never ran. */
  readonly succeeded: number;
  /** Known where the job was sent to a list of ids. */
  readonly ids: readonly number[];
}

export function unseenHosts(job: JobInvocation | JobDetail, seen: readonly HostRun[]): UnseenHosts {
  const count = Math.max(0, (job.counts.total ?? 0) - seen.length);
  const seenToSucceed = seen.filter(({ status }) => status === 'succeeded').length;
  const succeeded = Math.min(count, Math.max(0, (job.counts.succeeded ?? 0) - seenToSucceed));
  const query = 'targeting' in job ? (job.targeting?.search_query ?? '') : '';
  const meant = /^id \^ \(([\d, ]+)\)$/.exec(query)?.[1]?.split(',').map(Number) ?? [];
  const ids = meant.filter((id) => !seen.some((host) => host.id === id));
  return { count, succeeded, ids: ids.length === count ? ids : [] };
}

/**
 * False while the server has not decided on all hosts of a job yet; what is hidden from this user
 * is decided.
 */
export function allHostsKnown({ counts }: JobInvocation, seen: readonly HostRun[]): boolean {
  return counts.total !== null && seen.length + (counts.missing ?? 0) >= counts.total;
}

/** `2 hosts (ids 4, 9)` and what is wrong with them, as the start of a sentence. */
export function unseenText(count: number, { ids }: Pick<UnseenHosts, 'ids'>): string {
  const named = ids.length === count ? ` (id${count === 1 ? '' : 's'} ${ids.join(', ')})` : '';
  return `${count === 1 ? '1 host' : `${count} hosts`}${named} that ${count === 1 ? 'is' : 'are'} deleted or not visible to you`;
}
