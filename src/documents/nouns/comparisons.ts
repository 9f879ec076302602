import * as v from 'valibot';
import { hostChanges } from '../../jobs/hosts/host-change.ts';
import { sameOutput } from '../follow-shapes.ts';
import type { SchemaName } from '../schema-names.ts';
import { described, list, number, numberOrNull, text } from '../shapes/fields.ts';
import { shapes } from '../shapes.ts';

const { schema } = shapes;

const diffLine = v.object({
  kind: described(v.picklist(['same', 'removed', 'added']), 'whether the line changed'),
  line: text('the line without its line break'),
});

const diffLines = list(diffLine, 'the lines of both outputs');

const hostEnd = v.object({
  status: shapes.hostStatus,
  exit_code: numberOrNull("exit code of the host's script; null: unknown, or there is none"),
  reason: shapes.failureReason,
  failure: shapes.hostFailure,
});

const comparedJob = v.object({ job_id: number('id of the job'), outcome: shapes.outcome });

const changeCounts = v.object({
  broken: number('hosts that succeeded in the first job only'),
  failing_differently: number('hosts that failed in both jobs for different reasons'),
  still_failing: number('hosts that failed in both jobs for the same reason'),
  fixed: number('hosts that succeeded in the second job only'),
  changed_output: number('hosts that succeeded in both jobs and printed something else'),
  unfinished: number('hosts that have not finished in one of the jobs'),
  unchanged: number('hosts that succeeded in both jobs and printed the same'),
  only_before: number('hosts of the first job only'),
  only_after: number('hosts of the second job only'),
});

const changedHost = v.object({
  ...shapes.target.entries,
  change: described(v.picklist(hostChanges), 'what changed; more may be added within rexctl/1'),
  output: described(v.picklist(['same', 'changed']), 'whether its output changed'),
  before: described(hostEnd, 'the host in the first job'),
  after: described(hostEnd, 'the host in the second job'),
  diff: v.optional(described(diffLines, 'only with --output, and in output --diff')),
});

/** The documents about differences between hosts or jobs. */
export const comparisonDocuments = {
  'output-diff': v.object({
    schema,
    job_id: number('id of the job'),
    reference: described(
      v.object({
        hosts: list(shapes.target, 'hosts that printed it'),
        exit_code: numberOrNull('exit code of these hosts; null: unknown, or there is none'),
        output: text('what they printed'),
      }),
      'the output that the others are compared with',
    ),
    differences: list(
      v.object({
        ...sameOutput,
        hosts: list(shapes.target, 'hosts with this difference'),
        diff: diffLines,
      }),
      'hosts that printed something else, grouped by output and result',
    ),
  }),
  diff: v.object({
    schema,
    diff: described(
      v.object({
        before: described(comparedJob, 'the first job'),
        after: described(comparedJob, 'the second job'),
        counts: described(changeCounts, 'numbers of hosts by change'),
      }),
      'the two jobs, and how much changed',
    ),
    hosts: list(
      changedHost,
      'hosts of both jobs, except those that succeeded in both and printed the same',
    ),
    only_before: list(shapes.target, 'hosts that are not in the second job'),
    only_after: list(shapes.target, 'hosts that are not in the first job'),
  }),
} satisfies Partial<Record<SchemaName, v.GenericSchema>>;
