import * as v from 'valibot';
import { historyResults } from '../../jobs/rerun-plan.ts';
import { cancelled } from '../follow-shapes.ts';
import type { SchemaName } from '../schema-names.ts';
import { shapes } from '../shapes.ts';

const { schema } = shapes;

const jobs = v.array(shapes.job);

const lineage = v.object({
  root: v.number(),
  jobs: v.array(v.object({ job_id: v.number(), attempt: v.number() })),
  hosts: v.array(
    v.object({
      ...shapes.target.entries,
      verdict: v.picklist(historyResults),
      attempts: v.array(v.object({ job_id: v.number(), status: shapes.hostStatus })),
    }),
  ),
});

/** Jobs and series of jobs: lists, single ones, and what was changed. */
export const jobDocuments = {
  list: v.object({
    schema,
    jobs,
    subtotal: shapes.nullableNumber,
    page: v.optional(v.pipe(v.number(), v.description('only with --page'))),
  }),
  show: v.object({
    schema,
    job: shapes.job,
    reason: shapes.nullableText,
    ended_at: shapes.nullableTime,
    last_host_ended_at: v.pipe(
      shapes.nullableTime,
      v.description('null: it has not ended, or the tasks of its hosts are not visible to you'),
    ),
    reruns: jobs,
    lineage: v.nullable(lineage),
    hosts: v.optional(v.array(shapes.hostRun)),
    url: v.string(),
  }),
  resume: v.object({
    schema,
    job: shapes.job,
    resume: v.picklist(['sent', 'not_paused', 'had_ended', 'dry_run']),
  }),
  cancel: v.object({ schema, job: shapes.job, ...cancelled, counts: shapes.counts }),
  'cancel-jobs': v.object({
    schema,
    jobs: v.array(
      v.object({
        reference: v.string(),
        error: v.nullable(v.object({ code: v.string(), message: v.string() })),
        job: v.nullable(shapes.job),
        ...v.partial(v.object({ ...cancelled, counts: shapes.counts })).entries,
      }),
    ),
    exit_code: shapes.exitCode,
  }),
  schedules: v.object({
    schema,
    schedules: v.array(shapes.series),
    subtotal: v.pipe(
      shapes.nullableNumber,
      v.description('null: only series with a visible pending job could be found'),
    ),
  }),
  schedule: v.object({ schema, schedule: shapes.series, jobs }),
  'schedule-change': v.object({
    schema,
    schedule: shapes.series,
    change: v.picklist(['cancelled', 'enabled', 'disabled', 'unchanged']),
    ended_job_ids: v.array(v.number()),
  }),
} satisfies Partial<Record<SchemaName, v.GenericSchema>>;
