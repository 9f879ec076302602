import * as v from 'valibot';
import type { SchemaName } from '../schema-names.ts';
import { shapes } from '../shapes.ts';

const { schema } = shapes;

/** Results: one host in one job each. */
const resultCounts = {
  succeeded: v.number(),
  failed: v.number(),
  cancelled: v.number(),
  never_ran: v.number(),
  unfinished: v.number(),
};

const hidden = v.pipe(
  v.number(),
  v.description('results of hosts that were deleted or are not visible to you; not counted'),
);

const passRate = v.pipe(
  shapes.nullableNumber,
  v.description('succeeded of succeeded and failed, 0 to 1; null: there are none'),
);

/** Results of many jobs. */
export const statisticsDocuments = {
  stats: v.object({
    schema,
    stats: v.object({
      since: shapes.time,
      until: shapes.time,
      template: shapes.nullableText,
      name: shapes.nullableText,
      jobs: v.pipe(v.number(), v.description('jobs that were counted')),
      matching_jobs: v.pipe(
        shapes.nullableNumber,
        v.description('jobs that match; null with --name: the server finds more than those'),
      ),
      more_jobs: v.pipe(v.boolean(), v.description('--limit left out older jobs, or may have')),
      unread_job_ids: v.pipe(
        v.array(v.number()),
        v.description('jobs whose hosts could not be read; they are not counted'),
      ),
      ...resultCounts,
      hidden,
      pass_rate: passRate,
    }),
    runs: v.pipe(
      v.array(
        v.object({
          job_id: v.number(),
          description: shapes.nullableText,
          template_name: shapes.nullableText,
          start_at: shapes.nullableTime,
          outcome: shapes.outcome,
          duration_s: v.pipe(
            shapes.nullableNumber,
            v.description('seconds; null: not ended, or not visible to you'),
          ),
          ...resultCounts,
          hidden,
          pass_rate: passRate,
        }),
      ),
      v.description('oldest first'),
    ),
    hosts: v.pipe(
      v.array(
        v.object({
          ...shapes.target.entries,
          ...resultCounts,
          pass_rate: passRate,
          flaps: v.pipe(
            v.number(),
            v.description('changes between success and failure, in the order of the jobs'),
          ),
          last_status: v.nullable(v.picklist(['succeeded', 'failed'])),
          last_job_id: shapes.nullableNumber,
          median_duration_s: v.pipe(
            shapes.nullableNumber,
            v.description('seconds; null: not read (--slowest), or not visible to you'),
          ),
        }),
      ),
      v.description('those that failed most often first'),
    ),
  }),
} satisfies Partial<Record<SchemaName, v.GenericSchema>>;
