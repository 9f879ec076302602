import * as v from 'valibot';
import { event, followed, grouped, notRun } from '../follow-shapes.ts';
import type { SchemaName } from '../schema-names.ts';
import { shapes } from '../shapes.ts';
import { outputFiles } from './outputs.ts';

const { schema } = shapes;

const requestShape = v.object({
  method: v.string(),
  path: v.string(),
  body: v.record(v.string(), v.unknown()),
});

/** A job that is started or followed. */
export const runDocuments = {
  started: v.object({ schema, job: shapes.job, schedule: v.optional(shapes.plannedSchedule) }),
  'dry-run': v.object({
    schema,
    dry_run: v.literal(true),
    hosts: v.nullable(v.array(v.object({ ...shapes.target.entries, why: v.optional(v.string()) }))),
    request: requestShape,
    groups: v.optional(
      v.pipe(
        v.array(
          v.object({ name: v.string(), hosts: v.array(shapes.target), request: requestShape }),
        ),
        v.description('with --canary: the job for the first hosts, and that for the others'),
      ),
    ),
    schedule: v.optional(shapes.plannedSchedule),
  }),
  'nothing-to-do': v.object({
    schema,
    job: v.null(),
    hosts: v.array(v.never()),
    message: v.string(),
  }),
  event,
  follow: v.object({ schema, ...followed }),
  'follow-group': v.object({ schema, ...grouped }),
  'follow-jobs': v.object({
    schema,
    jobs: v.array(v.object(followed)),
    summary: v.object({
      jobs: v.array(shapes.jobEnd),
      ...v.partial(v.object({ ...shapes.summary.entries, not_run: notRun }), [
        ...(['outcome', 'partial', 'counts', 'failed_hosts', 'reason', 'not_run'] as const),
      ]).entries,
    }),
  }),
  'follow-dir': v.object({
    schema,
    job: followed.job,
    ...outputFiles,
    warnings: followed.warnings,
    summary: followed.summary,
  }),
} satisfies Partial<Record<SchemaName, v.GenericSchema>>;
