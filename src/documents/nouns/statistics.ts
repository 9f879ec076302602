import * as v from 'valibot';
import type { SchemaName } from '../schema-names.ts';
import {
  described,
  flag,
  list,
  number,
  numberOrNull,
  textOrNull,
  time,
  timeOrNull,
} from '../shapes/fields.ts';
import { shapes } from '../shapes.ts';

const { schema } = shapes;

/** Numbers of results; a result is a host in a job. */
const resultCounts = {
  succeeded: number('results that are a success'),
  failed: number('results that are a failure'),
  cancelled: number('results of cancelled hosts'),
  never_ran: number('results of hosts that never ran'),
  unfinished: number('results of hosts that have not finished'),
};

const hidden = number(
  'results of hosts that were deleted or are not visible to you; in no other number',
);

const passRate = numberOrNull(
  'succeeded / (succeeded + failed), from 0 to 1; null: there is no such result',
);

const totals = v.object({
  since: time('the jobs started after this time'),
  until: time('the jobs started before this time'),
  template: textOrNull('template of the jobs; null: any'),
  name: textOrNull('name of the jobs, as in run --name; null: any'),
  jobs: number('jobs that were counted'),
  matching_jobs: numberOrNull(
    'jobs that match; null: unknown with --name, for which the server has no search',
  ),
  more_jobs: flag('true: there are older jobs, or may be, that --limit left out'),
  unread_job_ids: list(v.number(), 'jobs whose hosts could not be read; they are not counted'),
  ...resultCounts,
  hidden,
  pass_rate: passRate,
});

const run = v.object({
  job_id: number('id of the job'),
  description: textOrNull('title of the job'),
  template_name: textOrNull('name of the template'),
  start_at: timeOrNull('when the job started'),
  outcome: shapes.outcome,
  duration_s: numberOrNull(
    'how long the job took, in seconds; null: not finished, or not visible to you',
  ),
  ...resultCounts,
  hidden,
  pass_rate: passRate,
});

const host = v.object({
  ...shapes.target.entries,
  ...resultCounts,
  pass_rate: passRate,
  flaps: number('how often it changed between success and failure, from job to job'),
  last_status: described(
    v.nullable(v.picklist(['succeeded', 'failed'])),
    'its newest result that is a success or a failure; null: there is none',
  ),
  last_job_id: numberOrNull('id of the job of that result'),
  median_duration_s: numberOrNull(
    'median of its durations, in seconds; null: without --slowest, or not visible to you',
  ),
});

/** The documents about the results of many jobs. */
export const statisticsDocuments = {
  stats: v.object({
    schema,
    stats: described(totals, 'all jobs together'),
    runs: list(run, 'each job, oldest first'),
    hosts: list(host, 'each host over all jobs; those that failed most often first'),
  }),
} satisfies Partial<Record<SchemaName, v.GenericSchema>>;
