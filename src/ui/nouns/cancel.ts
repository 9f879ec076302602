import type { Answered } from '../../documents/types.ts';
import type { HostRun } from '../../jobs/hosts/host-run.ts';
import type { JobCounts, JobDetail, TargetHost } from '../../jobs/job-invocation.ts';
import type { JobResult } from '../../jobs/job-result.ts';
import { type Outcome, outcomeOf, type RecordedOutcome } from '../../jobs/outcome.ts';
import { countsDocument, jobDocument } from './job.ts';

/**
 * The result of a cancel, also for each host if they were waited for: the response of the server
 * only means that the cancel was sent.
 */
export interface CancelReport {
  /** The job before the cancel. */
  readonly job: JobDetail;
  readonly answer: Answered<'cancel'>['cancel'];
  /** The hosts that were to be cancelled but were not reached, because they had no task yet. */
  readonly unreached?: readonly TargetHost[];
  /** The hosts that were to be cancelled and had not finished before it. */
  readonly meant: readonly HostRun[];
  readonly result: JobResult | null;
  /** All hosts of the job after the cancel; `null` if they were not read. */
  readonly after: readonly HostRun[] | null;
  /** The exit codes of cancelled hosts by id, which are read only if the hosts are few. */
  readonly exits?: ReadonlyMap<number, number | null>;
  /** The end of the job after the cancel, from its hosts if its record is not enough. */
  readonly end?: { readonly outcome: Outcome; readonly counts: JobCounts };
  /** Set if only some hosts were to be cancelled; then answer, result and text are about them. */
  readonly partial?: true;
  /** Whether a dry run was for the whole series. */
  readonly series?: boolean;
}

/** The counts of hosts that were to be cancelled, by their ends. */
export type CancelCounts = NonNullable<Answered<'cancel'>['summary']>;

/**
 * A cancel as JSON: `cancel` is the answer; `hosts` has the hosts that were to be cancelled, with
 * their states before and after.
 */
export function cancelDocument(report: CancelReport): Answered<'cancel'> {
  const { job, answer, meant } = report;
  const after = statusesAfter(report);
  const { outcome, counts } = endOf(report);
  return {
    job: jobDocument({ ...job, counts }, outcome),
    cancel: answer,
    hosts: meant.map(({ id, name, status }) => ({
      id,
      name,
      before: status,
      after: after?.get(id) ?? null,
      exit_code: report.exits?.get(id) ?? null,
    })),
    summary: countsOf(report),
    unreached: (report.unreached ?? []).map(({ id, name }) => ({ id, name })),
    counts: countsDocument(counts),
  };
}

/** The outcome and counts of the job; the result of only some hosts is not used for it. */
export function endOf({ job, result, end, partial }: CancelReport): {
  readonly outcome: RecordedOutcome;
  readonly counts: JobCounts;
} {
  const known = partial === true ? end : (result ?? end);
  return known ?? { outcome: outcomeOf(job), counts: job.counts };
}

export function statusesAfter({
  after,
}: CancelReport): ReadonlyMap<number, HostRun['status']> | undefined {
  return after === null ? undefined : new Map(after.map(({ id, status }) => [id, status]));
}

export function countsOf(report: CancelReport): CancelCounts | null {
  const after = statusesAfter(report);
  if (after === undefined) return null;
  const statuses = report.meant.map(({ id }) => after.get(id) ?? 'unknown');
  const count = (...words: readonly HostRun['status'][]) =>
    statuses.filter((status) => words.includes(status)).length;
  return {
    cancelled: count('cancelled'),
    had_finished: count('succeeded', 'failed'),
    never_ran: count('never_ran'),
    still_running: count('running', 'waiting'),
    unknown: count('unknown'),
  };
}
