import type { FailureKind } from '../errors.ts';
import type { HostState } from './host-run.ts';
import type { JobCounts } from './job-invocation.ts';
import type { Outcome } from './outcome.ts';

/** The result of a job that was watched to its end; `exit_code` is that of the command. */
export interface JobResult {
  readonly job_id: number;
  /** Jobs before it that are included: a canary. */
  readonly earlier_jobs?: readonly number[];
  readonly outcome: Outcome;
  /**
   * Only some hosts of the job were followed: outcome and counts are theirs, and the job may go on.
   */
  readonly partial?: true;
  readonly counts: JobCounts;
  /** Hosts that did not succeed and are visible to this user. */
  readonly failed_hosts: readonly HostState[];
  readonly exit_code: number;
  /**
   * One sentence for what the counts cannot show (paused, hidden hosts, failed without a failed
   * host).
   */
  readonly reason: string | null;
}

const outcomeExitCodes: Record<Outcome, number> = {
  succeeded: 0,
  failed: 3,
  incomplete: 3,
  no_hosts: 3,
  broken: 3,
  cancelled: 6,
  paused: 8,
  unknown: 8,
  running: 8,
  scheduled: 8,
};

/**
 * The exit code of an outcome; `running` and `scheduled` are no result, so claiming one for them is
 * 8.
 */
export function exitCodeOf(outcome: Outcome): number {
  return outcomeExitCodes[outcome];
}

/** How watching one of several jobs ended. */
export interface JobEnd {
  /** As the user named it. */
  readonly reference: string;
  /** `null` where it was not found. */
  readonly job_id: number | null;
  /** `null` where it could not be read. */
  readonly outcome: Outcome | null;
  readonly exit_code: number;
  readonly error: { readonly code: FailureKind; readonly message: string } | null;
}

/** The first of these that applies is the exit code for several jobs; signals come first. */
const exitCodePriority = [130, 143, 129, 141, 2, 9, 4, 1, 5, 8, 7, 3, 6, 0];

export function combinedExitCode(codes: readonly number[]): number {
  return exitCodePriority.find((code) => codes.includes(code)) ?? 1;
}

/** The result of jobs that ran one after the other and count as one; the last decides. */
export interface CombinedResult extends JobResult {
  /** Hosts that were meant and that no job was started for. */
  readonly not_run: readonly { readonly id: number; readonly name: string }[];
}

/** `meant`: all hosts; a host that no job was started for is in no count but `total`. */
export function combinedResult(
  before: readonly JobResult[],
  last: JobResult,
  meant: { readonly total: number; readonly notRun: CombinedResult['not_run'] },
): CombinedResult {
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
