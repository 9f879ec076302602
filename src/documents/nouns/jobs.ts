import * as v from 'valibot';
import { historyResults } from '../../jobs/rerun-plan.ts';
import { cancelled } from '../follow-shapes.ts';
import type { SchemaName } from '../schema-names.ts';
import {
  described,
  list,
  number,
  numberOrNull,
  text,
  textOrNull,
  timeOrNull,
} from '../shapes/fields.ts';
import { shapes } from '../shapes.ts';

const { schema } = shapes;

const theJob = described(shapes.job, 'the job');

const hostHistory = v.object({
  ...shapes.target.entries,
  verdict: described(
    v.picklist(historyResults),
    'flapping: it failed after a success; still_failing: it never succeeded; unfinished: it has not finished; recovered: it succeeded after a failure; succeeded: it never failed',
  ),
  attempts: list(
    v.object({ job_id: number('id of the job'), status: shapes.hostStatus }),
    'the host in each of these jobs, oldest first',
  ),
});

const lineage = v.object({
  root: number('id of the original job'),
  jobs: list(
    v.object({
      job_id: number('id of the job'),
      attempt: number('0 for the original job, 1 for the first rerun'),
    }),
    'the original job and its reruns, oldest first',
  ),
  hosts: list(hostHistory, 'each host over all these jobs'),
});

const cancelAnswer = { ...cancelled, counts: described(shapes.counts, 'numbers of hosts') };

const theSeries = described(shapes.series, 'the series');

/** The documents about jobs and series: lists, single ones and changes. */
export const jobDocuments = {
  list: v.object({
    schema,
    jobs: list(shapes.job, 'the jobs, newest first, or as --sort has them'),
    subtotal: numberOrNull('how many jobs match; null: they were not counted'),
    page: v.optional(number('only with --page: the page')),
  }),
  show: v.object({
    schema,
    job: theJob,
    reason: textOrNull('why the job has this outcome, where the counts do not show it'),
    ended_at: timeOrNull('when the job finished; null: not finished, or unknown'),
    last_host_ended_at: timeOrNull(
      'when its last host finished; null: not finished, or its tasks are not visible to you',
    ),
    reruns: list(shapes.job, 'reruns of the job, oldest first'),
    lineage: described(
      v.nullable(lineage),
      'the job with its reruns, host by host; null: there are no reruns',
    ),
    hosts: v.optional(list(shapes.hostRun, 'only with --hosts: the hosts of the job')),
    url: text('address of the page of the job in Foreman'),
  }),
  resume: v.object({
    schema,
    job: theJob,
    resume: described(
      v.picklist(['sent', 'not_paused', 'had_ended', 'dry_run']),
      'sent: the job was told to continue; not_paused: it is running; had_ended: it had finished; dry_run: nothing was sent',
    ),
  }),
  cancel: v.object({ schema, job: theJob, ...cancelAnswer }),
  'cancel-jobs': v.object({
    schema,
    jobs: list(
      v.object({
        reference: shapes.jobReference,
        error: shapes.jobError,
        job: described(v.nullable(shapes.job), 'the job; null: it was not found'),
        ...v.partial(v.object(cancelAnswer)).entries,
      }),
      'the jobs in the order in which they were named',
    ),
    exit_code: shapes.exitCode,
  }),
  schedules: v.object({
    schema,
    schedules: list(shapes.series, 'the series, newest first'),
    subtotal: numberOrNull(
      'how many series match; null: only series with a visible pending job could be found',
    ),
  }),
  schedule: v.object({
    schema,
    schedule: theSeries,
    jobs: list(shapes.job, 'its newest jobs, newest first'),
  }),
  'schedule-change': v.object({
    schema,
    schedule: theSeries,
    change: described(
      v.picklist(['cancelled', 'enabled', 'disabled', 'unchanged']),
      'what was done; unchanged: the series already had this state',
    ),
    ended_job_ids: list(v.number(), 'jobs that were cancelled with the series'),
  }),
} satisfies Partial<Record<SchemaName, v.GenericSchema>>;
