import * as v from 'valibot';
import {
  described,
  list,
  number,
  numberOrNull,
  text,
  textOrNull,
  time,
  timeOrNull,
} from './shapes/fields.ts';
import { shapes } from './shapes.ts';

/** A warning for the operator, e.g. about a gap or lost contact. */
const warning = v.object({
  code: text('kind of the warning; more may be added within rexctl/1'),
  message: text('the warning in words; the wording may change'),
  time: v.optional(time('when it happened, by the clock of this machine')),
  host: v.optional(described(shapes.target, 'the host that it is about')),
  reason: v.optional(textOrNull('why it happened; null: unknown')),
  stale_since: v.optional(
    timeOrNull('no response from the server since then; null: it answers again'),
  ),
});

const followedHost = v.object({
  ...shapes.hostState.entries,
  output: v.optional(list(shapes.line, 'lines that the host printed')),
});

const followedJob = described(v.nullable(shapes.job), 'the job; null: it could not be read');

const warnings = list(
  v.object({
    type: v.optional(text('gap: output is lost; warning: anything else')),
    ...warning.entries,
  }),
  'warnings in the order in which they came',
);

/** A job that was followed, to its end or until the follow stopped. */
export const followed = {
  job: followedJob,
  hosts: list(followedHost, 'hosts of the job'),
  warnings,
  summary: described(shapes.summary, 'the result'),
};

/** The number and result of hosts that form a group, or that differ in the same way. */
export const sameOutput = {
  count: number('number of hosts'),
  status: shapes.hostStatus,
  exit_code: numberOrNull('exit code of these hosts; null: unknown, or there is none'),
  reason: shapes.failureReason,
  failure: shapes.hostFailure,
};

export const hostGroup = v.object({
  ...sameOutput,
  hosts: list(shapes.target, 'hosts of the group'),
  output: text('what each of them printed'),
});

const ungrouped = number(
  'only with --group: hosts that are in no group, because their output was not read',
);

/** A job that was followed, with groups of hosts instead of their output. */
export const grouped = {
  job: followed.job,
  hosts: list(shapes.hostState, 'hosts of the job'),
  groups: list(hostGroup, 'hosts with the same output and result, failed ones first'),
  warnings: followed.warnings,
  summary: described(
    v.object({ ...shapes.summary.entries, ungrouped_hosts: ungrouped }),
    'the result',
  ),
};

const cancelledHost = v.object({
  ...shapes.target.entries,
  before: described(shapes.hostStatus, 'state of the host before the cancel'),
  after: described(v.nullable(shapes.hostStatus), 'state after it; null: not read, see --wait'),
  exit_code: numberOrNull('exit code of a cancelled host; 0: its script had already finished'),
});

const cancelCounts = v.object({
  cancelled: number('hosts that were cancelled'),
  had_finished: number('hosts that had finished'),
  never_ran: number('hosts that never ran'),
  still_running: number('hosts that are still running'),
  unknown: number('hosts whose state is unknown'),
});

export const cancelled = {
  cancel: described(
    v.picklist(['sent', 'sent_before', 'had_ended', 'dry_run', 'series_cancelled']),
    'sent_before: an earlier cancel was sent, so this one was not; had_ended: job or hosts had finished; dry_run: nothing was sent',
  ),
  hosts: list(cancelledHost, 'hosts that the cancel was meant for'),
  summary: described(v.nullable(cancelCounts), 'numbers of hosts after the wait; null: no --wait'),
  unreached: list(
    shapes.target,
    'hosts that had not started: they are not cancelled, and will run',
  ),
};

export const notRun = list(
  shapes.target,
  'hosts on which nothing was run, because the canary did not succeed',
);

const jobId = number('id of the job');

const stamped = {
  schema: shapes.schema,
  time: time('when it happened, by the clock of this machine'),
  job_id: jobId,
};

const typed = <const Type extends string>(type: Type, meaning: string) => ({
  ...stamped,
  type: described(v.literal(type), meaning),
});

export const event = v.variant('type', [
  v.object({
    ...typed('job', 'the job as it is now'),
    job: described(shapes.job, 'the job'),
  }),
  v.object({
    ...typed('host', 'a host changed its state'),
    host: described(shapes.hostState, 'the host'),
  }),
  v.object({
    ...typed('output', 'a line of output'),
    host: described(shapes.target, 'the host that printed it'),
    ...shapes.line.entries,
  }),
  v.object({
    ...typed('gap', 'output is lost'),
    host: described(shapes.target, 'the host whose output is lost'),
    reason: text('why it is lost'),
  }),
  v.object({ ...typed('group', 'hosts with the same output and result'), ...hostGroup.entries }),
  v.object({
    ...typed('warning', 'something that an operator should know'),
    ...warning.entries,
    time: stamped.time,
  }),
  v.object({
    ...typed('summary', 'the result; always the last event'),
    job_id: numberOrNull('id of the job; null: the summary of all named jobs'),
    ...v.partial(
      v.object({
        ...shapes.summary.entries,
        ...cancelled,
        jobs: list(shapes.jobEnd, 'the result of each job'),
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
