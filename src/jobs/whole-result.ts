import type { JobCounts } from './job-invocation.ts';
import type { JobResult } from './outcome.ts';

/** One after the other, of which the last decides: jobs that are told as one. */
export interface WholeResult extends JobResult {
  /** Hosts that were meant and that no job was started for. */
  readonly not_run: readonly { readonly id: number; readonly name: string }[];
}

/** `meant`: all hosts; a host that no job was started for is in no count but `total`. */
export function wholeResult(
  before: readonly JobResult[],
  last: JobResult,
  meant: { readonly total: number; readonly notRun: WholeResult['not_run'] },
): WholeResult {
  const results = [...before, last];
  const sum = (field: Exclude<keyof JobCounts, 'never_ran'>) =>
    sumOf(results.map(({ counts }) => counts[field]));
  return {
    ...last,
    earlier_jobs: before.map(({ job_id }) => job_id),
    counts: {
      total: meant.total,
      succeeded: sum('succeeded'),
      failed: sum('failed'),
      cancelled: sum('cancelled'),
      pending: sum('pending'),
      missing: sum('missing'),
    },
    failed_hosts: results.flatMap(({ failed_hosts }) => failed_hosts),
    not_run: meant.notRun,
  };
}

function sumOf(counts: readonly (number | null)[]): number | null {
  return counts.includes(null)
    ? null
    : counts.reduce<number>((sum, count) => sum + (count ?? 0), 0);
}
