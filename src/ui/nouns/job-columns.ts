import type { JobCounts, JobInvocation } from '../../jobs/job-invocation.ts';
import { isAmbiguous, type RecordedOutcome } from '../../jobs/outcome.ts';
import type { Column } from '../answers/answer.ts';
import { outcomeMark, outcomeText } from '../terminal/icons.ts';
import { columnTime } from '../time/relative.ts';
import { hostsText } from './hosts-text.ts';

/** A job, and its outcome as far as it was looked for. */
export interface ListedJob extends JobInvocation {
  readonly outcome: RecordedOutcome;
}

/** The columns of `list`; the API's list tells neither the user nor the end of a job. */
export const jobColumns: readonly Column<ListedJob>[] = [
  { key: 'id', header: 'ID', value: (job) => job.id },
  {
    key: 'outcome',
    header: 'OUTCOME',
    value: ({ outcome }) => (isAmbiguous(outcome) ? outcomeMark(outcome).word : outcome),
    text: ({ outcome }, screen) => outcomeText(outcome, screen),
  },
  { key: 'hosts', header: 'HOSTS', value: (job) => hostsText(job, job.outcome) },
  { key: 'description', header: 'DESCRIPTION', value: (job) => job.description, shrinks: true },
  {
    key: 'start_at',
    header: 'STARTED',
    value: (job) => job.start_at,
    text: (job, screen) => columnTime(job.start_at, screen),
  },
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
  value: (job: JobInvocation) => string | null,
): Column<ListedJob> {
  return { key, header, value, optional: true };
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
