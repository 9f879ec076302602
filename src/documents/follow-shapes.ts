import * as v from 'valibot';
import { shapes } from './shapes.ts';

/** Gaps, lost contact and other warnings for the operator. */
const warning = v.object({
  code: v.pipe(v.string(), v.description('stable code; more may be added within rexctl/1')),
  message: v.string(),
  time: v.optional(shapes.time),
  host: v.optional(shapes.target),
  reason: v.optional(shapes.nullableText),
  stale_since: v.optional(shapes.nullableTime),
});

const followedHost = v.object({
  ...shapes.hostState.entries,
  output: v.optional(v.array(shapes.line)),
});

/** One job that was followed to its end, or left. */
export const followed = {
  job: v.nullable(shapes.job),
  hosts: v.array(followedHost),
  warnings: v.array(v.object({ type: v.optional(v.string()), ...warning.entries })),
  summary: shapes.summary,
};

/** Hosts that are one group, or differ alike. */
export const sameOutput = {
  count: v.number(),
  status: shapes.hostStatus,
  exit_code: shapes.nullableNumber,
  reason: shapes.failureReason,
  failure: shapes.hostFailure,
};

export const hostGroup = v.object({
  ...sameOutput,
  hosts: v.array(shapes.target),
  output: v.string(),
});

const ungrouped = v.pipe(
  v.number(),
  v.description('with --group: hosts that are in no group, because their output was not read'),
);

/** One job that was followed, with its hosts in groups instead of their output. */
export const grouped = {
  job: followed.job,
  hosts: v.array(shapes.hostState),
  groups: v.array(hostGroup),
  warnings: followed.warnings,
  summary: v.object({ ...shapes.summary.entries, ungrouped_hosts: ungrouped }),
};

export const cancelled = {
  cancel: v.picklist(['sent', 'sent_before', 'had_ended', 'dry_run', 'series_cancelled']),
  hosts: v.array(
    v.object({
      ...shapes.target.entries,
      before: shapes.hostStatus,
      after: v.nullable(shapes.hostStatus),
      exit_code: v.pipe(
        shapes.nullableNumber,
        v.description('of a cancelled host: 0 means that its script had already finished'),
      ),
    }),
  ),
  summary: v.nullable(
    v.object({
      cancelled: v.number(),
      had_finished: v.number(),
      never_ran: v.number(),
      still_running: v.number(),
      unknown: v.number(),
    }),
  ),
  unreached: v.array(shapes.target),
};

export const notRun = v.pipe(
  v.array(shapes.target),
  v.description('hosts on which nothing was run, because the canary did not succeed'),
);

const stamped = { schema: shapes.schema, time: shapes.time, job_id: v.number() };

export const event = v.variant('type', [
  v.object({ ...stamped, type: v.literal('job'), job: shapes.job }),
  v.object({ ...stamped, type: v.literal('host'), host: shapes.hostState }),
  v.object({ ...stamped, type: v.literal('output'), host: shapes.target, ...shapes.line.entries }),
  v.object({ ...stamped, type: v.literal('gap'), host: shapes.target, reason: v.string() }),
  v.object({ ...stamped, type: v.literal('group'), ...hostGroup.entries }),
  v.object({ ...stamped, type: v.literal('warning'), ...warning.entries, time: shapes.time }),
  v.object({
    ...stamped,
    type: v.literal('summary'),
    job_id: v.pipe(v.nullable(v.number()), v.description('null: the summary of all named jobs')),
    ...v.partial(
      v.object({
        ...shapes.summary.entries,
        ...cancelled,
        jobs: v.array(shapes.jobEnd),
        not_run: notRun,
        ungrouped_hosts: ungrouped,
      }),
      [
        ...([
          'outcome',
          'partial',
          'counts',
          'failed_hosts',
          'reason',
          'cancel',
          'hosts',
          'summary',
          'unreached',
          'jobs',
          'not_run',
          'ungrouped_hosts',
        ] as const),
      ],
    ).entries,
  }),
]);
