import * as v from 'valibot';
import { hostFailureKinds } from '../../jobs/hosts/host-failure.ts';
import type { SchemaName } from '../schema-names.ts';
import {
  described,
  flag,
  list,
  number,
  numberOrNull,
  text,
  textOrNull,
  time,
  timeOrNull,
} from '../shapes/fields.ts';
import { shapes } from '../shapes.ts';

const { schema } = shapes;

const theJob = described(shapes.job, 'the job');
const reason = textOrNull('why the job has this outcome, where the counts do not show it');
const count = number('number of hosts');
const exitCode = numberOrNull("exit code of the host's script; null: unknown, or there is none");

/** Hosts that did not succeed, all for the same reason. */
const failureGroup = v.object({
  kind: described(
    v.picklist(hostFailureKinds),
    'what happened to the hosts; more may be added within rexctl/1',
  ),
  exit_code: exitCode,
  message: textOrNull(
    'the line that explains it best, with <host>, <time> and <n> where the hosts differ',
  ),
  count,
  hosts: list(shapes.target, 'hosts of the group'),
});

const excerpt = v.object({
  head: text('beginning of the output, or all of it'),
  tail: text('end of the output; empty if nothing is left out'),
  left_out: described(
    v.nullable(
      v.object({ lines: number('lines left out'), bytes: number('size of what is left out') }),
    ),
    'what is missing between head and tail; null: nothing',
  ),
});

const reportedOutput = v.object({
  count,
  status: shapes.hostStatus,
  exit_code: exitCode,
  failure: shapes.hostFailure,
  hosts: list(shapes.target, 'hosts that printed it'),
  output: described(excerpt, 'what they printed'),
});

const reportedHost = v.object({
  ...shapes.target.entries,
  status: shapes.hostStatus,
  exit_code: exitCode,
  failure: shapes.hostFailure,
  ...shapes.hostTimes.entries,
  lines: number('how many lines the host printed'),
  notice: textOrNull('why there is no output, or not all of it'),
});

const hostCounts = v.object({
  total: number('all hosts of the job, or all named hosts'),
  succeeded: number('hosts that succeeded'),
  failed: number('hosts that failed'),
  never_ran: number('hosts that never ran'),
  cancelled: number('hosts that were cancelled'),
  unfinished: number('hosts that have not finished'),
  unknown: number('hosts whose state is unknown'),
  hidden: number('hosts that were deleted or are not visible to you'),
});

/** The documents that explain a whole job. */
export const reportDocuments = {
  why: v.object({
    schema,
    job: theJob,
    outcome: described(shapes.outcome, 'result or state of the job, or of the named hosts'),
    reason,
    host_counts: described(hostCounts, 'numbers of hosts; each host is in total and in one other'),
    groups: list(
      failureGroup,
      'hosts that did not succeed, grouped by reason: failed, never ran, cancelled; largest group first',
    ),
    complete: flag('false: some failed hosts are not visible, or their output could not be read'),
  }),
  report: v.object({
    schema,
    job: theJob,
    reason,
    user: textOrNull('login of the user who started the job; null: not visible to you'),
    started_at: timeOrNull('when the job started; null: not started, or unknown'),
    ended_at: timeOrNull('when the job finished; null: not finished, or unknown'),
    duration_s: numberOrNull('how long the job took, in seconds; null: not finished, or unknown'),
    url: text('address of the page of the job in Foreman'),
    made_at: time('when the report was made'),
    complete: flag('false: some hosts are not visible, or some output could not be read'),
    hidden_hosts: number('hosts that were deleted or are not visible to you'),
    failures: list(failureGroup, 'hosts that did not succeed, grouped by reason'),
    masks: list(v.string(), 'what may differ between outputs that are shown as one'),
    outputs: list(reportedOutput, 'what hosts printed, grouped by output and result'),
    hosts: list(reportedHost, 'all visible hosts of the job'),
  }),
} satisfies Partial<Record<SchemaName, v.GenericSchema>>;
