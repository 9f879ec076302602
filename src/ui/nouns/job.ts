import type { Shape } from '../../documents/types.ts';
import { rerunMarkerOf } from '../../jobs/description.ts';
import type { JobCounts, JobDetail, JobInvocation } from '../../jobs/job-invocation.ts';
import {
  isAmbiguous,
  outcomeOf,
  possibleOutcomes,
  type RecordedOutcome,
} from '../../jobs/outcome.ts';
import type { JobTimes } from '../../jobs/times/job-times.ts';
import type { Column } from '../answers/answer.ts';
import { outcomeText } from '../terminal/icons.ts';
import { columnTime } from '../time/relative.ts';
import { hostsText, outcomeWord } from './job-words.ts';
import { timeColumns } from './time-columns.ts';

/** A job with its outcome, which is ambiguous if the hosts were not read. */
export interface ListedJob extends JobInvocation {
  readonly outcome: RecordedOutcome;
  /** The times, if the user requested them. */
  readonly times?: JobTimes;
}

/** The columns of `list`. Users and times are read from the tasks of jobs only if requested. */
export const jobColumns: readonly Column<ListedJob>[] = [
  { key: 'id', header: 'ID', value: (job) => job.id, job: (job) => job.id },
  {
    key: 'outcome',
    header: 'OUTCOME',
    value: ({ outcome }) => outcomeWord(outcome),
    text: ({ outcome }, screen) => outcomeText(outcome, screen),
    shrinks: true,
    stays: true,
  },
  {
    key: 'hosts',
    header: 'HOSTS',
    value: (job) => hostsText(job, job.outcome),
    text: (job) =>
      (job.outcome === 'broken' ? 'never started' : hostsText(job, job.outcome)) ?? '-',
    shrinks: 'last',
  },
  { key: 'description', header: 'DESCRIPTION', value: (job) => job.description, shrinks: true },
  {
    key: 'start_at',
    header: 'STARTED',
    value: (job) => job.start_at,
    text: (job, screen) => columnTime(job.start_at, screen),
    goesFirst: true,
  },
  optional('user', 'USER', ({ times }) => times?.user ?? null),
  ...timeColumns<ListedJob>(({ times }) => times, {
    started: 'TASK STARTED',
    runs: ({ outcome }) => outcome === 'running',
  }),
  optional('job_category', 'CATEGORY', (job) => job.job_category),
  optional('template_name', 'TEMPLATE', (job) => job.template_name),
  optional('status', 'STATUS', (job) => job.status),
  count('total'),
  count('succeeded'),
  count('failed'),
  count('cancelled'),
  count('pending'),
  count('missing'),
  optional('ssh_user', 'SSH USER', (job) => job.ssh_user),
  optional('effective_user', 'EFFECTIVE USER', (job) => job.effective_user),
  optional('task.id', 'TASK', (job) => job.task?.id ?? null),
];

function optional(
  key: string,
  header: string,
  value: (job: ListedJob) => string | null,
): Column<ListedJob> {
  return { key, header, value, optional: true, shrinks: key !== 'task.id' };
}

function count(name: keyof JobCounts): Column<ListedJob> {
  return {
    key: `counts.${name}`,
    header: name.toUpperCase(),
    value: (job) => job.counts[name] ?? null,
    align: 'right',
    optional: true,
  };
}

/**
 * A job as JSON: rexctl's `outcome`, then fields with the names of the API; `null` = unknown.
 * Fields that only `show` reads are absent if they were not read. `unreadable` has the names of
 * fields that this version of the server does not have.
 */
export function jobDocument(
  job: (JobInvocation | JobDetail) & Pick<ListedJob, 'times'>,
  outcome: RecordedOutcome = outcomeOf(job),
): Shape<'job'> {
  return {
    id: job.id,
    ...outcomeDocument(outcome),
    status: job.status,
    description: job.description,
    job_category: job.job_category,
    template_id: job.template_id,
    template_name: job.template_name,
    effective_user: job.effective_user,
    ssh_user: job.ssh_user,
    start_at: job.start_at,
    ...job.times,
    counts: countsDocument(job.counts),
    task: job.task,
    time_to_pickup: job.time_to_pickup,
    concurrency_level: job.concurrency_level,
    execution_timeout_interval: job.execution_timeout_interval,
    rerun: rerunDocument(job),
    ...('targeting' in job ? detailDocument(job) : {}),
    unreadable: job.unreadable,
  };
}

/** The outcome as JSON: `null` if it depends on the hosts, which were not read. */
function outcomeDocument(
  outcome: RecordedOutcome,
): Pick<Shape<'job'>, 'outcome' | 'possible_outcomes'> {
  return isAmbiguous(outcome)
    ? { outcome: null, possible_outcomes: possibleOutcomes(outcome) }
    : { outcome };
}

function detailDocument(job: JobDetail): Partial<Shape<'job'>> {
  return {
    mode: job.mode,
    scheduling: job.scheduling,
    recurrence: job.recurrence,
    targeting: job.targeting,
    inputs: job.inputs?.map(({ name, value }) => ({ name, value })) ?? null,
    job_organization: job.job_organization,
    job_location: job.job_location,
  };
}

/** The counts as JSON; after the job has stopped, `cancelled` includes hosts that never ran. */
export function countsDocument(counts: JobCounts): Shape<'counts'> {
  const { total, succeeded, failed, cancelled, pending, missing } = counts;
  const never_ran = counts.never_ran ?? (cancelled === 0 ? 0 : null);
  return { total, succeeded, failed, cancelled, never_ran, pending, missing };
}

/** The attempt and first job from the marker in the description; `null` for a first job. */
function rerunDocument(job: JobInvocation): Shape<'job'>['rerun'] {
  const { attempt, root } = rerunMarkerOf(job.description);
  return root === null ? null : { attempt, root };
}
