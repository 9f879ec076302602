import type { Answered } from '../../documents/types.ts';
import type { HostRun } from '../../jobs/hosts/host-run.ts';
import type { JobCounts, JobDetail, TargetHost } from '../../jobs/job-invocation.ts';
import type { JobResult } from '../../jobs/job-result.ts';
import { type Outcome, outcomeOf, type RecordedOutcome } from '../../jobs/outcome.ts';
import { countsDocument, jobDocument } from './job.ts';

/**
 * How a cancel went, and per host where it was waited for. The reply of the server only means
 * "sent".
 */
export interface CancelReport {
  /** As it was before. */
  readonly job: JobDetail;
  readonly answer: Answered<'cancel'>['cancel'];
  /** Hosts that were to be cancelled and were not reached, because they had no task yet. */
  readonly unreached?: readonly TargetHost[];
  /** Hosts that had not ended when the cancel was asked for. */
  readonly meant: readonly HostRun[];
  readonly result: JobResult | null;
  /** All hosts of the job afterwards; `null` where they were not read. */
  readonly after: readonly HostRun[] | null;
  /** How the scripts of cancelled hosts ended, where they were few enough to be asked for. */
  readonly exits?: ReadonlyMap<number, number | null>;
  /** What is known of the job afterwards, by its hosts where its record is not enough. */
  readonly end?: { readonly outcome: Outcome; readonly counts: JobCounts };
  /** Only some hosts of the job were meant: the answer, the result and the text are theirs. */
  readonly partial?: true;
  /** A dry run was for the whole series. */
  readonly series?: boolean;
}

/** How the meant hosts ended. */
export type CancelCounts = NonNullable<Answered<'cancel'>['summary']>;

/**
 * `{job, cancel, hosts, summary, counts}`: `cancel` is the answer, `hosts` the meant ones before
 * and after.
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

/** The result of some hosts is not that of their job. */
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
