import * as v from 'valibot';
import { hostChanges } from '../../jobs/hosts/host-change.ts';
import { sameOutput } from '../follow-shapes.ts';
import type { SchemaName } from '../schema-names.ts';
import { shapes } from '../shapes.ts';

const { schema } = shapes;

const diffLine = v.object({ kind: v.picklist(['same', 'removed', 'added']), line: v.string() });

const hostEnd = v.object({
  status: shapes.hostStatus,
  exit_code: shapes.nullableNumber,
  reason: shapes.failureReason,
  failure: shapes.hostFailure,
});

const comparedJob = v.object({ job_id: v.number(), outcome: shapes.outcome });

/** What differs between hosts, or between jobs. */
export const comparisonDocuments = {
  'output-diff': v.object({
    schema,
    job_id: v.number(),
    reference: v.object({
      hosts: v.array(shapes.target),
      exit_code: shapes.nullableNumber,
      output: v.string(),
    }),
    differences: v.array(
      v.object({ ...sameOutput, hosts: v.array(shapes.target), diff: v.array(diffLine) }),
    ),
  }),
  diff: v.object({
    schema,
    diff: v.object({
      before: comparedJob,
      after: comparedJob,
      counts: v.pipe(
        v.object({
          broken: v.number(),
          failing_differently: v.number(),
          still_failing: v.number(),
          fixed: v.number(),
          changed_output: v.number(),
          unfinished: v.number(),
          unchanged: v.number(),
          only_before: v.number(),
          only_after: v.number(),
        }),
        v.description('hosts by their change'),
      ),
    }),
    hosts: v.pipe(
      v.array(
        v.object({
          ...shapes.target.entries,
          change: v.picklist(hostChanges),
          output: v.picklist(['same', 'changed']),
          before: hostEnd,
          after: hostEnd,
          diff: v.optional(
            v.pipe(v.array(diffLine), v.description('with --output, and in output --diff')),
          ),
        }),
      ),
      v.description('without those that succeeded in both jobs and printed the same'),
    ),
    only_before: v.pipe(v.array(shapes.target), v.description('not in the second job')),
    only_after: v.pipe(v.array(shapes.target), v.description('not in the first job')),
  }),
} satisfies Partial<Record<SchemaName, v.GenericSchema>>;
