import * as v from 'valibot';
import { hostFailureKinds } from '../../jobs/hosts/host-failure.ts';
import type { SchemaName } from '../schema-names.ts';
import { shapes } from '../shapes.ts';

const { schema } = shapes;

const excerpt = v.object({
  head: v.string(),
  tail: v.pipe(v.string(), v.description('empty if nothing is left out')),
  left_out: v.pipe(
    v.nullable(v.object({ lines: v.number(), bytes: v.number() })),
    v.description('what is missing between head and tail; null: nothing'),
  ),
});

const runTimes = {
  started_at: shapes.nullableTime,
  ended_at: shapes.nullableTime,
  duration_s: v.pipe(shapes.nullableNumber, v.description('seconds; null: unknown')),
};

const report = {
  job: shapes.job,
  reason: shapes.nullableText,
  user: v.pipe(shapes.nullableText, v.description('login of the user who started the job')),
  ...runTimes,
  url: v.string(),
  made_at: shapes.time,
  complete: v.pipe(
    v.boolean(),
    v.description('false: hosts are not visible, or some output could not be read'),
  ),
  hidden_hosts: v.number(),
  failures: v.array(
    v.object({
      count: v.number(),
      kind: v.picklist(hostFailureKinds),
      exit_code: shapes.nullableNumber,
      message: shapes.nullableText,
      hosts: v.array(shapes.target),
    }),
  ),
  masks: v.pipe(v.array(v.string()), v.description('what may differ between equal outputs')),
  outputs: v.array(
    v.object({
      count: v.number(),
      status: shapes.hostStatus,
      exit_code: shapes.nullableNumber,
      failure: shapes.hostFailure,
      hosts: v.array(shapes.target),
      output: excerpt,
    }),
  ),
  hosts: v.array(
    v.object({
      ...shapes.target.entries,
      status: shapes.hostStatus,
      exit_code: shapes.nullableNumber,
      failure: shapes.hostFailure,
      ...shapes.hostTimes.entries,
      lines: v.pipe(v.number(), v.description('how many lines the host printed')),
      notice: shapes.nullableText,
    }),
  ),
};

/** What happened in a job, in one answer. */
export const reportDocuments = {
  why: v.object({
    schema,
    job: shapes.job,
    outcome: v.pipe(shapes.outcome, v.description('of the job, or of the hosts that were named')),
    reason: shapes.nullableText,
    host_counts: v.pipe(
      v.object({
        total: v.number(),
        succeeded: v.number(),
        failed: v.number(),
        never_ran: v.number(),
        cancelled: v.number(),
        unfinished: v.number(),
        unknown: v.number(),
        hidden: v.pipe(
          v.number(),
          v.description('deleted or not visible to you; in no other number but total'),
        ),
      }),
      v.description('numbers of hosts, each host in one of them'),
    ),
    groups: v.pipe(
      v.array(
        v.object({
          kind: v.picklist(hostFailureKinds),
          exit_code: shapes.nullableNumber,
          message: v.pipe(
            shapes.nullableText,
            v.description(
              'the line that explains it best; what differs between the hosts is <host>, <time>, <n>',
            ),
          ),
          count: v.number(),
          hosts: v.array(shapes.target),
        }),
      ),
      v.description('hosts that did not succeed; failed, never ran, cancelled; largest first'),
    ),
    complete: v.pipe(
      v.boolean(),
      v.description('false: some failed hosts are hidden, or their output could not be read'),
    ),
  }),
  report: v.object({ schema, ...report }),
} satisfies Partial<Record<SchemaName, v.GenericSchema>>;
