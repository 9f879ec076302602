import * as v from 'valibot';
import { event, followed, grouped, notRun } from '../follow-shapes.ts';
import type { SchemaName } from '../schema-names.ts';
import { described, list, text } from '../shapes/fields.ts';
import { shapes } from '../shapes.ts';
import { outputFiles } from './outputs.ts';

const { schema } = shapes;

const requestShape = described(
  v.object({
    method: text('HTTP method'),
    path: text('path on the server'),
    body: described(v.record(v.string(), v.unknown()), 'body of the request'),
  }),
  'the request that would start the job',
);

const plannedHost = v.object({
  ...shapes.target.entries,
  why: v.optional(text('only for rerun: the result of the host so far')),
});

const schedule = v.optional(
  described(shapes.plannedSchedule, 'when the job runs; only with --at or --cron'),
);

/** The documents about jobs that are started or followed. */
export const runDocuments = {
  started: v.object({ schema, job: described(shapes.job, 'the new job'), schedule }),
  'dry-run': v.object({
    schema,
    dry_run: described(v.literal(true), 'nothing was sent'),
    hosts: described(
      v.nullable(v.array(plannedHost)),
      'hosts that the job would run on; null: the server would choose them later',
    ),
    request: requestShape,
    groups: v.optional(
      list(
        v.object({
          name: text('canary or rest'),
          hosts: list(shapes.target, 'hosts of this job'),
          request: requestShape,
        }),
        'only with --canary: the job for the first hosts, and the job for the other hosts',
      ),
    ),
    schedule,
  }),
  'nothing-to-do': v.object({
    schema,
    job: described(v.null(), 'no job was started'),
    hosts: list(v.never(), 'no host'),
    message: text('why no job was started'),
  }),
  event,
  follow: v.object({ schema, ...followed }),
  'follow-group': v.object({ schema, ...grouped }),
  'follow-jobs': v.object({
    schema,
    jobs: list(v.object(followed), 'the jobs in the order in which they were named'),
    summary: described(
      v.object({
        jobs: list(shapes.jobEnd, 'the result of each job'),
        ...v.partial(v.object({ ...shapes.summary.entries, not_run: notRun }), [
          ...(['outcome', 'partial', 'counts', 'failed_hosts', 'reason', 'not_run'] as const),
        ]).entries,
      }),
      'the result of all jobs',
    ),
  }),
  'follow-dir': v.object({
    schema,
    job: followed.job,
    ...outputFiles,
    warnings: followed.warnings,
    summary: followed.summary,
  }),
} satisfies Partial<Record<SchemaName, v.GenericSchema>>;
